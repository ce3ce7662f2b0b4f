//! One round over all stored bytes, step by step.
//!
//! Order: the round is noted with its seed → files are read in its order, and how far it is noted
//! after each few → its end is a fact → noted. A crash leaves a round that goes on where it was, and
//! reads the last few once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Outcome;
use domain::custody::{Event, OriginalState};
use domain::dossier::Dossier;
use futures_util::future::join_all;
use store::PatrolRow;
use terms::{Digest, PatrolId};
use vault::Pace;

use super::look::Looked;
use super::order::{Budget, LEAST_BYTES_PER_SECOND, bytes_per_second, turn};
use super::{HEARD, LEASE_MS};
use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Error, Result, fault};

/// The work's name among those that one process does.
const WORK: &str = "patrol";
/// What came within the last hour was read back at its deposit: the first round waits so long.
pub(super) const FRESH_MS: i64 = 3_600_000;
/// A new round begins at the earliest so long after the last one began (7 days): a small store is
/// not read day and night.
const AGAIN_MS: i64 = 7 * 24 * 3_600_000;
/// Files read side by side, so that their SM3 is computed side by side as well.
const SIDE: usize = 4;
/// Rows read at a time.
const ROWS: u32 = 1_000;
/// How long a reader sleeps before it looks at the clock again.
const TICK: Duration = Duration::from_millis(20);

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The patrol is switched off.
    Off,
    /// Another process does it.
    Elsewhere,
    /// Nothing is to be read now.
    Resting,
    /// So many files were read.
    Read {
        /// How many.
        files: u64,
    },
    /// The round ended, and that is a fact.
    Ended,
    /// Told to stop; what was begun is read again.
    Stopped,
}

/// A process's patrol.
pub struct Patrol {
    app: App,
    /// The round whose order this is.
    round: u64,
    /// The turn of each fact's bytes, in order.
    order: Vec<(Digest, u64)>,
    budget: Arc<Mutex<Budget>>,
}

impl App {
    /// A patrol that goes on where the last one stopped.
    #[must_use]
    pub fn patrol(&self) -> Patrol {
        let budget = Budget::new(LEAST_BYTES_PER_SECOND, self.context.now());
        let budget = Arc::new(Mutex::new(budget));
        Patrol { app: self.clone(), round: 0, order: Vec::new(), budget }
    }
}

impl Patrol {
    /// A pace that keeps to the budget by the system's clock, as long as it goes on.
    #[must_use]
    pub fn pace(&self, goes_on: impl Fn() -> bool + Send + Sync + 'static) -> Pace {
        let (budget, context) = (Arc::clone(&self.budget), self.app.context.clone());
        Arc::new(move |bytes| {
            let locked = || budget.lock().unwrap_or_else(PoisonError::into_inner);
            locked().take(bytes, context.now());
            while goes_on() {
                if locked().wait_ms(context.now()) <= 0 {
                    return true;
                }
                std::thread::sleep(TICK);
            }
            false
        })
    }

