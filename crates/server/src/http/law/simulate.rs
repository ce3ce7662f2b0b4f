//! A draft of the law tried on cases. Nothing of it is kept, and no fact is written.

use app::rules::Limit;
use app::{App, CaseTrial, FindingTrial, Moved, RuleTrial};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafts::{LawFile, parse, refused};
use crate::http::bodies::MAX_DRAFT_BYTES;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, PageParams};
use crate::http::words;

/// A draft to try, and on which cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SimulateDraft {
    files: Vec<LawFile>,
    /// Besides open cases also those registered on this day or later.
    since: Option<String>,
    /// Where the last answer ended.
    cursor: Option<String>,
}

/// What a draft would do to cases; at most 250 in one answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawSimulation {
    /// As of when lateness was judged.
    judged_at: String,
    /// Cases looked at in this answer.
    looked: u32,
    /// Cases in which anything changes.
    changed: u32,
    /// Open cases with a duty whose time has passed only by the draft.
    open_overdue: u32,
    rules: Vec<RuleTrialView>,
    /// The first of the cases in which anything changes, at most fifty.
    cases: Vec<CaseTrialView>,
    /// Where to go on; null if there are no more cases.
    next_cursor: Option<String>,
}

/// What the draft does to the findings of a rule.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleTrialView {
    rule: String,
    title: String,
    article: String,
    /// In how many cases.
    cases: u32,
    newly_overdue: u32,
    newly_late: u32,
    newly_open: u32,
    no_longer_open: u32,
    due_moved: u32,
}

/// A case in which something changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseTrialView {
    case_id: String,
    label: String,
    is_open: bool,
    findings: Vec<FindingTrialView>,
}

/// A finding that the draft changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingTrialView {
    rule: String,
    title: String,
    #[schema(value_type = Vec<words::LawMoved>)]
    moved: Vec<Moved>,
    /// Until when by the running law.
    was_due: Option<LimitView>,
    /// Until when by the draft.
    due: Option<LimitView>,
}

/// Until when.
#[derive(Serialize, ToSchema)]
pub(crate) struct LimitView {
    /// Last civil day; null for limits in hours.
    due_on: Option<String>,
    /// The first instant that is too late.
    due_at: String,
}

fn limit_view(limit: Limit) -> LimitView {
    let due_on = limit.due_on.map(|day| day.to_string());
    LimitView { due_on, due_at: wire::time(limit.due_at) }
}

fn rule_trial(trial: RuleTrial) -> RuleTrialView {
    let count = |moved: Moved| trial.moved.get(&moved).copied().unwrap_or_default();
    RuleTrialView {
        newly_overdue: count(Moved::NewlyOverdue),
        newly_late: count(Moved::NewlyLate),
        newly_open: count(Moved::NewlyOpen),
        no_longer_open: count(Moved::NoLongerOpen),
        due_moved: count(Moved::DueMoved),
        cases: trial.cases,
        article: trial.article.to_string(),
        rule: trial.rule,
        title: trial.title,
    }
}

fn case_trial(trial: CaseTrial) -> CaseTrialView {
    let finding = |finding: FindingTrial| FindingTrialView {
        rule: finding.rule,
        title: finding.title,
        moved: finding.moved,
        was_due: finding.was_due.map(limit_view),
        due: finding.due.map(limit_view),
    };
    CaseTrialView {
        case_id: trial.case.to_string(),
        label: trial.label,
        is_open: trial.is_open,
        findings: trial.findings.into_iter().map(finding).collect(),
    }
}

/// Tries a draft on the cases the caller may see, 250 at a time. No fact is written.
#[utoipa::path(post, path = "/law-drafts/simulate", tag = "规则", request_body = SimulateDraft, responses((status = 200, body = LawSimulation), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn simulate_law_draft(
    State(app): State<App>,
    caller: Caller,
    Body(asked): Body<SimulateDraft, MAX_DRAFT_BYTES>,
) -> Result<Json<LawSimulation>, Problem> {
    let since = asked.since.as_deref().filter(|since| !since.is_empty());
    let since = since.map(|since| wire::day("起始日", since)).transpose()?;
    let after = PageParams { cursor: asked.cursor, limit: None }.paging()?.after;
    let files = parse(asked.files)?;
    let found = app.simulate_law(caller.officer(), files, since, after).await?.map_err(refused)?;
    Ok(Json(LawSimulation {
        judged_at: wire::time(found.now),
        looked: found.looked,
        changed: found.changed,
        open_overdue: found.open_overdue,
        rules: found.rules.into_iter().map(rule_trial).collect(),
        cases: found.cases.into_iter().map(case_trial).collect(),
        next_cursor: found.next.map(|cursor| cursor.to_string()),
    }))
}
