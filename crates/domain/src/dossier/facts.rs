//! What the rules are told: the dossier as named facts. No rule's content lives here.

use rules::catalogue::{Catalogue, RecordKind, Slot, Wording};
use rules::{Fact, Matter, Value};
use terms::{ActKind, Date, Timestamp};

use super::access::access_facts;
use super::people::{appointments, people_facts};
use super::{Dossier, custody, oversight, told};
use crate::activity::Activity;
use crate::authority::Role;
use crate::case::Case;
use crate::device;
use crate::org::{Agency, Appointment, Directory};
use crate::record::{Record, ServiceOfRecord, Status};
use crate::recording::{Examination, Recording};
use crate::recording_list::{self, RecordingList};
use crate::secrecy::{Confidentiality, Secrecy};

/// The facts of a case, its work and its recordings, with the credentials of whoever took part. Of
/// work that was cancelled nothing is told.
#[must_use]
pub fn matter(dossier: &Dossier, catalogue: &Catalogue, directory: &Directory) -> Option<Matter> {
    let case = dossier.case.as_ref()?;
    let subject = case.id.to_string();
    let mut facts = case_facts(case, &subject, catalogue);
    facts.extend(items_required(case, &subject, catalogue, directory));
    for record in case.records.values() {
        facts.extend(record_facts(case, record, catalogue.kind(&record.kind)));
        facts.extend(told::facts(record, catalogue.kind(&record.kind), &subject));
        facts.extend(record.secrecy.iter().flat_map(|one| secrecy_facts(one, record.id)));
    }
    for activity in dossier.activities.values().filter(|one| one.cancelled.is_none()) {
        facts.extend(activity_facts(activity));
    }
    let is_cancelled = |recording: &&Recording| {
        let work = recording.activity.and_then(|id| dossier.activities.get(&id));
        work.is_some_and(|work| work.cancelled.is_some())
    };
    for recording in dossier.linked_recordings().filter(|one| !is_cancelled(one)) {
        facts.extend(recording_facts(recording));
    }
    facts.extend(evidence_uses(case, catalogue));
    let people = case.handlers.iter().copied().chain(dossier.officers());
    facts.extend(people_facts(people.collect(), directory, case.registered_at));
    let archived_on = case.file.archived.as_ref().map(|(at, _)| at.date());
    facts.extend(appointments(case.agency, archived_on, directory));
    facts.extend(access_facts(dossier, directory));
    Some(Matter::of_case(subject, case.act, Some(case.procedure), facts))
}

/// The same as if the case file were packed and archived at `at`: what a rule still misses then is
/// missing from the file, and not merely its own archiving (Art. 21).
#[must_use]
pub fn matter_once_archived(
    dossier: &Dossier,
    catalogue: &Catalogue,
    directory: &Directory,
    at: Timestamp,
) -> Option<Matter> {
    let mut matter = matter(dossier, catalogue, directory)?;
    for (name, at) in [("case.packed", at), ("case.archived", at.plus_ms(1))] {
        if !matter.facts.iter().any(|fact| fact.name == name) {
            matter.facts.push(Fact::new(name, at, &*matter.subject));
        }
    }
    Some(matter)
}

/// The facts of work that belongs to no case, judged as an inspection.
#[must_use]
pub fn matter_of_activity(dossier: &Dossier, activity: &Activity, directory: &Directory) -> Matter {
    let mut facts = activity_facts(activity);
    facts.extend(dossier.recordings_of(activity.id).flat_map(recording_facts));
    let people = activity.people().into_iter().collect();
    facts.extend(people_facts(people, directory, activity.written_at));
    facts.extend(appointments(activity.agency, None, directory));
    Matter::of_case(activity.id.to_string(), ActKind::Inspection, None, facts)
}

