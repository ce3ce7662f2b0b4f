//! Numbered records that must not be used any more: an officer in charge says why, and a head who
//! took no part agrees. The number stays used up and the record stays readable (作废).

#[cfg(test)]
mod tests;

use rules::catalogue::{Catalogue, Effect, RecordKind, Slot};
use terms::{OfficerId, TextRecordId};

use super::slot::may_write;
use super::{Event, Record, Status};
use crate::authority::Role;
use crate::case::{self, Case};
use crate::{Outcome, Refusal, Text};

/// What may be wanted of a numbered record that took effect.
#[derive(Debug, Clone, PartialEq)]
pub enum VoidingCommand {
    /// Say why it must not be used.
    Propose {
        /// Why.
        reason: Text<500>,
    },
    /// Agree: it no longer counts.
    Approve,
    /// Disagree: it goes on counting.
    Refuse {
        /// Why.
        reason: Text<500>,
    },
}

/// Decides about voiding a numbered record; `roles` are those by which `by` may propose or agree.
///
/// # Errors
/// [`Refusal`] if the record has no number, was served, moved the case on, is being corrected, or
/// the hand is the wrong one.
pub fn decide_voiding(
    case: &Case,
    id: TextRecordId,
    command: VoidingCommand,
    catalogue: &Catalogue,
    roles: &[Role],
    by: OfficerId,
) -> Result<Outcome<Event>, Refusal> {
    case::gate(case, true)?;
    let record = case.records.get(&id).ok_or(Refusal::NotFound)?;
    let unknown = || Refusal::UnknownRecordKind { kind: record.kind.clone() };
    let kind = catalogue.kind(&record.kind).ok_or_else(unknown)?;
    match command {
        VoidingCommand::Propose { reason } => {
            may_write(kind, roles)?;
            let known = record.pending_voiding();
            if known.is_some_and(|known| known.reason == reason.as_str()) {
                return Ok(Outcome::AlreadyDone);
            }
            check_voidable(case, record, kind)?;
            let reason = reason.as_str().to_owned();
            Ok(Outcome::one(Event::VoidingProposed { record: id, reason }))
        }
        VoidingCommand::Approve => {
            if record.voided.as_ref().is_some_and(|voided| voided.by == Some(by)) {
                return Ok(Outcome::AlreadyDone);
            }
            let reason = asked_of(case, record, kind, roles, by)?;
            check_voidable(case, record, kind)?;
            Ok(Outcome::one(Event::Voided { record: id, reason }))
        }
        VoidingCommand::Refuse { reason } => {
            asked_of(case, record, kind, roles, by)?;
            let reason = reason.as_str().to_owned();
            Ok(Outcome::one(Event::VoidingRefused { record: id, reason }))
        }
    }
}

/// The office that agrees: what the agency's head signed only a head annuls.
#[must_use]
pub fn voided_by(record: &Record, kind: &RecordKind) -> Slot {
    let is_heads = kind.signers_for(&record.fields).any(|signer| signer.slot == Slot::AgencyHead);
    if is_heads { Slot::AgencyHead } else { Slot::DivisionHead }
}

/// The reason that waits for this hand: of an office high enough, and of nobody who proposed it or
/// ever handled the case.
fn asked_of(
    case: &Case,
    record: &Record,
    kind: &RecordKind,
    roles: &[Role],
    by: OfficerId,
) -> Result<String, Refusal> {
    let pending = record.pending_voiding().ok_or(Refusal::NoVoiding)?;
    if voided_by(record, kind) == Slot::AgencyHead && !roles.contains(&Role::AgencyHead) {
        let action = format!("批准作废《{}》", kind.title);
        return Err(Refusal::NotAllowed { action, who: Role::AgencyHead.zh().to_owned() });
    }
    if pending.proposed_by == Some(by) || case.handlers.contains(&by) {
        return Err(Refusal::OwnVoiding);
    }
    Ok(pending.reason.clone())
}

/// Whether a record may be voided as things are.
fn check_voidable(case: &Case, record: &Record, kind: &RecordKind) -> Result<(), Refusal> {
    if record.status == Status::Corrected {
        return Err(Refusal::VoidingOfCorrected);
    }
    if !record.counts() || record.doc_no.is_none() {
        return Err(Refusal::NothingToVoid);
    }
    // Art. 12(一): whoever has it in hand relies on it, whichever version was handed over.
    if let Some(service) = services(case, record).min_by_key(|service| service.served_at) {
        return Err(Refusal::VoidingServed { on: service.served_at.date().to_chinese() });
    }
    let is_live_correction = |other: &Record| other.corrects == Some(record.id) && other.is_live();
    if case.records.values().any(is_live_correction) {
        return Err(Refusal::VoidingWhileCorrected);
    }
    for effect in kind.effects_in(case.act, &record.fields) {
        match effect {
            Effect::OpensCase
            | Effect::NotOpened
            | Effect::ConcludesInvestigation
            | Effect::Closes => {
                return Err(Refusal::VoidingMovedCase { title: kind.title.clone() });
            }
            // A case without its decision is undecided again; not once it was closed on it.
            Effect::Decides => case::gate(case, false)?,
            Effect::Serves | Effect::Delivers => {}
        }
    }
    Ok(())
}

/// Every service that still counts of the record and of those it corrects.
fn services<'a>(
    case: &'a Case,
    record: &'a Record,
) -> impl Iterator<Item = &'a super::ServiceOfRecord> {
    let before = |record: &&'a Record| record.corrects.and_then(|id| case.records.get(&id));
    let versions = std::iter::successors(Some(record), before).take(case.records.len());
    let counts = |receipt: TextRecordId| case.records.get(&receipt).is_some_and(Record::counts);
    let of = move |version: &'a Record| {
        let is_own = move |receipt: TextRecordId| receipt == version.id;
        version
            .served
            .iter()
            .filter(move |service| is_own(service.receipt) || counts(service.receipt))
    };
    versions.flat_map(of)
}
