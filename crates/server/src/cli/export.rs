//! `liuhen export case`.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use domain::Refusal;

use super::open::Where;
use super::say;

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
        let What::Case(case) = self.what;
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
