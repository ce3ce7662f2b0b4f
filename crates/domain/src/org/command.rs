//! Decisions about agencies and people.

use std::collections::BTreeSet;

use terms::{AgencyId, Date, DivisionId, OfficerId, Personal, RoomId};

use super::{Agency, Event, LawChoice, Officer};
use crate::authority::Role;
use crate::matching::Level;
use crate::org::{SlipChoice, Slips};
use crate::{Outcome, Refusal, Text};

/// Longest name of an agency, division or person, in characters.
pub const MAX_NAME: usize = 60;

/// What an administrator may want.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Add an agency.
    RegisterAgency {
        /// Its new id.
        agency: AgencyId,
        /// Full name.
        name: Text<MAX_NAME>,
        /// The word used in document numbers.
        short_name: Text<12>,
        /// Region code.
        region: Text<12>,
        /// The agency above it.
        superior: Option<AgencyId>,
    },
    /// Add a division.
    AddDivision {
        /// Its new id.
        division: DivisionId,
        /// Its name.
        name: Text<MAX_NAME>,
    },
    /// Name the sectors, all of them.
    NameSectors {
        /// Known words.
        sectors: BTreeSet<String>,
    },
    /// Choose where the law leaves a choice.
    ChooseLaw {
        /// The point, which exists.
        choice: String,
        /// One of its options.
        option: String,
        /// The written rule it rests on.
        basis: Text<300>,
    },
    /// Demand a kind of record in the agency's cases, or no longer.
    RequireItem {
        /// Code of a kind that exists.
        kind: String,
        /// Demanded from now on, or no longer.
        is_required: bool,
        /// The written rule it rests on.
        basis: Text<300>,
    },
    /// Enter a room in the register, or call it otherwise.
    NameRoom {
        /// A new id, or a known room.
        room: RoomId,
        /// What it is called.
        name: Text<MAX_NAME>,
    },
    /// Say that a room is used no more.
    CloseRoom {
        /// Which.
        room: RoomId,
        /// Why.
        reason: Text<200>,
    },
    /// Choose how much of the linking of recordings is left to the machine.
    ChooseMatching {
        /// How much.
        level: Level,
        /// The written rule it rests on.
        basis: Text<300>,
    },
    /// Choose after which acts parties are given a slip.
    ChooseSlips {
        /// After which.
        slips: Slips,
        /// The written rule it rests on.
        basis: Text<300>,
    },
    /// Add a person.
    EnrolOfficer {
        /// Their new id.
        officer: OfficerId,
        /// Where they work.
        agency: AgencyId,
        /// And in which division.
        division: Option<DivisionId>,
        /// Their name.
        name: Text<MAX_NAME>,
    },
    /// Issue or renew a credential.
    IssueCredential {
        /// Its number.
        number: Text<40>,
        /// First day.
        from_on: Date,
        /// Last day.
        until_on: Date,
    },
    /// Give a role.
    AppointRole {
        /// Which.
        role: Role,
        /// From when.
        from_on: Date,
    },
    /// End a role.
    EndRole {
        /// Which.
        role: Role,
        /// Last day.
        until_on: Date,
    },
    /// Disable the account.
    DisableOfficer {
        /// Why.
        reason: Text<200>,
    },
    /// Replace the password by one that is told once.
    ResetPassword {
        /// Why.
        reason: Text<200>,
    },
    /// Report that somebody kept guessing the password.
    ReportGuessing {
        /// Failed tries that were not forgiven yet.
        failures: u32,
        /// Whether they came from a browser the person had logged in with.
        known_browser: bool,
        /// Network address of the last one.
        address: Personal<String>,
    },
}

