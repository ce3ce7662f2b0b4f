//! What one use case wants recorded, and what comes of it.

use std::fmt;

use ledger::{LeafError, TokenError, Value};
use terms::{CaseId, Digest, StreamId, Timestamp};

use crate::fault::StoreFault;
use crate::rows::{RowChange, Table};

/// Facts in one append. The largest act, drawing up a case file, has a few hundred.
pub const MAX_FACTS: usize = 1_024;
/// Rows, outbox lines and jobs in one append, each.
pub const MAX_ROWS: usize = 8_192;
/// Length of a body, payload or response in bytes. Anything bigger is a blob in the vault.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// A fact to be recorded: what happened, to which stream, by whom.
#[derive(Clone)]
pub struct NewFact {
    /// The stream it belongs to: the id of its aggregate.
    pub stream: StreamId,
    /// Kind of the fact, e.g. `case.opened`.
    pub kind: &'static str,
    /// The case it belongs to, where there is one.
    pub case: Option<CaseId>,
    /// Id of the officer, or `system`.
    pub by: String,
    /// Id of the agency.
    pub org: String,
    /// Further values bound in the leaf, e.g. `sha256`, `sm3` and `size` of a blob.
    pub binds: Vec<(&'static str, Value)>,
    /// The fact itself as text. Never in the leaf; the leaf holds a commitment to it.
    pub body: String,
    /// 32 fresh random bytes: without them nobody can guess the body from its commitment.
    pub salt: [u8; 32],
}

/// Hides the body, which holds personal data, and the salt.
impl fmt::Debug for NewFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewFact({} {}, …)", self.stream, self.kind)
    }
}

/// A message for the outside, kept until it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutbox {
    /// What kind of message.
    pub kind: &'static str,
    /// The message.
    pub payload: String,
}

/// Work to be done later. The same id twice is one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Says what it does to what, e.g. `preview:rec_01K4…`.
    pub id: String,
    /// Which worker does it.
    pub kind: &'static str,
    /// What the worker needs to know.
    pub payload: String,
    /// Not before this instant.
    pub run_at: Timestamp,
}

/// Makes a request safe to send twice.
#[derive(Clone, PartialEq, Eq)]
pub struct NewIdempotency {
    /// Who sent the request.
    pub actor: String,
    /// The key the sender chose.
    pub key: String,
    /// Digest of the request: the same key for another request is an error.
    pub request_digest: Digest,
    /// What to answer when the request comes again.
    pub response: String,
}

/// Hides the response, which may hold personal data.
impl fmt::Debug for NewIdempotency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewIdempotency({} {}, …)", self.actor, self.key)
    }
}

/// All that one use case changes: recorded together or not at all.
#[derive(Debug, Clone)]
pub struct Append {
    /// Now, on our clock.
    pub at: Timestamp,
    /// The streams the decision was made on, and the version of each (0 for one without facts).
    /// If any has moved on, nothing is recorded. A stream that is written but not named here is
    /// appended to at whatever version it has.
    pub reads: Vec<(StreamId, u64)>,
    /// What happened.
    pub facts: Vec<NewFact>,
    /// Projection rows that follow from it.
    pub rows: Vec<RowChange>,
    /// Messages that follow from it.
    pub outbox: Vec<NewOutbox>,
    /// Work that follows from it.
    pub jobs: Vec<NewJob>,
    /// The request behind it.
    pub idempotency: Option<NewIdempotency>,
}

impl Append {
    /// Nothing yet, at `at`.
    #[must_use]
    pub const fn new(at: Timestamp) -> Self {
        Self {
            at,
            reads: Vec::new(),
            facts: Vec::new(),
            rows: Vec::new(),
            outbox: Vec::new(),
            jobs: Vec::new(),
            idempotency: None,
        }
    }

    /// Refuses what the database could not take, before it can spoil a group.
    pub(super) fn check(&self) -> Result<(), StoreFault> {
        let few = |what, len: usize, max| {
            if len > max { Err(StoreFault::TooLarge { what, max }) } else { Ok(()) }
        };
        few("facts of an append", self.facts.len(), MAX_FACTS)?;
        few("rows of an append", self.rows.len(), MAX_ROWS)?;
        few("outbox lines of an append", self.outbox.len(), MAX_ROWS)?;
        few("jobs of an append", self.jobs.len(), MAX_ROWS)?;
        few("reads of an append", self.reads.len(), MAX_ROWS)?;
        let facts = self.facts.iter().flat_map(|f| [("body", &f.body), ("by", &f.by)]);
        let outbox = self.outbox.iter().map(|message| ("payload", &message.payload));
        let jobs = self.jobs.iter().flat_map(|job| [("id", &job.id), ("payload", &job.payload)]);
        let repeat = self.idempotency.iter().flat_map(|repeat| {
            [("actor", &repeat.actor), ("key", &repeat.key), ("response", &repeat.response)]
        });
        for (column, text) in facts.chain(outbox).chain(jobs).chain(repeat) {
            few(column, text.len(), MAX_BODY_BYTES)?;
            if text.contains('\0') {
                return Err(StoreFault::Unstorable { column });
            }
        }
        for change in &self.rows {
            check_row(change)?;
        }
        Ok(())
    }

    /// Bytes it takes, more or less: groups are held below a limit.
    pub(super) fn weight(&self) -> usize {
        let facts: usize = self.facts.iter().map(|fact| fact.body.len() + 1_024).sum();
        let jobs: usize = self.jobs.iter().map(|job| job.payload.len() + 256).sum();
        let outbox: usize = self.outbox.iter().map(|message| message.payload.len() + 256).sum();
        facts + jobs + outbox + self.rows.len() * 1_024
    }
}

fn check_row(change: &RowChange) -> Result<(), StoreFault> {
    match change {
        RowChange::Put(row) | RowChange::Claim(row) => {
            let bytes: usize = row.cells()?.iter().map(crate::db::Cell::len).sum();
            if bytes > MAX_BODY_BYTES {
                return Err(StoreFault::TooLarge { what: row.table().name(), max: MAX_BODY_BYTES });
            }
        }
        RowChange::Remove { key, .. } if key.contains('\0') => {
            return Err(StoreFault::Unstorable { column: "key" });
        }
        RowChange::Remove { .. } => {}
    }
    Ok(())
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Number of the first fact; if there were none, the number the next fact will have.
    pub first_n: u64,
    /// The facts, in the order given.
    pub facts: Vec<AppendedFact>,
}

/// Where a fact stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendedFact {
    /// Its number in the journal, from 0: also its index in the log.
    pub n: u64,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1.
    pub version: u64,
}

/// Why nothing was recorded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Someone was faster: reload, decide again.
    #[error("{stream} is at version {found}, not {expected}")]
    Conflict {
        /// The stream that has moved on.
        stream: StreamId,
        /// The version the decision was made on.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// The very same request was done before. Not an error towards the sender.
    #[error("the request was done before")]
    Repeated {
        /// What it was answered.
        response: String,
    },
    /// The idempotency key was used before, for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// A key that may be taken once only is taken.
    #[error("{key} is taken in {}", table.name())]
    UniqueTaken {
        /// Which table.
        table: Table,
        /// The key.
        key: String,
    },
    /// We or the machine broke. After [`StoreFault::Uncertain`] the facts may be recorded.
    #[error(transparent)]
    Fault(#[from] StoreFault),
}

/// Why a fact makes no leaf.
#[derive(Debug, thiserror::Error)]
pub(super) enum FactError {
    #[error("{0} is no token")]
    Token(&'static str, #[source] TokenError),
    #[error(transparent)]
    Leaf(#[from] LeafError),
}
