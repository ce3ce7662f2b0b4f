//! Time from outside: what witnesses' clocks said is written into the log, and boxes every fact
//! (`docs/decisions/0036-outside-time.md`).
//!
//! Order: cosignatures kept → the cosigned head is a fact, with its text → whatever is written after
//! it is younger than they are. A crash in between writes it a moment later. Of several nodes one
//! writes it: all beacons are one stream.

mod boxes;
mod stamping;

use std::time::Duration;

use domain::beacon::{self, CosignedHead, LastBeacon, MAX_IDLE_BEACONS};
use domain::dossier::Dossier;
use ledger::{KeyKind, SignedNote};
use terms::Timestamp;
use tokio::sync::watch;

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};
use crate::jobs::report;

pub use boxes::{BoxedFacts, ClockFinding, FactTimes};
pub use stamping::{StampAsk, StampingSeen, TimeAuthority};

/// How often it is looked whether a beacon is due.
const LOOK: Duration = Duration::from_secs(10);
/// How far a quorum is looked for, in reads of some lines each: where witnesses are away for long,
/// many heads have none.
const PAGES: usize = 4;
/// The kind of its fact.
pub(crate) const COSIGNED: &str = "beacon.cosigned";
/// The kind of a time stamp's fact.
pub(crate) const STAMPED: &str = "beacon.stamped";

impl App {
    /// Sets beacons until told to stop.
    pub(crate) async fn keep_beacons(self, mut stop: watch::Receiver<bool>) {
        if self.policy.is_none() {
            return;
        }
        while !*stop.borrow() {
            if let Err(error) = self.set_beacon().await {
                report("setting a beacon", &error);
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Writes the latest head with a quorum down, if that is due. Whether one was written.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn set_beacon(&self) -> Result<bool> {
        let Some(head) = self.cosigned_head().await? else { return Ok(false) };
        let call = Call::system();
        let done = self.execute(&call, || async {
            // The version first: what another node writes after it is a conflict.
            let before = self.beacons_now().await?;
            let last = self.last_beacon(COSIGNED).await?;
            let is_idle = self.is_idle().await?;
            let now = self.context.now();
            let outcome = beacon::decide_beacon(last, is_idle, head.clone(), now);
            Ok(Decided::on(before, beacon::stream(), outcome))
        });
        Ok(!done.await?.already_done)
    }

    /// Only the version of the stream of beacons: it grows for years, and nothing folds it.
    async fn beacons_now(&self) -> Result<Dossier> {
        let stream = beacon::stream();
        let version = self.store.version(&stream).await.map_err(fault("reading beacons"))?;
        let mut before = Dossier::default();
        before.versions.insert(stream, version);
        Ok(before)
    }

    /// The last of that kind.
    async fn last_beacon(&self, kind: &str) -> Result<Option<LastBeacon>> {
        let facts = self.store.last_facts(kind, Timestamp::from_ms(0), 1).await;
        let facts = facts.map_err(fault("reading beacons"))?;
        let Some(fact) = facts.first() else { return Ok(None) };
        let said = boxes::said_by(fact)?;
        Ok(said.map(|said| LastBeacon { size: said.size, at: fact.at }))
    }

    /// The last facts are beacons and nothing else.
    async fn is_idle(&self) -> Result<bool> {
        let size = self.log_head().await?.size;
        let from = size.saturating_sub(u64::from(MAX_IDLE_BEACONS));
        let facts = self.store.facts(from, MAX_IDLE_BEACONS).await;
        let facts = facts.map_err(fault("reading beacons"))?;
        let beacons = facts.iter().filter(|fact| is_beacon(&fact.kind)).count();
        Ok(u32::try_from(beacons) == Ok(MAX_IDLE_BEACONS))
    }

    /// The latest head that a quorum of the policy cosigned.
    async fn cosigned_head(&self) -> Result<Option<CosignedHead>> {
        let Some((size, note)) = self.latest_with_quorum().await? else { return Ok(None) };
        let Some(time) = self.policy.as_ref().and_then(|p| p.time_of(&p.witnessed(&note))) else {
            return Ok(None);
        };
        let root = self.store.root_at(size).await.map_err(fault("reading the root"))?;
        let note = note.to_string();
        Ok(Some(CosignedHead {
            size,
            root,
            cosigned_at: instant(time.not_before),
            witnesses: time.by,
            digests: archive::digests_of(note.as_bytes()),
            note,
        }))
    }

    /// The smallest head above that size that a quorum cosigned, with their first lines, if it is
    /// among the next [`PAGES`].
    async fn first_cosigned_after(&self, n: u64) -> Result<Option<(u64, SignedNote)>> {
        let Some(policy) = &self.policy else { return Ok(None) };
        let mut above = n;
        for _ in 0..PAGES {
            let found = self.store.first_cosignatures_after(above).await;
            let heads = crate::witnessed::by_size(found.map_err(fault("reading cosignatures"))?);
            let Some((last, _)) = heads.last() else { return Ok(None) };
            // The last one may lack lines, unless it is the only one.
            let next = if heads.len() == 1 { *last } else { last.saturating_sub(1) };
            for (size, lines) in heads.into_iter().filter(|(size, _)| *size <= next) {
                let Some(note) = self.merged(KeyKind::Log, size, &lines).await? else { continue };
                if policy.time_of(&policy.witnessed(&note)).is_some() {
                    return Ok(Some((size, note)));
                }
            }
            above = next;
        }
        Ok(None)
    }
}

/// Of the family of beacons: nothing that somebody did.
fn is_beacon(kind: &str) -> bool {
    matches!(kind, COSIGNED | STAMPED)
}

fn instant(seconds: u64) -> Timestamp {
    Timestamp::from_ms(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
}
