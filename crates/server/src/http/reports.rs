//! The reports of days, and what auditors of mirrors found.

use app::{App, ReportOutcome, ReportSeen};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use domain::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::time;
use super::words;

/// The reports of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reports {
    /// Whether a policy names a mirror.
    has_mirrors: bool,
    /// The last ones, the newest first.
    reports: Vec<ReportView>,
}

/// A report of a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportView {
    /// Number of its fact.
    n: u64,
    at: String,
    /// The day it is of.
    day: String,
    /// First leaf it counts.
    from: u64,
    /// One past the last.
    to: u64,
    /// SHA-256 of its text.
    sha256: String,
    figures: Vec<FigureView>,
    /// By mirror.
    outcomes: Vec<OutcomeView>,
}

/// A figure of a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureView {
    code: &'static str,
    name: &'static str,
    value: u64,
}

/// What the auditor of a mirror found.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    mirror: String,
    #[schema(value_type = words::RecountResult)]
    result: &'static str,
    at: Option<String>,
    differences: Vec<FigureDifference>,
}

/// A figure that differs.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureDifference {
    code: String,
    name: String,
    told: u64,
    recounted: u64,
    /// The first leaf that is counted differently.
    leaf: u64,
}

/// The last reports of the log, and whether auditors counted the same.
#[utoipa::path(get, path = "/proof/reports", tag = "存证", responses((status = 200, body = Reports), (status = 403, body = Problem)))]
pub(crate) async fn reports(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Reports>, Problem> {
    let seen = app.reports_seen(caller.officer()).await?;
    let reports = seen.reports.into_iter().map(view).collect();
    Ok(Json(Reports { has_mirrors: seen.has_mirrors, reports }))
}

/// A report's text, byte for byte as its leaf binds it.
#[utoipa::path(get, path = "/proof/reports/{n}", tag = "存证", params(("n" = u64, Path)), responses((status = 200, content_type = "application/json"), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn report(
    State(app): State<App>,
    caller: Caller,
    Path(n): Path<u64>,
) -> Result<Response, Problem> {
    let text = app.report_for(caller.officer(), n).await?;
    let text = text.ok_or_else(|| app::Error::from(Refusal::NotFound))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

fn view(seen: ReportSeen) -> ReportView {
    let figures = seen.figures.into_iter();
    let figures =
        figures.map(|it| FigureView { code: it.code, name: it.name, value: it.value }).collect();
    ReportView {
        n: seen.n,
        at: time(seen.at),
        day: seen.day,
        from: seen.from,
        to: seen.to,
        sha256: seen.sha256,
        figures,
        outcomes: seen.outcomes.into_iter().map(outcome).collect(),
    }
}

fn outcome(found: ReportOutcome) -> OutcomeView {
    let differences = found.differences.into_iter().map(|it| FigureDifference {
        name: ledger::indicator(&it.indicator).map_or_else(String::new, |one| one.name.to_owned()),
        code: it.indicator,
        told: it.told,
        recounted: it.recounted,
        leaf: it.leaf,
    });
    OutcomeView {
        mirror: found.mirror,
        result: found.result.as_str(),
        at: found.at.map(time),
        differences: differences.collect(),
    }
}
