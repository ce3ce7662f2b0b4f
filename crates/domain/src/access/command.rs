//! Decisions about access.

use std::collections::BTreeSet;

use terms::{AccessRequestId, AvRecordId, Date, OfficerId, Timestamp};

use super::{AccessRequest, Event, Status, Verb};
use crate::authority::{Permit, Role};
use crate::case::Case;
use crate::dossier::Dossier;
use crate::org::Directory;
use crate::{Outcome, Refusal, Text};

/// Longest grant, in days.
pub const MAX_GRANT_DAYS: i64 = 180;

/// What may be wanted about access.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Ask for it.
    Request {
        /// Its new id.
        request: AccessRequestId,
        /// These recordings; `None` is all of the case.
        recordings: Option<BTreeSet<AvRecordId>>,
        /// For whom beside the one who asks.
        subjects: BTreeSet<OfficerId>,
        /// To do what.
        verbs: BTreeSet<Verb>,
        /// What for.
        purpose: Text<200>,
        /// Why necessary.
        reason: Text<500>,
        /// Last day.
        until_on: Date,
    },
    /// Agree, perhaps for a shorter time.
    Approve {
        /// Last day.
        until_on: Date,
        /// What the head writes.
        opinion: Option<Text<500>>,
    },
    /// Refuse.
    Refuse {
        /// Why.
        reason: Text<500>,
    },
    /// Note that everything of the case is copied under it.
    CopyAll,
    /// Take back.
    Revoke {
        /// Why.
        reason: Text<500>,
    },
}

/// What a request names must be of the matter and of the house: recordings of this case, people of
/// this agency.
///
/// # Errors
/// [`Refusal::NotFound`] for another recording, [`Refusal::NotOurOfficer`] for another person.
pub fn check_named(
    recordings: Option<&BTreeSet<AvRecordId>>,
    subjects: &BTreeSet<OfficerId>,
    dossier: &Dossier,
    directory: &Directory,
) -> Result<(), Refusal> {
    let is_here = |id: &AvRecordId| dossier.recordings.contains_key(id);
    if recordings.is_some_and(|named| !named.iter().all(is_here)) {
        return Err(Refusal::NotFound);
    }
    let is_ours = |id: &OfficerId| {
        let known = directory.officer(*id);
        known.is_some_and(|o| o.is_enabled && Some(o.agency) == dossier.agency())
    };
    if subjects.iter().all(is_ours) { Ok(()) } else { Err(Refusal::NotOurOfficer) }
}

/// Decides about access to records of `case` (`None`: not asked for yet).
///
/// # Errors
/// [`Refusal`] naming who would have to decide, or what is wrong with the request.
pub fn decide(
    state: Option<&AccessRequest>,
    command: Command,
    case: &Case,
    permit: &Permit,
    now: Timestamp,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (
            None,
            Command::Request {
                request,
                recordings,
                mut subjects,
                verbs,
                purpose,
                reason,
                until_on,
            },
        ) => {
            check_until(until_on, now)?;
            subjects.insert(permit.officer());
            if verbs.is_empty() {
                return Err(Refusal::NoGrant);
            }
            Ok(Outcome::one(Event::Requested {
                request,
                agency: case.agency,
                case: case.id,
                recordings,
                subjects,
                verbs,
                purpose: purpose.as_str().to_owned(),
                reason: reason.as_str().to_owned(),
                until_at: until_on.end(),
            }))
        }
        (Some(state), Command::CopyAll) => {
            state.lets_copy_all(permit.officer(), now).ok_or(Refusal::NoCopyGrant)?;
            Ok(Outcome::one(Event::Used { request: state.id, verb: Verb::Copy }))
        }
        (Some(state), command) => decide_asked(state, command, permit, now),
        (None, _) => Err(Refusal::NotFound),
    }
}

fn decide_asked(
    state: &AccessRequest,
    command: Command,
    permit: &Permit,
    now: Timestamp,
) -> Result<Outcome<Event>, Refusal> {
    if permit.role() != Role::AgencyHead {
        return Err(Refusal::NotAgencyHead);
    }
    let settled = || Refusal::RequestSettled { status: state.status.zh().to_owned() };
    let request = state.id;
    match command {
        Command::Request { .. } | Command::CopyAll => Ok(Outcome::AlreadyDone),
        Command::Approve { until_on, opinion } => {
            let head = permit.officer();
            if state.asked_by == Some(head) || state.subjects.contains(&head) {
                return Err(Refusal::OwnRequest);
            }
            check_until(until_on, now)?;
            let until_at = until_on.end().min(state.asked_until_at);
            if until_at <= now {
                return Err(Refusal::UntilOutOfRange { days: MAX_GRANT_DAYS });
            }
            match state.status {
                Status::Pending => Ok(Outcome::one(Event::Approved {
                    request,
                    until_at,
                    opinion: opinion.map(|text| text.as_str().to_owned()),
                })),
                Status::Approved if state.until_at == until_at => Ok(Outcome::AlreadyDone),
                Status::Approved | Status::Refused | Status::Revoked => Err(settled()),
            }
        }
        Command::Refuse { reason } => match state.status {
            Status::Pending => {
                Ok(Outcome::one(Event::Refused { request, reason: reason.as_str().to_owned() }))
            }
            Status::Refused => Ok(Outcome::AlreadyDone),
            Status::Approved | Status::Revoked => Err(settled()),
        },
        Command::Revoke { reason } => match state.status {
            Status::Approved => {
                Ok(Outcome::one(Event::Revoked { request, reason: reason.as_str().to_owned() }))
            }
            Status::Revoked => Ok(Outcome::AlreadyDone),
            Status::Pending | Status::Refused => Err(settled()),
        },
    }
}

fn check_until(until_on: Date, now: Timestamp) -> Result<(), Refusal> {
    let days = now.date().days_until(until_on);
    if (0..=MAX_GRANT_DAYS).contains(&days) {
        Ok(())
    } else {
        Err(Refusal::UntilOutOfRange { days: MAX_GRANT_DAYS })
    }
}
