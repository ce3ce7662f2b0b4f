//! When a word of an outside clock is written down.

use terms::{Digest, Digests, StreamId, Timestamp};

use super::Event;
use crate::Outcome;

/// A beacon is due so long after the last one.
pub const BEACON_EVERY_MS: i64 = 3_600_000;
/// Beacons in a row with nothing between them: then a log at rest gets no more of them.
pub const MAX_IDLE_BEACONS: u32 = 24;
/// The one stream of all beacons: its versions let one of several writers win.
#[doc(alias = "时间信标")]
#[must_use]
pub fn stream() -> StreamId {
    StreamId::stored("beacon".to_owned())
}

/// The beacon that was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastBeacon {
    /// Facts under its head.
    pub size: u64,
    /// When it was written.
    pub at: Timestamp,
}

/// A head with a quorum of cosignatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignedHead {
    /// Facts under it.
    pub size: u64,
    /// Its root.
    pub root: Digest,
    /// When enough witnesses had seen it, by their clocks.
    pub cosigned_at: Timestamp,
    /// Their names in our policy.
    pub witnesses: Vec<String>,
    /// The signed head with their lines.
    pub note: String,
    /// Digests of that text.
    pub digests: Digests,
}

/// Writes a cosigned head down, an hour after the last one and if it is a newer head.
///
/// `is_idle`: the last [`MAX_IDLE_BEACONS`] facts are all beacons.
#[must_use]
pub fn decide_beacon(
    last: Option<LastBeacon>,
    is_idle: bool,
    head: CosignedHead,
    now: Timestamp,
) -> Outcome<Event> {
    let is_new = last.is_none_or(|last| head.size > last.size);
    if is_idle || !is_new || !is_due(last, now) {
        return Outcome::AlreadyDone;
    }
    let CosignedHead { size, root, cosigned_at, witnesses, note, digests } = head;
    Outcome::one(Event::Cosigned { size, root, cosigned_at, witnesses, note, digests })
}

/// A clock of ours that was put back must not stop beacons, so both directions count.
fn is_due(last: Option<LastBeacon>, now: Timestamp) -> bool {
    let since = |last: LastBeacon| now.ms().abs_diff(last.at.ms());
    last.is_none_or(|last| since(last) >= BEACON_EVERY_MS.unsigned_abs())
}
