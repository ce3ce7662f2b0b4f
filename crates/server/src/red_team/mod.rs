//! The red team: attacks on a sample store, and what the alarms of the product say of each.
//!
//! Nothing here can be aimed at a store that anybody uses. An attack takes a [`Victim`]; a victim is
//! a copy of the [`Sample`]; the sample is made in a folder that did not exist a moment before
//! ([`app::Scratch`]). What an attack hit and what an alarm named are compared; nothing else makes
//! an attack *found*.

mod alarms;
mod attacks;
mod cosigner;
mod package;
mod place;
mod report;
mod run;
mod sample;
mod target;
mod words;

pub(crate) use place::Place;
pub(crate) use report::{Last, Progress, Report};
pub(crate) use run::run;
pub(crate) use words::{Alarm, Attack, Power};
