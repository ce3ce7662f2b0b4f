//! Plans of inspection, their reports and indicators (Art. 26).

use app::App;
use axum::Json;
use axum::extract::State;
use domain::oversight::{Plan, PlanCommand};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};

/// A plan of inspection.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanView {
    plan_id: String,
    year: u32,
    title: String,
    scope: String,
    planned_at: String,
    report: Option<PlanReport>,
    published_at: Option<String>,
    published_in: Option<String>,
}

/// How an inspection went.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanReport {
    at: String,
    sampled: u32,
    found: u32,
    rectified: u32,
    summary: String,
}

/// The plans of one's agency.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanList {
    items: Vec<PlanView>,
    /// Making and reporting them.
    plan: Step,
    this_year: i16,
}

fn view(plan: &Plan) -> PlanView {
    PlanView {
        plan_id: plan.id.to_string(),
        year: plan.year,
        title: plan.title.clone(),
        scope: plan.scope.clone(),
        planned_at: time(plan.planned_at),
        report: plan.report.as_ref().map(|report| PlanReport {
            at: time(report.at),
            sampled: report.sampled,
            found: report.found,
            rectified: report.rectified,
            summary: report.summary.clone(),
        }),
        published_at: plan.published.as_ref().map(|(at, _)| time(*at)),
        published_in: plan.published.as_ref().map(|(_, source)| source.clone()),
    }
}

/// Plans of one's agency, latest year first.
#[utoipa::path(get, path = "/oversight-plans", tag = "监督", responses((status = 200, body = PlanList), (status = 403, body = Problem)))]
pub(crate) async fn oversight_plans(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<PlanList>, Problem> {
    let seen = app.oversight_plans(caller.officer()).await?;
    Ok(Json(PlanList {
        items: seen.plans.iter().map(view).collect(),
        plan: Step::of("plan", "制定监督检查计划", seen.may_plan),
        this_year: seen.now.date().ymd().0,
    }))
}

/// A plan to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanOversight {
    plan_year: u32,
    title: String,
    scope: String,
}

/// Plans a year's inspection.
#[utoipa::path(post, path = "/oversight-plans", tag = "监督", request_body = PlanOversight, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn plan_oversight(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<PlanOversight>,
) -> Result<Done, Problem> {
    let title = wire::text("标题", &new.title)?;
    let scope = wire::text("范围", &new.scope)?;
    Ok(app.plan_oversight(&caller.call(), new.plan_year, title, scope).await?.into())
}

/// A report on an inspection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportOversight {
    sampled: u32,
    found: u32,
    rectified: u32,
    summary: String,
}

/// Reports on an inspection.
#[utoipa::path(post, path = "/oversight-plans/{plan}/report", tag = "监督", request_body = ReportOversight, params(("plan" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn report_oversight(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ReportOversight>,
) -> Result<Done, Problem> {
    let ReportOversight { sampled, found, rectified, summary } = new;
    let summary = wire::text("检查情况", &summary)?;
    let command = PlanCommand::Report { sampled, found, rectified, summary };
    Ok(app.decide_plan(&caller.call(), wire::id(&id)?, command).await?.into())
}

/// Where indicators were published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishIndicator {
    published_in: String,
}

/// Notes that the year's indicators were published.
#[utoipa::path(post, path = "/oversight-plans/{plan}/indicator", tag = "监督", request_body = PublishIndicator, params(("plan" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn publish_indicator(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<PublishIndicator>,
) -> Result<Done, Problem> {
    let command = PlanCommand::Publish { source: wire::text("公布渠道", &new.published_in)? };
    Ok(app.decide_plan(&caller.call(), wire::id(&id)?, command).await?.into())
}
