//! The whole log recomputed when somebody asks for it, and what the last run found (Art. 24).

use std::sync::Arc;

use domain::Refusal;
use domain::authority::Action;
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use store::RecomputeRow;
use terms::{OfficerId, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::jobs;

/// Differences that are kept of a run: those that were found first.
pub(crate) const MAX_FOUND: usize = 20;

/// One thing that is not as the leaves say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Number of the fact, if it is about one.
    pub n: Option<u64>,
    /// Table, key and column.
    pub place: String,
    /// What differs and what that means, in Chinese.
    pub what: String,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which run.
    pub run: u64,
    /// When it began.
    pub begun_at: Timestamp,
    /// How long it took.
    pub took_ms: i64,
    /// Leaves that were recomputed.
    pub leaves: u64,
    /// The SHA-256 root as it follows from them.
    pub root_sha256: String,
    /// The SM3 root as it follows from them.
    pub root_sm3: String,
    /// How much differs.
    pub differs: u64,
    /// What differs, in the order in which it was found.
    pub first: Vec<Named>,
}

/// A run that is not over.
#[derive(Debug, Clone)]
pub struct Running {
    /// Which run.
    pub run: u64,
    /// Who asked.
    pub asked_by: Option<OfficerId>,
    /// When.
    pub asked_at: Timestamp,
    /// Leaves that were recomputed.
    pub done: u64,
    /// Leaves there are.
    pub total: u64,
    /// No worker has it yet.
    pub is_waiting: bool,
    /// The last attempt failed; it is tried again.
    pub has_failed: bool,
}

/// What is known of recomputations.
#[derive(Debug, Clone)]
pub struct RecomputeSeen {
    /// The one that runs.
    pub running: Option<Running>,
    /// The last one that came to its end.
    pub last: Option<Found>,
    /// When the last one was called off, if it was.
    pub cancelled_at: Option<Timestamp>,
    /// Whether the reader may ask for one.
    pub may: std::result::Result<(), Refusal>,
    /// The people.
    pub directory: Arc<Directory>,
}

impl App {
    /// The recomputation that runs, and what the last one found.
    ///
    /// # Errors
    /// A refusal where the role sees nothing of the log; faults of the database.
    pub async fn recompute_seen(&self, reader: OfficerId) -> Result<RecomputeSeen> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::ProofRead)?;
        let row = self.store.recompute().await.map_err(fault("reading a run"))?;
        let (running, cancelled_at) = match &row {
            None => (None, None),
            Some(row) => (self.running(row).await?, row.cancelled_at),
        };
        let last = row.and_then(|row| row.last);
        Ok(RecomputeSeen {
            running,
            // One that does not read is as good as none: it can be found again.
            last: last.and_then(|text| serde_json::from_str(&text).ok()),
            cancelled_at,
            may: acting.may_at_home(Action::ProofRecompute).map(|_| ()),
            directory: Arc::clone(&acting.directory),
        })
    }

    /// Asks for a recomputation of the whole log. If one runs, that one goes on.
    ///
    /// # Errors
    /// A refusal for whoever may not; faults of the database.
    pub async fn start_recompute(&self, officer: OfficerId) -> Result<()> {
        self.acting(Some(officer)).await?.may_at_home(Action::ProofRecompute)?;
        let known = self.store.recompute().await.map_err(fault("reading a run"))?;
        if let Some(row) = &known
            && self.running(row).await?.is_some()
        {
            return Ok(());
        }
        let now = self.context.now();
        let run = known.as_ref().map_or(0, |row| row.run).saturating_add(1);
        // Row, then job: of a crash in between a run is left that nobody does, and is asked for again.
        let row = RecomputeRow {
            id: 1,
            run,
            asked_by: officer.to_string(),
            asked_at: now,
            done: 0,
            total: 0,
            cancelled_at: None,
            last: known.and_then(|row| row.last),
        };
        self.store.save_recompute(&row).await.map_err(fault("keeping a run"))?;
        self.enqueue(jobs::recompute::job(run, now)).await
    }

    /// Calls the recomputation off that runs. What the one before found stays.
    ///
    /// # Errors
    /// As [`Self::start_recompute`].
    pub async fn cancel_recompute(&self, officer: OfficerId) -> Result<()> {
        self.acting(Some(officer)).await?.may_at_home(Action::ProofRecompute)?;
        let row = self.store.recompute().await.map_err(fault("reading a run"))?;
        let Some(row) = row else { return Ok(()) };
        if self.running(&row).await?.is_some() {
            let cancelled = self.store.cancel_recompute(row.run, self.context.now()).await;
            cancelled.map_err(fault("calling a run off"))?;
        }
        Ok(())
    }

    async fn running(&self, row: &RecomputeRow) -> Result<Option<Running>> {
        if row.cancelled_at.is_some() {
            return Ok(None);
        }
        let job = jobs::recompute::id(row.run);
        let standing = self.store.job_standing(&job, self.context.now()).await;
        let standing = standing.map_err(fault("reading a job"))?;
        Ok(standing.map(|standing| Running {
            run: row.run,
            asked_by: row.asked_by.parse().ok(),
            asked_at: row.asked_at,
            done: row.done,
            total: row.total,
            is_waiting: !standing.is_held,
            has_failed: standing.has_failed,
        }))
    }
}
