//! The fact that somebody kept guessing a password.

use std::net::IpAddr;

use domain::org::{self, Command};
use terms::{OfficerId, Personal};

use crate::App;
use crate::commit::Call;
use crate::error::Result;

impl App {
    /// Writes it down in the person's stream. After a crash it may stand there twice: one alarm
    /// too many.
    pub(super) async fn report_guessing(
        &self,
        officer: OfficerId,
        failures: u32,
        known_browser: bool,
        address: IpAddr,
    ) -> Result<()> {
        let directory = self.directory().await?;
        let Some(officer) = directory.officer(officer) else { return Ok(()) };
        let address = Personal::new(address.to_string());
        let command = Command::ReportGuessing { failures, known_browser, address };
        let call = Call::system();
        let today = self.context.now().date();
        let outcome = org::decide_officer(Some(officer), command, call.officer, today)?;
        self.write_org(&call, officer.id.into(), outcome, None).await?;
        Ok(())
    }
}
