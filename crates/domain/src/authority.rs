//! Who may do what: one table, read by every command and every query.
//!
//! Power that follows from role and organisation is decided here. Power that follows from the
//! matter itself (a reviewer who handled the case, a head who approves an own wish) is decided
//! in the aggregate.

mod actions;
mod horizon;

use terms::{AgencyId, Date, DivisionId, OfficerId};

pub use self::actions::{Action, Role};
pub use self::horizon::{Horizon, horizon};
use crate::Refusal;
use crate::org::{Directory, Officer};

/// Where an action takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// The agency that owns the matter; `None`: the person's own.
    pub agency: Option<AgencyId>,
    /// The division in charge, where there is one.
    pub division: Option<DivisionId>,
    /// The officers in charge, where there are some.
    pub officers: &'a [OfficerId],
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Matters one is in charge of or takes part in.
    Own,
    /// Matters of the own division, and those that no division is in charge of.
    Division,
    /// Matters of the own agency in which one does not take part.
    Others,
    /// Anywhere in the own agency.
    Agency,
    /// The own agency and all below it.
    Below,
}

/// The table. Everything not listed is denied. What it rests on stands in
/// `docs/decisions/0009-rights.md`.
fn reach(role: Role, action: Action) -> Option<Reach> {
    use Reach::{Agency, Below, Division, Others, Own};
    Some(match (action, role) {
        (Action::SessionUse | Action::LawRead, _) => Agency,
        (Action::OrgRead, Role::Administrator | Role::Supervisor) => Below,
        (Action::OrgRead, _) => Agency,
        (Action::OrgWrite, Role::Administrator) => Below,
        (Action::ListAdopt | Action::LawChoose, Role::AgencyHead) => Agency,
        // Of another agency only what was laid before the own one; that is decided with the list.
        (
            Action::ListRead | Action::ListComment,
            Role::Supervisor | Role::LegalReviewer | Role::AgencyHead,
        ) => Below,
        (Action::ListRead, _) => Agency,
        (Action::ListDraft, Role::DivisionHead | Role::LegalReviewer | Role::AgencyHead) => Agency,

        (Action::CaseRegister, Role::Officer) => Agency,
        (Action::CaseAssign, Role::DivisionHead) => Division,
        (Action::CaseRead | Action::ActivityRead, role) => reads(role)?,
        // Whoever handles or approves; not reviewers, custodians, supervisors.
        (Action::InformantRead, Role::Officer) => Own,
        (Action::InformantRead, Role::DivisionHead) => Division,
        (Action::InformantRead, Role::AgencyHead) => Agency,
        (Action::DutyWaive, Role::Officer) => Own,
        // Somebody who took no part; where the division's head handled the case, the agency's.
        (Action::WaiverSign | Action::VoidingDecide | Action::RemoteDecide, Role::DivisionHead) => {
            Division
        }
        (Action::WaiverSign | Action::VoidingDecide | Action::RemoteDecide, Role::AgencyHead) => {
            Agency
        }
        // Whoever answers for the numbers, and from above (Arts. 20, 26).
        (Action::NumbersRead, Role::RecordsCustodian | Role::LegalReviewer | Role::AgencyHead) => {
            Agency
        }
        (Action::NumbersRead, Role::Supervisor) => Below,
        // Which kinds of record is decided with the record.
        (Action::RecordWrite, Role::Officer) => Own,
        (Action::RecordWrite, Role::DivisionHead) => Division,
        (Action::RecordWrite, Role::LegalReviewer) => Agency,
        // Which slot is decided with the record.
        (Action::RecordSign, Role::Officer) => Own,
        (Action::RecordSign, Role::DivisionHead) => Division,
        (Action::RecordSign, Role::LegalReviewer | Role::AgencyHead | Role::RecordsCustodian) => {
            Agency
        }
        (Action::ActivityWrite | Action::RecordingWrite, Role::Officer) => Own,

        (Action::RecordingDeposit, Role::Officer | Role::DeviceCustodian) => Agency,
        // Facts of a recording, not its content: it must be found to be linked and asked for.
        (Action::RecordingRead, Role::DeviceCustodian) => Agency,
        // The content needs a grant besides, or is the depositor's own check.
        (Action::RecordingRead | Action::RecordingView | Action::AccessRequest, role) => {
            looks(role)?
        }
        (Action::AccessDecide | Action::MatchingChoose | Action::SlipsChoose, Role::AgencyHead) => {
            Agency
        }
        (Action::FileWrite, Role::RecordsCustodian) => Others,
        // Under a grant to copy, as any copy (Art. 24).
        (Action::FileExport, Role::RecordsCustodian) => Agency,
        (Action::StationRead | Action::StationKeep, Role::DeviceCustodian)
        | (
            Action::StationRead,
            Role::Officer | Role::DivisionHead | Role::AgencyHead | Role::RecordsCustodian,
        ) => Agency,
        (Action::StationRead, Role::Supervisor) => Below,
        (action, role) => {
            let kept = keeps_devices(role, action).or_else(|| oversees(role, action));
            return kept
                .or_else(|| sets_aside(role, action))
                .or_else(|| keeps_originals(role, action));
        }
    })
}

