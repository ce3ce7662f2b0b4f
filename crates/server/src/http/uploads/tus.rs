//! The tus protocol. The offset told is bytes on disk.

use app::{App, BeginUpload, StageError, Taken};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::recording::Description;
use futures_util::TryStreamExt as _;
use terms::{ClaimedTime, Digest, Personal, UploadId};

use super::metadata;
use crate::http::caller::{Caller, SendingCaller};
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids};

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,termination,checksum";
/// Carries our signed word that every byte is there, in base64.
const ACCEPTANCE: &str = "liuhen-acceptance";
/// tus: the checksum of the body does not match.
const CHECKSUM_MISMATCH: u16 = 460;

fn answer(status: StatusCode, more: &[(&'static str, String)]) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in more {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    response
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get("tus-resumable").is_some_and(|version| version == VERSION) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "upload.version",
        "上传协议版本不符",
        "请使用 tus 1.0.0 协议上传。",
    ))
}

fn number(headers: &HeaderMap, name: &'static str) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// What the server can do.
#[utoipa::path(method(options), path = "/uploads", tag = "上传", responses((status = 204)))]
pub(crate) async fn upload_options(_: Caller) -> Response {
    let most = app::vault::MAX_UPLOAD_BYTES.to_string();
    answer(
        StatusCode::NO_CONTENT,
        &[
            ("tus-version", VERSION.to_owned()),
            ("tus-extension", EXTENSIONS.to_owned()),
            ("tus-max-size", most),
            ("tus-checksum-algorithm", "sha256".to_owned()),
        ],
    )
}

/// Begins an upload.
#[utoipa::path(post, path = "/uploads", tag = "上传", params(("Upload-Length" = u64, Header), ("Upload-Metadata" = String, Header)), responses((status = 201), (status = 413, body = Problem), (status = 422, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn begin_upload(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    check_version(&headers)?;
    let size_bytes = number(&headers, "upload-length")
        .ok_or_else(|| Problem::value("Upload-Length", "须写明文件字节数。"))?;
    if size_bytes > app::vault::MAX_UPLOAD_BYTES {
        let most = app::vault::MAX_UPLOAD_BYTES >> 30;
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload.too_large",
            "文件过大",
            format!("单个文件不得超过{most} GB。请联系管理员从采集站导入。"),
        ));
    }
    let header =
        headers.get("upload-metadata").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let values = metadata::read(header).ok_or_else(|| {
        Problem::value("Upload-Metadata", "格式不对：应为逗号分隔的“键 base64值”。")
    })?;
    let value = |key: &str| values.get(key).map(String::as_str).filter(|value| !value.is_empty());
    let declared: Option<Digest> = value("sha256")
        .map(|text| text.parse().map_err(|_| Problem::value("sha256", "应为64位小写十六进制。")))
        .transpose()?;
    let recorded_at = wire::maybe_instant("recorded_at", value("recorded_at"))?;
    let note = wire::maybe_text::<200>("说明", value("note"))?;
    let new = BeginUpload {
        size_bytes,
        file_name: value("filename").unwrap_or_default().to_owned(),
        activity: value("activity_id").map(wire::id).transpose()?,
        declared,
        claimed_at: recorded_at.map(ClaimedTime::new),
        device: value("device_id").map(wire::id).transpose()?,
        description: Description {
            taken_by: value("taken_by").map(wire::id).transpose()?,
            note: note.map(|text| Personal::new(text.as_str().to_owned())),
        },
    };
    let id = app.begin_upload(&caller.call(), new).await?;
    Ok(answer(
        StatusCode::CREATED,
        &[("location", format!("/api/v1/uploads/{id}")), ("upload-offset", "0".to_owned())],
    ))
}

/// Tells how far an upload is; ends a dead connection of the same sender.
#[utoipa::path(head, path = "/uploads/{upload}", tag = "上传", params(("upload" = String, Path)), responses((status = 200), (status = 404)))]
pub(crate) async fn resume_upload(
    State(app): State<App>,
    SendingCaller(sender): SendingCaller,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    let id: UploadId = wire::id(&id)?;
    let taken = app.resume_upload(sender, id).await?;
    let mut headers = told(&taken);
    headers.push(("upload-length", taken.size_bytes.to_string()));
    Ok(answer(StatusCode::OK, &headers))
}

