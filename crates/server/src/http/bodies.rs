//! Bodies of JSON requests, taken whole before anything is answered: a connection on which an
//! answer overtakes its request is cut, and with it the next request that was sent over it.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;

use super::problem::Problem;

/// Largest JSON body: the fields of a long record are a tenth of it.
pub(crate) const MAX_JSON_BYTES: usize = 1024 * 1024;
/// Largest draft of the law: all packs there are have a quarter of it.
pub(crate) const MAX_DRAFT_BYTES: usize = 2 * 1024 * 1024;
/// Largest table file: the longest list found in the open is a twentieth of it.
pub(crate) const MAX_TABLE_BYTES: usize = 8 * 1024 * 1024;
/// What is longer is read and forgotten up to here, so that the refusal arrives; beyond, the
/// connection ends.
const MAX_FORGOTTEN_BYTES: usize = 32 * 1024 * 1024;
/// A body that stands still so long is taken as cut.
const IDLE: Duration = Duration::from_secs(30);

/// Hands a request on with its whole body, or refuses it.
pub(super) async fn whole(request: Request, next: Next) -> Response {
    handed_on(request, next, MAX_JSON_BYTES, too_large).await
}

/// The same for a table file.
pub(super) async fn whole_table(request: Request, next: Next) -> Response {
    handed_on(request, next, MAX_TABLE_BYTES, table_too_large).await
}

/// The same for a draft of the law.
pub(super) async fn whole_draft(request: Request, next: Next) -> Response {
    handed_on(request, next, MAX_DRAFT_BYTES, draft_too_large).await
}

async fn handed_on(
    request: Request,
    next: Next,
    most: usize,
    too_large: fn() -> Problem,
) -> Response {
    let (parts, body) = request.into_parts();
    match take(body, most).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(Untaken::TooLarge) => too_large().into_response(),
        Err(Untaken::Endless) => closing(too_large()),
        Err(Untaken::Cut) => closing(Problem::new(
            StatusCode::BAD_REQUEST,
            "request.cut",
            "没有完整收到",
            "请求在途中中断，本次内容没有办理。请检查网络后重新提交。",
        )),
    }
}

/// Why a body was not taken.
enum Untaken {
    TooLarge,
    Endless,
    Cut,
}

async fn take(body: Body, most: usize) -> Result<Bytes, Untaken> {
    let mut pieces = body.into_data_stream();
    let (mut kept, mut length) = (BytesMut::new(), 0_usize);
    loop {
        match tokio::time::timeout(IDLE, pieces.next()).await {
            Ok(None) if length > most => return Err(Untaken::TooLarge),
            Ok(None) => return Ok(kept.freeze()),
            Ok(Some(Ok(piece))) => {
                length = length.saturating_add(piece.len());
                if length > MAX_FORGOTTEN_BYTES {
                    return Err(Untaken::Endless);
                }
                if length <= most {
                    kept.extend_from_slice(&piece);
                }
            }
            Ok(Some(Err(_))) | Err(_) => return Err(Untaken::Cut),
        }
    }
}

fn closing(problem: Problem) -> Response {
    let mut response = problem.into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// More than any form holds.
pub(crate) fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "request.too_large",
        "内容过大",
        "提交的内容超过1 MB。音像文件请用上传页面；文字内容请分开提交。",
    )
}

/// More than all packs hold.
fn draft_too_large() -> Problem {
    let most = MAX_DRAFT_BYTES / (1024 * 1024);
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "request.too_large",
        "草案过大",
        format!("草案超过{most} MB。请只提交改动的文件。"),
    )
}

/// More than any list holds.
fn table_too_large() -> Problem {
    let most = MAX_TABLE_BYTES / (1024 * 1024);
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "request.too_large",
        "文件过大",
        format!("表格文件超过{most} MB。请只保留清单所在的工作表，删去图片后重新选择。"),
    )
}
