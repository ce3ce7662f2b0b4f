//! Rows of a case, its records, its work, its recordings, and what waits for whom.

use domain::access::{AccessRequest, Status as AccessStatus};
use domain::case::{Case, DutyKey};
use domain::dossier::Dossier;
use domain::record::{self, Record};
use domain::recording::{Examination, Recording};
use rules::Finding;
use rules::catalogue::{RecordKind, Slot};
use store::{
    AccessRow, ApprovalRow, CaseRow, DocNumberRow, RecordRow, RecordingRow, Row, SearchText,
};
use terms::{Stage, Timestamp};

use super::duty_rows;
use crate::App;

pub(super) fn all(app: &App, dossier: &Dossier, findings: &[Finding], rows: &mut Vec<Row>) {
    if let Some(case) = &dossier.case {
        rows.push(case_row(app, case, dossier, findings).into());
        for record in case.records.values() {
            let kind = app.law.kind_of(record);
            rows.extend(record_row(case, record, kind).map(Row::from));
            rows.extend(number_row(case, record).map(Row::from));
            rows.extend(kind.into_iter().flat_map(|kind| waiting_rows(case, record, kind)));
            rows.extend(kind.and_then(|kind| voiding_row(case, record, kind)).map(Row::from));
        }
        rows.extend(findings.iter().filter_map(|finding| waiver_row(case, finding)).map(Row::from));
        for request in dossier.access.values() {
            rows.extend(access_rows(case, request));
        }
    }
    for recording in dossier.recordings.values() {
        rows.push(recording_row(recording, dossier).into());
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn case_row(app: &App, case: &Case, dossier: &Dossier, findings: &[Finding]) -> CaseRow {
    let tally = duty_rows::tally(findings);
    let covers: Vec<_> = dossier
        .activities
        .values()
        .filter(|activity| activity.is_continuous)
        .filter_map(|activity| app.cover(activity, dossier))
        .collect();
    let party = case.party.name.reveal();
    let case_no = case.case_no.clone().unwrap_or_default();
    CaseRow {
        case_id: case.id,
        agency_id: case.agency,
        division_id: case.division,
        title: case.title.clone(),
        party_label: party.clone(),
        act_kind: case.act,
        procedure: case.procedure,
        stage: case.stage(),
        status: case.status().as_str().to_owned(),
        case_no: case.case_no.clone(),
        source_kind: case.source.kind.as_str().to_owned(),
        created_at: case.registered_at,
        opened_at: case.opened_at,
        decided_at: case.decided_at(),
        closed_at: case.closed.map(|(at, _)| at),
        act_ended_on: case.closed.map(|(_, day)| day),
        archived_at: case.file.archived.as_ref().map(|(at, _)| *at),
        officers: case.officers.clone(),
        duties_met: tally.met,
        duties_total: tally.total,
        next_due_at: tally.next.as_ref().map(|(at, _)| *at),
        next_due_rule: tally.next.map(|(_, rule)| rule),
        coverage_met: count(covers.iter().filter(|cover| cover.is_accounted_for()).count()),
        coverage_total: count(covers.len()),
        updated_at: updated_at(case),
        search: SearchText::of([case.title.as_str(), party.as_str(), case_no.as_str()]),
    }
}

fn updated_at(case: &Case) -> Timestamp {
    let records = case.records.values().map(|record| record.updated_at);
    let steps = [case.opened_at, case.decided_at(), case.closed.map(|(at, _)| at)];
    let file = case.file.archived.as_ref().map(|(at, _)| *at);
    records.chain(steps.into_iter().flatten()).chain(file).max().unwrap_or(case.registered_at)
}

fn record_row(case: &Case, record: &Record, kind: Option<&RecordKind>) -> Option<RecordRow> {
    Some(RecordRow {
        record_id: record.id,
        case_id: case.id,
        agency_id: case.agency,
        kind: record.kind.clone(),
        title: kind.map_or_else(|| record.kind.clone(), |kind| kind.title.clone()),
        stage: kind.map_or(Stage::Investigation, |kind| kind.stage),
        status: record.status.as_str().to_owned(),
        doc_no: record.doc_no.as_ref().map(ToString::to_string),
        created_at: record.drafted_at,
        effective_at: record.effective_at,
        pages: record.rendered.map(|(_, pages)| pages),
        sha256: record.rendered.map(|(digests, _)| digests.sha256),
        drafted_by: record.drafted_by?,
        updated_at: record.updated_at,
    })
}

/// A number belongs to the record that got it first; a correction keeps it.
fn number_row(case: &Case, record: &Record) -> Option<DocNumberRow> {
    let number = record.doc_no.as_ref().filter(|_| record.corrects.is_none())?;
    let year = u32::try_from(number.year).unwrap_or_default();
    Some(DocNumberRow {
        key: DocNumberRow::key_of(case.agency, &number.series, year, number.seq),
        agency_id: case.agency,
        series: number.series.clone(),
        year,
        seq: number.seq,
        record_id: record.id,
        case_id: case.id,
    })
}

/// Whose hand a record waits for: an office, or each officer who has not signed yet.
fn waiting_rows(case: &Case, record: &Record, kind: &RecordKind) -> Vec<Row> {
    let Some(signer) = record::waits_for(record, kind) else { return Vec::new() };
    let row = |officer: Option<terms::OfficerId>, slot: String| {
        let who = officer.map(|id| id.to_string()).unwrap_or_default();
        Row::from(ApprovalRow {
            key: format!("{}|{}|{who}", record.id, signer.slot.as_str()),
            agency_id: case.agency,
            case_id: Some(case.id),
            activity_id: None,
            record_id: Some(record.id),
            request_id: None,
            kind: "record".to_owned(),
            title: kind.title.clone(),
            slot,
            officer_id: officer,
            asked_at: record.updated_at,
            due_at: None,
        })
    };
    let slot = signer.slot.as_str().to_owned();
    let signed = record.signers(signer.slot.as_str());
    match signer.slot {
        Slot::CaseOfficers => {
            let open = case.officers.iter().filter(|officer| !signed.contains(officer));
            open.map(|officer| row(Some(*officer), slot.clone())).collect()
        }
        // Those whom the record names, whatever their office.
        Slot::HearingHost => {
            let named = signer.named(&record.fields).unwrap_or_default();
            let named = named.into_iter().filter_map(|id| id.parse().ok());
            let open = named.filter(|officer| !signed.contains(officer));
            open.map(|officer| row(Some(officer), slot.clone())).collect()
        }
        Slot::Registrar | Slot::Party | Slot::Witness => {
            record.drafted_by.into_iter().map(|officer| row(Some(officer), slot.clone())).collect()
        }
        Slot::DivisionHead => match case.division {
            Some(division) => vec![row(None, format!("{slot}:{division}"))],
            None => vec![row(None, slot)],
        },
        Slot::AgencyHead | Slot::LegalReviewer | Slot::Attendees | Slot::Custodian => {
            vec![row(None, slot)]
        }
    }
}

/// A wish to void a numbered record waits for the office that may agree.
fn voiding_row(case: &Case, record: &Record, kind: &RecordKind) -> Option<ApprovalRow> {
    let voiding = record.pending_voiding()?;
    let office = record::voided_by(record, kind);
    Some(ApprovalRow {
        key: voiding_key(record),
        agency_id: case.agency,
        case_id: Some(case.id),
        activity_id: None,
        record_id: Some(record.id),
        request_id: None,
        kind: "voiding".to_owned(),
        title: format!("作废：{}", kind.title),
        slot: match (office, case.division) {
            (Slot::DivisionHead, Some(division)) => format!("{}:{division}", office.as_str()),
            _ => office.as_str().to_owned(),
        },
        officer_id: None,
        asked_at: voiding.proposed_at,
        due_at: None,
    })
}

/// Key of the row of a wish to void that waits for a head.
#[must_use]
pub fn voiding_key(record: &Record) -> String {
    format!("{}|voiding", record.id)
}

/// A proposed waiver waits for the head of the division in charge, as long as its duty is open.
fn waiver_row(case: &Case, finding: &Finding) -> Option<ApprovalRow> {
    let duty = DutyKey::of(finding);
    let waiver = case.waivers.get(&duty).filter(|waiver| waiver.signed.is_none())?;
    if finding.is_settled() {
        return None;
    }
    let slot = Slot::DivisionHead.as_str();
    Some(ApprovalRow {
        key: waiver_key(case, &duty),
        agency_id: case.agency,
        case_id: Some(case.id),
        activity_id: None,
        record_id: None,
        request_id: None,
        kind: "waiver".to_owned(),
        title: format!("认定不适用：{}", waiver.title),
        slot: case.division.map_or_else(|| slot.to_owned(), |id| format!("{slot}:{id}")),
        officer_id: None,
        asked_at: waiver.proposed_at,
        due_at: None,
    })
}

/// Key of the row of a waiver that waits for a signature.
#[must_use]
pub fn waiver_key(case: &Case, duty: &DutyKey) -> String {
    format!("{}|waiver|{}|{}", case.id, duty.rule, duty.subject)
}

fn access_rows(case: &Case, request: &AccessRequest) -> Vec<Row> {
    let verbs: Vec<_> = request.verbs.iter().map(|verb| verb.as_str()).collect();
    let Some(asked_by) = request.asked_by else { return Vec::new() };
    let row = AccessRow {
        request_id: request.id,
        agency_id: request.agency,
        case_id: request.case,
        asked_by,
        purpose: verbs.join(","),
        reason: request.reason.clone(),
        status: request.status.as_str().to_owned(),
        asked_at: request.asked_at,
        decided_by: request.decided_by,
        decided_at: request.decided_at,
        until_at: Some(request.until_at),
    };
    let mut rows = vec![Row::from(row)];
    if request.status == AccessStatus::Pending {
        rows.push(Row::from(ApprovalRow {
            key: format!("{}|agency_head|", request.id),
            agency_id: request.agency,
            case_id: Some(case.id),
            activity_id: None,
            record_id: None,
            request_id: Some(request.id),
            kind: "access".to_owned(),
            title: "调阅、复制申请".to_owned(),
            slot: Slot::AgencyHead.as_str().to_owned(),
            officer_id: None,
            asked_at: request.asked_at,
            due_at: None,
        }));
    }
    rows
}

fn recording_row(recording: &Recording, dossier: &Dossier) -> RecordingRow {
    let activity = recording.activity.and_then(|id| dossier.activities.get(&id));
    let placed = recording.placed().map(|(span, _)| span);
    let is_video = |stream: &&domain::recording::StreamFact| stream.kind == "video";
    let codec = recording.probe().and_then(|probe| probe.streams.iter().find(is_video));
    let probe_state = match &recording.examination {
        _ if recording.is_quarantined => "quarantined",
        Examination::Pending => "probing",
        Examination::Done(_) => "ready",
        Examination::Failed { .. } => "unprobed",
    };
    RecordingRow {
        recording_id: recording.id,
        agency_id: recording.agency,
        activity_id: recording.activity,
        case_id: activity.and_then(|activity| activity.case),
        deposited_by: recording.officer(),
        file_name: recording.file_name.reveal().clone(),
        size_bytes: recording.digests.size_bytes,
        sha256: recording.digests.sha256,
        sm3: recording.digests.sm3,
        deposited_at: recording.deposited_at,
        started_at: placed.map(|span| span.from()),
        ended_at: placed.map(|span| span.to()),
        duration_ms: recording.duration_ms().and_then(|ms| u64::try_from(ms).ok()),
        video_codec: codec.map(|stream| stream.codec.clone()),
        probe_state: probe_state.to_owned(),
        preview_state: if recording.preview.is_some() { "ready" } else { "none" }.to_owned(),
        device_id: recording.origin.map(|origin| origin.device),
        file_no: recording.origin.and_then(|origin| origin.file_no),
        file_day: recording.origin.and_then(|origin| origin.file_day),
        device_cleared: recording.is_device_cleared,
        non_enforcement: recording
            .non_enforcement
            .as_ref()
            .map(|said| if said.confirmed.is_some() { "confirmed" } else { "proposed" }.to_owned()),
        machine_linked: recording.is_linked_by_machine(),
    }
}
