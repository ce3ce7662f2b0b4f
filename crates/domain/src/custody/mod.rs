//! Custody of originals (Arts. 22, 24): whether they still are as they were deposited, how one went
//! lawfully, and copies that somebody kept for themselves.

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, decide_copy, decide_file, decide_original};
pub use event::{Event, OriginalState, StoredKind};
pub use state::{Check, Disposal, Original, PrivateCopy, StoredFiles};
