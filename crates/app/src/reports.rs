//! The report of each day: figures counted from the log's leaves, as a fact that whoever has the
//! leaves can count again (Art. 26).
//!
//! Order: leaves counted → report written as one fact, in a stream of its own that is named after its
//! first leaf. A crash before the commit leaves nothing; of two processes that count at the same
//! time one is refused, because that stream has its fact.

use std::time::Duration;

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::report::Event;
use domain::{Event as AnyEvent, Outcome};
use ledger::{Report, Sha256Tree, Sm3Tree, Tally, TreeHash as _, Value};
use terms::{Digest, Digests, OfficerId, ReportId, Sm3Digest, Timestamp};
use tokio::sync::{Mutex, watch};

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Error, Result, fault};
use crate::jobs::report;

/// How often it is looked whether a day is over.
const LOOK: Duration = Duration::from_secs(60);
/// Leaves read at once.
const LEAVES: u32 = 4_096;
const DAILY: &str = "report.daily";

/// The count as far as it went.
#[derive(Debug, Default)]
pub(crate) struct Reporting(Mutex<Tally>);

/// A report that was written.
#[derive(Debug, Clone)]
pub struct DailyReport {
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
        let facts = self.store.last_facts(DAILY, Timestamp::from_ms(0), limit).await;
        let mut reports = Vec::new();
        for fact in facts.map_err(fault("reading the reports"))? {
            let Some(recorded) = crate::load::recorded(&fact)? else { continue };
            let AnyEvent::Report(Event::Daily { digests, text, .. }) = recorded.event else {
                continue;
            };
            let (sha256, report) = (digests.sha256, Report::parse(&text).ok());
            reports.push(DailyReport { n: fact.n, at: fact.at, sha256, report, text });
        }
        Ok(reports)
    }

    /// The report that a fact is; none if it is no report.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn report_text(&self, n: u64) -> Result<Option<String>> {
        let facts = self.store.facts(n, 1).await.map_err(fault("reading a report"))?;
        let Some(fact) = facts.first().filter(|fact| fact.n == n && fact.kind == DAILY) else {
            return Ok(None);
        };
        match crate::load::recorded(fact)?.map(|recorded| recorded.event) {
            Some(AnyEvent::Report(Event::Daily { text, .. })) => Ok(Some(text)),
            Some(_) | None => Ok(None),
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
        let bytes = text.as_bytes();
        let digests = Digests {
            sha256: Digest::from_bytes(Sha256Tree::of(&[bytes])),
            sm3: Sm3Digest::from_bytes(Sm3Tree::of(&[bytes])),
            size_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
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
    let AnyEvent::Report(Event::Daily { day, indicators, log_from, log_to, .. }) = event else {
        return Ok(Vec::new());
    };
    let day = ledger::Token::parse(&day.to_string()).map_err(fault("writing a day"))?;
    Ok(vec![
        ("day", Value::Enum(day)),
        ("from", Value::Count(*log_from)),
        ("set", Value::Count(*indicators)),
        ("to", Value::Count(*log_to)),
    ])
}
