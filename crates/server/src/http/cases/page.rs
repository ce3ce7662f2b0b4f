//! A case's page.

use app::{App, CaseView};
use axum::Json;
use axum::extract::State;
use domain::authority::Action;
use domain::case::{Case, PartyKind, SourceKind};
use serde::Serialize;
use terms::{CaseId, Stage};
use utoipa::ToSchema;

use super::list::CaseSummary;
use super::process::{CaseProcess, process};
use crate::http::access::{AccessView, access_view};
use crate::http::approvals::{ApprovalItem, approvals_of};
use crate::http::caller::Caller;
use crate::http::org::{Person, person};
use crate::http::problem::Problem;
use crate::http::steps::{self, Step};
use crate::http::view::{
    ActivitySummary, Duty, RecordSummary, RecordingSummary, StandingWord, activity_summary, duties,
    officers, record_summary, recording_summary,
};
use crate::http::wire::{self, Ids, time};
use crate::http::words;

/// A case's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct CasePage {
    summary: CaseSummary,
    party: PartyView,
    source: SourceView,
    pack: String,
    officers: Vec<Person>,
    stages: Vec<StageStep>,
    process: Option<CaseProcess>,
    steps: Vec<Step>,
    records: Vec<RecordSummary>,
    activities: Vec<ActivitySummary>,
    recordings: Vec<RecordingSummary>,
    duties: Vec<Duty>,
    approvals: Vec<ApprovalItem>,
    access: Vec<AccessView>,
    version: u64,
}

/// The party.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyView {
    #[schema(value_type = words::PartyKind)]
    kind: PartyKind,
    name: String,
    id_no: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    legal_representative: Option<String>,
}

/// The source. Whoever gave the clue and asked not to be named is told only to those who handle or
/// approve the case.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceView {
    #[schema(value_type = words::SourceKind)]
    kind: SourceKind,
    provider: Option<String>,
    provider_contact: Option<String>,
    confidential: bool,
    received_at: String,
    summary: String,
}

/// Where a stage lies, seen from now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepState {
    /// It is over.
    Done,
    /// The case is in it.
    Now,
    /// It is to come.
    Later,
}

/// A stage of the procedure.
#[derive(Serialize, ToSchema)]
pub(crate) struct StageStep {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    title: String,
    state: StepState,
    at: Option<String>,
}

fn party(case: &Case) -> PartyView {
    let text = |value: &Option<terms::Personal<String>>| value.as_ref().map(|t| t.reveal().clone());
    let party = &case.party;
    PartyView {
        kind: party.kind,
        name: party.name.reveal().clone(),
        id_no: text(&party.id_no),
        address: text(&party.address),
        phone: text(&party.phone),
        legal_representative: text(&party.legal_representative),
    }
}

fn source(app: &App, view: &app::CaseView, case: &Case) -> SourceView {
    let source = &case.source;
    let is_told = !source.is_confidential || app.reader_may(view, Action::InformantRead).is_ok();
    let told = |value: &Option<terms::Personal<String>>| {
        value.as_ref().filter(|_| is_told).map(|text| text.reveal().clone())
    };
    SourceView {
        kind: source.kind,
        provider: told(&source.provider),
        provider_contact: told(&source.provider_contact),
        confidential: source.is_confidential,
        received_at: time(source.received_at),
        summary: source.summary.reveal().clone(),
    }
}

fn stages(case: &Case) -> Vec<StageStep> {
    let now = case.stage();
    let began = |stage: Stage| match stage {
        Stage::Initiation => Some(case.registered_at),
        Stage::Investigation => case.opened_at,
        Stage::Decision => case.concluded_at,
        Stage::Execution => case.decided_at(),
        Stage::Archiving => case.closed.map(|(at, _)| at).or(case.not_opened_at),
    };
    let is_over = case.file.archived.is_some();
    let step = |stage: &Stage| StageStep {
        stage: *stage,
        title: stage.zh().to_owned(),
        state: match stage.cmp(&now) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if is_over => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Later,
        },
        at: began(*stage).map(time),
    };
    Stage::ALL.iter().map(step).collect()
}

pub(crate) fn summary(
    view: &CaseView,
    case: &Case,
    duties: &[Duty],
    activities: &[ActivitySummary],
) -> CaseSummary {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let applies = duties.iter().filter(|duty| duty.standing != StandingWord::NotApplicable);
    let open =
        duties.iter().filter(|duty| duty.standing == StandingWord::Open && duty.due_at.is_some());
    let next = open.min_by(|a, b| a.due_at.cmp(&b.due_at));
    let continuous = || activities.iter().filter(|a| a.continuous && a.coverage_ppm.is_some());
    let agency = view.directory.agencies.get(&case.agency);
    CaseSummary {
        case_id: case.id.to_string(),
        title: case.title.clone(),
        case_no: case.case_no.clone(),
        party_label: case.party.name.reveal().clone(),
        act_kind: case.act,
        procedure: case.procedure,
        stage: case.stage(),
        status: case.status().as_str().to_owned(),
        officers: officers(&case.officers, &view.directory),
        next_due_at: next.and_then(|duty| duty.due_at.clone()),
        next_due_title: next.map(|duty| duty.title.clone()),
        duties_met: count(
            applies.clone().filter(|duty| duty.standing != StandingWord::Open).count(),
        ),
        duties_total: count(applies.count()),
        coverage_met: count(continuous().filter(|a| a.open_gaps == 0).count()),
        coverage_total: count(continuous().count()),
        created_at: time(case.registered_at),
        opened_at: case.opened_at.map(time),
        closed_at: case.closed.map(|(at, _)| time(at)),
        archived_at: case.file.archived.as_ref().map(|(at, _)| time(*at)),
        agency_name: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
    }
}

/// A case with all that hangs on it.
#[utoipa::path(get, path = "/cases/{case}", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = CasePage), (status = 404, body = Problem)))]
pub(crate) async fn case(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<CasePage>, Problem> {
    let id: CaseId = wire::id(&id)?;
    let view = app.case(caller.officer(), id).await?;
    let dossier = &view.dossier;
    let case = dossier.case.as_ref().ok_or_else(Problem::not_found)?;
    let (directory, catalogue, today) = (&view.directory, &app.law.catalogue, view.now.date());
    let activities: Vec<_> = dossier
        .activities
        .values()
        .map(|a| activity_summary(a, app.cover(a, dossier).as_ref(), Some(case), directory))
        .collect();
    let duties = duties(&view, catalogue);
    let people = case.officers.iter().filter_map(|id| directory.officer(*id));
    Ok(Json(CasePage {
        summary: summary(&view, case, &duties, &activities),
        party: party(case),
        source: source(&app, &view, case),
        pack: case.packs.first().cloned().unwrap_or_default(),
        officers: people.map(|officer| person(officer, directory, today)).collect(),
        stages: stages(case),
        process: process(&app, case),
        steps: steps::drafts(&app, &view, case),
        records: case.records.values().map(|r| record_summary(r, catalogue, directory)).collect(),
        recordings: dossier
            .recordings
            .values()
            .map(|recording| {
                recording_summary(recording, dossier, directory, &view.reader, view.now)
            })
            .collect(),
        approvals: approvals_of(&app, &view, case),
        access: dossier
            .access
            .values()
            .map(|r| access_view(r, Some(case), directory, view.now))
            .collect(),
        version: dossier.version(&id.into()),
        activities,
        duties,
    }))
}
