//! An audio-visual record: deposited once, never changed; looked into, linked, marked, and used
//! as evidence by copy (Arts. 14–19, 22–24).

mod classify;
mod command;
mod decide_excerpt;
mod event;
mod excerpt;
mod state;
#[cfg(test)]
mod tests;
mod watched;
mod words;

pub use command::{Command, Context, decide, viewing_basis};
pub use decide_excerpt::{
    ExcerptCommand, MAX_CLIP_MS, MIN_CLIP_MS, MIN_HAN, live_look, opening_basis,
};
pub use event::{Collection, Description, Event, Probe, StreamFact, Stretch};
pub use excerpt::{
    Excerpt, ExcerptFailure, ExcerptKind, ExcerptLook, ExcerptWish, Made, Recipe, Stage, clock,
};
pub use state::{
    Examination, Link, Mark, NonEnforcement, Observation, Origin, Parting, Placement, Recording,
    View,
};
pub use watched::Watched;
pub use words::{Derivative, DeviceBasis, FileFlag, MarkKind, NonEnforcementKind, Seen};
