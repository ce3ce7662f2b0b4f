//! Posters, previews and originals as bytes.

use app::{App, Content};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::ranges;
use crate::http::wire::{self, Ids};

async fn serve(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    id: &str,
    what: Content,
) -> Result<Response, Problem> {
    let reader = app.content(caller.bearer(), wire::id(id)?, what).await?;
    let kind = match what {
        Content::Poster => "image/jpeg",
        Content::Preview => "video/mp4",
        Content::Original => "application/octet-stream",
    };
    Ok(ranges::serve(headers, reader, kind))
}

/// A still.
#[utoipa::path(get, path = "/recordings/{recording}/poster", tag = "音像", params(("recording" = String, Path)), responses((status = 200, content_type = "image/jpeg"), (status = 404, body = Problem)))]
pub(crate) async fn poster(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    serve(&app, &caller, &headers, &id, Content::Poster).await
}

/// The preview; needs leave.
#[utoipa::path(get, path = "/recordings/{recording}/preview", tag = "音像", params(("recording" = String, Path)), responses((status = 200, content_type = "video/mp4"), (status = 206), (status = 403, body = Problem)))]
pub(crate) async fn preview(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    serve(&app, &caller, &headers, &id, Content::Preview).await
}

/// The original; needs leave.
#[utoipa::path(get, path = "/recordings/{recording}/original", tag = "音像", params(("recording" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 403, body = Problem)))]
pub(crate) async fn original(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    serve(&app, &caller, &headers, &id, Content::Original).await
}
