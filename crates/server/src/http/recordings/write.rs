//! Linking, marking, correcting the time, attaching as evidence, asking to look.

use app::App;
use axum::Json;
use axum::extract::State;
use domain::recording::MarkKind;
use serde::{Deserialize, Serialize};
use terms::AvRecordId;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids, time};
use crate::http::words;

/// What it hangs on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRecording {
    activity_id: String,
}

/// A point in it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkRecording {
    at_ms: i64,
    #[schema(value_type = words::MarkKind)]
    kind: String,
    text: Option<String>,
}

/// Its true start.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectTime {
    started_at: String,
    reason: String,
}

/// The evidence note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachEvidence {
    record_id: String,
}

/// A wish to look.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViewRecording {
    original: bool,
}

/// Leave to look.
#[derive(Serialize, ToSchema)]
pub(crate) struct ViewTicket {
    pub url: String,
    pub until: String,
    pub basis: String,
}

/// What allows a look, in Chinese.
pub(crate) fn basis_zh(basis: &str) -> String {
    if basis == "deposit_check" {
        "入库校核（本人入库后24小时内，仅预览）".to_owned()
    } else {
        format!("机关负责人批准的调阅授权 {basis}")
    }
}

/// Hangs a recording on on-site work.
#[utoipa::path(post, path = "/recordings/{recording}/link", tag = "音像", request_body = LinkRecording, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn link_recording(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<LinkRecording>,
) -> Result<Done, Problem> {
    let (id, activity) = (wire::id(&id)?, wire::id(&new.activity_id)?);
    Ok(app.link_recording(&caller.call(), id, activity).await?.into())
}

/// Marks a point.
#[utoipa::path(post, path = "/recordings/{recording}/marks", tag = "音像", request_body = MarkRecording, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn mark_recording(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<MarkRecording>,
) -> Result<Done, Problem> {
    let kind = wire::word("打点类别", &new.kind, MarkKind::parse)?;
    let text = wire::maybe_text("备注", new.text.as_deref())?;
    let at_ms = wire::place_in_time("打点位置", new.at_ms)?;
    Ok(app.mark_recording(&caller.call(), wire::id(&id)?, at_ms, kind, text).await?.into())
}

/// Corrects its place in time; the original and its claim stay.
#[utoipa::path(post, path = "/recordings/{recording}/time", tag = "音像", request_body = CorrectTime, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn correct_time(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<CorrectTime>,
) -> Result<Done, Problem> {
    let at = wire::instant("录制起始时间", &new.started_at)?;
    let reason = wire::text("更正理由", &new.reason)?;
    Ok(app.correct_recording_time(&caller.call(), wire::id(&id)?, at, reason).await?.into())
}

/// Copies it into the case file under an evidence note (Art. 23).
#[utoipa::path(post, path = "/recordings/{recording}/evidence", tag = "音像", request_body = AttachEvidence, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn attach_evidence(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<AttachEvidence>,
) -> Result<Done, Problem> {
    let (id, note) = (wire::id(&id)?, wire::id(&new.record_id)?);
    Ok(app.attach_evidence(&caller.call(), id, note).await?.into())
}

/// Asks to look; the look is a fact (Art. 24).
#[utoipa::path(post, path = "/recordings/{recording}/view", tag = "音像", request_body = ViewRecording, params(("recording" = String, Path)), responses((status = 200, body = ViewTicket), (status = 403, body = Problem)))]
pub(crate) async fn view_recording(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(wish): Body<ViewRecording>,
) -> Result<Json<ViewTicket>, Problem> {
    let id: AvRecordId = wire::id(&id)?;
    let ticket = app.view_recording(&caller.call(), id, wish.original).await?;
    let what = if ticket.is_original { "original" } else { "preview" };
    Ok(Json(ViewTicket {
        url: format!("/api/v1/recordings/{id}/{what}"),
        until: time(ticket.until_at),
        basis: basis_zh(&ticket.basis),
    }))
}
