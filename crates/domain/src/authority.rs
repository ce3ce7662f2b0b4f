//! Who may do what: one table, read by every command and every query.
//!
//! Power that follows from role and organisation is decided here. Power that follows from the
//! matter itself (a reviewer who handled the case, a head who approves an own wish) is decided
//! in the aggregate.

use terms::{AgencyId, Date, DivisionId, OfficerId, words};

use crate::Refusal;
use crate::org::{Directory, Officer};

words! {
    /// An office held in an agency.
    Role {
        /// Works on cases.
        Officer = "officer", "执法人员";
        /// Heads a handling division.
        DivisionHead = "division_head", "承办机构负责人";
        /// Reviews legality (Art. 11).
        LegalReviewer = "legal_reviewer", "法制审核人员";
        /// Heads the agency (Arts. 11, 24).
        #[doc(alias = "行政执法机关负责人")]
        AgencyHead = "agency_head", "机关负责人";
        /// Keeps the records (Art. 20).
        #[doc(alias = "专门人员(资料管理)")]
        RecordsCustodian = "records_custodian", "资料管理员";
        /// Keeps the devices (Art. 20).
        DeviceCustodian = "device_custodian", "设备管理员";
        /// Supervises agencies below (Art. 26).
        Supervisor = "supervisor", "执法监督人员";
        /// Keeps people and agencies; sees no case.
        Administrator = "administrator", "系统管理员";
    }

    /// Everything a person can ask of the system.
    Action {
        /// Use one's own session.
        SessionUse = "session.use", "使用自己的登录";
        /// Look at agencies and people.
        OrgRead = "org.read", "查看机构人员";
        /// Change agencies, people, roles, credentials.
        OrgWrite = "org.write", "维护机构人员";
        /// Look at rules, kinds of records, lists, calendars.
        LawRead = "law.read", "查看规则与清单";
        /// Adopt an AV recording list (Art. 16).
        ListAdopt = "list.adopt", "采用音像记录事项清单";
        /// Register the source of a case (Art. 9).
        CaseRegister = "case.register", "登记案源";
        /// List cases and read about one.
        CaseRead = "case.read", "查看案件";
        /// Change the officers in charge.
        CaseAssign = "case.assign", "指定承办人";
        /// Draft, edit, submit, void a text record; note a party's signature.
        RecordWrite = "record.write", "制作文书";
        /// Sign, or return for correction.
        RecordSign = "record.sign", "签署文书";
        /// Plan and record on-site work.
        ActivityWrite = "activity.write", "登记现场执法";
        /// Look at on-site work.
        ActivityRead = "activity.read", "查看现场执法";
        /// Deposit recordings (Art. 22).
        RecordingDeposit = "recording.deposit", "储存音像记录";
        /// Look at the facts of a recording, not its content.
        RecordingRead = "recording.read", "查看音像记录信息";
        /// Link, mark, correct the assumed time.
        RecordingWrite = "recording.write", "整理音像记录";
        /// Look at the content (Art. 24).
        RecordingView = "recording.view", "播放音像记录";
        /// Ask for access (Art. 24).
        AccessRequest = "access.request", "申请调阅";
        /// Decide on access (Art. 24).
        AccessDecide = "access.decide", "批准调阅";
        /// Compose, pack and archive the case file (Arts. 20, 21).
        FileWrite = "file.write", "组卷归档";
        /// Take the package out.
        FileExport = "file.export", "导出案卷包";
    }
}

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
    /// Anywhere in the own agency.
    Agency,
    /// Matters one is in charge of.
    Own,
    /// The own agency and all below it.
    Below,
}

/// The table. Everything not listed is denied.
fn reach(role: Role, action: Action) -> Option<Reach> {
    use Reach::{Agency, Below, Own};
    Some(match (action, role) {
        (Action::SessionUse | Action::OrgRead | Action::LawRead, _) => Agency,

        (Action::OrgWrite, Role::Administrator) => Below,
        (Action::ListAdopt, Role::AgencyHead) => Agency,

        (Action::CaseRegister | Action::RecordingDeposit, Role::Officer) => Agency,
        (Action::CaseAssign, Role::DivisionHead) => Agency,
        (Action::RecordWrite | Action::ActivityWrite | Action::RecordingWrite, Role::Officer) => {
            Own
        }
        (
            Action::RecordSign,
            Role::Officer
            | Role::DivisionHead
            | Role::LegalReviewer
            | Role::AgencyHead
            | Role::RecordsCustodian,
        ) => Agency,
        // A reviewer drafts the opinion, a head's office the minutes: still records of the case.
        (Action::RecordWrite, Role::LegalReviewer | Role::DivisionHead) => Agency,

        (
            Action::CaseRead | Action::ActivityRead | Action::RecordingRead,
            Role::DivisionHead
            | Role::LegalReviewer
            | Role::AgencyHead
            | Role::RecordsCustodian
            | Role::Officer,
        ) => Agency,
        (Action::CaseRead | Action::ActivityRead | Action::RecordingRead, Role::Supervisor) => {
            Below
        }
        (
            Action::RecordingView | Action::AccessRequest,
            Role::Officer
            | Role::DivisionHead
            | Role::LegalReviewer
            | Role::AgencyHead
            | Role::RecordsCustodian,
        ) => Agency,
        (Action::AccessDecide, Role::AgencyHead) => Agency,
        (Action::FileWrite | Action::FileExport, Role::RecordsCustodian) => Agency,
        _ => return None,
    })
}

/// Actions that only a person with a credential valid today may take as an officer (Art. 10).
fn needs_credential(action: Action) -> bool {
    matches!(
        action,
        Action::CaseRegister | Action::RecordWrite | Action::ActivityWrite | Action::RecordingWrite
    )
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

/// Decides whether `actor` may take `action` at `place` on `today`.
///
/// # Errors
/// [`Refusal::NotFound`] where the person may not know of the place, [`Refusal::NotAllowed`] where
/// the role does not reach, [`Refusal::CredentialInvalid`] where only the credential is missing.
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
    let agency = place.agency.unwrap_or(actor.agency);
    let is_home = agency == actor.agency;
    let is_below = directory.is_above(actor.agency, agency);
    let mut lacks_credential = false;
    for role in actor.roles_on(today) {
        let Some(reach) = reach(role, action) else { continue };
        let reaches = match reach {
            Reach::Agency => is_home,
            Reach::Own => is_home && place.officers.contains(&actor.id),
            Reach::Below => is_below,
        };
        if !reaches {
            continue;
        }
        if role == Role::Officer && needs_credential(action) && actor.credential_on(today).is_none()
        {
            lacks_credential = true;
            continue;
        }
        return Ok(Permit { officer: actor.id, action, role });
    }
    if lacks_credential {
        return Err(Refusal::CredentialInvalid { name: actor.name.reveal().clone() });
    }
    let may_know = is_home || (is_below && actor.holds(Role::Supervisor, today));
    if may_know {
        Err(Refusal::NotAllowed { action: action.zh().to_owned(), who: holders(action) })
    } else {
        Err(Refusal::NotFound)
    }
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
                Some(Reach::Agency) => "agency",
                Some(Reach::Own) => "own",
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
