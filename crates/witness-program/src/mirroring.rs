//! The mirror over HTTP: leaves in (C2SP tlog-mirror), reports in, what was found out.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flate2::write::GzDecoder;
use futures_util::StreamExt as _;
use ledger::{MAX_LEAF_BYTES, MAX_REPORT_BYTES, UploadReader};
use witness::{Entries, ReportTaken, Upload, Witness};

use crate::now;

/// A sender that is silent so long has gone; what came whole is kept.
const SILENCE: Duration = Duration::from_secs(10);
/// Compressed bytes that are unpacked at once: at most some MiB come of them.
const PIECE: usize = 4 * 1024;

pub(crate) fn router(prefix: &str) -> Router<Arc<Witness>> {
    Router::new()
        .route(&format!("{prefix}/add-entries"), post(add_entries))
        .route(&format!("{prefix}/{{origin}}/reports/{{leaf}}"), post(report))
        .route(&format!("{prefix}/mirror/{{origin}}/checkpoint"), get(checkpoint))
        .route(&format!("{prefix}/mirror/{{origin}}/recount"), get(recount))
        .route(&format!("{prefix}/mirror/{{origin}}/audited"), get(audited))
        .layer(DefaultBodyLimit::max(MAX_REPORT_BYTES))
}

/// A request as far as it was read.
struct Taking {
    witness: Arc<Witness>,
    reader: UploadReader,
    upload: Option<Upload>,
}

impl Taking {
    /// Takes what came whole by now.
    fn go_on(&mut self) -> Result<(), Entries> {
        if self.upload.is_none() {
            let head = self.reader.head().map_err(|_| Entries::Malformed)?;
            let Some(head) = head else { return Ok(()) };
            self.upload = Some(self.witness.begin_upload(head)?);
        }
        let Some(upload) = &mut self.upload else { return Ok(()) };
        while let Some(package) =
            self.reader.package(MAX_LEAF_BYTES).map_err(|_| Entries::Malformed)?
        {
            self.witness.take_package(upload, &package)?;
        }
        Ok(())
    }

    fn end(&self) -> Entries {
        match &self.upload {
            Some(upload) => self.witness.end_upload(upload, self.reader.is_whole(), now()),
            None => Entries::Malformed,
        }
    }
}

async fn add_entries(
    State(witness): State<Arc<Witness>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut unpack = match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => None,
        Some(b"gzip") => Some(GzDecoder::new(Vec::new())),
        Some(_) => return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
    };
    let mut taking = Taking { witness, reader: UploadReader::default(), upload: None };
    let mut pieces = body.into_data_stream();
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(SILENCE, pieces.next()).await {
        // It waits for the disk; once begun it is finished, whoever goes away.
        let work = move || {
            let taken = take(&mut taking, &mut unpack, &piece);
            (taking, unpack, taken)
        };
        let Ok((then, packed, taken)) = tokio::task::spawn_blocking(work).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        (taking, unpack) = (then, packed);
        match taken {
            Ok(()) if taking.reader.is_whole() => break,
            Ok(()) => {}
            // What came whole before counts.
            Err(Entries::Malformed) => break,
            Err(answer) => return reply(&answer),
        }
    }
    match tokio::task::spawn_blocking(move || taking.end()).await {
        Ok(answer) => reply(&answer),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn take(
    taking: &mut Taking,
    unpack: &mut Option<GzDecoder<Vec<u8>>>,
    piece: &Bytes,
) -> Result<(), Entries> {
    let Some(unpack) = unpack else {
        taking.reader.put(piece);
        return taking.go_on();
    };
    for piece in piece.chunks(PIECE) {
        unpack.write_all(piece).map_err(|_| Entries::Malformed)?;
        unpack.flush().map_err(|_| Entries::Malformed)?;
        taking.reader.put(&std::mem::take(unpack.get_mut()));
        taking.go_on()?;
    }
    Ok(())
}

fn reply(answer: &Entries) -> Response {
    match answer {
        Entries::Fault(error) => tracing::error!(?error, "leaves are not kept"),
        Entries::Unproven => tracing::error!("leaves came that are not in the head"),
        Entries::Kept(_)
        | Entries::More(_)
        | Entries::Conflict(_)
        | Entries::UnknownLog
        | Entries::Malformed => {}
    }
    let (status, kind, body) = answer.http();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    ([(header::CONTENT_TYPE, kind), (header::ACCEPT_ENCODING, "gzip")], (status, body))
        .into_response()
}

async fn report(
    State(witness): State<Arc<Witness>>,
    Path((origin, leaf)): Path<(String, u64)>,
    body: String,
) -> Response {
    let kept = tokio::task::spawn_blocking(move || witness.keep_report(&origin, leaf, &body)).await;
    match kept {
        Ok(Ok(ReportTaken::Kept)) => StatusCode::OK.into_response(),
        Ok(Ok(ReportTaken::UnknownLog | ReportTaken::NoSuchLeaf)) => {
            StatusCode::NOT_FOUND.into_response()
        }
        Ok(Ok(ReportTaken::Differs)) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Ok(Err(error)) => {
            tracing::error!(?error, "a report is not kept");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn checkpoint(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    text(witness.mirror_checkpoint(&origin))
}

async fn recount(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    text(witness.audited(&origin).map(|(recount, _)| recount))
}

async fn audited(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    text(witness.audited(&origin).map(|(_, note)| note))
}

fn text(found: Result<Option<String>, witness::Fault>) -> Response {
    match found {
        Ok(Some(text)) => {
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-store")], text).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(?error, "the mirror cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Counts again, log by log, whatever came since the last time.
pub(crate) async fn audits(witness: Arc<Witness>, every: Duration) {
    loop {
        let witness_too = Arc::clone(&witness);
        if tokio::task::spawn_blocking(move || audit_all(&witness_too)).await.is_err() {
            tracing::error!("a recount broke off");
        }
        tokio::time::sleep(every).await;
    }
}

fn audit_all(witness: &Witness) {
    for (hash, _) in witness.logs() {
        let due = witness.is_audit_due(&hash);
        let recount = match due {
            Ok(false) => continue,
            Ok(true) => witness.audit(&hash, now()),
            Err(error) => Err(error),
        };
        match recount {
            Ok(Some(recount)) => {
                for one in recount.reports.iter().filter(|one| one.is_open_dispute()) {
                    tracing::error!(log = hash, leaf = one.leaf, "a report does not recount");
                }
            }
            Ok(None) => {}
            Err(error) => tracing::error!(?error, log = hash, "no recount"),
        }
    }
}
