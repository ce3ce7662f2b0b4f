//! `liuhen witness report`: the report of the leaves there are, without waiting for the day's end.

use std::process::ExitCode;

use clap::Args;

use super::super::open::Where;
use super::super::say;

#[derive(Args)]
pub(super) struct Report {
    #[command(flatten)]
    place: Where,
}

impl Report {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let (app, _signer) = self.place.open_to_serve().await?;
        let written = app.report_now().await?;
        if written == 0 {
            say("没有还未统计的事实");
        } else {
            say(&format!("已出具 {written} 份指标日报"));
        }
        Ok(ExitCode::SUCCESS)
    }
}
