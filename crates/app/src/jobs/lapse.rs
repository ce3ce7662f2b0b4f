//! What the law itself does when a time runs out unmet, e.g. that an application counts as accepted
//! (Licensing Law Art. 32): noted when it happens, by the system.

use domain::case::{self, Command, Status};
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::{Outcome, Refusal};
use rules::{Finding, Lapse};
use store::NewJob;
use terms::CaseId;

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::Result;
use crate::jobs::Job;
use crate::project;

/// The job that will note it, for a case that waits to be opened; one a case and due instant.
pub(super) fn awaited(app: &App, directory: &Directory, after: &Dossier) -> Option<NewJob> {
    let case = after.case.as_ref().filter(|case| case.status() == Status::Registered)?;
    let findings = project::findings(&app.law, after, directory);
    let due_at = findings.iter().filter_map(running_out).map(|due| due.due_at).min()?;
    let job = Job::Lapse { case: case.id }.row(0, due_at);
    Some(NewJob { id: format!("job_lapse_{}_{}", case.id, due_at.ms()), ..job })
}

/// The limit of a clock that opens the case by itself, while nobody has answered.
fn running_out(finding: &Finding) -> Option<&rules::Due> {
    let opens = finding.rule.lapse() == Some(Lapse::OpensCase) && !finding.is_settled();
    finding.due.as_ref().filter(|due| opens && !due.estimated)
}

impl App {
    /// Notes that the law opened the case, if its time has run out; done twice it changes nothing.
    pub(super) async fn lapse(&self, id: CaseId) -> Result<()> {
        self.execute(&Call::system(), || async {
            let dossier = self.dossier(id).await?;
            let directory = self.directory().await?;
            let findings = project::findings(&self.law, &dossier, &directory);
            let now = self.context.now();
            let lapsed = findings.iter().find(|finding| finding.lapsed(now).is_some());
            let due = lapsed.and_then(|finding| Some((finding, running_out(finding)?)));
            let outcome = match due {
                None => Outcome::AlreadyDone,
                Some((finding, due)) => {
                    let rule = finding.rule.id.clone();
                    let command = Command::DeemOpened { rule, since_on: due.from_on };
                    let state = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
                    case::decide(Some(state), command, &directory, now.date())?
                }
            };
            Ok(Decided::on(dossier, id, outcome))
        })
        .await?;
        Ok(())
    }
}