/// The facts of an agency as such: that it joined, who keeps its records and devices, which devices
/// it has, its own list, the inspections it planned, and the violations about it. `overseen` holds
/// those of any agency, with what is known of originals and private copies; `today` is the day as of which its years are counted.
#[must_use]
pub fn matter_of_agency(
    agency: &Agency,
    directory: &Directory,
    list: Option<&RecordingList>,
    devices: &[device::Listed],
    overseen: &Dossier,
    today: Date,
) -> Matter {
    let subject = agency.id.to_string();
    let holds = |role: Role| {
        directory.officers.values().any(|officer| {
            let held = |held: &Appointment| held.role == role && held.until_on.is_none();
            officer.agency == agency.id
                && officer.is_enabled
                && officer.appointments.iter().any(held)
        })
    };
    let mut joined = Fact::new("agency.joined", agency.created_at, &*subject)
        .with("oversees", holds(Role::Supervisor));
    if let Some(superior) = agency.superior {
        joined = joined.with("superior", superior.to_string());
    }
    let mut facts = vec![joined];
    facts.extend(list.into_iter().flat_map(list_facts));
    facts.extend(devices.iter().flat_map(device::facts));
    facts.extend(appointments(agency.id, None, directory));
    facts.extend(oversight::years(agency, today));
    let plans = overseen.plans.values().filter(|plan| plan.agency == agency.id);
    facts.extend(plans.flat_map(oversight::plan_facts));
    let violations = overseen.violations.values().filter(|one| one.agency == agency.id);
    facts.extend(violations.flat_map(oversight::violation_facts));
    let originals = overseen.originals.values().filter(|one| one.agency == agency.id);
    facts.extend(originals.flat_map(custody::original_facts));
    let copies = overseen.private_copies.values().filter(|one| one.agency == agency.id);
    facts.extend(copies.flat_map(custody::copy_facts));
    Matter::of_agency(subject, facts)
}

/// A list in force, what the superior agency said to it, and what it demands less than theirs.
fn list_facts(list: &RecordingList) -> Vec<Fact> {
    let recording_list::Status::Approved { in_force, explained, .. } = &list.status else {
        return Vec::new();
    };
    let (at, subject) = (in_force.from_on.start(), list.id.to_string());
    let fact = |name: &str, at: Timestamp| {
        Fact::new(name, at, &*subject).with("version", i64::from(in_force.version))
    };
    let mut facts = vec![fact("recording_list.in_force", at).with("approved", true)];
    let reviewed = list.comments.first();
    facts.extend(reviewed.map(|one| fact("recording_list.reviewed_by_superior", one.at)));
    facts.extend(explained.iter().map(|one| {
        fact("recording_list.row_removed", at)
            .with("row", one.row.to_string())
            .with("mandatory", true)
    }));
    facts
}

fn texts<T: ToString>(ids: impl IntoIterator<Item = T>) -> Value {
    Value::texts(ids.into_iter().map(|id| id.to_string()))
}

fn case_facts(case: &Case, subject: &str, catalogue: &Catalogue) -> Vec<Fact> {
    let fact = |name: &str, at: Timestamp| Fact::new(name, at, subject);
    let mut facts = vec![
        fact("case.source_registered", case.registered_at)
            .with("source_kind", case.source.kind.as_str()),
        fact("case.officers_assigned", case.registered_at).with("officers", texts(&case.officers)),
    ];
    facts.extend(case.opened_at.map(|at| {
        let since = case.deemed_since_on.unwrap_or(at.date());
        fact("case.opened", at).with("since", since).with("deemed", case.deemed_since_on.is_some())
    }));
    facts.extend(case.concluded_at.map(|at| fact("case.investigation_concluded", at)));
    if let Some((at, record)) = case.decided {
        let mut decided = fact("case.decided", at);
        if let Some(record) = case.records.get(&record) {
            decided = decided.with("record", record.id.to_string()).with("kind", &*record.kind);
        }
        facts.push(decided);
    }
    facts.extend(case.footage.iter().map(|one| {
        Fact::new("recording.fixed_span", one.recorded.from(), one.recording.to_string())
            .with("room", &*one.room)
            .with("from", one.recorded.from())
            .with("to", one.recorded.to())
    }));
    facts.extend(case.closed.map(|(at, _)| fact("case.closed", at)));
    // Fixed by the closing; until then as the rule frozen with the case tells: an act may have ended
    // long before anybody closes its case, and Art. 21 counts from there.
    let ended_on = case.closed.map(|(_, on)| on).or_else(|| case.act_ended_on(catalogue));
    if let Some(day) = ended_on {
        // A civil day: the clock starts from it, wherever in the day it lies.
        let at = case.closed.map_or(day.start(), |(at, _)| at);
        let at = at.min(day.end().plus_ms(-1)).max(day.start());
        facts.push(fact("case.act_ended", at));
    }
    facts.extend(case.file.composition.as_ref().map(|composition| {
        let retention = composition.retention.as_str();
        fact("case.file_composed", composition.at).with("retention", retention)
    }));
    facts.extend(case.file.package.as_ref().map(|p| fact("case.packed", p.at)));
    facts.extend(case.file.archived.as_ref().map(|(at, _)| fact("case.archived", *at)));
    facts
}