    /// Reads the next few files, begins a round or ends it.
    ///
    /// # Errors
    /// Faults of the database. A damage is no error.
    pub async fn step(&mut self, pace: &Pace) -> Result<Step> {
        let app = self.app.clone();
        if app.keeper.bytes_per_second == Some(0) {
            return Ok(Step::Off);
        }
        if !self.hold().await? {
            return Ok(Step::Elsewhere);
        }
        app.gather().await?;
        let known = app.store.patrol().await.map_err(fault("reading the patrol"))?;
        let mut row = match known {
            Some(row) if row.ended_at.is_none() => row,
            before => match self.begin(before).await? {
                Some(row) => row,
                None => return Ok(Step::Resting),
            },
        };
        if self.round != row.round {
            (self.order, self.round) = (self.order_of(&row).await?, row.round);
        }
        let left = row.bytes.saturating_sub(row.bytes_read);
        let now = app.context.now();
        let fitting = bytes_per_second(left, row.begun_at, now);
        let speed = app.keeper.bytes_per_second.unwrap_or(fitting);
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).set(speed, now);
        let next = self.next_after(&row.position);
        if next.is_empty() {
            return self.end(row).await;
        }
        self.read(&mut row, &next, pace).await
    }

    /// Lets another process take over at once.
    pub async fn let_go(&self) {
        let gone = self.app.store.let_patrol_go(WORK, &self.app.keeper.holder).await;
        if let Err(error) = gone {
            crate::jobs::report("letting the patrol go", &fault("letting the patrol go")(error));
        }
    }

    async fn hold(&self) -> Result<bool> {
        let now = self.app.context.now();
        let (holder, until) = (&self.app.keeper.holder, now.plus_ms(LEASE_MS));
        let held = self.app.store.take_patrol(WORK, holder, now, until).await;
        held.map_err(fault("taking the patrol"))
    }

    /// The next round, if it is time for one.
    async fn begin(&self, before: Option<PatrolRow>) -> Result<Option<PatrolRow>> {
        let (app, now) = (&self.app, self.app.context.now());
        let first = app.store.stored_files(0, 1).await.map_err(fault("reading what is stored"))?;
        let Some(first) = first.first() else { return Ok(None) };
        let earliest = before
            .as_ref()
            .map_or(first.stored_at.plus_ms(FRESH_MS), |row| row.begun_at.plus_ms(AGAIN_MS));
        if now < earliest {
            return Ok(None);
        }
        let head = app.store.head().await.map_err(fault("reading the log's head"))?;
        let mut row = PatrolRow {
            id: 1,
            round: before.map_or(0, |row| row.round).saturating_add(1),
            patrol_id: PatrolId::from_bits(app.context.id()).to_string(),
            seed: head.root_sha256,
            size: head.size,
            begun_at: now,
            position: String::new(),
            files: 0,
            bytes: 0,
            files_read: 0,
            bytes_read: 0,
            damaged: 0,
            restored: 0,
            unread: 0,
            untracked: 0,
            ended_at: None,
        };
        let mut sizes = HashMap::new();
        app.each_stored(row.size, |file| {
            sizes.insert(turn(row.seed, &file.place), file.size_bytes);
        })
        .await?;
        row.files = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
        row.bytes = sizes.values().sum();
        app.store.save_patrol(&row).await.map_err(fault("beginning a round"))?;
        Ok(Some(row))
    }

    async fn order_of(&self, row: &PatrolRow) -> Result<Vec<(Digest, u64)>> {
        let mut order = Vec::new();
        let each = |file: &store::StoredFileRow| order.push((turn(row.seed, &file.place), file.n));
        self.app.each_stored(row.size, each).await?;
        order.sort_unstable();
        // Facts that name the same bytes have the same turn: read once.
        order.dedup_by_key(|(turn, _)| *turn);
        Ok(order)
    }

    fn next_after(&self, position: &str) -> Vec<(Digest, u64)> {
        let from = match position.parse::<Digest>() {
            Ok(position) => self.order.partition_point(|(turn, _)| *turn <= position),
            Err(_) => 0,
        };
        self.order.iter().skip(from).take(SIDE).copied().collect()
    }

    async fn read(&self, row: &mut PatrolRow, next: &[(Digest, u64)], pace: &Pace) -> Result<Step> {
        let looks = join_all(next.iter().map(|(_, n)| self.look(*n, pace)));
        tokio::pin!(looks);
        let looked = loop {
            tokio::select! {
                looked = &mut looks => break looked,
                () = tokio::time::sleep(HEARD) => {}
            }
            if !self.hold().await? {
                return Ok(Step::Elsewhere);
            }
        };
        for looked in looked {
            let (looked, bytes) = looked?;
            match looked {
                Looked::Stopped => return Ok(Step::Stopped),
                Looked::Unwanted => {}
                Looked::Unread => row.unread = row.unread.saturating_add(1),
                Looked::Found { found, is_restored } => {
                    let is_damaged = found != OriginalState::Intact;
                    row.damaged = row.damaged.saturating_add(u64::from(is_damaged));
                    row.restored = row.restored.saturating_add(u64::from(is_restored));
                }
            }
            row.files_read = row.files_read.saturating_add(1);
            row.bytes_read = row.bytes_read.saturating_add(bytes);
        }
        if let Some((turn, _)) = next.last() {
            row.position = turn.to_string();
        }
        self.app.store.save_patrol(row).await.map_err(fault("noting how far a round is"))?;
        Ok(Step::Read { files: u64::try_from(next.len()).unwrap_or(u64::MAX) })
    }

    /// What was found, and of how many bytes by the fact.
    async fn look(&self, n: u64, pace: &Pace) -> Result<(Looked, u64)> {
        let files = self.app.store.stored_files(n, 1).await;
        let files = files.map_err(fault("reading what is stored"))?;
        match files.first().filter(|file| file.n == n) {
            Some(file) => Ok((self.app.look_at(&file.place, pace).await?, file.size_bytes)),
            None => Ok((Looked::Unwanted, 0)),
        }
    }

    async fn end(&self, mut row: PatrolRow) -> Result<Step> {
        let app = &self.app;
        let stray = app.untracked().await?;
        row.untracked = u64::try_from(stray.len()).unwrap_or(u64::MAX);
        app.tell_of_round(&row, stray).await?;
        row.ended_at = Some(app.context.now());
        app.store.save_patrol(&row).await.map_err(fault("ending a round"))?;
        Ok(Step::Ended)
    }
}

impl App {
    /// Every file that a fact before this one names.
    pub(super) async fn each_stored(
        &self,
        below: u64,
        mut each: impl FnMut(&store::StoredFileRow),
    ) -> Result<()> {
        let mut from = 0;
        loop {
            let files = self.store.stored_files(from, ROWS).await;
            let files = files.map_err(fault("reading what is stored"))?;
            files.iter().filter(|file| file.n < below).for_each(&mut each);
            match files.last() {
                Some(last) if last.n < below => from = last.n.saturating_add(1),
                Some(_) | None => return Ok(()),
            }
        }
    }

    /// Writes down that all stored bytes were read. Once for each round: a stream of its own says so.
    pub(super) async fn tell_of_round(&self, row: &PatrolRow, stray: Vec<String>) -> Result<()> {
        /// Names that are written down; the number is complete.
        const MAX_NAMES: usize = 100;
        let patrol: PatrolId = row.patrol_id.parse().map_err(fault("reading the patrol"))?;
        let event = Event::Patrolled {
            patrol,
            size: row.size,
            root: row.seed,
            files: row.files_read,
            bytes: row.bytes_read,
            damaged: row.damaged,
            restored: row.restored,
            unread: row.unread,
            untracked: row.untracked,
            names: stray.into_iter().take(MAX_NAMES).collect(),
        };
        let call = Call::system();
        let told = self.execute(&call, || async {
            Ok(Decided::on(Dossier::default(), patrol, Outcome::<Event>::one(event.clone())))
        });
        match told.await {
            // A crash came between the fact and the note of it.
            Ok(_) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
