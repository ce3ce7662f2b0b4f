//! What happens to a case as a whole.

use serde::{Deserialize, Serialize};
use terms::{
    AccessRequestId, ActKind, ActivityId, AgencyId, AvRecordId, CaseId, Date, DivisionId,
    OfficerId, Personal, Procedure, Span, TextRecordId, Timestamp, words,
};

use crate::event::events;

words! {
    /// Where a case came from (Art. 9).
    SourceKind {
        /// Found on an inspection.
        Inspection = "inspection", "检查发现";
        /// A complaint.
        Complaint = "complaint", "投诉";
        /// A report by somebody.
        Report = "report", "举报";
        /// Transferred by another organ.
        Transfer = "transfer", "移送";
        /// Assigned from above.
        Assigned = "assigned", "上级交办";
        /// Somebody applied for it.
        Application = "application", "申请";
        /// From the media or another way.
        Other = "other", "其他";
    }

    /// Who the party is.
    PartyKind {
        /// A natural person.
        Citizen = "citizen", "公民";
        /// A legal person or other organisation.
        Organisation = "organisation", "法人或者其他组织";
    }
}

/// The source of a case (Art. 9(一)).
#[doc(alias = "案件来源")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// What kind.
    pub kind: SourceKind,
    /// Who provided the clue.
    pub provider: Option<Personal<String>>,
    /// How to reach them.
    pub provider_contact: Option<Personal<String>>,
    /// The provider asked not to be named.
    pub is_confidential: bool,
    /// When it came in, as registered.
    pub received_at: Timestamp,
    /// What it says.
    pub summary: Personal<String>,
}

/// The party of a case.
#[doc(alias = "当事人")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Person or organisation.
    pub kind: PartyKind,
    /// Name.
    pub name: Personal<String>,
    /// Identity or credit code.
    pub id_no: Option<Personal<String>>,
    /// Address.
    pub address: Option<Personal<String>>,
    /// Telephone.
    pub phone: Option<Personal<String>>,
    /// Legal representative of an organisation.
    pub legal_representative: Option<Personal<String>>,
}

events! {
    /// The source was registered; the case exists, but is not opened yet.
    Registered = "case.registered" {
        /// Its id.
        case: CaseId,
        /// The agency that owns it.
        agency: AgencyId,
        /// The division in charge.
        division: Option<DivisionId>,
        /// Kind of act.
        act: ActKind,
        /// Procedure.
        procedure: Procedure,
        /// The cause (案由).
        title: String,
        /// Where it came from.
        source: Box<Source>,
        /// The party.
        party: Box<Party>,
        /// Officers in charge, at least two.
        officers: Vec<OfficerId>,
        /// The rule packs in force that day, `id@version`.
        packs: Vec<String>,
        /// The process template, `id@version`; none in cases registered before there were any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        process: Option<String>,
        /// The written rule for the day the act ends (Art. 21), frozen with the case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule_of_end: Option<String>,
    };
    /// Other officers were put in charge.
    OfficersAssigned = "case.officers_assigned" {
        /// All who are in charge from now on.
        officers: Vec<OfficerId>,
        /// Why.
        reason: String,
    };
    /// On-site work belongs to this case.
    ActivityJoined = "case.activity_joined" {
        /// Which.
        activity: ActivityId,
    };
    /// Access to records of this case was asked for.
    AccessAsked = "case.access_asked" {
        /// The request.
        request: AccessRequestId,
    };
    /// An officer in charge said why a duty does not apply here; a head has to agree.
    DutyWaived = "case.duty_waived" {
        /// Id of the rule.
        rule: String,
        /// What the rule judges: the case or a thing of it.
        subject: String,
        /// Short title of the duty.
        title: String,
        /// Why it does not apply.
        reason: String,
    };
    /// A head agreed that a duty does not apply.
    WaiverSigned = "case.waiver_signed" {
        /// Id of the rule.
        rule: String,
        /// What the rule judges.
        subject: String,
    };
    /// A head disagreed, or took the signature back.
    WaiverRevoked = "case.waiver_revoked" {
        /// Id of the rule.
        rule: String,
        /// What the rule judges.
        subject: String,
        /// Why.
        reason: String,
    };
    /// The case was opened (Art. 9).
    Opened = "case.opened" {
        /// The filing record that did it.
        record: TextRecordId,
        /// The number of the case.
        case_no: Option<String>,
    };
    /// The law itself opened the case: nobody answered an application in time.
    DeemedOpened = "case.deemed_opened" {
        /// The rule whose time ran out.
        rule: String,
        /// The day from which the case counts as opened.
        since_on: Date,
    };
    /// Footage of a fixed camera was found for somebody's time in its room (Art. 15).
    FootageMatched = "case.footage_matched" {
        /// The record that tells who was in the room, and when.
        visit: TextRecordId,
        /// The recording of the room's camera.
        recording: AvRecordId,
        /// The room, as the record names it.
        room: String,
        /// From when to when the camera recorded.
        recorded: Span,
    };
    /// The matter will not be opened.
    NotOpened = "case.not_opened" {
        /// The record that says so.
        record: TextRecordId,
    };
    /// The investigation ended (Art. 11(一)).
    InvestigationConcluded = "case.investigation_concluded" {
        /// The report.
        record: TextRecordId,
    };
    /// The enforcement decision was made (Art. 11(五)).
    Decided = "case.decided" {
        /// The decision.
        record: TextRecordId,
    };
    /// The case was closed (Art. 13); the day the act ended is fixed here for ever (Art. 21).
    Closed = "case.closed" {
        /// The closing record.
        record: TextRecordId,
        /// The day from which the time of Art. 21 runs.
        act_ended_on: Date,
        /// Which written rule chose that day.
        rule_of_end: String,
    };
}