fn record_facts(case: &Case, record: &Record, kind: Option<&RecordKind>) -> Vec<Fact> {
    if record.status == Status::Voided {
        return Vec::new();
    }
    let subject = record.id.to_string();
    let drafted_by = record.drafted_by.map(|id| id.to_string()).unwrap_or_default();
    let mut drafted = Fact::new("record.drafted", record.drafted_at, &*subject)
        .with("kind", &*record.kind)
        .with("drafted_by", &*drafted_by);
    if let Some(happened) = &record.happened {
        drafted = drafted.with("happened_at", happened.at);
        if let Some(reason) = &happened.late_reason {
            drafted = drafted.with("late_reason", &**reason);
        }
    }
    let mut facts = vec![drafted];
    if let Some(at) = record.effective_at.filter(|_| record.counts()) {
        let mut fact = Fact::new("record.effective", at, &*subject)
            .with("kind", &*record.kind)
            .with("outward", kind.is_some_and(|kind| kind.outward))
            .with("stage", kind.map_or("", |kind| kind.stage.as_str()))
            .with("drafted_by", &*drafted_by)
            .with("wording_intact", kind.is_none_or(|kind| is_wording_intact(record, kind)));
        if let Some(activity) = record.activity {
            fact = fact.with("activity", activity.to_string());
        }
        for slot in Slot::ALL {
            let signers = record.signers(slot.as_str());
            if !signers.is_empty() {
                fact = fact.with(format!("signed.{}", slot.as_str()), texts(signers));
            }
        }
        for (name, value) in &record.fields {
            if let Some(value) = field_value(value) {
                fact = fact.with(format!("f.{name}"), value);
            }
        }
        facts.push(fact);
    }
    // A receipt that was corrected no longer says when something was served; its correction does.
    let counts =
        |service: &&ServiceOfRecord| case.records.get(&service.receipt).is_some_and(Record::counts);
    for service in record.served.iter().filter(counts) {
        facts.push(
            Fact::new("record.served", service.served_at, &*subject)
                .with("record", &*subject)
                .with("kind", &*record.kind)
                .with("method", &*service.method),
        );
    }
    facts
}

/// Locked wording stands in the catalogue, out of reach of whoever drafts (Art. 8). A record says
/// which it carried when it took effect; as long as the catalogue still has what its kind always
/// carries, what is carried for some values only can be compared with its fields.
fn is_wording_intact(record: &Record, kind: &RecordKind) -> bool {
    let Some(carried) = &record.wording else { return true };
    let is_there = |wording: &Wording| carried.contains(&wording.tag());
    let (always, sometimes): (Vec<&Wording>, Vec<_>) =
        kind.wording.iter().partition(|wording| wording.only_if.is_none());
    let is_same_template = always.into_iter().all(is_there);
    let fits = |wording: &Wording| is_there(wording) == wording.is_carried(&record.fields);
    !is_same_template || sometimes.into_iter().all(fits)
}

