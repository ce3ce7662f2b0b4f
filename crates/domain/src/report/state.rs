//! The report of a day as its facts add up.

use terms::{OfficerId, Personal, Timestamp};

use super::{Event, WrongReport};

/// Somebody said that a report is wrong, and nobody answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Why.
    pub why: WrongReport,
    /// What is known of it.
    pub text: Personal<String>,
    /// Who said so.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
}

/// The report over some leaves: which fact tells it now, and what is said against it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayReport {
    /// The fact that tells it now; none before the first.
    pub leaf: Option<u64>,
    /// The bytes of that fact.
    pub text: String,
    /// What waits for a second person.
    pub doubt: Option<Doubt>,
}

impl DayReport {
    /// The state after one more fact, which is number `n` of the log.
    #[must_use]
    pub fn evolve(mut self, n: u64, at: Timestamp, by: Option<OfficerId>, event: &Event) -> Self {
        match event {
            Event::Daily { text, .. } | Event::Superseded { text, .. } => {
                Self { leaf: Some(n), text: text.clone(), doubt: None }
            }
            Event::Doubted { why, text, .. } => {
                let (why, text) = (*why, text.clone());
                self.doubt = by.map(|by| Doubt { why, text, by, at });
                self
            }
            Event::Upheld { .. } => {
                self.doubt = None;
                self
            }
        }
    }
}
