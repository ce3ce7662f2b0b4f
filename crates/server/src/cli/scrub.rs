//! `liuhen scrub`.

use std::process::ExitCode;

use clap::Args;

use super::open::Where;
use super::say;

/// Reads every original again and names those that are not as deposited; each is a fact besides.
#[derive(Args)]
pub(crate) struct Scrub {
    #[command(flatten)]
    place: Where,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Scrub {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        let report = app.scrub().await?;
        if self.json {
            let damaged: Vec<_> = report
                .damaged
                .iter()
                .map(|(id, name, found)| {
                    serde_json::json!({ "recording": id.to_string(), "file_name": name, "found": found.as_str() })
                })
                .collect();
            say(&serde_json::json!({ "read": report.read, "damaged": damaged }).to_string());
        } else {
            for (id, name, found) in &report.damaged {
                say(&format!("{id} {name}：原始资料{}", found.zh()));
            }
            say(&format!("核对原始资料{}件，有问题{}件", report.read, report.damaged.len()));
        }
        Ok(if report.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
