//! A case as its facts add up.

use std::collections::{BTreeMap, BTreeSet};

use terms::{
    AccessRequestId, ActKind, ActivityId, AgencyId, CaseId, Date, DivisionId, OfficerId, Procedure,
    Stage, TextRecordId, Timestamp, words,
};

use super::footage::Footage;
use super::{DutyKey, Event, Party, Source, Waiver};
use crate::case_file::CaseFile;
use crate::record::Record;
use crate::{Recorded, event};
use rules::catalogue::{Catalogue, Effect, Process};

/// The rule of the end of an act that needs no record but the closing form.
const CLOSING_APPROVED: &str = "closing_approved";

words! {
    /// How far a case has come.
    Status {
        /// Its source is registered.
        Registered = "registered", "已登记";
        /// It is open.
        Open = "open", "办理中";
        /// It was not opened.
        NotOpened = "not_opened", "不予立案";
        /// A decision was made.
        Decided = "decided", "已决定";
        /// It is closed.
        Closed = "closed", "已结案";
        /// Its file is archived.
        Archived = "archived", "已归档";
    }
}

/// A case with its text records and its file.
#[doc(alias = "案件")]
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The agency that owns it.
    pub agency: AgencyId,
    /// The division in charge.
    pub division: Option<DivisionId>,
    /// Kind of act.
    pub act: ActKind,
    /// Procedure.
    pub procedure: Procedure,
    /// The cause.
    pub title: String,
    /// Its source.
    pub source: Source,
    /// The party.
    pub party: Party,
    /// Officers in charge.
    pub officers: Vec<OfficerId>,
    /// Everybody who ever was in charge: none of them may review it.
    pub handlers: BTreeSet<OfficerId>,
    /// Rule packs pinned when it was registered.
    pub packs: Vec<String>,
    /// The process template, `id@version`; none in cases registered before there were any.
    pub process: Option<String>,
    /// The written rule for the day the act ends (Art. 21).
    pub rule_of_end: Option<String>,
    /// When the source was registered.
    pub registered_at: Timestamp,
    /// Number of the case, once opened.
    pub case_no: Option<String>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// The day from which it counts as opened, where the law itself opened it.
    pub deemed_since_on: Option<Date>,
    /// When it was refused opening.
    pub not_opened_at: Option<Timestamp>,
    /// When the investigation ended.
    pub concluded_at: Option<Timestamp>,
    /// When the decision was made, and the record that made it.
    pub decided: Option<(Timestamp, TextRecordId)>,
    /// When it was closed, and the day the act ended.
    pub closed: Option<(Timestamp, Date)>,
    /// Its text records.
    pub records: BTreeMap<TextRecordId, Record>,
    /// On-site work.
    pub activities: BTreeSet<ActivityId>,
    /// Requests for access.
    pub access: BTreeSet<AccessRequestId>,
    /// Duties that are said not to apply.
    pub waivers: BTreeMap<DutyKey, Waiver>,
    /// Footage of fixed cameras found for visits of their rooms.
    pub footage: Vec<Footage>,
    /// The case file.
    pub file: CaseFile,
}

