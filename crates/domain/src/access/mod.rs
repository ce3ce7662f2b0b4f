//! Requests to look at or copy records (调阅, Art. 24): asked for, decided by the agency head.

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, MAX_GRANT_DAYS, check_named, decide};
pub use event::{Event, Verb};
pub use state::{AccessRequest, Status};
