//! A text record of a case (Arts. 8–13): drafted, signed slot by slot, effective; corrected by a
//! new record that names it, never changed.

mod command;
mod event;
mod marks;
mod number;
mod service;
mod slot;
mod state;
#[cfg(test)]
mod tests;
mod voiding;

pub use command::{Command, Context, decide};
pub use event::{DocNo, Event, Happened, Signing};
pub use number::holes;
pub use slot::{is_external, may_sign, may_write, waits_for};
pub use state::{Record, Return, ServiceOfRecord, SlotMark, Status, Voided, Voiding, evolve};
pub use voiding::{VoidingCommand, decide_voiding, voided_by};
