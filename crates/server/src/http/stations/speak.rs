//! What a station says: that it is one, what was put into it, what it brings in, what it deleted.

use app::{App, ClearedFile, NewClip, StationUpload};
use axum::Json;
use axum::extract::State;
use domain::recording::FileFlag;
use domain::station::Docking;
use serde::{Deserialize, Serialize};
use terms::{ClaimedTime, Digest};
use utoipa::ToSchema;

use super::status::{ServerTime, count};
use crate::http::caller::{self, StationCaller};
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, time};
use crate::http::words;

/// Most uploads asked after at once.
const MOST_UPLOADS: usize = 100;

/// Which station wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChallengeStation {
    station_id: String,
}

/// Something to sign.
#[derive(Serialize, ToSchema)]
pub(crate) struct Challenge {
    challenge: String,
    server_time: String,
}

/// Gives a station something to sign. Whether there is such a station is not told.
#[utoipa::path(post, path = "/station/challenge", tag = "采集站", request_body = ChallengeStation, responses((status = 200, body = Challenge), (status = 404, body = Problem)))]
pub(crate) async fn challenge_station(
    State(app): State<App>,
    headers: axum::http::HeaderMap,
    Body(asked): Body<ChallengeStation>,
) -> Result<Json<Challenge>, Problem> {
    caller::check_origin(&axum::http::Method::POST, &headers)?;
    let challenge = app.challenge_station(wire::id(&asked.station_id)?)?;
    Ok(Json(Challenge { challenge, server_time: time(app.now()) }))
}

/// A challenge, signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogStationIn {
    challenge: String,
    /// Ed25519, 128 hexadecimal digits.
    signature: String,
}

/// Leave to speak as a station.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationToken {
    station_id: String,
    token: String,
    until: String,
    server_time: String,
}

/// Logs a station in.
#[utoipa::path(post, path = "/station/session", tag = "采集站", request_body = LogStationIn, responses((status = 200, body = StationToken), (status = 401, body = Problem)))]
pub(crate) async fn log_station_in(
    State(app): State<App>,
    headers: axum::http::HeaderMap,
    Body(asked): Body<LogStationIn>,
) -> Result<Json<StationToken>, Problem> {
    caller::check_origin(&axum::http::Method::POST, &headers)?;
    let session = app.log_station_in(&asked.challenge, &asked.signature).await?;
    Ok(Json(StationToken {
        station_id: session.station.to_string(),
        token: session.token,
        until: time(session.until),
        server_time: time(app.now()),
    }))
}

/// A device that was put in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnnounceDock {
    bay: String,
    serial_no: Option<String>,
    device_time: Option<String>,
    station_time: String,
    battery_percent: Option<u8>,
    free_bytes: Option<u64>,
    files_present: u32,
    first_no: Option<u64>,
    last_no: Option<u64>,
    missing_numbers: u32,
    /// Id of the naming rule that its files fit.
    naming: Option<String>,
}

/// Notes that a device was put in (Art. 22).
#[utoipa::path(post, path = "/station/docks", tag = "采集站", request_body = AnnounceDock, responses((status = 201, body = Done), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn announce_dock(
    State(app): State<App>,
    caller: StationCaller,
    Body(new): Body<AnnounceDock>,
) -> Result<Done, Problem> {
    let device_said = wire::maybe_instant("device_time", new.device_time.as_deref())?;
    let docking = Docking {
        bay: wire::text("bay", &new.bay)?,
        serial_no: wire::maybe_text("serial_no", new.serial_no.as_deref())?,
        device_said: device_said.map(ClaimedTime::new),
        station_said: ClaimedTime::new(wire::instant("station_time", &new.station_time)?),
        battery_percent: new.battery_percent,
        free_bytes: count("free_bytes", new.free_bytes)?,
        files_present: new.files_present,
        first_no: count("first_no", new.first_no)?,
        last_no: count("last_no", new.last_no)?,
        missing_numbers: new.missing_numbers,
        layout: wire::maybe_text("naming", new.naming.as_deref())?,
    };
    Ok(app.announce_dock(&caller.call(), caller.station(), docking).await?.into())
}

/// A clip to bring in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginClip {
    dock_id: Option<String>,
    file_name: String,
    size_bytes: u64,
    sha256: String,
    recorded_at: Option<String>,
    serial_no: Option<String>,
    person_code: Option<String>,
    file_no: Option<u64>,
    folder: Option<String>,
    important: bool,
    #[schema(value_type = Vec<words::FileFlag>)]
    flags: Vec<String>,
}

