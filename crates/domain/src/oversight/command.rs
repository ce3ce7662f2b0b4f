//! Decisions about violations (Arts. 26, 27).

use std::collections::BTreeSet;

use terms::{AgencyId, CaseId, Date, OfficerId, Severity, Timestamp, ViolationId};

use super::{Event, Status, Violation};
use crate::org::{Directory, Officer};
use crate::{Outcome, Refusal, Text};

/// Most pieces of evidence named with a violation.
const MAX_EVIDENCE: usize = 50;
/// Most defences against one violation.
const MAX_DEFENCES: usize = 20;

/// A violation to raise.
#[derive(Debug, Clone, PartialEq)]
pub struct Raise {
    /// Its new id.
    pub violation: ViolationId,
    /// The agency it is about.
    pub agency: AgencyId,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// Id of the rule.
    pub rule: Option<String>,
    /// The pack the rule stands in.
    pub pack: Option<String>,
    /// Where the duty stands in the law.
    pub article: Option<String>,
    /// What the rule judges.
    pub subject: Option<String>,
    /// How grave it is.
    pub severity: Severity,
    /// Short title.
    pub title: Text<100>,
    /// What was seen.
    pub seen: Text<1000>,
    /// What shows it.
    pub evidence: Vec<Text<200>>,
}

/// What may be wanted of a violation.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Raise it.
    Raise(Raise),
    /// Give the agency's defence.
    Defend {
        /// The words.
        text: Text<1000>,
    },
    /// Find it true.
    Verify {
        /// On what grounds.
        grounds: Text<1000>,
        /// Somebody should be held to account.
        is_serious: bool,
    },
    /// Find it a false alarm.
    Dismiss {
        /// Why.
        reason: Text<500>,
    },
    /// Order it set right.
    Order {
        /// Last day.
        due_on: Date,
        /// It is criticised in a circular too.
        is_criticised: bool,
        /// What is to be done.
        demand: Text<1000>,
    },
    /// Report it set right.
    Rectify {
        /// What was done.
        report: Text<1000>,
    },
    /// Look again.
    Recheck {
        /// It is set right.
        is_passed: bool,
        /// What was found.
        opinion: Text<1000>,
    },
    /// Hand over what may hold somebody to account.
    Refer {
        /// To whom.
        to: Text<100>,
        /// On what grounds.
        grounds: Text<1000>,
    },
}

/// What a decision looks at beside the violation itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Who acts.
    pub by: &'a Officer,
    /// The people and agencies.
    pub directory: &'a Directory,
    /// Who handles, or ever handled, what it is about.
    pub handlers: &'a BTreeSet<OfficerId>,
    /// When.
    pub now: Timestamp,
}

/// Whether the same finding was raised before and is still open.
///
/// # Errors
/// [`Refusal::ViolationRaised`].
pub fn check_new<'a>(
    raise: &Raise,
    known: impl IntoIterator<Item = &'a Violation>,
) -> Result<(), Refusal> {
    let is_same = |one: &Violation| {
        one.rule.is_some()
            && (&one.rule, one.case, &one.subject) == (&raise.rule, raise.case, &raise.subject)
            && !matches!(one.status(), Status::Closed | Status::Dismissed)
    };
    if known.into_iter().any(is_same) { Err(Refusal::ViolationRaised) } else { Ok(()) }
}

/// Decides about a violation (`None`: not raised yet).
///
/// # Errors
/// [`Refusal`] naming who would have to act, or what comes first.
pub fn decide(
    state: Option<&Violation>,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::Raise(raise)) => begin(raise, around),
        (None, _) => Err(Refusal::NotFound),
        (Some(_), Command::Raise(_)) => Ok(Outcome::AlreadyDone),
        (Some(state), Command::Defend { text }) => defend(state, &text, around),
        (Some(state), Command::Rectify { report }) => rectify(state, &report, around),
        (Some(state), command) => {
            check_judge(state, around)?;
            judge(state, command, around)
        }
    }
}

fn begin(raise: Raise, around: &Around<'_>) -> Result<Outcome<Event>, Refusal> {
    let overseer = around.by.agency;
    if !around.directory.is_above(overseer, raise.agency) {
        return Err(Refusal::NotFound);
    }
    if raise.evidence.len() > MAX_EVIDENCE {
        return Err(Refusal::TooMuchEvidence { most: MAX_EVIDENCE });
    }
    Ok(Outcome::one(Event::Raised {
        violation: raise.violation,
        agency: raise.agency,
        overseer,
        case: raise.case,
        rule: raise.rule,
        pack: raise.pack,
        article: raise.article,
        subject: raise.subject,
        severity: raise.severity,
        title: raise.title.as_str().to_owned(),
        seen: raise.seen.as_str().to_owned(),
        evidence: raise.evidence.iter().map(|one| one.as_str().to_owned()).collect(),
        officers: around.handlers.clone(),
    }))
}

/// The agency it is about is heard before anybody judges.
fn defend(
    state: &Violation,
    text: &Text<1000>,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    check_accused(state, around)?;
    let last = state.defences.last();
    if last.is_some_and(|(_, by, known)| known == text.as_str() && *by == Some(around.by.id)) {
        return Ok(Outcome::AlreadyDone);
    }
    if state.status() != Status::Raised || state.defences.len() >= MAX_DEFENCES {
        return Err(out_of_turn(state));
    }
    let text = text.as_str().to_owned();
    Ok(Outcome::one(Event::Defended { violation: state.id, text }))
}

