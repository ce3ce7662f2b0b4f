//! The report of each day: figures counted from the log's leaves, as a fact that whoever has the
//! leaves can count again (Art. 26).
//!
//! Order: leaves counted → report written as one fact, in a stream of its own that is named after its
//! first leaf. A crash before the commit leaves nothing; of two processes that count at the same
//! time one is refused, because that stream has its fact.

mod supersede;

use std::time::Duration;

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::report::Event;
use domain::{Event as AnyEvent, Outcome};
use ledger::{Report, Tally, Value};
use store::StoredFact;
use terms::{Digest, OfficerId, ReportId, Timestamp};
use tokio::sync::{Mutex, watch};

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Error, Result, fault};
use crate::jobs::report;

pub use supersede::{ReportStanding, ReportSupersedes};

/// How often it is looked whether a day is over.
const LOOK: Duration = Duration::from_secs(60);
/// Leaves read at once.
const LEAVES: u32 = 4_096;
const DAILY: &str = "report.daily";
/// The kinds of facts that bind a report.
pub(crate) const KINDS: [&str; 2] = [DAILY, "report.superseded"];

/// The count as far as it went.
#[derive(Debug, Default)]
pub(crate) struct Reporting(Mutex<Tally>);

/// A report that was written.
#[derive(Debug, Clone)]
pub struct DailyReport {
    /// Its stream: the same for a report and those that stand in its place.
    pub(crate) id: ReportId,
    /// In whose place it stands.
    pub(crate) supersedes: Option<ReportSupersedes>,
    /// Its first leaf, and one past the last.
    range: (u64, u64),
    /// Number of its fact.
    pub n: u64,
    /// When it was written.
    pub at: Timestamp,
    /// SHA-256 of its text.
    pub sha256: Digest,
    /// What it says; none if it does not read.
    pub report: Option<Report>,
    /// Its text, byte for byte as its leaf binds it.
    pub text: String,
}