/// How far an upload of the station is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClipView {
    upload_id: String,
    /// Where its bytes go, by tus.
    location: String,
    size_bytes: u64,
    offset_bytes: u64,
    #[schema(value_type = words::UploadState)]
    state: String,
    error: Option<String>,
    recording_id: Option<String>,
    sha256: Option<String>,
    sm3: Option<String>,
    /// Our signed word that it is deposited, once it is.
    receipt: Option<String>,
}

/// Uploads of the station.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClipList {
    items: Vec<ClipView>,
    server_time: String,
}

fn clip_view(told: StationUpload) -> ClipView {
    let StationUpload { view, receipt } = told;
    let digests = view.deposited.as_ref().map(|(recording, _)| recording.digests);
    ClipView {
        upload_id: view.row.upload_id.to_string(),
        location: format!("/api/v1/uploads/{}", view.row.upload_id),
        size_bytes: view.row.size_bytes,
        offset_bytes: view.offset_bytes,
        state: view.row.state,
        error: view.row.error,
        recording_id: view.deposited.map(|(recording, _)| recording.id.to_string()),
        sha256: digests.map(|digests| digests.sha256.to_string()),
        sm3: digests.map(|digests| digests.sm3.to_string()),
        receipt,
    }
}

fn sha256(field: &'static str, text: &str) -> Result<Digest, Problem> {
    text.parse().map_err(|_| Problem::value(field, "应为64位小写十六进制。"))
}

/// Begins to bring a clip in; the same bytes from the same station are one upload for ever.
#[utoipa::path(post, path = "/station/uploads", tag = "采集站", request_body = BeginClip, responses((status = 200, body = ClipView), (status = 401, body = Problem), (status = 422, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn begin_clip(
    State(app): State<App>,
    caller: StationCaller,
    Body(new): Body<BeginClip>,
) -> Result<Json<ClipView>, Problem> {
    let text = |value: &Option<String>, field| -> Result<Option<String>, Problem> {
        let text = wire::maybe_text::<255>(field, value.as_deref())?;
        Ok(text.map(|text| text.as_str().to_owned()))
    };
    let recorded_at = wire::maybe_instant("recorded_at", new.recorded_at.as_deref())?;
    let clip = NewClip {
        dock: new.dock_id.as_deref().map(wire::id).transpose()?,
        size_bytes: new.size_bytes,
        sha256: sha256("sha256", &new.sha256)?,
        claimed_at: recorded_at.map(ClaimedTime::new),
        serial_no: text(&new.serial_no, "serial_no")?,
        person_code: text(&new.person_code, "person_code")?,
        file_no: count("file_no", new.file_no)?,
        folder: text(&new.folder, "folder")?,
        is_important: new.important,
        flags: wire::words("flags", &new.flags, FileFlag::parse)?,
        file_name: new.file_name,
    };
    Ok(Json(clip_view(app.begin_clip(caller.station(), clip).await?)))
}

/// Which uploads are asked after.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskClips {
    upload_ids: Vec<String>,
}

/// How far the station's own uploads are; of others nothing is told.
#[utoipa::path(post, path = "/station/uploads/states", tag = "采集站", request_body = AskClips, responses((status = 200, body = ClipList), (status = 401, body = Problem)))]
pub(crate) async fn clips(
    State(app): State<App>,
    caller: StationCaller,
    Body(asked): Body<AskClips>,
) -> Result<Json<ClipList>, Problem> {
    if asked.upload_ids.len() > MOST_UPLOADS {
        return Err(Problem::value("upload_ids", format!("一次最多查询{MOST_UPLOADS}个。")));
    }
    let ids = wire::ids("upload_ids", &asked.upload_ids)?;
    let told = app.clips(caller.station(), &ids).await?;
    Ok(Json(ClipList {
        items: told.into_iter().map(clip_view).collect(),
        server_time: time(app.now()),
    }))
}

/// A file that was deleted from its device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteCleared {
    upload_id: String,
    /// SHA-256 of the receipt the station relied on.
    receipt_sha256: String,
    cleared_at: String,
}

/// Notes that a file was deleted from its device, on our receipt (Art. 22).
#[utoipa::path(post, path = "/station/cleared", tag = "采集站", request_body = NoteCleared, responses((status = 200, body = ServerTime), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn note_cleared(
    State(app): State<App>,
    caller: StationCaller,
    Body(told): Body<NoteCleared>,
) -> Result<Json<ServerTime>, Problem> {
    let file = ClearedFile {
        upload: wire::id(&told.upload_id)?,
        receipt: sha256("receipt_sha256", &told.receipt_sha256)?,
        cleared_at: ClaimedTime::new(wire::instant("cleared_at", &told.cleared_at)?),
    };
    app.note_cleared(&caller.call(), caller.station(), file).await?;
    Ok(Json(ServerTime { server_time: time(app.now()) }))
}
