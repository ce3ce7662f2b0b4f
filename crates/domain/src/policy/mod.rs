//! The trust policy that the server was started with, written into the log at each change: nobody
//! swaps the witnesses unseen.

mod command;
mod event;
#[cfg(test)]
mod tests;

pub use command::{PolicyText, decide_policy, in_force, stream};
pub use event::Event;
