//! A text record of a case (Arts. 8–13): drafted, signed slot by slot, effective; corrected by a
//! new record that names it, never changed.

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, Context, decide, is_external, may_sign, waits_for};
pub use event::{DocNo, Event, Signing};
pub use state::{Record, Return, ServiceOfRecord, SlotMark, Status, evolve};
