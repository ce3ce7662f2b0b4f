//! The patrol: all stored bytes are read again, round after round, and what is damaged is put right
//! from the replica (Art. 24). `docs/decisions/0032-patrol-and-replica.md` says why it is so.

mod gather;
mod look;
mod order;
mod replica;
mod round;
mod scrub;
mod seen;

use std::time::Duration;

use tokio::sync::{Mutex, watch};
use vault::Blobs;

use crate::App;
use crate::context::Context;
use crate::jobs::report;

pub use round::{Patrol, Step as PatrolStep};
pub use scrub::{Damaged, Scrubbed};
pub use seen::{PastFact, ProofSeen, StoredFinding};

/// A process that does it is heard no more after this long: another takes it over.
const LEASE_MS: i64 = 45_000;
/// How often it is heard.
const HEARD: Duration = Duration::from_secs(15);
/// Pause where there is nothing to do, or something went wrong.
const REST: Duration = Duration::from_secs(60);

/// How stored bytes are kept.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// Bytes that the patrol reads in a second; 0: none, `None`: so many that it ends in time.
    pub patrol_bytes_per_second: Option<u64>,
    /// Where a second copy of all published bytes is kept.
    pub replica: Option<vault::Config>,
}

/// What keeps stored bytes.
pub(crate) struct Keeper {
    bytes_per_second: Option<u64>,
    replica: Option<Blobs>,
    /// This process, among those that could do it.
    holder: String,
    gathering: Mutex<()>,
    healing: Mutex<()>,
}

impl Keeper {
    /// Opens the replica. A folder must be there: one that is not mounted would be made anew on the
    /// wrong disk.
    pub(crate) async fn open(keeping: &Keeping, context: &Context) -> Result<Self, vault::Fault> {
        let replica = match &keeping.replica {
            None => None,
            Some(config) => Some(Blobs::open_existing(config).await?),
        };
        Ok(Self {
            bytes_per_second: keeping.patrol_bytes_per_second,
            replica,
            holder: format!("{:032x}", context.id()),
            gathering: Mutex::new(()),
            healing: Mutex::new(()),
        })
    }
}

impl App {
    /// Walks the patrol until told to stop.
    pub(crate) async fn keep_patrolling(self, mut stop: watch::Receiver<bool>) {
        let mut patrol = self.patrol();
        let told = stop.clone();
        let pace = patrol.pace(move || !*told.borrow());
        while !*stop.borrow() {
            match patrol.step(&pace).await {
                Ok(PatrolStep::Read { .. } | PatrolStep::Ended) => continue,
                Ok(PatrolStep::Off | PatrolStep::Elsewhere | PatrolStep::Resting) => {}
                Ok(PatrolStep::Stopped) => break,
                Err(error) => report("patrolling", &error),
            }
            pause(&mut stop).await;
        }
        patrol.let_go().await;
    }

    /// Copies to the replica until told to stop.
    pub(crate) async fn keep_copying(self, mut stop: watch::Receiver<bool>) {
        if self.keeper.replica.is_none() {
            return;
        }
        while !*stop.borrow() {
            // Made before the look, so that what is noted in between wakes us too.
            let woken = self.work.notified();
            match self.copy_to_replica().await {
                Ok(_) => crate::jobs::rest(woken, &mut stop).await,
                Err(error) => {
                    report("copying to the replica", &error);
                    pause(&mut stop).await;
                }
            }
        }
    }
}

async fn pause(stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        _ = stop.changed() => {}
        () = tokio::time::sleep(REST) => {}
    }
}
