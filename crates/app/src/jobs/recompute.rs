//! The whole log recomputed from its leaves, as a job: told as it goes on, and called off at any time.
//!
//! A run keeps nothing but how far it is; one whose process ended is begun anew by the next worker.

use std::time::Duration;

use store::{NewJob, Verified, VerifyProgress};
use terms::Timestamp;

use super::Job;
use crate::App;
use crate::error::{Result, fault};
use crate::integrity;
use crate::recompute::{Found, MAX_FOUND, Named};

/// How often it is told how far a run is, and looked whether it was called off.
const TELL: Duration = Duration::from_millis(500);

/// The id of the job of a run.
pub(crate) fn id(run: u64) -> String {
    format!("job_recompute_{run}")
}

pub(crate) fn job(run: u64, now: Timestamp) -> NewJob {
    NewJob { id: id(run), ..Job::Recompute { run }.row(0, now) }
}

impl App {
    /// Recomputes every leaf, body, hash, head and signed head, and keeps what differs.
    pub(super) async fn do_recompute(&self, run: u64) -> Result<()> {
        let total = self.log_head_or_nothing().await;
        if !self.tell_recompute(run, 0, total).await? {
            return Ok(()); // called off before it began
        }
        let begun = self.context.now();
        let progress = VerifyProgress::default();
        let verified = self.store.verify_journal_told(&progress);
        tokio::pin!(verified);
        let verified = loop {
            tokio::select! {
                verified = &mut verified => break verified.map_err(fault("recomputing the log"))?,
                () = tokio::time::sleep(TELL) => {}
            }
            let done = progress.leaves();
            if !self.tell_recompute(run, done, total.max(done)).await? {
                progress.stop();
            }
        };
        let Some(verified) = verified else { return Ok(()) };
        let found = self.name_differences(run, begun, verified).await?;
        let text = serde_json::to_string(&found).map_err(fault("writing what was found"))?;
        let ended = self.store.end_recompute(run, found.leaves, &text).await;
        ended.map_err(fault("keeping what was found")).map(|_| ())
    }

    async fn name_differences(
        &self,
        run: u64,
        begun: Timestamp,
        verified: Verified,
    ) -> Result<Found> {
        let Verified { head, defects } = verified;
        let mut named: Vec<Named> = defects
            .iter()
            .map(|defect| Named {
                n: integrity::number_of(defect),
                place: place(defect.table, &defect.key, defect.column),
                what: integrity::sentence(defect),
            })
            .collect();
        named.extend(self.wrongly_signed().await?.into_iter().map(|wrong| Named {
            n: None,
            place: place(&wrong.table, &wrong.key, &wrong.columns.join(".")),
            what: wrong.what,
        }));
        let ended = self.context.now();
        let differs = u64::try_from(named.len()).unwrap_or(u64::MAX);
        named.truncate(MAX_FOUND);
        Ok(Found {
            run,
            begun_at: begun,
            took_ms: ended.ms().saturating_sub(begun.ms()).max(0),
            leaves: head.size,
            root_sha256: head.root_sha256.to_string(),
            root_sm3: head.root_sm3.to_string(),
            differs,
            first: named,
        })
    }

    async fn tell_recompute(&self, run: u64, done: u64, total: u64) -> Result<bool> {
        let told = self.store.tell_recompute(run, done, total).await;
        told.map_err(fault("telling how far a run is"))
    }

    /// How many leaves there are; a head that does not read is found out by the run.
    async fn log_head_or_nothing(&self) -> u64 {
        self.store.head().await.map_or(0, |head| head.size)
    }
}

fn place(table: &str, key: &str, column: &str) -> String {
    let parts = [table, key, column].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
