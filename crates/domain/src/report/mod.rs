//! Reports of figures that others can count again from the log's leaves (Art. 26).

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, Recounted, decide, may_answer, may_doubt};
pub use event::{Event, WrongReport};
pub use state::{DayReport, Doubt};
