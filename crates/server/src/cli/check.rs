//! `liuhen check`.

use std::process::ExitCode;

use clap::Args;

use super::open::Where;
use super::say;

/// Recomputes everything and names what differs.
#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    place: Where,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        let report = app.check().await?;
        if self.json {
            let differences: Vec<_> = report
                .differences
                .iter()
                .map(|d| serde_json::json!({ "table": d.table, "key": d.key, "columns": d.columns, "what": d.what }))
                .collect();
            let answer = serde_json::json!({
                "facts": report.facts,
                "rows": report.rows,
                "jobs_waiting": report.jobs_waiting,
                "differences": differences,
            });
            say(&answer.to_string());
        } else {
            for d in &report.differences {
                let columns = if d.columns.is_empty() {
                    String::new()
                } else {
                    format!("（列：{}）", d.columns.join("、"))
                };
                say(&format!("{} {}：{}{columns}", d.table, d.key, d.what));
            }
            let jobs = if report.jobs_waiting == 0 {
                String::new()
            } else {
                format!("；尚有{}项后台工作未完成", report.jobs_waiting)
            };
            say(&format!(
                "核对事实{}条、投影{}行，不一致{}处{jobs}",
                report.facts,
                report.rows,
                report.differences.len()
            ));
        }
        Ok(if report.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