/// Decides about an agency (`None`: there is none yet).
///
/// # Errors
/// [`Refusal::NotFound`] where the agency is missing.
pub fn decide_agency(state: Option<&Agency>, command: Command) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::RegisterAgency { agency, name, short_name, region, superior }) => {
            Ok(Outcome::one(Event::AgencyRegistered {
                agency,
                name: name.as_str().to_owned(),
                short_name: short_name.as_str().to_owned(),
                region: region.as_str().to_owned(),
                superior,
            }))
        }
        (Some(agency), Command::AddDivision { division, name }) => {
            if agency.divisions.iter().any(|known| known.name == name.as_str()) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::DivisionAdded {
                agency: agency.id,
                division,
                name: name.as_str().to_owned(),
            }))
        }
        (Some(agency), Command::NameSectors { sectors }) => {
            if agency.sectors.last().is_some_and(|(_, known)| *known == sectors) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::SectorsNamed { agency: agency.id, sectors }))
        }
        (Some(agency), Command::ChooseLaw { choice, option, basis }) => {
            let basis = basis.as_str().to_owned();
            let is_same = |made: &LawChoice| made.option == option && made.basis == basis;
            if agency.choice_on(&choice).is_some_and(is_same) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::LawChosen { agency: agency.id, choice, option, basis }))
        }
        (Some(agency), Command::RequireItem { kind, is_required, basis }) => {
            let basis = basis.as_str().to_owned();
            let known = agency.item_on(&kind);
            let is_same = known.map_or(!is_required, |known| {
                known.is_required == is_required && (!is_required || known.basis == basis)
            });
            if is_same {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::ItemRequired { agency: agency.id, kind, is_required, basis }))
        }
        (Some(agency), Command::NameRoom { room, name }) => name_room(agency, room, &name),
        (Some(agency), Command::CloseRoom { room, reason }) => {
            let known = agency.room(room).ok_or(Refusal::NotFound)?;
            if known.closed.is_some() {
                return Ok(Outcome::AlreadyDone);
            }
            let (agency, reason) = (agency.id, reason.as_str().to_owned());
            Ok(Outcome::one(Event::RoomClosed { agency, room, reason }))
        }
        (Some(agency), Command::ChooseMatching { level, basis }) => {
            let basis = basis.as_str().to_owned();
            let is_same = |made: &super::MatchingChoice| made.level == level && made.basis == basis;
            if agency.matching.last().is_some_and(is_same) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::MatchingChosen { agency: agency.id, level, basis }))
        }
        (Some(agency), Command::ChooseSlips { slips, basis }) => {
            let basis = basis.as_str().to_owned();
            let is_same = |made: &SlipChoice| made.slips == slips && made.basis == basis;
            if agency.slips.last().is_some_and(is_same) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::SlipsChosen { agency: agency.id, slips, basis }))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Two rooms in use never go by one name: records tell of a room by it.
fn name_room(
    agency: &Agency,
    room: RoomId,
    name: &Text<MAX_NAME>,
) -> Result<Outcome<Event>, Refusal> {
    let name = name.as_str().to_owned();
    let known = agency.room(room);
    if known.is_some_and(|known| known.closed.is_some()) {
        return Err(Refusal::RoomClosed);
    }
    if known.is_some_and(|known| known.name() == name) {
        return Ok(Outcome::AlreadyDone);
    }
    let mut others = agency.rooms.iter().filter(|other| other.id != room);
    if others.any(|other| other.closed.is_none() && other.names.contains(&name)) {
        return Err(Refusal::RoomNameTaken { name });
    }
    Ok(Outcome::one(Event::RoomNamed { agency: agency.id, room, name }))
}

