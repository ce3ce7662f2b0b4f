//! Heads and answers as files, where no line may connect the two: the body of the request and of
//! the reply, byte for byte.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::Carried;
use clap::Args;
use ledger::{CosignerRole, KeyKind};
use serde_json::json;
use witness::Answer;

use super::super::open::Where;
use super::super::say;
use super::{State, carried, now};

/// Longest file: as long as a request over HTTP.
const MAX_FILE_BYTES: u64 = 64 * 1024;

#[derive(Args)]
pub(super) struct Export {
    /// 策略中见证方或镜像的名称
    #[arg(long = "for")]
    witness: String,
    /// 写到这个文件（*.witreq；给镜像的 *.mirreq；不覆盖已有文件）
    #[arg(long)]
    out: PathBuf,
    /// 见证方上次见证的大小，镜像已保存的条数；不写时按本机所知
    #[arg(long)]
    old: Option<u64>,
    /// SM3 树的检查点，而不是 SHA-256 树的
    #[arg(long)]
    sm3: bool,
    #[command(flatten)]
    place: Where,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        match app.cosigner_role(&self.witness) {
            Some(CosignerRole::Mirror) if self.sm3 => {
                bail!("镜像只收 SHA-256 树的叶子，不用 --sm3")
            }
            Some(CosignerRole::Mirror) => {
                return carried::export(&app, &self.witness, self.old, &self.out).await;
            }
            Some(CosignerRole::Auditor) => {
                bail!("“{}”只复算：请写它旁边的镜像的名称", self.witness)
            }
            Some(CosignerRole::Witness) | None => {}
        }
        let Some(ask) = app.witness_ask(tree(self.sm3), &self.witness, self.old).await? else {
            bail!("策略中没有见证方“{}”", self.witness);
        };
        write_new(&self.out, ask.body.as_bytes())?;
        say(&format!("已写出 {}，请送交 {}", self.out.display(), self.witness));
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    place: State,
    /// 请求文件（*.witreq、*.mirreq）
    file: PathBuf,
    /// 答复写到这个文件（*.witresp、*.mirresp，不覆盖已有文件）
    #[arg(long)]
    out: PathBuf,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        if carried::is_one(&self.file)? {
            return carried::import(&self.place, &self.file, &self.out, self.json);
        }
        let request = read(&self.file)?;
        let witness = self.place.open()?;
        let answer = witness.add_checkpoint(&request, now());
        let (status, _, body) = answer.http();
        let told = match &answer {
            Answer::Cosigned(_) => "已见证".to_owned(),
            Answer::Conflict(size) => {
                format!("上次见证的是 {size} 条：请日志一方读入答复后重新导出")
            }
            Answer::Malformed => "不是请求文件，或者大小倒退".to_owned(),
            Answer::UnknownLog => "没有登记这个日志".to_owned(),
            Answer::NotSigned => "不是该日志的公钥签的".to_owned(),
            Answer::Forked(Some(path)) => {
                format!("拒绝：日志签过两份矛盾的历史，证据 {}", path.display())
            }
            Answer::Forked(None) => "拒绝：与先前见证的历史不一致，请求已留存".to_owned(),
            Answer::Fault(_) | Answer::Uncertain => bail!("不能写入见证方目录，没有签名"),
        };
        if matches!(answer, Answer::Cosigned(_) | Answer::Conflict(_)) {
            write_new(&self.out, body.as_bytes())?;
        }
        if self.json {
            say(&json!({ "status": status, "told": told }).to_string());
        } else {
            say(&told);
        }
        Ok(ExitCode::from(u8::from(status != 200)))
    }
}

#[derive(Args)]
pub(super) struct ImportResponse {
    /// 策略中见证方或镜像的名称
    #[arg(long = "for")]
    witness: String,
    /// 答复文件（*.witresp、*.mirresp）
    file: PathBuf,
    /// 答复的是 SM3 树的检查点
    #[arg(long)]
    sm3: bool,
    #[command(flatten)]
    place: Where,
}

impl ImportResponse {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        if carried::is_one(&self.file)? {
            let app = self.place.open_to_read().await?;
            return carried::import_response(&app, &self.witness, &self.file).await;
        }
        let answer = read(&self.file)?;
        let app = self.place.open_to_read().await?;
        let (text, code) = match app.witness_carried(tree(self.sm3), &self.witness, &answer).await?
        {
            Carried::Cosigned(size) => (format!("已收下对 {size} 条的见证"), 0),
            Carried::Told(size) => (format!("见证方上次见证的是 {size} 条，请重新导出"), 1),
            Carried::Nothing => ("不是该见证方对本日志近期检查点的答复".to_owned(), 1),
            Carried::UnknownWitness => bail!("策略中没有见证方“{}”", self.witness),
        };
        say(&text);
        Ok(ExitCode::from(code))
    }
}

#[derive(Args)]
pub(super) struct AskAgain {
    /// 策略中见证方的名称
    #[arg(long = "for")]
    witness: String,
    #[command(flatten)]
    place: Where,
}

impl AskAgain {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        if !app.ask_witness_anew(&self.witness).await? {
            bail!("策略中没有见证方“{}”", self.witness);
        }
        say(&format!("将重新请求 {}", self.witness));
        Ok(ExitCode::SUCCESS)
    }
}

const fn tree(is_sm3: bool) -> KeyKind {
    if is_sm3 { KeyKind::Sm2Log } else { KeyKind::Log }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let mut text = String::new();
    let read = file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text);
    if read.with_context(|| format!("{} 不是文本文件", path.display()))? > 64 * 1024 {
        bail!("{} 过长，不是见证文件", path.display());
    }
    Ok(text)
}

pub(super) fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file =
        File::create_new(path).with_context(|| format!("不能新建文件 {}", path.display()))?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
