//! A case: one matter from its source to its archived file (Arts. 9–13).

mod command;
mod event;
mod footage;
mod state;
#[cfg(test)]
mod tests;
mod waiver;

pub use command::{Command, check_officers, decide, gate, may_take_step};
pub use event::{Event, Party, PartyKind, Source, SourceKind};
pub use footage::{Footage, match_footage};
pub use state::{Case, Status};
pub use waiver::{DutyKey, Waiver, WaiverCommand, check_waivable, decide_waiver, waive};