fn rectify(
    state: &Violation,
    report: &Text<1000>,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    check_accused(state, around)?;
    match (state.status(), state.rounds.last().and_then(|round| round.rectified.as_ref())) {
        (Status::Ordered, _) => Ok(Outcome::one(Event::Rectified {
            violation: state.id,
            report: report.as_str().to_owned(),
        })),
        (Status::Rectified, Some((_, _, known))) if known == report.as_str() => {
            Ok(Outcome::AlreadyDone)
        }
        (
            Status::Raised
            | Status::Dismissed
            | Status::Verified
            | Status::Rectified
            | Status::Closed,
            _,
        ) => Err(out_of_turn(state)),
    }
}

/// Only people of the agency it is about answer for it.
fn check_accused(state: &Violation, around: &Around<'_>) -> Result<(), Refusal> {
    if around.by.agency == state.agency { Ok(()) } else { Err(Refusal::ViolationNotYours) }
}

/// Art. 27: whoever raised it, or somebody above, judges; never anybody who handled what it is
/// about, and never the agency itself what was raised from above.
fn check_judge(state: &Violation, around: &Around<'_>) -> Result<(), Refusal> {
    if !around.directory.is_above(around.by.agency, state.overseer) {
        return Err(Refusal::ViolationOfSuperior);
    }
    let by = &around.by.id;
    if around.handlers.contains(by) || state.officers.contains(by) {
        return Err(Refusal::JudgeHandledCase);
    }
    Ok(())
}

fn judge(
    state: &Violation,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let (violation, status) = (state.id, state.status());
    let said = |words: &str| state.judged.as_ref().is_some_and(|(_, _, known)| known == words);
    match command {
        Command::Raise(_) | Command::Defend { .. } | Command::Rectify { .. } => {
            Ok(Outcome::AlreadyDone)
        }
        Command::Verify { grounds, is_serious } => match status {
            Status::Raised => Ok(Outcome::one(Event::Verified {
                violation,
                grounds: grounds.as_str().to_owned(),
                is_serious,
            })),
            Status::Verified if said(grounds.as_str()) => Ok(Outcome::AlreadyDone),
            Status::Dismissed
            | Status::Verified
            | Status::Ordered
            | Status::Rectified
            | Status::Closed => Err(out_of_turn(state)),
        },
        Command::Dismiss { reason } => match status {
            Status::Raised => {
                Ok(Outcome::one(Event::Dismissed { violation, reason: reason.as_str().to_owned() }))
            }
            Status::Dismissed if said(reason.as_str()) => Ok(Outcome::AlreadyDone),
            Status::Dismissed
            | Status::Verified
            | Status::Ordered
            | Status::Rectified
            | Status::Closed => Err(out_of_turn(state)),
        },
        Command::Order { due_on, is_criticised, demand } => {
            order(state, due_on, is_criticised, &demand, around)
        }
        Command::Recheck { is_passed, opinion } => recheck(state, is_passed, &opinion, around),
        Command::Refer { to, grounds } => match (status, &state.referred) {
            (_, Some((_, known, _))) if known == to.as_str() => Ok(Outcome::AlreadyDone),
            (Status::Raised | Status::Dismissed, _) | (_, Some(_)) => Err(out_of_turn(state)),
            _ => Ok(Outcome::one(Event::Referred {
                violation,
                to: to.as_str().to_owned(),
                grounds: grounds.as_str().to_owned(),
            })),
        },
    }
}

fn order(
    state: &Violation,
    due_on: Date,
    is_criticised: bool,
    demand: &Text<1000>,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let given = state.rounds.last().and_then(|round| round.order.as_ref());
    match state.status() {
        Status::Verified if due_on < around.now.date() => Err(Refusal::OrderDayPast),
        Status::Verified => Ok(Outcome::one(Event::Ordered {
            violation: state.id,
            due_on,
            is_criticised,
            demand: demand.as_str().to_owned(),
        })),
        Status::Ordered
            if given
                .is_some_and(|given| given.demand == demand.as_str() && given.due_on == due_on) =>
        {
            Ok(Outcome::AlreadyDone)
        }
        Status::Raised
        | Status::Dismissed
        | Status::Ordered
        | Status::Rectified
        | Status::Closed => Err(out_of_turn(state)),
    }
}

/// Whoever reported it right does not look again.
fn recheck(
    state: &Violation,
    is_passed: bool,
    opinion: &Text<1000>,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let looked = state.rounds.iter().filter_map(|round| round.rechecked.as_ref()).next_back();
    match state.status() {
        Status::Rectified => {
            let reported = state.rounds.last().and_then(|round| round.rectified.as_ref());
            if reported.is_some_and(|(_, by, _)| *by == Some(around.by.id)) {
                return Err(Refusal::OwnRectification);
            }
            Ok(Outcome::one(Event::Rechecked {
                violation: state.id,
                is_passed,
                opinion: opinion.as_str().to_owned(),
            }))
        }
        Status::Closed | Status::Verified
            if looked.is_some_and(|(_, passed, known)| {
                *passed == is_passed && known == opinion.as_str()
            }) =>
        {
            Ok(Outcome::AlreadyDone)
        }
        Status::Raised
        | Status::Dismissed
        | Status::Verified
        | Status::Ordered
        | Status::Closed => Err(out_of_turn(state)),
    }
}

fn out_of_turn(state: &Violation) -> Refusal {
    Refusal::ViolationOutOfTurn { status: state.status().zh().to_owned() }
}