impl App {
    /// Writes reports of days that are over, until told to stop.
    pub(crate) async fn keep_reporting(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.report_days().await {
                report("reporting a day", &error);
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Writes a report of every day that is over and has none. How many.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn report_days(&self) -> Result<u64> {
        let today = self.context.now().date().to_string();
        self.report_before(&today).await
    }

    /// Reports all leaves there are, although the day runs on; the rest of it gets a report of its
    /// own. How many reports.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn report_now(&self) -> Result<u64> {
        self.report_before("9999-99-99").await
    }

    /// The last reports, the newest first.
    ///
    /// # Errors
    /// Faults of the database.
    pub(crate) async fn last_reports(&self, limit: u32) -> Result<Vec<DailyReport>> {
        let mut facts = Vec::new();
        for kind in KINDS {
            let found = self.store.last_facts(kind, Timestamp::from_ms(0), limit).await;
            facts.extend(found.map_err(fault("reading the reports"))?);
        }
        facts.sort_by_key(|fact| std::cmp::Reverse(fact.n));
        facts.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let reports = facts.iter().map(daily_report);
        Ok(reports.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The report that a fact is; none if it is no report.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn report_text(&self, n: u64) -> Result<Option<String>> {
        Ok(self.report_at(n).await?.map(|report| report.text))
    }

    async fn report_at(&self, n: u64) -> Result<Option<DailyReport>> {
        let facts = self.store.facts(n, 1).await.map_err(fault("reading a report"))?;
        match facts.first().filter(|fact| fact.n == n && KINDS.contains(&fact.kind.as_str())) {
            Some(fact) => daily_report(fact),
            None => Ok(None),
        }
    }

    /// As [`Self::report_text`], for a person.
    ///
    /// # Errors
    /// A refusal where the role sees nothing of the log; faults of the database.
    pub async fn report_for(&self, reader: OfficerId, n: u64) -> Result<Option<String>> {
        self.acting(Some(reader)).await?.may_at_home(Action::ProofRead)?;
        self.report_text(n).await
    }

    async fn report_before(&self, today: &str) -> Result<u64> {
        let mut tally = self.reporting.0.lock().await;
        let reported = self.report_on(&mut tally, today).await;
        if reported.is_err() {
            // What was counted and not written is counted anew.
            *tally = Tally::new();
        }
        match reported {
            // Another process wrote it: the next look goes on behind it.
            Err(Error::Conflict) => Ok(0),
            answer => answer,
        }
    }

    async fn report_on(&self, tally: &mut Tally, today: &str) -> Result<u64> {
        let last = self.store.last_facts(DAILY, Timestamp::from_ms(0), 1).await;
        let last = last.map_err(fault("reading the last report"))?;
        let last = last.first().map(crate::load::recorded).transpose()?.flatten();
        let reported = match last.map(|recorded| recorded.event) {
            Some(AnyEvent::Report(Event::Daily { log_to, .. })) => log_to,
            Some(_) | None => 0,
        };
        if tally.from() > reported {
            *tally = Tally::new();
        }
        // The size is read once: a report must end before its own fact, or it would never be done.
        let size = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        while tally.next() < size {
            let lines = self.store.leaves(tally.next(), LEAVES).await;
            let lines = lines.map_err(fault("reading leaves"))?;
            if lines.is_empty() {
                break;
            }
            let left = usize::try_from(size.saturating_sub(tally.next())).unwrap_or(usize::MAX);
            lines.iter().take(left).for_each(|line| tally.count(line));
        }
        if tally.from() < reported {
            drop(tally.report(reported)); // another process did
        }
        let mut written = 0;
        while let Some(to) = tally.due(today) {
            self.write_report(&tally.report(to)).await?;
            written += 1;
        }
        Ok(written)
    }

    async fn write_report(&self, report: &Report) -> Result<()> {
        let text = report.to_text().map_err(fault("writing a report"))?;
        let digests = archive::digests_of(text.as_bytes());
        let id = ReportId::from_bits(u128::from(report.from));
        let event = Event::Daily {
            report: id,
            day: report.day.parse().map_err(fault("reading a day"))?,
            indicators: report.indicators,
            log_from: report.from,
            log_to: report.to,
            digests,
            text,
        };
        let call = Call::system();
        let told = self.execute(&call, || async {
            Ok(Decided::on(Dossier::default(), id, Outcome::<Event>::one(event.clone())))
        });
        told.await.map(|_| ())
    }
}

/// What the leaf of a report tells besides the digests of its text: whoever has the leaf alone knows
/// which leaves it counts.
pub(crate) fn leaf_values(event: &AnyEvent) -> Result<Vec<(&'static str, Value)>> {
    let AnyEvent::Report(
        Event::Daily { day, indicators, log_from, log_to, .. }
        | Event::Superseded { day, indicators, log_from, log_to, .. },
    ) = event
    else {
        return Ok(Vec::new());
    };
    let token = |text: &str| ledger::Token::parse(text).map_err(fault("writing a day"));
    let mut values = vec![
        ("day", Value::Enum(token(&day.to_string())?)),
        ("from", Value::Count(*log_from)),
        ("set", Value::Count(*indicators)),
        ("to", Value::Count(*log_to)),
    ];
    if let AnyEvent::Report(Event::Superseded { old, why, .. }) = event {
        values.extend([("old", Value::Count(*old)), ("why", Value::Enum(token(why.as_str())?))]);
    }
    Ok(values)
}

/// A fact as a report; none if it binds none.
fn daily_report(fact: &StoredFact) -> Result<Option<DailyReport>> {
    let Some(recorded) = crate::load::recorded(fact)? else { return Ok(None) };
    let AnyEvent::Report(event) = recorded.event else { return Ok(None) };
    let (id, supersedes, range, digests, text) = match event {
        Event::Daily { report, log_from, log_to, digests, text, .. } => {
            (report, None, (log_from, log_to), digests, text)
        }
        Event::Superseded {
            report, old, why, doubted_by, log_from, log_to, digests, text, ..
        } => {
            let supersedes = ReportSupersedes { old, why, doubted_by };
            (report, Some(supersedes), (log_from, log_to), digests, text)
        }
        Event::Doubted { .. } | Event::Upheld { .. } => return Ok(None),
    };
    let (sha256, report, n, at) = (digests.sha256, Report::parse(&text).ok(), fact.n, fact.at);
    Ok(Some(DailyReport { id, supersedes, range, n, at, sha256, report, text }))
}
