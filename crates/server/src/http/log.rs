//! The log's head, and how the server is.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ledger::KeyKind;
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
    /// The head of the SM3 tree, signed with SM2.
    sm3_checkpoint: Option<String>,
    at: String,
}

/// The log's head, signed.
#[utoipa::path(get, path = "/log/head", tag = "存证", responses((status = 200, body = LogHead)))]
pub(crate) async fn log_head(State(app): State<App>, _: Caller) -> Result<Json<LogHead>, Problem> {
    let signed = match app.sign_checkpoints().await {
        Ok(signed) => Some(signed),
        Err(app::Error::NoSpace) => None, // a signature is kept before it is shown
        Err(error) => return Err(error.into()),
    };
    let checkpoint = match &signed {
        Some(signed) => Some(app.checkpoint_with_lines(KeyKind::Log, signed.size).await?),
        None => None,
    };
    let sm3_checkpoint = match &signed {
        Some(signed) => Some(app.checkpoint_with_lines(KeyKind::Sm2Log, signed.size).await?),
        None => None,
    };
    let head = app.log_head().await?;
    Ok(Json(LogHead {
        size: head.size,
        root_sha256: head.root_sha256.to_string(),
        root_sm3: head.root_sm3.to_string(),
        checkpoint,
        sm3_checkpoint,
        at: time(app.now()),
    }))
}

/// That the process runs, and what an operator should see to soon.
pub(crate) async fn health(State(app): State<App>) -> String {
    let storage = match app.room() {
        Ok(room) if room.is_full() => "storage: full\n",
        Ok(room) if room.is_low() => "storage: low\n",
        Ok(_) => "",
        Err(_) => "storage: unknown\n",
    };
    format!("ok\n{storage}")
}

/// Whether everything can be done here: the database answers, and a fact finds room.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    if app.ping().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready: database\n").into_response();
    }
    match app.room() {
        Ok(room) if !room.is_full() => "ready\n".into_response(),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready: storage full\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready: storage\n").into_response(),
    }
}

/// A few numbers for a collector, in Prometheus' text form. No personal data.
pub(crate) async fn metrics(State(app): State<App>) -> Result<String, Problem> {
    let head = app.log_head().await?;
    let jobs = app.open_jobs().await?;
    let room = app.room()?;
    let witnesses = app.witnesses().await?.witnesses;
    let alarmed = witnesses.iter().filter(|one| one.state.is_alarm()).count();
    let away = witnesses.iter().filter(|one| one.state == app::WitnessState::Away).count();
    Ok(format!(
        "# HELP liuhen_password_checks Passwords looked at since the start.\n# TYPE liuhen_password_checks counter\nliuhen_password_checks {}\n\
         # HELP liuhen_log_size Facts in the log.\n# TYPE liuhen_log_size counter\nliuhen_log_size {}\n\
         # HELP liuhen_jobs_open Jobs that are not done yet.\n# TYPE liuhen_jobs_open gauge\nliuhen_jobs_open {jobs}\n\
         # HELP liuhen_witnesses_refused Witnesses that refused, or hold a head that contradicts ours.\n# TYPE liuhen_witnesses_refused gauge\nliuhen_witnesses_refused {alarmed}\n\
         # HELP liuhen_witnesses_away Witnesses that do not answer.\n# TYPE liuhen_witnesses_away gauge\nliuhen_witnesses_away {away}\n\
         # HELP liuhen_disk_free_bytes Room on the disk of the data folder.\n# TYPE liuhen_disk_free_bytes gauge\nliuhen_disk_free_bytes {}\n\
         # HELP liuhen_disk_reserve_bytes Room that uploads leave free.\n# TYPE liuhen_disk_reserve_bytes gauge\nliuhen_disk_reserve_bytes {}\n",
        app.password_checks(),
        head.size,
        room.free_bytes,
        room.reserve_bytes
    ))
}
