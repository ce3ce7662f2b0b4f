//! Attacks on what is in other people's hands: a package, a slip.

use std::fs;

use anyhow::Context as _;
use app::Context;
use ledger::{Cosigner, SignedNote, Slip};

use super::super::package::Parts;
use super::super::sample::Victim;
use super::super::target::{About, Done};

const CHECKPOINT: &str = "checkpoint.txt";
const INSTRUMENTS: &str = "main/";

/// The witness's line is taken out, and one of the same name put in its place.
pub(super) fn fake_witness(on: &Victim) -> anyhow::Result<Done> {
    let mut parts = Parts::read(&on.package())?;
    let witness = on.known.policy.witnesses().next().context("策略中没有见证方")?;
    let (_, bytes) = parts.first(CHECKPOINT)?;
    let note = SignedNote::parse(std::str::from_utf8(bytes)?)?;
    let log = on.known.policy.logs().next().context("策略中没有日志")?.0;
    let context = Context::system();
    let forger = Cosigner::from_seed(witness.key.name().as_str(), context.secret())?;
    let seconds = u64::try_from(context.now().ms().div_euclid(1_000))?;
    let forged = note.with_only(log, forger.cosign(&note, seconds));
    *bytes = forged.to_string().into_bytes();
    parts.write(&on.package())?;
    let what = format!("包内检查点上“{}”的签名换成自己签的，清单全部改好", witness.name);
    Ok(Done::one(what, About::Cosignatures))
}

pub(super) fn remake_package(on: &Victim) -> anyhow::Result<Done> {
    let mut parts = Parts::read(&on.package())?;
    let (path, bytes) = parts.first(INSTRUMENTS)?;
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).context("空文件")? ^= 1;
    let path = path.clone();
    parts.write(&on.package())?;
    let what = format!("改动 {path} 后重新打包，清单全部改好，任何 BagIt 工具都通过");
    Ok(Done::one(what, About::Member(format!("data/{path}"))))
}

/// The same hash under another number.
pub(super) fn forge_slip(on: &Victim) -> anyhow::Result<Done> {
    let mut slip: Slip = fs::read_to_string(on.slip())?.trim().parse()?;
    let old = slip.index;
    slip.index = slip.index.saturating_add(1);
    fs::write(on.slip(), slip.to_string())?;
    let what = format!("查验单上的序号由{old}改成{}", slip.index);
    Ok(Done::one(what, About::Slip))
}
