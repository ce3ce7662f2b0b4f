//! The case file: laid out, packed and archived within the time of Art. 21.

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, decide, propose};
pub use event::{Entry, EntrySource, Event, Retention, Verdict, Volume};
pub use state::{CaseFile, Composition, Package};
