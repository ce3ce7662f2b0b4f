//! The log as anybody may read it: heads and hashes of both trees (C2SP tlog-tiles). No facts: hashes of
//! leaves tell nothing about them, and data tiles are not served.

use app::App;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::{KeyKind, TileAt};

/// The newest head, with the log's signature and its witnesses'.
pub(crate) async fn checkpoint(State(app): State<App>) -> Response {
    note(app.public_checkpoint(KeyKind::Log).await)
}

/// The newest head of the SM3 tree.
pub(crate) async fn sm3_checkpoint(State(app): State<App>) -> Response {
    note(app.public_checkpoint(KeyKind::Sm2Log).await)
}

fn note(note: app::Result<String>) -> Response {
    match note {
        Ok(note) => {
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-store")], note).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// Hashes of a tile, whole or as many as are asked for.
pub(crate) async fn tile(State(app): State<App>, Path(path): Path<String>) -> Response {
    hashes(&app, KeyKind::Log, &path).await
}

/// The same of the SM3 tree.
pub(crate) async fn sm3_tile(State(app): State<App>, Path(path): Path<String>) -> Response {
    hashes(&app, KeyKind::Sm2Log, &path).await
}

async fn hashes(app: &App, tree: KeyKind, path: &str) -> Response {
    let Some(tile) = TileAt::parse(path) else { return StatusCode::NOT_FOUND.into_response() };
    match app.tile(tree, tile).await {
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
