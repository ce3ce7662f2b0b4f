//! Heads and answers as files, where no line may connect the two: the body of the request and of
//! the reply, byte for byte.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use app::Carried;
use clap::Args;
use ledger::{CosignerRole, KeyKind};
use witness_program::{is_for_mirror, read_text, write_new};

use super::super::open::Where;
use super::super::say;
use super::carried;

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
        if is_for_mirror(&self.file)? {
            let app = self.place.open_to_read().await?;
            return carried::import_response(&app, &self.witness, &self.file).await;
        }
        let answer = read_text(&self.file)?;
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
