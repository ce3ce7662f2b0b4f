//! A violation's page.

use app::{App, ViolationView};
use axum::Json;
use axum::extract::State;
use domain::oversight::{Round, Status};
use serde::Serialize;
use terms::{OfficerId, Severity};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::cases::trail::{TrailEntry, entry};
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::trail_words::Names;
use crate::http::view::{OfficerRef, case_label, officers, subject};
use crate::http::wire::{self, Ids, time};
use crate::http::words;

/// What shows a violation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ViolationEvidence {
    label: String,
    href: Option<String>,
}

/// Words of somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct Said {
    at: String,
    by: String,
    text: String,
}

/// An order, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundView {
    begun_at: String,
    ordered_at: Option<String>,
    due_on: Option<String>,
    criticised: bool,
    demand: Option<String>,
    rectified: Option<Said>,
    rechecked_at: Option<String>,
    passed: Option<bool>,
    opinion: Option<String>,
}

/// A violation's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct ViolationPage {
    violation_id: String,
    title: String,
    agency_id: String,
    agency: String,
    overseer: String,
    case_id: Option<String>,
    case_label: Option<String>,
    case_href: Option<String>,
    rule: Option<String>,
    pack: Option<String>,
    article: Option<String>,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    #[schema(value_type = words::ViolationStatus)]
    status: Status,
    seen: String,
    evidence: Vec<ViolationEvidence>,
    officers: Vec<OfficerRef>,
    raised_by: String,
    raised_at: String,
    defences: Vec<Said>,
    judged: Option<Said>,
    serious: bool,
    referred_at: Option<String>,
    referred_to: Option<String>,
    rounds: Vec<RoundView>,
    due_on: Option<String>,
    late: bool,
    steps: Vec<Step>,
    trail: Vec<TrailEntry>,
    version: u64,
}

fn round(view: &ViolationView, round: &Round) -> RoundView {
    let order = round.order.as_ref();
    RoundView {
        begun_at: time(round.begun_at),
        ordered_at: order.map(|order| time(order.at)),
        due_on: order.map(|order| order.due_on.to_string()),
        criticised: order.is_some_and(|order| order.is_criticised),
        demand: order.map(|order| order.demand.clone()),
        rectified: round.rectified.as_ref().map(|said_by| said(view, said_by)),
        rechecked_at: round.rechecked.as_ref().map(|(at, ..)| time(*at)),
        passed: round.rechecked.as_ref().map(|(_, is_passed, _)| *is_passed),
        opinion: round.rechecked.as_ref().map(|(.., opinion)| opinion.clone()),
    }
}

fn said(
    view: &ViolationView,
    (at, by, text): &(terms::Timestamp, Option<OfficerId>, String),
) -> Said {
    Said { at: time(*at), by: name(view, *by), text: text.clone() }
}

fn name(view: &ViolationView, id: Option<OfficerId>) -> String {
    id.map(|id| view.directory.name_of(id)).unwrap_or_default()
}

fn evidence(app: &App, view: &ViolationView, named: &str) -> ViolationEvidence {
    let case = view.case.as_ref();
    let known = case.map(|dossier| subject(named, dossier, &app.law.catalogue));
    match known {
        Some((label, href)) if !label.is_empty() => {
            let own = case.and_then(|dossier| dossier.case.as_ref());
            let href = href.or_else(|| Some(format!("/cases/{}", own?.id)));
            ViolationEvidence { label, href: href.filter(|_| view.may_open_case) }
        }
        _ => ViolationEvidence { label: named.to_owned(), href: None },
    }
}

/// A violation with its life so far.
#[utoipa::path(get, path = "/violations/{violation}", tag = "监督", params(("violation" = String, Path)), responses((status = 200, body = ViolationPage), (status = 404, body = Problem)))]
pub(crate) async fn violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<ViolationPage>, Problem> {
    let view = app.violation(caller.officer(), wire::id(&id)?).await?;
    let it = &view.violation;
    let agency =
        |id| view.directory.agencies.get(&id).map(|one| one.name.clone()).unwrap_or_default();
    let case = view.case.as_ref().and_then(|dossier| dossier.case.as_ref());
    let href = case.map(|case| format!("/cases/{}?tab=completeness", case.id));
    let handlers: Vec<OfficerId> = it.officers.iter().copied().collect();
    let names = Names::of(&view.trail, &app.law.catalogue, &view.directory);
    let step = |(action, title, may): &(&str, &str, Result<(), domain::Refusal>)| {
        Step::of(action, title, may.clone())
    };
    Ok(Json(ViolationPage {
        violation_id: it.id.to_string(),
        title: it.title.clone(),
        agency_id: it.agency.to_string(),
        agency: agency(it.agency),
        overseer: agency(it.overseer),
        case_id: it.case.map(|id| id.to_string()),
        case_label: case.map(case_label),
        case_href: href.filter(|_| view.may_open_case),
        rule: it.rule.clone(),
        pack: it.pack.clone(),
        article: it.article.clone(),
        severity: it.severity,
        status: it.status(),
        seen: it.seen.clone(),
        evidence: it.evidence.iter().map(|one| evidence(&app, &view, one)).collect(),
        officers: officers(&handlers, &view.directory),
        raised_by: name(&view, it.raised_by),
        raised_at: time(it.raised_at),
        defences: it.defences.iter().map(|one| said(&view, one)).collect(),
        judged: it.judged.as_ref().map(|one| said(&view, one)),
        serious: it.serious_at.is_some(),
        referred_at: it.referred.as_ref().map(|(at, ..)| time(*at)),
        referred_to: it.referred.as_ref().map(|(_, to, _)| to.clone()),
        rounds: it.rounds.iter().map(|one| round(&view, one)).collect(),
        due_on: it.due_on().map(|day| day.to_string()),
        late: it.due_on().is_some_and(|day| day.end() <= view.now),
        steps: view.may.iter().map(step).collect(),
        trail: view.trail.iter().rev().map(|fact| entry(fact, &names)).collect(),
        version: view.version,
    }))
}