/// Recordings that show no enforcement: whose recording it is and whoever keeps records or devices
/// say so; one who answers for the work or keeps them agrees. That they are two is decided with the
/// recording.
const fn sets_aside(role: Role, action: Action) -> Option<Reach> {
    match (action, role) {
        (Action::RecordingSetAside, Role::Officer) => Some(Reach::Own),
        (Action::RecordingSetAside | Action::RecordingSetAsideDecide, Role::DivisionHead) => {
            Some(Reach::Division)
        }
        (
            Action::RecordingSetAside | Action::RecordingSetAsideDecide,
            Role::RecordsCustodian | Role::DeviceCustodian,
        )
        | (Action::RecordingSetAsideDecide, Role::AgencyHead) => Some(Reach::Agency),
        _ => None,
    }
}

/// Originals and private copies (Arts. 22, 24): their keepers; everybody of the agency reports.
const fn keeps_originals(role: Role, action: Action) -> Option<Reach> {
    match (action, role) {
        (Action::OriginalKeep, Role::RecordsCustodian)
        | (Action::PrivateCopyRemove, Role::RecordsCustodian | Role::DeviceCustodian)
        | (
            Action::PrivateCopyReport,
            Role::Officer
            | Role::DivisionHead
            | Role::LegalReviewer
            | Role::AgencyHead
            | Role::RecordsCustodian
            | Role::DeviceCustodian
            | Role::Supervisor,
        )
        | (
            Action::ProofRead,
            Role::DivisionHead
            | Role::LegalReviewer
            | Role::AgencyHead
            | Role::RecordsCustodian
            | Role::DeviceCustodian
            | Role::Administrator,
        ) => Some(Reach::Agency),
        (Action::ProofRead, Role::Supervisor) => Some(Reach::Below),
        (Action::RedTeamRun, Role::Supervisor | Role::AgencyHead | Role::Administrator)
        | (Action::ReportDoubt, Role::LegalReviewer | Role::AgencyHead | Role::RecordsCustodian)
        | (Action::ReportDecide, Role::AgencyHead)
        | (
            Action::ProofRecompute,
            Role::AgencyHead | Role::RecordsCustodian | Role::Supervisor | Role::Administrator,
        ) => Some(Reach::Agency),
        _ => None,
    }
}

