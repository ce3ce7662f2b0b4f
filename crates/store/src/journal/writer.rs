//! The one task that appends: it gathers what waits and commits it together.

use ledger::{Sha256Tree, Sm3Tree};
use tokio::sync::{mpsc, oneshot};

use super::append::{Append, AppendError, Appended};
use super::commit::{GroupFault, commit};
use super::head::{Frontiers, damaged};
use super::proof;
use super::{read, sm3_fill};
use crate::db::Db;
use crate::fault::{Flaw, StoreFault};
use crate::store::Store;

/// Appends that may wait. Further callers wait to wait: memory stays bounded.
const QUEUE: usize = 1_024;
/// Appends in one commit. More only makes the first of them wait longer.
const MAX_GROUP_APPENDS: usize = 256;
/// Bytes in one commit, more or less.
const MAX_GROUP_BYTES: usize = 16 * 1024 * 1024;

type Answer = Result<Appended, AppendError>;

struct Waiting {
    append: Append,
    answer: oneshot::Sender<Answer>,
}

/// The way to the task that appends. The task ends when the last copy of this is dropped.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

impl Writer {
    /// Makes the log if there is none yet, completes its SM3 tree and starts the task.
    pub(crate) async fn start(db: Db) -> Result<Self, StoreFault> {
        let mut on = db.begin_append().await?;
        Frontiers::found(&mut on).await?;
        on.commit().await.map_err(StoreFault::database("log_head"))?;
        sm3_fill::fill(&db).await?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(Task { db, waiting, verified: false }.run());
        Ok(Self { queue })
    }
}

struct Task {
    db: Db,
    waiting: mpsc::Receiver<Waiting>,
    /// Whether the head was checked against the journal since the last time anything failed.
    verified: bool,
}

impl Task {
    async fn run(mut self) {
        while let Some(first) = self.waiting.recv().await {
            let group = self.gather(first);
            self.record(group).await;
        }
    }

    /// Takes whatever waits already; never waits for more.
    fn gather(&mut self, first: Waiting) -> Vec<Waiting> {
        let mut weight = first.append.weight();
        let mut group = vec![first];
        while group.len() < MAX_GROUP_APPENDS && weight < MAX_GROUP_BYTES {
            let Ok(next) = self.waiting.try_recv() else { break };
            weight += next.append.weight();
            group.push(next);
        }
        group
    }

    async fn record(&mut self, group: Vec<Waiting>) {
        let (appends, callers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.append, waiting.answer)).unzip();
        let several = appends.len() > 1;
        match self.attempt(&appends).await {
            Ok(answers) => answer_all(callers, answers),
            Err(GroupFault::Before(fault)) if several && is_about_data(&fault) => {
                self.one_by_one(&appends, callers).await;
            }
            Err(GroupFault::Before(fault) | GroupFault::Uncertain(fault)) => {
                let fault = |_: &_| Err(AppendError::Fault(fault.clone()));
                let answers = callers.iter().map(fault).collect();
                answer_all(callers, answers);
            }
        }
    }

    /// One append is not to fail because of what its neighbour holds.
    async fn one_by_one(&mut self, appends: &[Append], callers: Vec<oneshot::Sender<Answer>>) {
        let mut lost: Option<StoreFault> = None;
        for (append, caller) in appends.iter().zip(callers) {
            let answer = match &lost {
                Some(fault) => Err(AppendError::Fault(fault.clone())),
                None => match self.attempt(std::slice::from_ref(append)).await {
                    Ok(mut answers) => answers
                        .pop()
                        .unwrap_or_else(|| Err(AppendError::Fault(StoreFault::WriterStopped))),
                    Err(GroupFault::Before(fault) | GroupFault::Uncertain(fault)) => {
                        if !is_about_data(&fault) {
                            lost = Some(fault.clone());
                        }
                        Err(AppendError::Fault(fault))
                    }
                },
            };
            answer_all(vec![caller], vec![answer]);
        }
    }

    /// Commits a group. After any fault nothing more is appended before the head was read anew
    /// and found to agree with the journal.
    async fn attempt(&mut self, group: &[Append]) -> Result<Vec<Answer>, GroupFault> {
        if !self.verified {
            verify_head(&self.db).await?;
            self.verified = true;
        }
        let done = commit(&self.db, group).await;
        self.verified = done.is_ok();
        done
    }
}

/// Whether the database refused a statement, as opposed to not being there.
fn is_about_data(fault: &StoreFault) -> bool {
    matches!(fault, StoreFault::Database { source, .. }
        if matches!(source.as_ref(), sqlx::Error::Database(_) | sqlx::Error::Encode(_)))
}

fn answer_all(callers: Vec<oneshot::Sender<Answer>>, answers: Vec<Answer>) {
    for (caller, answer) in callers.into_iter().zip(answers) {
        // A caller that has gone away finds the answer under its idempotency key.
        drop(caller.send(answer));
    }
}

/// Checks the head against the journal: its size against the last fact, its roots against the
/// stored hashes. A few short reads, whatever the size of the log.
async fn verify_head(db: &Db) -> Result<(), StoreFault> {
    let mut on = db.begin_append().await?;
    let head = Frontiers::lock(&mut on).await?.head();
    if read::count(&mut on).await? != head.size {
        return Err(damaged("size", Flaw::Differs));
    }
    if proof::root::<Sha256Tree>(&mut on, head.size).await? != *head.root_sha256.as_bytes() {
        return Err(damaged("root_sha256", Flaw::Differs));
    }
    if proof::root::<Sm3Tree>(&mut on, head.size).await? != *head.root_sm3.as_bytes() {
        return Err(damaged("root_sm3", Flaw::Differs));
    }
    on.rollback().await
}

impl Store {
    /// Records an append: all of it or nothing. Returns after the commit, so what it returns is on
    /// disk. If the future is dropped the append may still be recorded.
    ///
    /// # Errors
    /// [`AppendError`]: only `Fault(Uncertain)` leaves open whether it is recorded.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        append.check()?;
        let (answer, answered) = oneshot::channel();
        let stopped = || AppendError::Fault(StoreFault::WriterStopped);
        let waiting = Waiting { append, answer };
        self.writer.queue.send(waiting).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}
