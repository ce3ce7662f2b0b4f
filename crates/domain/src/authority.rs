//! Who may do what: one table, read by every command and every query.
//!
//! Power that follows from role and organisation is decided here. Power that follows from the
//! matter itself (a reviewer who handled the case, a head who approves an own wish) is decided
//! in the aggregate.

mod horizon;

use terms::{AgencyId, Date, DivisionId, OfficerId, words};

pub use self::horizon::{Horizon, horizon};
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
        /// Choose in writing where the law leaves a choice.
        LawChoose = "law.choose", "选定法律适用口径";
        /// Adopt an AV recording list (Art. 16).
        ListAdopt = "list.adopt", "采用音像记录事项清单";
        /// Look at versions of the recording list, and at those that were laid before one's agency.
        ListRead = "list.read", "查看音像记录事项清单各版";
        /// Draft a recording list, lay it before the superior agency, answer it (Art. 16).
        ListDraft = "list.draft", "起草音像记录事项清单";
        /// Guide the lists of agencies below (Art. 16 para. 2).
        ListComment = "list.comment", "对下级清单提出意见";
        /// Register the source of a case (Art. 9).
        CaseRegister = "case.register", "登记案源";
        /// List cases and read about one.
        CaseRead = "case.read", "查看案件";
        /// Know who gave a clue and asked not to be named.
        InformantRead = "case.informant", "查看要求保密的提供人";
        /// Change the officers in charge.
        CaseAssign = "case.assign", "指定承办人";
        /// Say that a duty does not apply to a case.
        DutyWaive = "duty.waive", "提出事项不适用";
        /// Agree or disagree that a duty does not apply.
        WaiverSign = "duty.sign_waiver", "签字认定事项不适用";
        /// Draft, edit, submit, void a text record; note a party's signature.
        RecordWrite = "record.write", "制作文书";
        /// Sign, or return for correction.
        RecordSign = "record.sign", "签署文书";
        /// Agree or disagree that a numbered record is voided.
        VoidingDecide = "record.decide_voiding", "批准作废有文号的文书";
        /// Look at the register of document numbers.
        NumbersRead = "numbers.read", "查看文书编号登记簿";
        /// Plan and record on-site work.
        ActivityWrite = "activity.write", "登记现场执法";
        /// Agree or disagree that same-day deposit was truly impossible (Art. 22).
        RemoteDecide = "activity.decide_remote", "批准不能当日储存";
        /// Look at on-site work.
        ActivityRead = "activity.read", "查看现场执法";
        /// Deposit recordings (Art. 22).
        RecordingDeposit = "recording.deposit", "储存音像记录";
        /// Look at the facts of a recording, not its content.
        RecordingRead = "recording.read", "查看音像记录信息";
        /// Link, mark, correct the assumed time.
        RecordingWrite = "recording.write", "整理音像记录";
        /// Say that a recording shows no enforcement, or take that back.
        RecordingSetAside = "recording.set_aside", "标记非执法活动";
        /// Agree, as a second person, that it shows none.
        RecordingSetAsideDecide = "recording.decide_set_aside", "确认非执法活动";
        /// Choose how much of the linking of recordings is left to the machine.
        MatchingChoose = "matching.choose", "选定音像关联方式";
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
        /// Read about violations (Art. 26).
        ViolationRead = "violation.read", "查看问题与整改";
        /// Raise a violation (Art. 26).
        ViolationRaise = "violation.raise", "提出问题";
        /// Give the defence, report what was set right (Art. 27).
        ViolationAnswer = "violation.answer", "申辩、报告改正";
        /// Verify, dismiss, order, look again, refer (Art. 27).
        ViolationJudge = "violation.judge", "核实、责令、复核问题";
        /// Look at what had to be recorded and what was, over all work (Arts. 15, 16, 26).
        CoverageRead = "coverage.read", "查看应录尽录";
        /// Look at plans of inspection and their reports (Art. 26).
        PlanRead = "oversight.read", "查看监督检查计划";
        /// Plan and report the year's inspection (Art. 26).
        PlanWrite = "oversight.write", "制定监督检查计划、登记报告";
        /// Look at devices and who had them (Art. 20).
        DeviceRead = "device.read", "查看设备";
        /// Keep the register, issue and take back, see to upkeep (Art. 20).
        DeviceKeep = "device.keep", "登记、收发、维护设备";
        /// Report a fault, explain missing files.
        DeviceReport = "device.report", "设备报修、说明缺号";
        /// Report what was found on a device when it was put into a station (Art. 22).
        DeviceDock = "device.dock", "报告设备接入情况";
        /// Read originals again and compare them, note what was destroyed (Art. 24).
        OriginalKeep = "original.keep", "核对原始资料、登记销毁";
        /// Report a recording that somebody kept for themselves, and look at such reports (Art. 22).
        PrivateCopyReport = "private_copy.report", "报告、查看自行保存的音像记录";
        /// Note that it was taken back (Art. 22).
        PrivateCopyRemove = "private_copy.remove", "登记收回自行保存的音像记录";
        /// Look at collection stations and what was put into them (Art. 22).
        StationRead = "station.read", "查看采集站";
        /// Register stations, change their keys, close them (Art. 20).
        StationKeep = "station.keep", "登记、停用采集站";
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
        (Action::AccessDecide | Action::MatchingChoose, Role::AgencyHead) => Agency,
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
