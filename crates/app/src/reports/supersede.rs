//! Taking back a report that is wrong (Art. 26).
//!
//! Nobody types a figure: whoever agrees has the same leaves counted anew, from the first leaf of the
//! log on. Order: leaves counted → the new report written as one fact, in the stream of the wrong one.
//! A crash before the commit leaves the doubt open, and it is agreed to again.

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::report::{
    Command, DayReport, Doubt, Recounted, WrongReport, decide, may_answer, may_doubt,
};
use domain::{Event as AnyEvent, Refusal, Text};
use ledger::{Frontier, Sha256Tree, Tally, TreeHash as _};
use terms::{Digest, OfficerId, ReportId, StreamId};

use super::{DailyReport, LEAVES};
use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::load::Acting;

/// In whose place a report stands.
#[derive(Debug, Clone)]
pub struct ReportSupersedes {
    /// The fact that binds the wrong one.
    pub old: u64,
    /// Why that was wrong.
    pub why: WrongReport,
    /// Who said so first.
    pub doubted_by: OfficerId,
}

/// What is said against a report, and in whose place it stands.
#[derive(Debug, Clone)]
pub struct ReportStanding {
    /// The fact that stands in its place.
    pub superseded_by: Option<u64>,
    /// The fact in whose place it stands, and why.
    pub supersedes: Option<ReportSupersedes>,
    /// What waits for a second person.
    pub doubt: Option<Doubt>,
    /// Whether the reader may say that it is wrong.
    pub may_doubt: std::result::Result<(), Refusal>,
    /// Whether the reader may agree, or let it stand.
    pub may_decide: std::result::Result<(), Refusal>,
}

impl App {
    /// Says that the report that fact `n` binds is wrong.
    ///
    /// # Errors
    /// *Not found* where it is none; a refusal for whoever may not, or if it is doubted already.
    pub async fn doubt_report(
        &self,
        call: &Call,
        n: u64,
        why: WrongReport,
        text: Text<500>,
    ) -> Result<Done> {
        let command = Command::Doubt { why, text };
        self.decide_report(call, Action::ReportDoubt, n, || Ok(command.clone())).await
    }

    /// Lets a report stand that somebody doubts.
    ///
    /// # Errors
    /// As [`Self::doubt_report`].
    pub async fn uphold_report(&self, call: &Call, n: u64, text: Text<500>) -> Result<Done> {
        let command = Command::Uphold { text };
        self.decide_report(call, Action::ReportDecide, n, || Ok(command.clone())).await
    }

    /// Agrees that a report is wrong: its leaves are counted anew, and that stands in its place. Takes
    /// some seconds for a million leaves.
    ///
    /// # Errors
    /// As [`Self::doubt_report`]; a refusal as well if it counts the same anew.
    pub async fn supersede_report(&self, call: &Call, n: u64) -> Result<Done> {
        self.acting(call.officer).await?.may_at_home(Action::ReportDecide)?;
        let old = self.report_at(n).await?.ok_or(Refusal::NotFound)?;
        let (_, state) = self.day_report(old.id).await?;
        let by = call.officer.ok_or(Refusal::NotFound)?;
        may_answer(&state, n, by)?;
        let new = self.count_anew(&old).await?;
        let new = || Ok(Command::Supersede(Box::new(new.clone())));
        self.decide_report(call, Action::ReportDecide, n, new).await
    }

    async fn decide_report(
        &self,
        call: &Call,
        action: Action,
        n: u64,
        command: impl Fn() -> Result<Command> + Send + Sync,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(action)?;
            let report = self.report_at(n).await?.ok_or(Refusal::NotFound)?.id;
            let (before, state) = self.day_report(report).await?;
            let outcome = decide((report, &state), n, acting.officer.id, command()?)?;
            Ok(Decided::on(before, report, outcome))
        })
        .await
    }

    /// What stands now of a report, and the version it was read at.
    async fn day_report(&self, report: ReportId) -> Result<(Dossier, DayReport)> {
        let stream = StreamId::from(report);
        let facts = self.store.stream(&stream).await.map_err(fault("reading a report"))?;
        let mut state = DayReport::default();
        for fact in &facts {
            let Some(recorded) = crate::load::recorded(fact)? else { continue };
            if let AnyEvent::Report(event) = &recorded.event {
                state = state.evolve(fact.n, recorded.at, recorded.by, event);
            }
        }
        let mut before = Dossier::default();
        before.versions.insert(stream, facts.last().map_or(0, |last| last.version));
        Ok((before, state))
    }

    /// The leaves of a report counted anew.
    async fn count_anew(&self, old: &DailyReport) -> Result<Recounted> {
        let (from, to) = old.range;
        let (mut tally, mut tree) = (Tally::new(), Frontier::<Sha256Tree>::new());
        while tally.next() < to {
            let lines = self.store.leaves(tally.next(), LEAVES).await;
            let lines = lines.map_err(fault("reading leaves"))?;
            if lines.is_empty() {
                break;
            }
            let left = usize::try_from(to.saturating_sub(tally.next())).unwrap_or(usize::MAX);
            for line in lines.iter().take(left) {
                tree.push(Sha256Tree::leaf_hash(line.as_bytes()));
                tally.count(line);
            }
        }
        // Leaves that are lost or altered must not make a second wrong report.
        let root = self.store.root_at(to).await.map_err(fault("reading the root"))?;
        if (tally.next(), Digest::from_bytes(tree.root())) != (to, root) {
            let lost = std::io::Error::from(std::io::ErrorKind::InvalidData);
            return Err(fault("counting leaves that have not the root of the log")(lost));
        }
        drop(tally.report(from));
        let report = tally.report(to);
        let text = report.to_text().map_err(fault("writing a report"))?;
        Ok(Recounted {
            day: report.day.parse().map_err(fault("reading a day"))?,
            indicators: report.indicators,
            log_from: from,
            log_to: to,
            digests: archive::digests_of(text.as_bytes()),
            text,
        })
    }

    /// What may be done about reports, and what is said of each.
    pub(crate) async fn standings(
        &self,
        acting: &Acting,
        reports: &[DailyReport],
    ) -> Result<Vec<ReportStanding>> {
        let reader = acting.officer.id;
        let may_doubt_at_home = acting.may_at_home(Action::ReportDoubt).map(|_| ());
        let may_decide_at_home = acting.may_at_home(Action::ReportDecide).map(|_| ());
        let mut standings = Vec::new();
        for report in reports {
            let (_, state) = self.day_report(report.id).await?;
            let may_doubt = may_doubt_at_home.clone().and_then(|()| may_doubt(&state, report.n));
            let answers = || may_answer(&state, report.n, reader).map(|_| ());
            let may_decide = may_decide_at_home.clone().and_then(|()| answers());
            let superseded_by = state.leaf.filter(|leaf| *leaf != report.n);
            let doubt = state.doubt.filter(|_| superseded_by.is_none());
            standings.push(ReportStanding {
                superseded_by,
                supersedes: report.supersedes.clone(),
                doubt,
                may_doubt,
                may_decide,
            });
        }
        Ok(standings)
    }
}
