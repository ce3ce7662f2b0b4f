//! Taking back a report that is wrong: one person says so, another one agrees (Art. 26).

use terms::{Date, Digests, OfficerId, Personal, ReportId};

use super::{DayReport, Doubt, Event, WrongReport};
use crate::{Outcome, Refusal, Text};

/// The same leaves counted anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// The day of the first leaf.
    pub day: Date,
    /// Version of the set of indicators.
    pub indicators: u64,
    /// First leaf.
    pub log_from: u64,
    /// One past the last leaf.
    pub log_to: u64,
    /// Digests and length of `text`.
    pub digests: Digests,
    /// The report.
    pub text: String,
}

/// What may be wanted of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Say that it is wrong.
    Doubt {
        /// Why.
        why: WrongReport,
        /// What is known of it.
        text: Text<500>,
    },
    /// Let it stand.
    Uphold {
        /// Why.
        text: Text<500>,
    },
    /// Put the same leaves, counted anew, in its place.
    Supersede(Box<Recounted>),
}

/// Whether the report that leaf `old` binds may be doubted now.
///
/// # Errors
/// [`Refusal::ReportNotOpen`] if another one stands in its place, or it is doubted already.
pub fn may_doubt(state: &DayReport, old: u64) -> Result<(), Refusal> {
    match state.leaf == Some(old) && state.doubt.is_none() {
        true => Ok(()),
        false => Err(Refusal::ReportNotOpen),
    }
}

/// What `by` may answer now of what was said against the report that leaf `old` binds.
///
/// # Errors
/// [`Refusal`] if another report stands in its place, or if nobody or the same person said anything.
pub fn may_answer(state: &DayReport, old: u64, by: OfficerId) -> Result<&Doubt, Refusal> {
    match &state.doubt {
        _ if state.leaf != Some(old) => Err(Refusal::ReportNotOpen),
        None => Err(Refusal::NoReportDoubt),
        Some(known) if known.by == by => Err(Refusal::OwnReportDoubt),
        Some(known) => Ok(known),
    }
}

/// Decides about the report that leaf `old` binds, as `by` looked at it.
///
/// # Errors
/// As [`may_doubt`] and [`may_answer`]; [`Refusal::ReportRecounts`] if it counts the same anew.
pub fn decide(
    (report, state): (ReportId, &DayReport),
    old: u64,
    by: OfficerId,
    command: Command,
) -> Result<Outcome<Event>, Refusal> {
    let personal = |text: &Text<500>| Personal::new(text.as_str().to_owned());
    match command {
        Command::Doubt { why, text } => {
            let is_same = |known: &Doubt| {
                (known.why, known.by) == (why, by) && *known.text.reveal() == text.as_str()
            };
            if state.leaf == Some(old) && state.doubt.as_ref().is_some_and(is_same) {
                return Ok(Outcome::AlreadyDone);
            }
            may_doubt(state, old)?;
            Ok(Outcome::one(Event::Doubted { report, old, why, text: personal(&text) }))
        }
        Command::Uphold { text } => {
            may_answer(state, old, by)?;
            Ok(Outcome::one(Event::Upheld { report, old, text: personal(&text) }))
        }
        Command::Supersede(new) => {
            let known = may_answer(state, old, by)?;
            let Recounted { day, indicators, log_from, log_to, digests, text } = *new;
            if text == state.text {
                return Err(Refusal::ReportRecounts);
            }
            Ok(Outcome::one(Event::Superseded {
                report,
                old,
                why: known.why,
                doubted_by: known.by,
                day,
                indicators,
                log_from,
                log_to,
                digests,
                text,
            }))
        }
    }
}
