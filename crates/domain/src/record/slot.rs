//! Slots of a text record: who may sign which, and which is next.

use rules::catalogue::{RecordKind, SignerSlot, Slot};
use terms::Date;

use super::{Record, Status};
use crate::Refusal;
use crate::authority::Role;
use crate::case::Case;
use crate::org::Officer;

/// Signed by somebody outside the agency, whose hand we note.
#[must_use]
pub const fn is_external(slot: Slot) -> bool {
    matches!(slot, Slot::Party | Slot::Witness)
}

/// Whether `actor` holds the office of a slot in this case today.
///
/// # Errors
/// [`Refusal`] naming whose slot it is, or why this person may not sign it.
pub fn may_sign(
    case: &Case,
    record: &Record,
    signer: &SignerSlot,
    actor: &Officer,
    today: Date,
) -> Result<(), Refusal> {
    let (slot, title) = (signer.slot, &signer.title);
    let has = |role: Role| actor.holds(role, today);
    let wrote = slot == Slot::Registrar && record.drafted_by == Some(actor.id);
    let in_charge = has(Role::Officer) && (wrote || case.officers.contains(&actor.id));
    let holds = match slot {
        Slot::Registrar | Slot::CaseOfficers => in_charge,
        Slot::DivisionHead => {
            let same = case.division.is_none() || actor.division == case.division;
            has(Role::DivisionHead) && same
        }
        // Heads discuss together; whoever else is there sits in and does not sign.
        Slot::AgencyHead | Slot::Attendees => has(Role::AgencyHead),
        Slot::LegalReviewer => has(Role::LegalReviewer),
        // Whom the agency named; that is asked below.
        Slot::HearingHost => has(Role::LegalReviewer) || has(Role::AgencyHead),
        Slot::Custodian => has(Role::RecordsCustodian),
        Slot::Party | Slot::Witness => false,
    };
    if !holds || actor.agency != case.agency {
        return Err(Refusal::SlotNotYours { title: title.clone() });
    }
    if case.handlers.contains(&actor.id) {
        match slot {
            Slot::LegalReviewer => return Err(Refusal::ReviewerHandledCase),
            Slot::HearingHost => return Err(Refusal::HostHandledCase),
            Slot::AgencyHead | Slot::Attendees => return Err(Refusal::HeadHandledCase),
            Slot::Custodian => return Err(Refusal::KeeperHandledCase),
            Slot::Registrar
            | Slot::CaseOfficers
            | Slot::DivisionHead
            | Slot::Party
            | Slot::Witness => {}
        }
    }
    let is_named = |named: Vec<&str>| named.contains(&&*actor.id.to_string());
    if !signer.named(&record.fields).is_none_or(is_named) {
        return Err(Refusal::HostNotNamed { title: title.clone() });
    }
    let is_officer = matches!(slot, Slot::CaseOfficers | Slot::Registrar);
    if is_officer && actor.credential_on(today).is_none() {
        return Err(Refusal::CredentialInvalid { name: actor.name.reveal().clone() });
    }
    Ok(())
}

/// Whether somebody who acts by these roles drafts and changes records of this kind. What a reviewer or
/// a division gives an opinion in is theirs to write; the rest belongs to the officers in charge.
///
/// # Errors
/// [`Refusal::NotAllowed`] naming whose it is.
pub fn may_write(kind: &RecordKind, roles: &[Role]) -> Result<(), Refusal> {
    let first = kind.signers.first().map(|signer| signer.slot);
    // Written by those who did not handle the case.
    let is_apart =
        |slot: Option<Slot>| matches!(slot, Some(Slot::LegalReviewer | Slot::HearingHost));
    let is_theirs = |role: &Role| match role {
        Role::Officer => !is_apart(first),
        Role::LegalReviewer => is_apart(first),
        Role::DivisionHead => first == Some(Slot::DivisionHead),
        Role::AgencyHead
        | Role::RecordsCustodian
        | Role::DeviceCustodian
        | Role::Supervisor
        | Role::Administrator => false,
    };
    if roles.iter().any(is_theirs) {
        return Ok(());
    }
    let who = match first {
        Some(Slot::LegalReviewer) => "法制审核人员",
        Some(Slot::HearingHost) => "听证主持人（法制审核人员）",
        Some(Slot::DivisionHead) => "承办人或者承办机构负责人",
        Some(_) | None => "承办人",
    };
    let action = format!("制作《{}》", kind.title);
    Err(Refusal::NotAllowed { action, who: who.to_owned() })
}

/// Whether enough hands are in a slot, counting `extra` new ones.
#[must_use]
pub(crate) fn is_slot_done(
    record: &Record,
    signer: &SignerSlot,
    extra: Option<(Slot, usize)>,
) -> bool {
    let there = record.marks.get(signer.slot.as_str()).map_or(0, Vec::len);
    let more = extra.filter(|(slot, _)| *slot == signer.slot).map_or(0, |(_, count)| count);
    u32::try_from(there + more).is_ok_and(|count| count >= signer.hands(&record.fields))
}

/// Who may act next, for inboxes: the first open slot of our own people.
#[must_use]
pub fn waits_for<'k>(record: &Record, kind: &'k RecordKind) -> Option<&'k SignerSlot> {
    if record.status != Status::Signing {
        return None;
    }
    let signers = || kind.signers_for(&record.fields);
    let open = || signers().filter(|signer| !is_slot_done(record, signer, None));
    open().find(|signer| !is_external(signer.slot)).or_else(|| open().next())
}
