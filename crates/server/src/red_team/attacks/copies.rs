//! Attacks with an old copy, or with a key of one's own.

use app::Context;
use ledger::{Checkpoint, LogSigner, NoteSignature, SignedNote};

use super::super::sample::Victim;
use super::super::target::{About, Done};

pub(super) fn replay_database(on: &Victim) -> anyhow::Result<Done> {
    on.put_database_back()?;
    Ok(Done::one("数据库换成几天前的备份，签名状态不动", About::Log))
}

pub(super) fn replay_signer(on: &Victim) -> anyhow::Result<Done> {
    on.put_database_back()?;
    on.put_signer_back()?;
    Ok(Done::one("数据库和签名状态都换成几天前的备份，彼此相符", About::Log))
}

pub(super) async fn forge_signature(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let (size, note) = intruder.last_checkpoint().await?;
    let head = Checkpoint::parse(SignedNote::parse(&note)?.text())?;
    let forger = LogSigner::from_seed(head.origin.as_str(), Context::system().secret())?;
    let signature = forger.sign_text(head.to_string().as_bytes());
    let forged = head.signed(NoteSignature::by(forger.verifier_key(), &signature));
    intruder.set_checkpoint(size, &forged.to_string()).await?;
    intruder.leave().await;
    let what = format!("第{size}条处的日志头用另一把同名钥匙重签");
    Ok(Done::one(what, About::Checkpoint(size)))
}
