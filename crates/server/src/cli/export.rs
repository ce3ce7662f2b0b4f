//! `liuhen export`.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::LogExport;
use clap::{Args, Subcommand};
use domain::Refusal;

use super::open::Where;
use super::{say, say_error};

/// Exports.
#[derive(Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 案卷包，或列出案件
    Case(Case),
    /// 整份日志的哈希与检查点，供 liuhen-verify log 核验
    Log(Log),
    /// 全库：全部事实、正文、投影与检查点，供 liuhen-verify rebuild 核验；含个人信息
    Journal(Journal),
}

#[derive(Args)]
struct Log {
    /// 写到这个文件夹（须尚不存在）
    #[arg(long)]
    out: PathBuf,
    /// 连同每条叶；叶里没有姓名和文字
    #[arg(long)]
    leaves: bool,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

#[derive(Args)]
struct Journal {
    /// 写到这个文件夹（须尚不存在）
    #[arg(long)]
    out: PathBuf,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

#[derive(Args)]
struct Case {
    /// 案件编号或案号
    case: Option<String>,
    /// 写到这个文件（不覆盖已有文件）
    #[arg(long)]
    out: Option<PathBuf>,
    /// 列出案件
    #[arg(long)]
    list: bool,
    /// 只列已归档的
    #[arg(long, requires = "list")]
    archived: bool,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

impl Export {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Case(case) => case.run().await,
            What::Log(Log { out, leaves, json, place }) => {
                let what = if leaves { LogExport::Leaves } else { LogExport::Hashes };
                export_log(&place, &out, what, json).await
            }
            What::Journal(Journal { out, json, place }) => {
                export_log(&place, &out, LogExport::Journal, json).await
            }
        }
    }
}

async fn export_log(
    place: &Where,
    out: &Path,
    what: LogExport,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let app = place.open_to_read().await?;
    if out.exists() {
        bail!("{} 已经存在，请写一个尚不存在的文件夹", out.display());
    }
    let done = app.export_log(out, what).await;
    let done = done.with_context(|| format!("不能导出到 {}", out.display()))?;
    if json {
        let line = serde_json::json!({
            "out": out, "facts": done.facts, "signed_now": done.signed_now,
        });
        say(&line.to_string());
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("已导出{}（{}条）", out.display(), done.facts));
    if !done.signed_now {
        say_error(
            "签名进程没有签署现在的日志：导出到最近一次保存的检查点为止。原因见 liuhen check",
        );
    }
    Ok(ExitCode::SUCCESS)
}

impl Case {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let case = self;
        let app = case.place.open_to_read().await?;
        let cases = app.all_cases(case.archived).await?;
        if case.list {
            for row in &cases {
                if case.json {
                    let line = serde_json::json!({
                        "case": row.case_id, "case_no": row.case_no, "title": row.title,
                        "status": row.status, "archived_at": row.archived_at.map(|at| at.to_string()),
                    });
                    say(&line.to_string());
                } else {
                    let number = row.case_no.as_deref().unwrap_or("-");
                    say(&format!("{}\t{}\t{}\t{}", row.case_id, number, row.status, row.title));
                }
            }
            return Ok(ExitCode::SUCCESS);
        }
        let (Some(wanted), Some(out)) = (case.case, case.out) else {
            bail!("请写明案件和 --out 文件，或用 --list 查看有哪些案件");
        };
        let row = cases.iter().find(|row| {
            row.case_id.to_string() == wanted || row.case_no.as_deref() == Some(wanted.as_str())
        });
        let Some(row) = row else { bail!("没有案件“{wanted}”，请用 --list 查看") };
        let file =
            File::create_new(&out).with_context(|| format!("不能新建文件 {}", out.display()))?;
        let size = match app.export_package(row.case_id, BufWriter::new(file)).await {
            Ok(size) => size,
            Err(error) => {
                std::fs::remove_file(&out)?;
                if let app::Error::Refused(Refusal::NotPacked) = error {
                    bail!("该案尚未制成案卷包，请先组卷、制包");
                }
                return Err(error.into());
            }
        };
        if case.json {
            say(&serde_json::json!({ "case": row.case_id, "out": out, "size_bytes": size })
                .to_string());
        } else {
            say(&format!("已导出{}（{size}字节）", out.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
