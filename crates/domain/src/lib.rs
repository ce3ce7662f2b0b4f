//! What may happen and who may do it: pure decisions over facts.
//!
//! `decide` looks at a state and a command and answers with new events, *already done*, or a
//! [`Refusal`]; `evolve` folds what was recorded and never fails. Nothing here reads a clock, a
//! file or a random source: the time, the ids and the rule book are arguments.

pub mod access;
pub mod activity;
pub mod authority;
pub mod beacon;
pub mod case;
pub mod case_file;
pub mod custody;
pub mod device;
pub mod dossier;
mod event;
#[cfg(test)]
#[path = "tests/given.rs"]
mod given;
pub mod guessing;
pub mod hints;
pub mod matching;
pub mod org;
mod outcome;
pub mod oversight;
pub mod password;
pub mod policy;
pub mod record;
pub mod recording;
pub mod recording_list;
mod refusal;
pub mod report;
pub mod secrecy;
pub mod station;
mod text;

pub use event::{Event, EventError, Recorded};
pub use outcome::Outcome;
pub use refusal::{Refusal, RefusalKind};
pub use text::{Text, TextError, is_unseen};
