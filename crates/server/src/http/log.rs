//! The log's head, and how the server is.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::time;

/// The log's head.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogHead {
    size: u64,
    root_sha256: String,
    root_sm3: String,
    checkpoint: Option<String>,
    at: String,
}

/// The log's head, signed.
#[utoipa::path(get, path = "/log/head", tag = "存证", responses((status = 200, body = LogHead)))]
pub(crate) async fn log_head(State(app): State<App>, _: Caller) -> Result<Json<LogHead>, Problem> {
    let (_, checkpoint) = app.sign_checkpoint().await?;
    let head = app.log_head().await?;
    Ok(Json(LogHead {
        size: head.size,
        root_sha256: head.root_sha256.to_string(),
        root_sm3: head.root_sm3.to_string(),
        checkpoint: Some(checkpoint),
        at: time(app.now()),
    }))
}

/// Whether the process runs.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// Whether the database answers.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    match app.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
    }
}

/// A few numbers for a collector, in Prometheus' text form. No personal data.
pub(crate) async fn metrics(State(app): State<App>) -> Result<String, Problem> {
    let head = app.log_head().await?;
    let jobs = app.open_jobs().await?;
    Ok(format!(
        "# HELP liuhen_password_checks Passwords looked at since the start.\n# TYPE liuhen_password_checks counter\nliuhen_password_checks {}\n\
         # HELP liuhen_log_size Facts in the log.\n# TYPE liuhen_log_size counter\nliuhen_log_size {}\n\
         # HELP liuhen_jobs_open Jobs that are not done yet.\n# TYPE liuhen_jobs_open gauge\nliuhen_jobs_open {jobs}\n",
        app.password_checks(),
        head.size
    ))
}
