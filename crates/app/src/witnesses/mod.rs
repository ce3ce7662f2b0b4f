//! The log's side of witnessing: whom to ask, with which proof, and what to make of the answer.
//!
//! The conversation itself is the caller's; here is decided and kept. Order: head signed and kept →
//! asked → cosignature kept → standing kept. A crash in between asks again, and the witness
//! answers the same.

mod ask;
mod carried;
mod policies;
mod seen;
mod told;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use ledger::{CosignerRole, KeyKind, Policy, SignedNote, VerifierKey};
use store::WitnessRow;
use terms::Timestamp;
use tokio::sync::Notify;

use crate::error::Result;
use crate::start::{Config, StartError};

pub use carried::Carried;
pub use policies::PolicySeen;

/// A log that grew asks so often.
const GROWN_MS: i64 = 60_000;
/// A log that did not asks so often: it shows that it is still there.
pub(crate) const IDLE_MS: i64 = 3_600_000;
/// Waiting time after the first failure; doubled up to [`MAX_RETRY_MS`].
const RETRY_MS: i64 = 5_000;
const MAX_RETRY_MS: i64 = 600_000;
/// A witness that was not heard so long is away, whatever the reason.
const AWAY_MS: i64 = 24 * 3_600_000;
/// Longest answer that is read: a few signature lines.
const MAX_LINES: usize = 16;

/// The states of a row.
pub(crate) const COSIGNED: &str = "cosigned";
pub(crate) const WAITING: &str = "waiting";
pub(crate) const AWAY: &str = "away";
pub(crate) const REFUSED: &str = "refused";
/// A witness showed a head with our signature that is larger than our log.
pub(crate) const ROLLED_BACK: &str = "rolled_back";

/// A question to one witness.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its name in the policy.
    pub name: String,
    /// Where it is asked, without a slash at the end; none if only by disc.
    pub url: Option<String>,
    /// The body of `add-checkpoint`.
    pub body: String,
    tree: KeyKind,
    pub(crate) key: VerifierKey,
    note: SignedNote,
    pub(crate) size: u64,
    is_second: bool,
}

/// A witness, to be asked which head of ours it knows.
#[derive(Debug, Clone)]
pub struct Look {
    /// Its name in the policy.
    pub name: String,
    /// Where it shows it.
    pub url: String,
    tree: KeyKind,
    key: VerifierKey,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Told {
    /// 200, and the lines.
    Cosigned(String),
    /// 409, and the size.
    Elsewhere(u64),
    /// 422.
    Forked,
    /// Another status.
    Refused(u16),
    /// Nothing, in time; in Chinese.
    Away(String),
    /// What it showed when it was asked for the larger head it spoke of.
    Shown(Option<String>),
}

/// What to do next.
#[derive(Debug, Clone)]
pub enum Next {
    /// Nothing.
    Done,
    /// Ask again, from the size it told.
    Again(Box<Ask>),
    /// It speaks of a larger head than ours: let it show it, under this name.
    Show {
        /// Hash of our origin.
        origin: String,
    },
}

/// How a witness is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WitnessState {
    /// It cosigned lately.
    Online,
    /// It has not cosigned yet, or is asked by disc.
    Waiting,
    /// It refused, or holds a head that contradicts us.
    Refused,
    /// It does not answer.
    Away,
}

impl WitnessState {
    /// Each of them.
    pub const ALL: &[Self] = &[Self::Online, Self::Waiting, Self::Refused, Self::Away];

    /// Somebody has to look.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        matches!(self, Self::Refused)
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Away => "away",
        }
    }
}

/// A witness of the policy, for people.
#[derive(Debug, Clone)]
pub struct WitnessSeen {
    /// Its name in the policy.
    pub name: String,
    /// Who runs it, if the policy says so.
    pub operator: Option<String>,
    /// What it states.
    pub role: CosignerRole,
    /// Whether it is asked over the network.
    pub has_address: bool,
    /// How it is doing.
    pub state: WitnessState,
    /// When it cosigned last, by its clock.
    pub cosigned_at: Option<Timestamp>,
    /// Facts of the head it cosigned last.
    pub size: Option<u64>,
    /// Leaves it has, if it is a mirror.
    pub held: Option<u64>,
    /// In Chinese: why it is not as it should be.
    pub why: Option<String>,
}

/// All witnesses of the policy.
#[derive(Debug, Clone)]
pub struct WitnessesSeen {
    /// Whether there is a policy at all.
    pub has_policy: bool,
    /// Facts in the log now.
    pub size: u64,
    /// Facts of the latest head with a quorum; none if there is none yet.
    pub witnessed_size: Option<u64>,
    /// One by one, by name.
    pub witnesses: Vec<WitnessSeen>,
    /// Which policies there were, the newest first.
    pub policies: Vec<PolicySeen>,
}

/// What the conversation with witnesses shares with those who wait for it.
#[derive(Debug, Default)]
pub(crate) struct Witnessing {
    running: AtomicBool,
    wanted: AtomicU64,
    woken: Notify,
    published_at_ms: AtomicI64,
    published_size: AtomicU64,
}

impl Witnessing {
    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// Somebody waits for a head of at least that size.
    pub(crate) fn want(&self, size: u64) {
        self.wanted.fetch_max(size, Ordering::Relaxed);
        self.woken.notify_one();
    }

    pub(crate) fn published(&self, since_ms: i64) -> Option<u64> {
        let size = self.published_size.load(Ordering::Relaxed);
        (size > 0 && self.published_at_ms.load(Ordering::Relaxed) > since_ms).then_some(size)
    }

    pub(crate) fn publish(&self, at_ms: i64, size: u64) {
        self.published_at_ms.store(at_ms, Ordering::Relaxed);
        self.published_size.store(size, Ordering::Relaxed);
    }
}

/// The policy, where there is one. A file that does not read stops the start: whoever wrote it
/// counts on witnesses.
pub(crate) fn read_policy(config: &Config) -> Result<Option<(Policy, String)>, StartError> {
    let path = config.policy.clone().unwrap_or_else(|| config.data.join("policy"));
    let wrong = |why: String| StartError::Policy { path: path.clone(), why };
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let policy = Policy::parse(&text).map_err(|error| wrong(error.to_string()))?;
            Ok(Some((policy, text)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && config.policy.is_none() => {
            Ok(None)
        }
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// Under which key stands how a witness is doing with a tree.
fn standing_key(tree: KeyKind, key: &VerifierKey) -> String {
    match tree {
        KeyKind::Log | KeyKind::Cosignature => key.to_string(),
        KeyKind::Sm2Log => format!("sm3 {key}"),
    }
}

pub(crate) fn new_row(tree: KeyKind, key: &VerifierKey) -> WitnessRow {
    WitnessRow {
        witness: standing_key(tree, key),
        size: 0,
        cosigned_at: None,
        state: WAITING.to_owned(),
        why: String::new(),
        failures: 0,
        next_at: Timestamp::from_ms(0),
        kept: None,
        held: None,
        told: None,
    }
}
