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

/// A head with a time stamp of an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampedHead {
    /// Facts under it.
    pub size: u64,
    /// Its root.
    pub root: Digest,
    /// When it was stamped, by the authority's clock.
    pub stamped_at: Timestamp,
    /// By how much that may be off, in milliseconds.
    pub accuracy_ms: u64,
    /// Subject of the authority's certificate.
    pub authority: String,
    /// The signed head, exactly as it was stamped.
    pub note: String,
    /// Base64 of the token.
    pub token: String,
    /// Base64 of each certificate that the authority is trusted by.
    pub certificates: Vec<String>,
    /// Digests of the token's bytes.
    pub digests: Digests,
}

/// Whether a time stamp of a head of that size is due: one each civil day, and none where only
/// beacons were written since the last stamped head.
#[must_use]
pub fn is_stamp_due(last: Option<LastBeacon>, has_news: bool, size: u64, now: Timestamp) -> bool {
    let is_new = last.map_or(size > 0, |last| size > last.size && has_news);
    is_new && last.is_none_or(|last| last.at.date() != now.date())
}

/// Writes a stamped head down, if that is due.
#[must_use]
pub fn decide_stamp(
    last: Option<LastBeacon>,
    has_news: bool,
    head: StampedHead,
    now: Timestamp,
) -> Outcome<Event> {
    if !is_stamp_due(last, has_news, head.size, now) {
        return Outcome::AlreadyDone;
    }
    Outcome::one(Event::Stamped {
        size: head.size,
        root: head.root,
        stamped_at: head.stamped_at,
        accuracy_ms: head.accuracy_ms,
        authority: head.authority,
        note: head.note,
        token: head.token,
        certificates: head.certificates,
        digests: head.digests,
    })
}
