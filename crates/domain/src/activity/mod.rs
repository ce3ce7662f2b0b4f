//! On-site work from arrival to departure (Arts. 15, 17–19, 22).

mod change;
#[cfg(test)]
mod change_tests;
mod command;
mod event;
mod remote;
mod state;
#[cfg(test)]
mod tests;

pub use change::{Cancellation, Rests, Spell, TeamChange, strike};
pub use command::{Command, decide};
pub use event::{Cause, Element, Event, Manner, RemoteGround, SeenBack, focus_zh};
pub use remote::{DeviceBack, RemoteDecision, RemoteException, RemoteStatus};
pub use state::{Activity, Explanation, Interruption, Resumption, Status};