/// Devices (Art. 20): their keeper; whoever has or had one, of that one; the rest look.
const fn keeps_devices(role: Role, action: Action) -> Option<Reach> {
    match (action, role) {
        (
            Action::DeviceRead | Action::DeviceKeep | Action::DeviceReport | Action::DeviceDock,
            Role::DeviceCustodian,
        )
        | (Action::DeviceRead, Role::LegalReviewer | Role::AgencyHead | Role::RecordsCustodian) => {
            Some(Reach::Agency)
        }
        (Action::DeviceRead | Action::DeviceReport | Action::DeviceDock, Role::Officer) => {
            Some(Reach::Own)
        }
        (Action::DeviceRead, Role::DivisionHead) => Some(Reach::Division),
        (Action::DeviceRead, Role::Supervisor) => Some(Reach::Below),
        _ => None,
    }
}

/// Oversight (Arts. 26, 27): from above, and of one's own agency by those who handle nothing.
/// Whoever judges is decided with the violation besides.
const fn oversees(role: Role, action: Action) -> Option<Reach> {
    match (action, role) {
        (
            Action::ViolationRead
            | Action::ViolationRaise
            | Action::ViolationJudge
            | Action::CoverageRead,
            Role::Supervisor,
        ) => Some(Reach::Below),
        (
            Action::ViolationRead | Action::ViolationRaise | Action::ViolationJudge,
            Role::LegalReviewer | Role::AgencyHead,
        )
        | (Action::ViolationAnswer, Role::AgencyHead)
        | (Action::CoverageRead, Role::LegalReviewer | Role::AgencyHead)
        | (Action::PlanRead, Role::Supervisor | Role::LegalReviewer | Role::AgencyHead)
        | (Action::PlanWrite, Role::Supervisor) => Some(Reach::Agency),
        (Action::ViolationRead | Action::ViolationAnswer, Role::Officer) => Some(Reach::Own),
        (
            Action::ViolationRead | Action::ViolationAnswer | Action::CoverageRead,
            Role::DivisionHead,
        ) => Some(Reach::Division),
        _ => None,
    }
}

/// Who reads cases and on-site work.
const fn reads(role: Role) -> Option<Reach> {
    match role {
        Role::Officer => Some(Reach::Own),
        Role::DivisionHead => Some(Reach::Division),
        Role::LegalReviewer | Role::AgencyHead | Role::RecordsCustodian => Some(Reach::Agency),
        Role::Supervisor => Some(Reach::Below),
        Role::DeviceCustodian | Role::Administrator => None,
    }
}

/// Actions that only a person with a credential valid today may take as an officer (Art. 10).
fn needs_credential(action: Action) -> bool {
    matches!(
        action,
        Action::CaseRegister
            | Action::DutyWaive
            | Action::RecordWrite
            | Action::ActivityWrite
            | Action::RecordingWrite
    )
}

/// Who finds recordings, asks for access and may be granted it.
const fn looks(role: Role) -> Option<Reach> {
    match role {
        Role::Officer
        | Role::DivisionHead
        | Role::LegalReviewer
        | Role::AgencyHead
        | Role::RecordsCustodian => Some(Reach::Agency),
        Role::Supervisor => Some(Reach::Below),
        Role::DeviceCustodian | Role::Administrator => None,
    }
}

/// Proof that [`authorize`] said yes, and on what basis. Only it can make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    officer: OfficerId,
    action: Action,
    role: Role,
}

impl Permit {
    /// Who may act.
    #[must_use]
    pub const fn officer(&self) -> OfficerId {
        self.officer
    }

