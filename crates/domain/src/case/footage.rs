//! Footage of fixed cameras, matched with the visits of their rooms (Art. 15).

use terms::{AvRecordId, Span, TextRecordId};

use super::{Case, Event};
use crate::Outcome;

/// What a room's camera recorded while somebody was in it.
#[doc(alias = "固定摄像")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footage {
    /// The record that tells of the visit.
    pub visit: TextRecordId,
    /// The recording.
    pub recording: AvRecordId,
    /// The room.
    pub room: String,
    /// From when to when it was recorded.
    pub recorded: Span,
}

/// What was found, as far as it is new: once for each visit and recording, again if its time was
/// corrected since.
#[must_use]
pub fn match_footage(case: &Case, found: Vec<Footage>) -> Outcome<Event> {
    let is_new = |one: &Footage| !case.footage.contains(one);
    let event = |one: Footage| Event::FootageMatched {
        visit: one.visit,
        recording: one.recording,
        room: one.room,
        recorded: one.recorded,
    };
    let events: Vec<Event> = found.into_iter().filter(is_new).map(event).collect();
    if events.is_empty() { Outcome::AlreadyDone } else { Outcome::Record(events) }
}