/// Kinds of record the agency demanded in writing before the case was registered.
fn items_required(
    case: &Case,
    subject: &str,
    catalogue: &Catalogue,
    directory: &Directory,
) -> Vec<Fact> {
    let Some(agency) = directory.agencies.get(&case.agency) else { return Vec::new() };
    let items = agency.items_at(case.registered_at);
    let kinds = items.filter_map(|item| catalogue.kind(&item.kind));
    let made = kinds.filter(|kind| kind.is_made_in(case.act, case.procedure));
    made.map(|kind| {
        Fact::new("case.item_required", case.registered_at, format!("{subject}#{}", kind.code))
            .with("kind", &*kind.code)
            .with("stage", kind.stage.as_str())
    })
    .collect()
}

/// What makes a record or recording confidential: one fact for each kind of secret (Art. 25).
fn secrecy_facts(secrecy: &Secrecy, subject: impl std::fmt::Display) -> Vec<Fact> {
    let mark = |kind: &Confidentiality| {
        Fact::new("secrecy.marked", secrecy.at, format!("{subject}#{}", kind.as_str()))
            .with("kind", kind.as_str())
            .with("restricted", secrecy.is_restricted())
    };
    secrecy.mark.kinds.iter().map(mark).collect()
}

/// Scalars and lists of texts. Of rows of a list only that they are there: each is its first text;
/// what they say is for people, not for rules.
pub(super) fn field_value(value: &serde_json::Value) -> Option<Value> {
    match value {
        serde_json::Value::String(text) => Some(match (text.parse(), text.parse()) {
            (Ok(at), _) => Value::Time(at),
            (_, Ok(day)) => Value::Date(day),
            _ => Value::Text(text.clone()),
        }),
        serde_json::Value::Bool(yes) => Some(Value::Bool(*yes)),
        serde_json::Value::Number(number) => number.as_i64().map(Value::Int),
        serde_json::Value::Array(items) => {
            let first = |item: &serde_json::Value| {
                let mut cells = item.as_object().into_iter().flat_map(|row| row.values());
                let cell = cells.find_map(serde_json::Value::as_str);
                cell.or_else(|| item.as_str()).map(str::to_owned)
            };
            let texts: Option<Vec<_>> = items.iter().map(first).collect();
            texts.map(Value::texts)
        }
        serde_json::Value::Null | serde_json::Value::Object(_) => None,
    }
}

fn activity_facts(activity: &Activity) -> Vec<Fact> {
    let subject = activity.id.to_string();
    let fact = |name: &str, at: Timestamp| Fact::new(name, at, &*subject);
    let mut planned = fact("activity.planned", activity.planned_at)
        .with("list_row", activity.list_row.to_string())
        .with("continuous", activity.is_continuous)
        .with("mode", &*activity.mode)
        .with("officers", texts(activity.people()))
        .with("needed", activity.is_needed);
    if let Some(focus) = &activity.other_focus {
        planned = planned.with("other_focus", &**focus);
    }
    let mut facts = vec![planned];
    facts.extend(activity.arrived_at.map(|at| fact("activity.arrived", at)));
    if let Some((at, officers)) = &activity.credentials_shown {
        facts.push(fact("activity.credentials_shown", *at).with("officers", texts(officers)));
    }
    if let Some((at, is_told, _)) = &activity.announced {
        facts.push(fact("activity.announced", *at).with("told", *is_told));
    }
    if let Some((at, elements)) = &activity.voice_stated {
        let elements = Value::texts(elements.iter().map(|element| element.as_str()));
        facts.push(fact("activity.voice_statement", *at).with("elements", elements));
    }
    for (point, at, _) in &activity.focus {
        facts.push(fact("activity.focus_marked", *at).with("point", i64::from(*point)));
    }
    for one in &activity.interruptions {
        facts.push(
            fact("activity.interrupted", one.interrupted_at)
                .with("cause", one.cause.as_str())
                .with("resumed", one.resumed.is_some()),
        );
        if let Some(resumed) = one.resumed {
            let mut went_on = fact("activity.resumed", resumed.resumed_at);
            if let Some(manner) = activity.manner_of(one) {
                went_on = went_on.with("manner", manner.as_str());
            }
            facts.push(went_on);
        }
    }
    facts.extend(activity.departed_at.map(|at| fact("activity.departed", at)));
    facts.extend(activity.back_at().map(|at| fact("activity.returned", at)));
    if let Some(declared) = &activity.remote {
        let at = activity.departed_at.unwrap_or(activity.written_at);
        let mut told = fact("activity.remote_declared", at)
            .with("ground", declared.ground.as_str())
            .with("reason", &*declared.reason);
        if let Some(decided) = &declared.decided {
            told = told.with("approved", decided.is_approved);
            facts.push(told);
            let said = fact("activity.remote_decided", decided.at);
            facts.push(said.with("approved", decided.is_approved));
        } else {
            facts.push(told);
        }
    }
    if let Some(reason) = &activity.unrecorded {
        let at = activity.departed_at.unwrap_or(activity.written_at);
        facts.push(fact("activity.unrecorded", at).with("reason", &**reason));
    }
    for one in &activity.explanations {
        facts.push(
            fact("activity.gap_explained", one.at)
                .with("from", one.gap.from())
                .with("to", one.gap.to())
                .with("cause", one.cause.as_str())
                .with("manner", one.manner.as_str()),
        );
    }
    facts
}

