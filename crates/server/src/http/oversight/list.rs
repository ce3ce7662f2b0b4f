//! The list of violations.

use app::{App, Scope, ViolationFilter, ViolationRow, ViolationsSeen};
use axum::Json;
use axum::extract::State;
use domain::oversight::Status;
use serde::{Deserialize, Serialize};
use terms::Severity;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::view::{OfficerRef, officers};
use crate::http::wire::{self, Params, time};
use crate::http::words;

/// A violation in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ViolationSummary {
    violation_id: String,
    title: String,
    agency_id: String,
    agency: String,
    overseer: String,
    case_id: Option<String>,
    case_label: Option<String>,
    rule: Option<String>,
    article: Option<String>,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    #[schema(value_type = words::ViolationStatus)]
    status: String,
    officers: Vec<OfficerRef>,
    raised_at: String,
    due_at: Option<String>,
    late: bool,
}

/// A page of violations.
#[derive(Serialize, ToSchema)]
pub(crate) struct ViolationList {
    items: Vec<ViolationSummary>,
    next_cursor: Option<String>,
    /// Raising one by hand.
    raise: Step,
}

/// Which violations.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ViolationParams {
    status: Option<String>,
    severity: Option<String>,
    agency_id: Option<String>,
    case_id: Option<String>,
    overdue: Option<bool>,
    cursor: Option<String>,
    limit: Option<u32>,
}

fn summary(row: &ViolationRow, seen: &ViolationsSeen) -> ViolationSummary {
    let name = |id| seen.directory.agencies.get(&id).map(|agency| agency.name.clone());
    ViolationSummary {
        violation_id: row.violation_id.to_string(),
        title: row.title.clone(),
        agency_id: row.agency_id.to_string(),
        agency: name(row.agency_id).unwrap_or_default(),
        overseer: name(row.overseer_id).unwrap_or_default(),
        case_id: row.case_id.map(|id| id.to_string()),
        case_label: row.case_id.and_then(|id| seen.labels.get(&id).cloned()),
        rule: row.rule.clone(),
        article: row.article.clone(),
        severity: row.severity,
        status: row.status.clone(),
        officers: officers(&row.officers, &seen.directory),
        raised_at: time(row.raised_at),
        due_at: row.due_at.map(time),
        late: row.due_at.is_some_and(|due| due <= seen.now),
    }
}

/// Violations one may see, last raised first.
#[utoipa::path(get, path = "/violations", tag = "监督",
    params(("status" = Option<words::ViolationStatus>, Query), ("severity" = Option<words::Severity>, Query), ("agency_id" = Option<String>, Query), ("case_id" = Option<String>, Query), ("overdue" = Option<bool>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = ViolationList), (status = 403, body = Problem)))]
pub(crate) async fn violations(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<ViolationParams>,
) -> Result<Json<ViolationList>, Problem> {
    let paging = wire::PageParams { cursor: params.cursor, limit: params.limit }.paging()?;
    let status = params.status.as_deref().map(|word| wire::word("状态", word, Status::parse));
    let severity = params.severity.as_deref();
    let severity =
        severity.map(|word| wire::word("严重程度", word, Severity::parse)).transpose()?;
    let filter = ViolationFilter {
        scope: Scope::Agencies(Vec::new()),
        agency: params.agency_id.as_deref().map(wire::id).transpose()?,
        case: params.case_id.as_deref().map(wire::id).transpose()?,
        statuses: status.transpose()?.map(|one| one.as_str().to_owned()).into_iter().collect(),
        severity,
        due_before: params.overdue.unwrap_or(false).then(|| app.now()),
    };
    let seen = app.violations(caller.officer(), filter, paging).await?;
    Ok(Json(ViolationList {
        items: seen.page.rows.iter().map(|row| summary(row, &seen)).collect(),
        next_cursor: seen.page.next.as_ref().map(ToString::to_string),
        raise: Step::of("raise", "提出问题", seen.may_raise.clone()),
    }))
}
