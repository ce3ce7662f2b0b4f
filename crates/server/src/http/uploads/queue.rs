//! One's own uploads, and the browser's digest.

use app::{Accepted, App, UploadView as View};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Ids, time};
use crate::http::words;

/// Our signed word that every byte of an upload came, before it is read back.
#[derive(Serialize, ToSchema)]
pub(crate) struct AcceptanceView {
    received_at: String,
    /// Place of that fact in the log.
    log_n: u64,
    /// The signed text, to be kept exactly.
    note: String,
    /// The server's key as it claims it; a verifier brings its own.
    server_key: String,
}

impl AcceptanceView {
    pub(crate) fn of(app: &App, accepted: Accepted) -> Self {
        Self {
            received_at: time(accepted.received_at),
            log_n: accepted.leaf,
            note: accepted.note,
            server_key: app.server_key(),
        }
    }
}

/// An upload.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadView {
    upload_id: String,
    file_name: String,
    size_bytes: u64,
    offset_bytes: u64,
    #[schema(value_type = words::UploadState)]
    state: String,
    error: Option<String>,
    recording_id: Option<String>,
    activity_id: Option<String>,
    acceptance: Option<AcceptanceView>,
    declared_sha256: Option<String>,
    sha256: Option<String>,
    sm3: Option<String>,
    log_n: Option<u64>,
    created_at: String,
    updated_at: String,
}

/// Uploads.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadList {
    items: Vec<UploadView>,
}

pub(crate) fn upload_view(app: &App, view: View) -> UploadView {
    let View { row, offset_bytes, accepted, deposited } = view;
    let digests = deposited.as_ref().map(|(recording, _)| recording.digests);
    UploadView {
        upload_id: row.upload_id.to_string(),
        file_name: row.file_name,
        size_bytes: row.size_bytes,
        offset_bytes,
        state: row.state,
        error: row.error,
        recording_id: deposited.as_ref().map(|(recording, _)| recording.id.to_string()),
        activity_id: row.activity_id.map(|id| id.to_string()),
        acceptance: accepted.map(|accepted| AcceptanceView::of(app, accepted)),
        declared_sha256: row.declared_sha256.map(|digest| digest.to_string()),
        sha256: digests.map(|digests| digests.sha256.to_string()),
        sm3: digests.map(|digests| digests.sm3.to_string()),
        log_n: deposited.map(|(_, n)| n),
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    }
}

/// One's own uploads, newest first.
#[utoipa::path(get, path = "/uploads", tag = "上传", responses((status = 200, body = UploadList)))]
pub(crate) async fn uploads(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<UploadList>, Problem> {
    let views = app.uploads(caller.officer()).await?;
    Ok(Json(UploadList { items: views.into_iter().map(|view| upload_view(&app, view)).collect() }))
}

/// The browser's own digest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclareDigest {
    sha256: String,
}

/// Notes the browser's own digest; the server compares it with what it reads back.
#[utoipa::path(post, path = "/uploads/{upload}/digest", tag = "上传", request_body = DeclareDigest, params(("upload" = String, Path)), responses((status = 204), (status = 422, body = Problem)))]
pub(crate) async fn declare_digest(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<DeclareDigest>,
) -> Result<axum::http::StatusCode, Problem> {
    let sha256 =
        new.sha256.parse().map_err(|_| Problem::value("sha256", "应为64位小写十六进制。"))?;
    app.declare_digest(caller.officer(), wire::id(&id)?, sha256).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
