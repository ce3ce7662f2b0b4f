//! Putting officers in charge.

use app::App;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};

/// Who is in charge from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignOfficers {
    officers: Vec<String>,
    reason: String,
}

/// Puts other officers in charge.
#[utoipa::path(post, path = "/cases/{case}/officers", tag = "案件", request_body = AssignOfficers, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn assign_officers(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Body(new): Body<AssignOfficers>,
) -> Result<Done, Problem> {
    let officers = wire::ids("承办人", &new.officers)?;
    let reason = wire::text("变更原因", &new.reason)?;
    Ok(app.assign_officers(&caller.call(), wire::id(&case)?, officers, reason).await?.into())
}
