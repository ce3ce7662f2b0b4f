//! Requests for access (Art. 24).

use app::{AccessFilter, App, Paging, RequestAccess as Request, Scope};
use axum::Json;
use axum::extract::State;
use domain::access::{AccessRequest, Command, Status, Verb};
use domain::case::Case;
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use terms::{AccessRequestId, Timestamp};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::view::case_label;
use super::wire::{self, Body, Done, Ids, Params, time};
use super::words;

/// Where a request stands now. A grant ends at its time; nothing is written down then.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccessStatus {
    /// Waits for the agency head.
    Pending,
    /// Granted, and not over.
    Approved,
    /// Refused.
    Refused,
    /// Taken back.
    Revoked,
    /// Granted, and over.
    Expired,
}

impl AccessStatus {
    fn of(request: &AccessRequest, now: Timestamp) -> Self {
        match request.status {
            Status::Pending => Self::Pending,
            Status::Approved if now >= request.until_at => Self::Expired,
            Status::Approved => Self::Approved,
            Status::Refused => Self::Refused,
            Status::Revoked => Self::Revoked,
        }
    }
}

/// A request for access.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AccessView {
    request_id: String,
    case_id: String,
    case_label: String,
    asked_by: String,
    asked_at: String,
    #[schema(value_type = Vec<words::AccessVerb>)]
    verbs: Vec<Verb>,
    purpose: String,
    reason: String,
    status: AccessStatus,
    decided_by: Option<String>,
    decided_at: Option<String>,
    until_at: Option<String>,
    recording_ids: Option<Vec<String>>,
    /// What it reaches, in Chinese.
    scope: String,
    /// How often a copy of everything was taken out under it.
    copies: usize,
}

pub(crate) fn access_view(
    request: &AccessRequest,
    case: Option<&Case>,
    directory: &Directory,
    now: Timestamp,
) -> AccessView {
    let ids = |ids: &std::collections::BTreeSet<_>| ids.iter().map(ToString::to_string).collect();
    AccessView {
        request_id: request.id.to_string(),
        case_id: request.case.to_string(),
        case_label: case.map(case_label).unwrap_or_default(),
        asked_by: request.asked_by.map(|id| directory.name_of(id)).unwrap_or_default(),
        asked_at: time(request.asked_at),
        verbs: request.verbs.iter().copied().collect(),
        purpose: request.purpose.clone(),
        reason: request.reason.clone(),
        status: AccessStatus::of(request, now),
        decided_by: request.decided_by.map(|id| directory.name_of(id)),
        decided_at: request.decided_at.map(time),
        until_at: Some(time(request.until_at)),
        recording_ids: request.recordings.as_ref().map(ids),
        scope: request.scope_zh(),
        copies: request.uses.len(),
    }
}

/// Requests.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessList {
    items: Vec<AccessView>,
}

/// Of which case.
#[derive(Deserialize)]
pub(crate) struct OfCase {
    case_id: Option<String>,
}

/// Requests one may see, last asked first.
#[utoipa::path(get, path = "/access-requests", tag = "调阅", params(("case_id" = Option<String>, Query)), responses((status = 200, body = AccessList)))]
pub(crate) async fn access_requests(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<OfCase>,
) -> Result<Json<AccessList>, Problem> {
    let filter = AccessFilter {
        scope: Scope::Agencies(Vec::new()),
        case: of.case_id.as_deref().map(wire::id).transpose()?,
        asked_by: None,
        status: None,
    };
    let seen = app.access_requests(caller.officer(), filter, Paging::default()).await?;
    let view = |(request, case): &(AccessRequest, Case)| {
        access_view(request, Some(case), &seen.directory, seen.now)
    };
    Ok(Json(AccessList { items: seen.requests.iter().map(view).collect() }))
}

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestAccess {
    case_id: String,
    recording_ids: Option<Vec<String>>,
    #[serde(default)]
    subjects: Vec<String>,
    #[schema(value_type = Vec<words::AccessVerb>)]
    verbs: Vec<String>,
    purpose: String,
    reason: String,
    until_on: String,
}

/// Asks for access.
#[utoipa::path(post, path = "/access-requests", tag = "调阅", request_body = RequestAccess, responses((status = 201, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn request_access(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RequestAccess>,
) -> Result<Done, Problem> {
    let recordings = new.recording_ids.as_deref().map(|ids| wire::ids("音像", ids)).transpose()?;
    let request = Request {
        case: wire::id(&new.case_id)?,
        recordings: recordings.map(|ids| ids.into_iter().collect()),
        subjects: wire::ids("使用人", &new.subjects)?.into_iter().collect(),
        verbs: wire::words("用途", &new.verbs, Verb::parse)?.into_iter().collect(),
        purpose: wire::text("用途说明", &new.purpose)?,
        reason: wire::text("理由", &new.reason)?,
        until_on: wire::day("截止日", &new.until_on)?,
    };
    Ok(app.request_access(&caller.call(), request).await?.into())
}

/// The head's yes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveAccess {
    until_on: String,
    opinion: Option<String>,
}

/// The head's no, or the end of a grant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndAccess {
    reason: String,
}

async fn decide(app: &App, caller: &Caller, id: &str, command: Command) -> Result<Done, Problem> {
    let id: AccessRequestId = wire::id(id)?;
    Ok(app.decide_access(&caller.call(), id, command).await?.into())
}

/// Approves a request.
#[utoipa::path(post, path = "/access-requests/{request}/approve", tag = "调阅", request_body = ApproveAccess, params(("request" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn approve_access(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(yes): Body<ApproveAccess>,
) -> Result<Done, Problem> {
    let until_on = wire::day("截止日", &yes.until_on)?;
    let opinion = wire::maybe_text("意见", yes.opinion.as_deref())?;
    decide(&app, &caller, &id, Command::Approve { until_on, opinion }).await
}

/// Refuses a request.
#[utoipa::path(post, path = "/access-requests/{request}/refuse", tag = "调阅", request_body = EndAccess, params(("request" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem)))]
pub(crate) async fn refuse_access(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(no): Body<EndAccess>,
) -> Result<Done, Problem> {
    decide(&app, &caller, &id, Command::Refuse { reason: wire::text("理由", &no.reason)? }).await
}

/// Takes a grant back.
#[utoipa::path(post, path = "/access-requests/{request}/revoke", tag = "调阅", request_body = EndAccess, params(("request" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem)))]
pub(crate) async fn revoke_access(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(no): Body<EndAccess>,
) -> Result<Done, Problem> {
    decide(&app, &caller, &id, Command::Revoke { reason: wire::text("理由", &no.reason)? }).await
}
