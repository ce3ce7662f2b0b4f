//! An audio-visual record: deposited once, never changed; looked into, linked, marked, and used
//! as evidence by copy (Arts. 14–19, 22–24).

mod classify;
mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;
mod watched;

pub use command::{Command, Context, decide, viewing_basis};
pub use event::{
    Collection, Derivative, Description, DeviceBasis, Event, FileFlag, MarkKind,
    NonEnforcementKind, Probe, Seen, StreamFact, Stretch,
};
pub use state::{
    Examination, Link, Mark, NonEnforcement, Observation, Origin, Parting, Placement, Recording,
    View,
};
pub use watched::Watched;