    /// What they may do.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// By which role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// What the table says of one person, action and place.
#[derive(Default)]
struct Found {
    /// Roles that reach, in the order of the table.
    roles: Vec<Role>,
    /// A role would reach if its holder had a credential that is valid today.
    lacks_credential: bool,
    /// A role would reach if its holder did not take part in the matter.
    takes_part: bool,
}

fn find(
    actor: &Officer,
    directory: &Directory,
    action: Action,
    place: Place<'_>,
    today: Date,
) -> Found {
    let agency = place.agency.unwrap_or(actor.agency);
    let is_home = agency == actor.agency;
    let takes_part = place.officers.contains(&actor.id);
    let mut found = Found::default();
    for role in actor.roles_on(today) {
        let Some(reach) = reach(role, action) else { continue };
        let reaches = match reach {
            Reach::Own => is_home && takes_part,
            Reach::Division => {
                is_home && (place.division.is_none() || place.division == actor.division)
            }
            Reach::Others => is_home && !takes_part,
            Reach::Agency => is_home,
            Reach::Below => directory.is_above(actor.agency, agency),
        };
        if !reaches {
            found.takes_part |= reach == Reach::Others && is_home;
        } else if role == Role::Officer
            && needs_credential(action)
            && actor.credential_on(today).is_none()
        {
            found.lacks_credential = true;
        } else {
            found.roles.push(role);
        }
    }
    found
}

/// Decides whether `actor` may take `action` at `place` on `today`.
///
/// # Errors
/// [`Refusal::NotFound`] where the person may not know of the place, [`Refusal::NotAllowed`] where
/// the role does not reach, [`Refusal::CredentialInvalid`] where only the credential is missing,
/// [`Refusal::KeeperHandledCase`] where somebody must do it who did not take part.
pub fn authorize(
    actor: &Officer,
    directory: &Directory,
    action: Action,
    place: Place<'_>,
    today: Date,
) -> Result<Permit, Refusal> {
    if !actor.is_enabled {
        return Err(Refusal::Disabled);
    }
    let found = find(actor, directory, action, place, today);
    if let Some(role) = found.roles.first() {
        return Ok(Permit { officer: actor.id, action, role: *role });
    }
    if found.lacks_credential {
        return Err(Refusal::CredentialInvalid { name: actor.name.reveal().clone() });
    }
    if found.takes_part {
        return Err(Refusal::KeeperHandledCase);
    }
    let agency = place.agency.unwrap_or(actor.agency);
    let is_below = || directory.is_above(actor.agency, agency);
    if agency == actor.agency || (actor.holds(Role::Supervisor, today) && is_below()) {
        Err(Refusal::NotAllowed { action: action.zh().to_owned(), who: holders(action) })
    } else {
        Err(Refusal::NotFound)
    }
}

/// Every role by which `actor` may take `action` at `place`, where more depends on which it is.
#[must_use]
pub fn roles_for(
    actor: &Officer,
    directory: &Directory,
    action: Action,
    place: Place<'_>,
    today: Date,
) -> Vec<Role> {
    find(actor, directory, action, place, today).roles
}

/// Whether some role of `actor` reaches `action` anywhere; for menus, never for decisions.
#[must_use]
pub fn may_ever(actor: &Officer, action: Action, today: Date) -> bool {
    actor.is_enabled && actor.roles_on(today).any(|role| reach(role, action).is_some())
}

/// The roles that may take an action, for a sentence.
fn holders(action: Action) -> String {
    let names: Vec<_> = Role::ALL
        .iter()
        .filter(|role| reach(**role, action).is_some())
        .map(|role| role.zh())
        .collect();
    names.join("、")
}

/// The whole table as text, one action a line: the golden file `authz-matrix.txt`.
#[must_use]
pub fn matrix() -> String {
    let mut text = String::from("action");
    for role in Role::ALL {
        text.push('\t');
        text.push_str(role.as_str());
    }
    text.push('\n');
    for action in Action::ALL {
        text.push_str(action.as_str());
        for role in Role::ALL {
            let cell = match reach(*role, *action) {
                None => "-",
                Some(Reach::Own) => "own",
                Some(Reach::Division) => "division",
                Some(Reach::Others) => "others",
                Some(Reach::Agency) => "agency",
                Some(Reach::Below) => "below",
            };
            text.push('\t');
            text.push_str(cell);
            if *role == Role::Officer && needs_credential(*action) && cell != "-" {
                text.push_str("+credential");
            }
        }
        text.push('\n');
    }
    text
}
