//! The steps of a violation.

use app::App;
use axum::extract::State;
use domain::oversight::Command;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};

async fn decide(app: &App, caller: &Caller, id: &str, command: Command) -> Result<Done, Problem> {
    Ok(app.decide_violation(&caller.call(), wire::id(id)?, command).await?.into())
}

/// The agency's defence.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefendViolation {
    text: String,
}

/// Gives the agency's defence.
#[utoipa::path(post, path = "/violations/{violation}/defend", tag = "监督", request_body = DefendViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn defend_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(said): Body<DefendViolation>,
) -> Result<Done, Problem> {
    let command = Command::Defend { text: wire::text("申辩意见", &said.text)? };
    decide(&app, &caller, &id, command).await
}

/// It is true.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyViolation {
    grounds: String,
    /// Somebody should be held to account.
    serious: bool,
}

/// Finds a violation true.
#[utoipa::path(post, path = "/violations/{violation}/verify", tag = "监督", request_body = VerifyViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn verify_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(yes): Body<VerifyViolation>,
) -> Result<Done, Problem> {
    let grounds = wire::text("核实情况", &yes.grounds)?;
    let command = Command::Verify { grounds, is_serious: yes.serious };
    decide(&app, &caller, &id, command).await
}

/// There is nothing to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DismissViolation {
    reason: String,
}

/// Finds a violation a false alarm.
#[utoipa::path(post, path = "/violations/{violation}/dismiss", tag = "监督", request_body = DismissViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn dismiss_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(no): Body<DismissViolation>,
) -> Result<Done, Problem> {
    let command = Command::Dismiss { reason: wire::text("理由", &no.reason)? };
    decide(&app, &caller, &id, command).await
}

/// An order to set it right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderRectification {
    due_on: String,
    /// Criticised in a circular too.
    criticised: bool,
    demand: String,
}

/// Orders a violation set right.
#[utoipa::path(post, path = "/violations/{violation}/order", tag = "监督", request_body = OrderRectification, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn order_rectification(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(order): Body<OrderRectification>,
) -> Result<Done, Problem> {
    let command = Command::Order {
        due_on: wire::day("改正期限", &order.due_on)?,
        is_criticised: order.criticised,
        demand: wire::text("改正要求", &order.demand)?,
    };
    decide(&app, &caller, &id, command).await
}

/// What was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RectifyViolation {
    report: String,
}

/// Reports a violation set right.
#[utoipa::path(post, path = "/violations/{violation}/rectify", tag = "监督", request_body = RectifyViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn rectify_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(done): Body<RectifyViolation>,
) -> Result<Done, Problem> {
    let command = Command::Rectify { report: wire::text("改正情况", &done.report)? };
    decide(&app, &caller, &id, command).await
}

/// What the look again found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecheckViolation {
    passed: bool,
    opinion: String,
}

/// Looks again.
#[utoipa::path(post, path = "/violations/{violation}/recheck", tag = "监督", request_body = RecheckViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn recheck_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(look): Body<RecheckViolation>,
) -> Result<Done, Problem> {
    let opinion = wire::text("复核意见", &look.opinion)?;
    let command = Command::Recheck { is_passed: look.passed, opinion };
    decide(&app, &caller, &id, command).await
}

/// To whom, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferViolation {
    receiver: String,
    grounds: String,
}

/// Hands over what may hold somebody to account.
#[utoipa::path(post, path = "/violations/{violation}/refer", tag = "监督", request_body = ReferViolation, params(("violation" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn refer_violation(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(hand): Body<ReferViolation>,
) -> Result<Done, Problem> {
    let to = wire::text("接收机关", &hand.receiver)?;
    let command = Command::Refer { to, grounds: wire::text("移送理由", &hand.grounds)? };
    decide(&app, &caller, &id, command).await
}
