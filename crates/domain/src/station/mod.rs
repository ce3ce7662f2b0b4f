//! Collection stations (采集工作站, Art. 22): who may bring recordings in by a key of its own, and
//! which devices were put into it.

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, decide, decide_dock};
pub use event::{Docking, Event};
pub use state::{Dock, Station};
