//! When a change of the trust policy is written down.

use terms::{Digest, Digests, StreamId};

use super::Event;
use crate::Outcome;

/// The one stream of the policy: its versions let one of several writers win.
#[doc(alias = "信任策略")]
#[must_use]
pub fn stream() -> StreamId {
    StreamId::stored("policy".to_owned())
}

/// A policy as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// All of the file.
    pub text: String,
    /// Digests of it.
    pub digests: Digests,
}

/// SHA-256 of the policy that the log says is in force; `None` if it says of none.
#[must_use]
pub fn in_force<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Digest> {
    match events.into_iter().last()? {
        Event::Adopted { digests, .. } => Some(digests.sha256),
        Event::Dropped {} => None,
    }
}

/// Writes down what the server was started with, if the log says otherwise.
#[must_use]
pub fn decide_policy(in_force: Option<Digest>, found: Option<PolicyText>) -> Outcome<Event> {
    match found {
        Some(PolicyText { text, digests }) if in_force != Some(digests.sha256) => {
            Outcome::one(Event::Adopted { text, digests })
        }
        None if in_force.is_some() => Outcome::one(Event::Dropped {}),
        Some(_) | None => Outcome::AlreadyDone,
    }
}
