//! The list of cases.

use app::{App, CaseFilter, CaseRow, Scope};
use axum::Json;
use axum::extract::State;
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use terms::{ActKind, Procedure, Stage};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::{OfficerRef, officers};
use crate::http::wire::{self, Params, time};
use crate::http::words;

/// A case in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CaseSummary {
    pub case_id: String,
    pub title: String,
    pub case_no: Option<String>,
    pub party_label: String,
    #[schema(value_type = words::ActKind)]
    pub act_kind: ActKind,
    #[schema(value_type = words::Procedure)]
    pub procedure: Procedure,
    #[schema(value_type = words::Stage)]
    pub stage: Stage,
    #[schema(value_type = words::CaseStatus)]
    pub status: String,
    pub officers: Vec<OfficerRef>,
    pub next_due_at: Option<String>,
    pub next_due_title: Option<String>,
    pub duties_met: u32,
    pub duties_total: u32,
    pub coverage_met: u32,
    pub coverage_total: u32,
    pub created_at: String,
    pub opened_at: Option<String>,
    pub closed_at: Option<String>,
    pub archived_at: Option<String>,
    pub agency_name: String,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseList {
    items: Vec<CaseSummary>,
    next_cursor: Option<String>,
}

/// Which cases.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CaseParams {
    q: Option<String>,
    stage: Option<String>,
    status: Option<String>,
    mine: Option<bool>,
    overdue: Option<bool>,
    cursor: Option<String>,
    limit: Option<u32>,
}

pub(crate) fn summary(row: &CaseRow, app: &App, directory: &Directory) -> CaseSummary {
    let agency = directory.agencies.get(&row.agency_id);
    let rule = row.next_due_rule.as_deref().and_then(|id| app.law.book.rule(id));
    CaseSummary {
        case_id: row.case_id.to_string(),
        title: row.title.clone(),
        case_no: row.case_no.clone(),
        party_label: row.party_label.clone(),
        act_kind: row.act_kind,
        procedure: row.procedure,
        stage: row.stage,
        status: row.status.clone(),
        officers: officers(&row.officers, directory),
        next_due_at: row.next_due_at.map(time),
        next_due_title: rule.map(|rule| rule.title.clone()),
        duties_met: row.duties_met,
        duties_total: row.duties_total,
        coverage_met: row.coverage_met,
        coverage_total: row.coverage_total,
        created_at: time(row.created_at),
        opened_at: row.opened_at.map(time),
        closed_at: row.closed_at.map(time),
        archived_at: row.archived_at.map(time),
        agency_name: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
    }
}

/// Cases one may see, newest first.
#[utoipa::path(get, path = "/cases", tag = "案件",
    params(("q" = Option<String>, Query), ("stage" = Option<words::Stage>, Query), ("status" = Option<words::CaseStatus>, Query), ("mine" = Option<bool>, Query), ("overdue" = Option<bool>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = CaseList)))]
pub(crate) async fn cases(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<CaseParams>,
) -> Result<Json<CaseList>, Problem> {
    let paging = wire::PageParams { cursor: params.cursor, limit: params.limit }.paging()?;
    let mut filter = CaseFilter::of(Scope::Agencies(Vec::new()));
    filter.text = params.q.filter(|text| !text.trim().is_empty());
    filter.stage =
        params.stage.as_deref().map(|stage| wire::word("环节", stage, Stage::parse)).transpose()?;
    filter.status = params.status;
    filter.officer = params.mine.unwrap_or(false).then_some(caller.officer());
    filter.due_before = params.overdue.unwrap_or(false).then(|| app.now());
    let page = app.cases(caller.officer(), filter, paging).await?;
    let (directory, _) = app.people(caller.officer()).await?;
    Ok(Json(CaseList {
        items: page.rows.iter().map(|row| summary(row, &app, &directory)).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}
