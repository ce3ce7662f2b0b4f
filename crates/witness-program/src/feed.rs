//! `liuhen witness feed`: carries heads to a witness that the log cannot reach. It needs no key:
//! the proof is made of the log's own tiles.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use ledger::{
    AddCheckpoint, Checkpoint, KeyKind, SignedNote, VerifierKey, consistency_ranges,
    open_checkpoint, origin_hash, tiles_of,
};
use service::{Answer, Outbound};

use crate::gossip::read_tiles;
use crate::say;

#[derive(Args)]
pub(crate) struct Feed {
    /// 日志的公开读取地址，如 https://主机/log
    #[arg(long)]
    log: String,
    /// 日志公钥
    #[arg(long)]
    key: String,
    /// 见证方地址
    #[arg(long)]
    witness: String,
    /// 把答复写到这个文件（*.witresp），由介质带回日志一方
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Feed {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let key = VerifierKey::parse(self.key.trim()).map_err(|_| anyhow!("日志公钥不正确"))?;
        let client = Outbound::new()?;
        let (log, witness) = (self.log.trim_end_matches('/'), self.witness.trim_end_matches('/'));
        let text = get(&client, &format!("{log}/checkpoint"), "日志").await?.text();
        let (head, note) = open_checkpoint(&text, &key)
            .map_err(|_| anyhow!("日志给出的检查点不是这把公钥签的"))?;
        let known = format!("{witness}/{}/checkpoint", origin_hash(key.name()));
        let known = client.get(&known).await.map_err(|why| anyhow!("见证方：{why}"))?;
        let old = SignedNote::parse(&known.text()).ok();
        let old = old.and_then(|note| Checkpoint::parse(note.text()).ok());
        let mut old = old.filter(|_| known.status == 200).map_or(0, |head| head.size);
        for is_last in [false, true] {
            let answer = put(&client, (log, witness), key.kind(), old, (&head, &note)).await?;
            match answer.status {
                200 => return self.done(&answer.text(), &head),
                409 if !is_last => {
                    old = answer.text().trim_end().parse().context("见证方的答复不合格式")?;
                }
                422 => {
                    say("见证方拒绝：日志与其先前见证的历史不一致");
                    return Ok(ExitCode::from(1));
                }
                status => bail!("见证方回复状态 {status}"),
            }
        }
        Ok(ExitCode::from(1))
    }

    fn done(&self, lines: &str, head: &Checkpoint) -> anyhow::Result<ExitCode> {
        if let Some(out) = &self.out {
            std::fs::write(out, lines).with_context(|| format!("不能写 {}", out.display()))?;
        }
        say(&format!("已见证 {} 条", head.size));
        Ok(ExitCode::SUCCESS)
    }
}

async fn get(client: &Outbound, url: &str, who: &str) -> anyhow::Result<Answer> {
    let answer = client.get(url).await.map_err(|why| anyhow!("{who}：{why}"))?;
    if answer.status == 200 { Ok(answer) } else { bail!("{who}回复状态 {}", answer.status) }
}

async fn put(
    client: &Outbound,
    (log, witness): (&str, &str),
    kind: KeyKind,
    old: u64,
    (head, note): (&Checkpoint, &SignedNote),
) -> anyhow::Result<Answer> {
    let Ok(ranges) = consistency_ranges(old, head.size) else {
        bail!("见证方见过 {old} 条，日志只给出 {} 条", head.size);
    };
    let tiles = read_tiles(client, log, &tiles_of(&ranges, head.size)).await;
    let tiles = tiles.map_err(|why| anyhow!(why))?;
    let proof = kind
        .consistency_proof(old, head.size, &tiles)
        .map_err(|_| anyhow!("日志给出的哈希不够作证明"))?;
    let body = AddCheckpoint { old, proof, note: note.clone() }.to_string();
    let answer = client.post(&format!("{witness}/add-checkpoint"), body).await;
    answer.map_err(|why| anyhow!("见证方：{why}"))
}
