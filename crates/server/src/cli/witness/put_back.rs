//! `liuhen witness put-back`: leaves that the database lost, from a file of a mirror.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use app::{LeavesPutBack, PutBack};
use clap::Args;
use serde_json::json;

use super::super::open::Where;
use super::super::say;

/// Numbers that are told one by one.
const MAX_TOLD: usize = 20;

#[derive(Args)]
pub(super) struct Back {
    #[command(flatten)]
    place: Where,
    /// liuhen witness leaves 写出的文件；不写时只列出缺哪些
    file: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Back {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        let missing = app.missing_leaves().await?;
        let Some(path) = &self.file else {
            if self.json {
                say(&json!({ "missing": missing }).to_string());
            } else if missing.is_empty() {
                say("库中不缺叶子");
            } else {
                let ranges =
                    missing.iter().map(|(from, to)| format!("第 {from} 到 {to} 条（不含 {to}）"));
                say(&format!("库中缺：{}", ranges.collect::<Vec<_>>().join("、")));
            }
            return Ok(ExitCode::from(u8::from(!missing.is_empty())));
        };
        let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
        let done = app.put_back_leaves(&mut BufReader::new(file)).await?;
        let (text, is_done) = told(&done);
        if self.json {
            let (leaves, without_body) = match &done {
                LeavesPutBack::Store(PutBack::Done { leaves, without_body, .. }) => {
                    (leaves.as_slice(), without_body.as_slice())
                }
                LeavesPutBack::Store(_)
                | LeavesPutBack::NothingSigned
                | LeavesPutBack::NoLeaf(_) => (&[][..], &[][..]),
            };
            let told = json!({ "done": is_done, "told": text, "leaves": leaves, "without_body": without_body });
            say(&told.to_string());
        } else {
            say(&text);
        }
        Ok(ExitCode::from(u8::from(!is_done)))
    }
}

fn told(done: &LeavesPutBack) -> (String, bool) {
    let why = match done {
        LeavesPutBack::NothingSigned => {
            "没有放回：签名进程没有应答，或者日志从未签过名，无从核对".to_owned()
        }
        LeavesPutBack::NoLeaf(line) => format!("没有放回：文件第 {line} 行不是叶子"),
        LeavesPutBack::Store(PutBack::StillMissing(n)) => {
            format!("没有放回：第 {n} 条既不在库里，也不在文件里；请从镜像多取一些")
        }
        LeavesPutBack::Store(PutBack::Malformed(n)) => {
            format!("没有放回：文件里第 {n} 条不是这个系统写的叶子")
        }
        LeavesPutBack::Store(PutBack::Unproven { signed, suspect }) => {
            let what = suspect.map_or_else(
                || "文件里的叶子，或者库中其余的叶子，被改动过".to_owned(),
                |n| format!("文件里第 {n} 条被改动过"),
            );
            format!("没有放回：放回后算出的根与已签名的 {signed} 条的日志头不符，{what}")
        }
        LeavesPutBack::Store(PutBack::Done { leaves, hashes, without_body }) => {
            let mut text = format!(
                "已放回 {} 条叶子、{hashes} 个树中哈希；全部叶子与已签名的日志头相符",
                leaves.len()
            );
            if !without_body.is_empty() {
                let numbers: Vec<_> =
                    without_body.iter().take(MAX_TOLD).map(u64::to_string).collect();
                let more = if without_body.len() > MAX_TOLD { " 等" } else { "" };
                text += &format!(
                    "\n其中 {} 条的正文也丢失了，镜像没有正文，只能从备份恢复：第 {}{more} 条",
                    without_body.len(),
                    numbers.join("、")
                );
            }
            return (text, true);
        }
    };
    (why, false)
}