impl Case {
    /// The state after the first fact; `None` if that is not a registration.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let event::Event::Case(Event::Registered {
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
        }) = &first.event
        else {
            return None;
        };
        Some(Self {
            id: *case,
            agency: *agency,
            division: *division,
            act: *act,
            procedure: *procedure,
            title: title.clone(),
            source: Source::clone(source),
            party: Party::clone(party),
            officers: officers.clone(),
            handlers: officers.iter().copied().collect(),
            packs: packs.clone(),
            process: process.clone(),
            rule_of_end: rule_of_end.clone(),
            registered_at: first.at,
            case_no: None,
            opened_at: None,
            deemed_since_on: None,
            not_opened_at: None,
            concluded_at: None,
            decided: None,
            closed: None,
            records: BTreeMap::new(),
            activities: BTreeSet::new(),
            access: BTreeSet::new(),
            waivers: BTreeMap::new(),
            footage: Vec::new(),
            file: CaseFile::default(),
        })
    }

    /// The state after one more fact of this case's stream.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        match &fact.event {
            event::Event::Case(event) => self.evolve_case(fact, event),
            event::Event::Record(event) => {
                crate::record::evolve(&mut self.records, fact.at, fact.by, event);
                // A decision that was voided is none: another can be made.
                if self.decision().is_some_and(|made| made.voided.is_some()) {
                    self.decided = None;
                }
            }
            event::Event::CaseFile(event) => self.file = self.file.evolve(fact.at, event),
            event::Event::Org(_)
            | event::Event::Activity(_)
            | event::Event::Recording(_)
            | event::Event::RecordingList(_)
            | event::Event::Access(_)
            | event::Event::Oversight(_)
            | event::Event::Device(_)
            | event::Event::Station(_)
            | event::Event::Custody(_)
            | event::Event::Report(_)
            | event::Event::Beacon(_)
            | event::Event::Policy(_) => {}
        }
        self
    }

    fn evolve_case(&mut self, fact: &Recorded, event: &Event) {
        let at = fact.at;
        match event {
            Event::Registered { .. } => {}
            Event::OfficersAssigned { officers, .. } => {
                self.handlers.extend(officers);
                self.officers.clone_from(officers);
            }
            Event::ActivityJoined { activity } => {
                self.activities.insert(*activity);
            }
            Event::AccessAsked { request } => {
                self.access.insert(*request);
            }
            Event::DutyWaived { rule, subject, title, reason } => {
                let duty = DutyKey { rule: rule.clone(), subject: subject.clone() };
                let waiver = Waiver {
                    title: title.clone(),
                    reason: reason.clone(),
                    proposed_by: fact.by,
                    proposed_at: at,
                    signed: None,
                };
                self.waivers.insert(duty, waiver);
            }
            Event::WaiverSigned { rule, subject } => {
                let duty = DutyKey { rule: rule.clone(), subject: subject.clone() };
                if let Some(waiver) = self.waivers.get_mut(&duty) {
                    waiver.signed = Some((fact.by, at));
                }
            }
            Event::WaiverRevoked { rule, subject, .. } => {
                let duty = DutyKey { rule: rule.clone(), subject: subject.clone() };
                self.waivers.remove(&duty);
            }
            Event::Opened { case_no, .. } => {
                self.opened_at = Some(at);
                self.case_no.clone_from(case_no);
            }
            Event::DeemedOpened { since_on, .. } => {
                self.opened_at = Some(at);
                self.deemed_since_on = Some(*since_on);
            }
            Event::FootageMatched { visit, recording, room, recorded } => {
                let found = Footage {
                    visit: *visit,
                    recording: *recording,
                    room: room.clone(),
                    recorded: *recorded,
                };
                // Found again with another time: that one counts.
                self.footage.retain(|one| (one.visit, one.recording) != (*visit, *recording));
                self.footage.push(found);
            }
            Event::NotOpened { .. } => self.not_opened_at = Some(at),
            Event::InvestigationConcluded { .. } => self.concluded_at = Some(at),
            Event::Decided { record } => self.decided = Some((at, *record)),
            Event::Closed { act_ended_on, .. } => self.closed = Some((at, *act_ended_on)),
        }
    }

    /// When the decision was made.
    #[must_use]
    pub fn decided_at(&self) -> Option<Timestamp> {
        self.decided.map(|(at, _)| at)
    }

    /// The decision as it counts now: the record that made it, or the last correction of it.
    #[must_use]
    pub fn decision(&self) -> Option<&Record> {
        let (_, made_by) = self.decided?;
        let mut decision = self.records.get(&made_by)?;
        // A chain of corrections is no longer than there are records, whatever was recorded.
        for _ in 0..self.records.len() {
            match decision.corrected_by.and_then(|id| self.records.get(&id)) {
                Some(right) => decision = right,
                None => break,
            }
        }
        Some(decision)
    }

    /// The process template it was registered under, as the catalogue has it now.
    #[must_use]
    pub fn process_in<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Process> {
        let (id, _) = self.process.as_deref()?.split_once('@')?;
        catalogue.process(id)
    }

    /// The day the act ended by the rule frozen with the case, as far as its records tell
    /// (Art. 21). `None`: not yet, or only the closing will tell.
    #[must_use]
    pub fn act_ended_on(&self, catalogue: &Catalogue) -> Option<Date> {
        let end = self.process_in(catalogue)?.end(self.rule_of_end.as_deref())?;
        let last = |kind: &str| {
            let records = self.records.values().filter(|record| record.counts());
            records.filter(|record| record.kind == kind).filter_map(|r| r.effective_at).max()
        };
        if let Some(pending) = &end.pending
            && last(&pending.after) > last(&pending.until)
        {
            return None;
        }
        let ended = self.records.values().filter(|record| record.counts()).filter_map(|record| {
            if !end.speaks_of(&record.fields) {
                return None;
            }
            let served = record.served.iter().map(|service| service.served_at).min();
            let served = served.filter(|_| end.served.contains(&record.kind));
            served.max(record.effective_at.filter(|_| end.effective.contains(&record.kind)))
        });
        ended.max().map(Timestamp::date)
    }

    /// The day to fix when the case is closed on `today`, and the rule that chose it.
    #[must_use]
    pub(crate) fn end_fixed_at_closing(
        &self,
        catalogue: &Catalogue,
        today: Date,
    ) -> (Date, String) {
        let closing = || (today, CLOSING_APPROVED.to_owned());
        match (self.act_ended_on(catalogue), &self.rule_of_end) {
            (Some(ended_on), Some(rule)) => (ended_on.min(today), rule.clone()),
            _ => closing(),
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.file.archived.is_some() {
            Status::Archived
        } else if self.closed.is_some() {
            Status::Closed
        } else if self.not_opened_at.is_some() {
            Status::NotOpened
        } else if self.decided.is_some() {
            Status::Decided
        } else if self.opened_at.is_some() {
            Status::Open
        } else {
            Status::Registered
        }
    }

    /// The stage it is in (Art. 3).
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.status() {
            Status::Archived | Status::Closed | Status::NotOpened => Stage::Archiving,
            Status::Decided => Stage::Execution,
            Status::Open if self.concluded_at.is_some() => Stage::Decision,
            Status::Open => Stage::Investigation,
            Status::Registered => Stage::Initiation,
        }
    }

    /// The event that a record's effect has on the case.
    #[must_use]
    pub(crate) fn effect_of(
        &self,
        effect: Effect,
        record: TextRecordId,
        doc_no: Option<String>,
        end: impl FnOnce() -> (Date, String),
    ) -> Option<Event> {
        match effect {
            Effect::OpensCase if self.opened_at.is_none() => {
                Some(Event::Opened { record, case_no: doc_no })
            }
            Effect::NotOpened if self.not_opened_at.is_none() => Some(Event::NotOpened { record }),
            Effect::ConcludesInvestigation if self.concluded_at.is_none() => {
                Some(Event::InvestigationConcluded { record })
            }
            Effect::Decides if self.decided.is_none() => Some(Event::Decided { record }),
            Effect::Closes if self.closed.is_none() => {
                let (act_ended_on, rule_of_end) = end();
                Some(Event::Closed { record, act_ended_on, rule_of_end })
            }
            Effect::OpensCase
            | Effect::NotOpened
            | Effect::ConcludesInvestigation
            | Effect::Decides
            | Effect::Closes
            | Effect::Serves
            | Effect::Delivers => None,
        }
    }
}