fn recording_facts(recording: &Recording) -> Vec<Fact> {
    if recording.is_quarantined {
        return Vec::new();
    }
    let subject = recording.id.to_string();
    let activity = recording.activity.map(|id| id.to_string()).unwrap_or_default();
    let officer = recording.officer().map(|id| id.to_string()).unwrap_or_default();
    let fact = |name: &str, at: Timestamp| Fact::new(name, at, &*subject);
    let mut deposited = fact("recording.deposited", recording.deposited_at)
        .with("activity", &*activity)
        .with("officer", &*officer);
    if let Some(is_cleared) = recording.is_device_cleared {
        deposited = deposited.with("device_cleared", is_cleared);
    }
    let mut facts = vec![deposited];
    match &recording.examination {
        Examination::Pending => {}
        Examination::Done(_) => {
            facts.push(fact("recording.probed", recording.deposited_at).with("ok", true));
        }
        Examination::Failed { .. } => {
            facts.push(fact("recording.probed", recording.deposited_at).with("ok", false));
        }
    }
    if let Some((span, _)) = recording.placed() {
        facts.push(
            fact("recording.span", span.from())
                .with("activity", &*activity)
                .with("from", span.from())
                .with("to", span.to()),
        );
    }
    facts.extend(recording.secrecy.iter().flat_map(|one| secrecy_facts(one, recording.id)));
    for (note, _, at, _) in &recording.evidence {
        facts.push(fact("recording.evidence_attached", *at).with("record", note.to_string()));
    }
    facts
}

/// A recording is used as evidence once a record of a kind that asks for one names it (Art. 23).
fn evidence_uses(case: &Case, catalogue: &Catalogue) -> Vec<Fact> {
    let mut facts = Vec::new();
    for record in case.records.values().filter(|record| record.counts()) {
        let Some(kind) = catalogue.kind(&record.kind) else { continue };
        for field in kind.fields.iter().filter(|field| is_evidence(kind, &field.name)) {
            let named = record.fields.get(&field.name).and_then(serde_json::Value::as_str);
            if let (Some(recording), Some(at)) = (named, record.effective_at) {
                facts.push(Fact::new("recording.used_as_evidence", at, recording));
            }
        }
    }
    facts
}

/// The schema says which field names a recording that is used as evidence.
fn is_evidence(kind: &RecordKind, field: &str) -> bool {
    let property = kind.schema.get("properties").and_then(|properties| properties.get(field));
    let mark = property.and_then(|property| property.get("x-evidence"));
    mark.and_then(serde_json::Value::as_bool).unwrap_or(false)
}
