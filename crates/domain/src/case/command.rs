//! Decisions about a case as a whole, and the one gate every write to a case goes through.

use rules::catalogue::Effect;
use terms::{ActKind, AgencyId, CaseId, Date, DivisionId, OfficerId, Procedure};

use super::{Case, Event, Party, Source, Status};
use crate::org::Directory;
use crate::{Outcome, Refusal, Text};

/// Fewest officers in charge (Art. 10(一); the rule packs check it again with its citation).
const MIN_OFFICERS: usize = 2;

/// What may be wanted of a case as a whole.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is alive at a time, and not for long")]
pub enum Command {
    /// Register the source; the case begins to exist.
    Register {
        /// Its new id.
        case: CaseId,
        /// The agency that owns it.
        agency: AgencyId,
        /// The division in charge.
        division: Option<DivisionId>,
        /// Kind of act.
        act: ActKind,
        /// Procedure.
        procedure: Procedure,
        /// The cause.
        title: Text<200>,
        /// Its source.
        source: Source,
        /// The party.
        party: Party,
        /// Officers in charge.
        officers: Vec<OfficerId>,
        /// Rule packs in force, `id@version`.
        packs: Vec<String>,
        /// The process template, `id@version`.
        process: Option<String>,
        /// The written rule for the day the act ends (Art. 21).
        rule_of_end: Option<String>,
    },
    /// Note that the law itself opened the case: the time to answer ran out (Licensing Law Art. 32).
    DeemOpened {
        /// The rule whose time ran out.
        rule: String,
        /// The day from which the case counts as opened.
        since_on: Date,
    },
    /// Put other officers in charge.
    AssignOfficers {
        /// All who are in charge from now on.
        officers: Vec<OfficerId>,
        /// Why.
        reason: Text<200>,
    },
}

/// The gate: whether a case still takes writes. Every command that names a case asks here first,
/// and only here; filing commands ask [`gate`] with `is_filing`.
///
/// # Errors
/// [`Refusal::CaseArchived`], [`Refusal::CaseNotOpened`], [`Refusal::CaseClosed`].
pub fn gate(case: &Case, is_filing: bool) -> Result<(), Refusal> {
    match case.status() {
        Status::Archived => Err(Refusal::CaseArchived),
        Status::NotOpened => Err(Refusal::CaseNotOpened),
        Status::Closed if !is_filing => Err(Refusal::CaseClosed),
        Status::Closed | Status::Registered | Status::Open | Status::Decided => Ok(()),
    }
}

/// Whether a record may still do to the case what its kind does: a case is opened, or not opened,
/// once (Art. 9). Whoever erred corrects.
///
/// # Errors
/// [`Refusal::CaseStepDone`].
pub fn may_take_step(case: &Case, effect: Effect) -> Result<(), Refusal> {
    let begins = matches!(effect, Effect::OpensCase | Effect::NotOpened);
    if begins && case.status() != Status::Registered {
        return Err(Refusal::CaseStepDone { status: case.status().zh().to_owned() });
    }
    Ok(())
}

/// Decides about a case as a whole (`None`: there is none yet).
///
/// # Errors
/// [`Refusal`] naming what is wrong with the division or the officers.
pub fn decide(
    state: Option<&Case>,
    command: Command,
    directory: &Directory,
    today: Date,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (
            None,
            Command::Register {
                case,
                agency,
                division,
                act,
                procedure,
                title,
                source,
                party,
                officers,
                packs,
                process,
                rule_of_end,
            },
        ) => {
            check_division(agency, division, directory)?;
            check_officers(agency, &officers, directory, today)?;
            if source.received_at.date() > today {
                return Err(Refusal::TimeOutOfOrder { what: "收到时间".to_owned() });
            }
            Ok(Outcome::one(Event::Registered {
                case,
                agency,
                division,
                act,
                procedure,
                title: title.as_str().to_owned(),
                source: Box::new(source),
                party: Box::new(party),
                officers,
                packs,
                process,
                rule_of_end,
            }))
        }
        (Some(case), Command::DeemOpened { rule, since_on }) => {
            if case.status() != Status::Registered {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::DeemedOpened { rule, since_on }))
        }
        (Some(case), Command::AssignOfficers { officers, reason }) => {
            check_officers(case.agency, &officers, directory, today)?;
            if case.officers == officers {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::OfficersAssigned {
                officers,
                reason: reason.as_str().to_owned(),
            }))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Art. 11(二): the handling division is one of the agency that owns the case.
fn check_division(
    agency: AgencyId,
    division: Option<DivisionId>,
    directory: &Directory,
) -> Result<(), Refusal> {
    let known = directory.agencies.get(&agency).ok_or(Refusal::NotFound)?;
    let is_ours = |id: DivisionId| known.divisions.iter().any(|division| division.id == id);
    if division.is_none_or(is_ours) { Ok(()) } else { Err(Refusal::NotOurDivision) }
}

/// Art. 10(一): at least two officers of this agency, each with a credential valid today.
///
/// # Errors
/// [`Refusal`] naming the first thing wrong.
pub fn check_officers(
    agency: AgencyId,
    officers: &[OfficerId],
    directory: &Directory,
    today: Date,
) -> Result<(), Refusal> {
    for (place, id) in officers.iter().enumerate() {
        let officer = directory.officer(*id).ok_or(Refusal::NotOurOfficer)?;
        if officer.agency != agency || !officer.is_enabled {
            return Err(Refusal::NotOurOfficer);
        }
        let name = || officer.name.reveal().clone();
        if officers.iter().take(place).any(|earlier| earlier == id) {
            return Err(Refusal::NamedTwice { name: name() });
        }
        if officer.credential_on(today).is_none() {
            return Err(Refusal::CredentialInvalid { name: name() });
        }
    }
    if officers.len() < MIN_OFFICERS { Err(Refusal::TooFewOfficers) } else { Ok(()) }
}