/// Takes more bytes.
#[utoipa::path(patch, path = "/uploads/{upload}", tag = "上传", params(("upload" = String, Path), ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)), responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 415, body = Problem), (status = 460, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn append_upload(
    State(app): State<App>,
    SendingCaller(sender): SendingCaller,
    Ids(id): Ids<String>,
    request: Request,
) -> Result<Response, Problem> {
    let id: UploadId = wire::id(&id)?;
    let headers = request.headers();
    check_version(headers)?;
    if headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != "application/offset+octet-stream")
    {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "upload.content_type",
            "内容类型不符",
            "Content-Type 须为 application/offset+octet-stream。",
        ));
    }
    let offset = number(headers, "upload-offset")
        .ok_or_else(|| Problem::value("Upload-Offset", "须写明起始字节。"))?;
    let checksum = checksum(headers)?;
    let body: Body = request.into_body();
    let body = Box::pin(body.into_data_stream().map_err(std::io::Error::other));
    let taken = app.append_upload(sender, id, offset, checksum, body).await?;
    match taken {
        Ok(taken) => Ok(answer(StatusCode::NO_CONTENT, &told(&taken))),
        Err(error) => Err(stage_problem(error)),
    }
}

/// The offset, and our signed word once every byte is there.
fn told(taken: &Taken) -> Vec<(&'static str, String)> {
    let acceptance =
        taken.acceptance.as_ref().map(|word| (ACCEPTANCE, STANDARD.encode(&word.note)));
    [("upload-offset", taken.offset_bytes.to_string())].into_iter().chain(acceptance).collect()
}

/// Ends an upload that was never completed.
#[utoipa::path(delete, path = "/uploads/{upload}", tag = "上传", params(("upload" = String, Path)), responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn terminate_upload(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    app.terminate_upload(caller.officer(), wire::id(&id)?).await?;
    Ok(answer(StatusCode::NO_CONTENT, &[]))
}

fn checksum(headers: &HeaderMap) -> Result<Option<Digest>, Problem> {
    let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
    let wrong = || {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "upload.checksum_form",
            "校验和格式不对",
            "Upload-Checksum 应为“sha256 base64值”。",
        )
    };
    let (algorithm, digest) =
        value.to_str().ok().and_then(|v| v.split_once(' ')).ok_or_else(wrong)?;
    let bytes: Option<[u8; 32]> =
        STANDARD.decode(digest.trim()).ok().and_then(|b| b.try_into().ok());
    match (algorithm, bytes) {
        ("sha256", Some(bytes)) => Ok(Some(Digest::from_bytes(bytes))),
        _ => Err(wrong()),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest reads as everywhere")]
fn stage_problem(error: StageError) -> Problem {
    let problem = |status: StatusCode, code: &str, title: &str, detail: String| {
        Problem::new(status, code, title, detail)
    };
    match error {
        StageError::WrongOffset { offset_bytes } => problem(
            StatusCode::CONFLICT,
            "upload.offset",
            "起始字节不符",
            format!("服务器已保存到第{offset_bytes}字节，请先查询进度再续传。"),
        ),
        StageError::Busy(_) => problem(
            StatusCode::LOCKED,
            "upload.busy",
            "正在写入",
            "该文件正由另一连接写入，请先查询进度再续传。".to_owned(),
        ),
        StageError::TakenOver { offset_bytes } | StageError::Cut { offset_bytes, .. } => problem(
            StatusCode::BAD_REQUEST,
            "upload.cut",
            "连接中断",
            format!("连接中断，已保存到第{offset_bytes}字节，恢复后可续传。"),
        ),
        StageError::TooLong { size_bytes, .. } => problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload.too_long",
            "超出申报长度",
            format!("内容超出申报的{size_bytes}字节，请核对文件后重新上传。"),
        ),
        StageError::BodyDiffers { .. } => {
            let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
            let detail = "本段内容的校验和不符，未保存，请重传本段。".to_owned();
            problem(status, "upload.checksum", "校验和不符", detail)
        }
        other => app::Error::from(other).into(),
    }
}
