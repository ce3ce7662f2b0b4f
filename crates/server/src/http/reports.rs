//! The reports of days, and what auditors of mirrors found.

use app::{App, ReportOutcome, ReportSeen};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use domain::Refusal;
use domain::org::Directory;
use domain::report::WrongReport;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::steps::Step;
use super::wire::{self, Body, Done, Ids, time};
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
    /// The fact that stands in its place.
    superseded_by: Option<u64>,
    /// In whose place it stands.
    supersedes: Option<SupersedesView>,
    /// What waits for a second person.
    doubt: Option<ReportDoubtView>,
    /// Saying that it is wrong.
    doubt_step: Step,
    /// Agreeing to that, or letting it stand.
    decide_step: Step,
}

/// In whose place a report stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct SupersedesView {
    /// Number of the fact that binds the wrong one.
    n: u64,
    #[schema(value_type = words::WrongReport)]
    why: &'static str,
    /// Who said so first.
    doubted_by: String,
}

/// Somebody says that a report is wrong.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportDoubtView {
    #[schema(value_type = words::WrongReport)]
    why: &'static str,
    text: String,
    by: String,
    at: String,
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
    /// The fact that it found in its place.
    superseded_by: Option<u64>,
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
    let directory = seen.directory;
    let reports = seen.reports.into_iter().map(|report| view(report, &directory)).collect();
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

/// Why a report is wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DoubtReport {
    #[schema(value_type = words::WrongReport)]
    why: String,
    text: String,
}

/// Says that a report is wrong. It is counted anew once a second person agrees.
#[utoipa::path(post, path = "/proof/reports/{n}/doubt", tag = "存证", request_body = DoubtReport, params(("n" = u64, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn doubt_report(
    State(app): State<App>,
    caller: Caller,
    Ids(n): Ids<u64>,
    Body(new): Body<DoubtReport>,
) -> Result<Done, Problem> {
    let why = wire::word("更正理由", &new.why, WrongReport::parse)?;
    let text = wire::text("情况说明", &new.text)?;
    Ok(app.doubt_report(&caller.call(), n, why, text).await?.into())
}

/// Why a report stands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpholdReport {
    text: String,
}

/// Lets a report stand that somebody said is wrong.
#[utoipa::path(post, path = "/proof/reports/{n}/uphold", tag = "存证", request_body = UpholdReport, params(("n" = u64, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn uphold_report(
    State(app): State<App>,
    caller: Caller,
    Ids(n): Ids<u64>,
    Body(new): Body<UpholdReport>,
) -> Result<Done, Problem> {
    let text = wire::text("维持的理由", &new.text)?;
    Ok(app.uphold_report(&caller.call(), n, text).await?.into())
}

/// Nothing needs to be said to have the same leaves counted anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupersedeReport {}

/// Agrees that a report is wrong: its leaves are counted anew, and that report stands in its place.
#[utoipa::path(post, path = "/proof/reports/{n}/supersede", tag = "存证", request_body = SupersedeReport, params(("n" = u64, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn supersede_report(
    State(app): State<App>,
    caller: Caller,
    Ids(n): Ids<u64>,
    Body(SupersedeReport {}): Body<SupersedeReport>,
) -> Result<Done, Problem> {
    Ok(app.supersede_report(&caller.call(), n).await?.into())
}

fn view(seen: ReportSeen, directory: &Directory) -> ReportView {
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
        superseded_by: seen.standing.superseded_by,
        supersedes: seen.standing.supersedes.map(|it| SupersedesView {
            n: it.old,
            why: it.why.as_str(),
            doubted_by: directory.name_of(it.doubted_by),
        }),
        doubt: seen.standing.doubt.map(|doubt| ReportDoubtView {
            why: doubt.why.as_str(),
            text: doubt.text.reveal().clone(),
            by: directory.name_of(doubt.by),
            at: time(doubt.at),
        }),
        doubt_step: Step::of("doubt_report", "提出更正", seen.standing.may_doubt),
        decide_step: Step::of("decide_report", "批准更正", seen.standing.may_decide),
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
        superseded_by: found.superseded.map(|it| it.by),
        differences: differences.collect(),
    }
}
