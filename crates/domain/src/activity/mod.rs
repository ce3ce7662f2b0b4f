//! On-site work from arrival to departure (Arts. 15, 17–19, 22).

mod command;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, decide};
pub use event::{Cause, Element, Event, Manner, RemoteGround, focus_zh};
pub use state::{Activity, Explanation, Interruption, Resumption, Status};
