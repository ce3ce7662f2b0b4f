//! The log as anybody may read it: its head and its hashes (C2SP tlog-tiles). No facts: hashes of
//! leaves tell nothing about them, and data tiles are not served.

use app::App;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::TileAt;

/// The newest head, with the log's signature and its witnesses'.
pub(crate) async fn checkpoint(State(app): State<App>) -> Response {
    match app.public_checkpoint().await {
        Ok(note) => {
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-store")], note).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// Hashes of a tile, whole or as many as are asked for.
pub(crate) async fn tile(State(app): State<App>, Path(path): Path<String>) -> Response {
    let Some(tile) = TileAt::parse(&path) else { return StatusCode::NOT_FOUND.into_response() };
    match app.tile(tile).await {
        Ok(Some(hashes)) => {
            let cache = "public, max-age=31536000, immutable";
            let kind = (header::CONTENT_TYPE, "application/octet-stream");
            ([kind, (header::CACHE_CONTROL, cache)], hashes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &app::Error) -> Response {
    tracing::error!(?error, "the log cannot be read");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
