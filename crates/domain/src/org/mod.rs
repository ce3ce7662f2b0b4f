//! Agencies in a tree by region, their divisions, and the people with their credentials and roles.

mod command;
mod event;
mod slips;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, MAX_NAME, decide_agency, decide_officer};
pub use event::Event;
pub use slips::{SlipChoice, Slips};
pub use state::{
    Agency, Appointment, Credential, Directory, Division, LawChoice, MatchingChoice, Officer,
    RequiredItem, Room,
};