/// Decides about a person (`None`: there is none yet); `by` is whoever keeps people.
///
/// # Errors
/// [`Refusal`] where the person is missing or nothing would change.
pub fn decide_officer(
    state: Option<&Officer>,
    command: Command,
    by: Option<OfficerId>,
    today: Date,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::EnrolOfficer { officer, agency, division, name }) => {
            let name = Personal::new(name.as_str().to_owned());
            Ok(Outcome::one(Event::OfficerEnrolled { officer, agency, division, name }))
        }
        (Some(officer), Command::IssueCredential { number, from_on, until_on }) => {
            if until_on < from_on {
                return Err(Refusal::RangeBackwards { what: "执法证有效期".to_owned() });
            }
            Ok(Outcome::one(Event::CredentialIssued {
                officer: officer.id,
                number: Personal::new(number.as_str().to_owned()),
                from_on,
                until_on,
            }))
        }
        (Some(officer), Command::AppointRole { .. } | Command::EndRole { .. })
            if by == Some(officer.id) =>
        {
            Err(Refusal::OwnRoles)
        }
        (Some(officer), Command::AppointRole { role, from_on }) => appoint(officer, role, from_on),
        (Some(officer), Command::EndRole { role, until_on }) => end_role(officer, role, until_on),
        (Some(officer), Command::DisableOfficer { reason }) => {
            if !officer.is_enabled {
                return Ok(Outcome::AlreadyDone);
            }
            let reason = reason.as_str().to_owned();
            let mut events = ends_of_roles(officer, today);
            events.push(Event::OfficerDisabled { officer: officer.id, reason });
            Ok(Outcome::Record(events))
        }
        (Some(officer), Command::ResetPassword { .. }) if by == Some(officer.id) => {
            Err(Refusal::OwnPassword)
        }
        (Some(officer), Command::ResetPassword { .. }) if !officer.is_enabled => {
            Err(Refusal::PersonDisabled)
        }
        (Some(officer), Command::ResetPassword { reason }) => {
            Ok(Outcome::one(Event::PasswordReset {
                officer: officer.id,
                reason: reason.as_str().to_owned(),
            }))
        }
        (Some(officer), Command::ReportGuessing { failures, known_browser, address }) => {
            let officer = officer.id;
            Ok(Outcome::one(Event::GuessingStopped { officer, failures, known_browser, address }))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// An administrator keeps people and sees no case, so that nobody can give themselves a case.
fn clashes(officer: &Officer, role: Role, from_on: Date) -> bool {
    let mut others = officer.appointments.iter().filter(|held| {
        held.until_on.is_none_or(|until_on| from_on <= until_on) && held.role != role
    });
    others.any(|held| held.role == Role::Administrator || role == Role::Administrator)
}

/// A role may be given again once the last appointment to it has an end before the new beginning.
fn appoint(officer: &Officer, role: Role, from_on: Date) -> Result<Outcome<Event>, Refusal> {
    if clashes(officer, role, from_on) {
        return Err(Refusal::RolesClash { role: role.zh().to_owned() });
    }
    let appointed = Event::RoleAppointed { officer: officer.id, role, from_on };
    match officer.last_appointment(role) {
        None => Ok(Outcome::one(appointed)),
        Some(held) => match held.until_on {
            None if held.from_on == from_on => Ok(Outcome::AlreadyDone),
            None => Err(Refusal::RoleHeld { role: role.zh().to_owned() }),
            Some(until_on) if until_on < from_on => Ok(Outcome::one(appointed)),
            Some(_) => Err(Refusal::RoleHeld { role: role.zh().to_owned() }),
        },
    }
}

/// The last day may lie ahead or behind, and an end that is known may still be brought forward. It
/// is never put off: that is a new appointment.
fn end_role(officer: &Officer, role: Role, until_on: Date) -> Result<Outcome<Event>, Refusal> {
    let held = officer.last_appointment(role).ok_or(Refusal::RoleUnchanged)?;
    match held.until_on {
        Some(known) if known == until_on => Ok(Outcome::AlreadyDone),
        Some(known) if known < until_on => Err(Refusal::RoleUnchanged),
        Some(_) | None => {
            Ok(Outcome::one(Event::RoleEnded { officer: officer.id, role, until_on }))
        }
    }
}

/// Whoever leaves leaves every office: an end for each role that would go on.
fn ends_of_roles(officer: &Officer, today: Date) -> Vec<Event> {
    let newest = Role::ALL.iter().filter_map(|role| officer.last_appointment(*role));
    let going_on = newest.filter(|held| held.until_on.is_none_or(|until_on| today < until_on));
    going_on
        .map(|held| Event::RoleEnded { officer: officer.id, role: held.role, until_on: today })
        .collect()
}
