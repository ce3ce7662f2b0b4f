//! The wall of stations, and one of them.

use app::{App, DockRow, StationRow, StationsSeen};
use axum::Json;
use axum::extract::State;
use domain::org::Directory;
use serde::Serialize;
use terms::{AgencyId, Timestamp};
use utoipa::ToSchema;

use super::status::{StationStatus, shown};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::uploads::{UploadView, upload_view};
use crate::http::wire::{self, Ids, time};

/// A station that was silent for longer is shown as not connected: it speaks twice a minute.
const SILENT_MS: i64 = 120_000;

/// A station with what it said last.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationTile {
    station_id: String,
    agency: String,
    name: String,
    place: String,
    registered_at: String,
    closed_at: Option<String>,
    /// It spoke within the last two minutes.
    online: bool,
    seen_at: Option<String>,
    /// How far its clock was ahead of ours when it spoke last.
    station_ahead_ms: Option<i64>,
    said: Option<StationStatus>,
}

/// The wall.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationWall {
    items: Vec<StationTile>,
    /// Registering one.
    register: Step,
}

/// A device that was put into a station.
#[derive(Serialize, ToSchema)]
pub(crate) struct DockView {
    dock_id: String,
    bay: String,
    serial_no: Option<String>,
    at: String,
    device_ahead_ms: Option<i64>,
    station_ahead_ms: i64,
    battery_percent: Option<u32>,
    free_bytes: Option<u64>,
    files_present: u32,
    first_no: Option<u64>,
    last_no: Option<u64>,
    missing_numbers: u32,
}

/// What the register of devices knows a station as.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationDevice {
    device_id: String,
    asset_no: String,
    maker: String,
    model: String,
}

/// One station.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationPage {
    tile: StationTile,
    device: Option<StationDevice>,
    version: u64,
    public_key: String,
    key_since: String,
    closed_reason: Option<String>,
    /// The public key by which it knows our receipts.
    server_key: String,
    docks: Vec<DockView>,
    uploads: Vec<UploadView>,
    keep: Step,
}

fn tile(
    row: &StationRow,
    said: Option<&(Timestamp, app::StationStatus)>,
    directory: &Directory,
    now: Timestamp,
) -> StationTile {
    let ahead = |(at, said): &(Timestamp, app::StationStatus)| {
        said.station_said.as_said().ms().saturating_sub(at.ms())
    };
    StationTile {
        station_id: row.station_id.to_string(),
        agency: agency_name(row.agency_id, directory),
        name: row.name.clone(),
        place: row.place.clone(),
        registered_at: time(row.registered_at),
        closed_at: row.closed_at.map(time),
        online: row.closed_at.is_none()
            && said.is_some_and(|(at, _)| now.ms().saturating_sub(at.ms()) <= SILENT_MS),
        seen_at: said.map(|(at, _)| time(*at)),
        station_ahead_ms: said.map(ahead),
        said: said.map(|(_, said)| shown(said)),
    }
}

fn agency_name(id: AgencyId, directory: &Directory) -> String {
    directory.agencies.get(&id).map(|agency| agency.name.clone()).unwrap_or_default()
}

fn dock_view(row: DockRow) -> DockView {
    DockView {
        dock_id: row.dock_id.to_string(),
        bay: row.bay,
        serial_no: row.serial_no,
        at: time(row.at),
        device_ahead_ms: row.device_offset_ms,
        station_ahead_ms: row.station_offset_ms,
        battery_percent: row.battery_percent,
        free_bytes: row.free_bytes,
        files_present: row.files_present,
        first_no: row.first_no,
        last_no: row.last_no,
        missing_numbers: row.missing_numbers,
    }
}

/// The stations one may see.
#[utoipa::path(get, path = "/stations", tag = "采集站", responses((status = 200, body = StationWall), (status = 403, body = Problem)))]
pub(crate) async fn stations(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<StationWall>, Problem> {
    let StationsSeen { stations, may_keep, directory, now } =
        app.stations(caller.officer()).await?;
    let tiles = stations.iter().map(|(row, said)| tile(row, said.as_ref(), &directory, now));
    Ok(Json(StationWall {
        items: tiles.collect(),
        register: Step::of("register", "登记采集站", may_keep),
    }))
}

/// One station.
#[utoipa::path(get, path = "/stations/{station}", tag = "采集站", params(("station" = String, Path)), responses((status = 200, body = StationPage), (status = 404, body = Problem)))]
pub(crate) async fn station(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<StationPage>, Problem> {
    let view = app.station(caller.officer(), wire::id(&id)?).await?;
    let station = view.station;
    let row = StationRow {
        station_id: station.id,
        agency_id: station.agency,
        name: station.name,
        place: station.place,
        key: station.key,
        key_since: station.key_since,
        registered_at: station.registered_at,
        closed_at: station.closed.as_ref().map(|(at, _)| *at),
        device_id: station.device,
    };
    let device = view.device.map(|row| StationDevice {
        device_id: row.device_id.to_string(),
        asset_no: row.asset_no,
        maker: row.maker,
        model: row.model,
    });
    Ok(Json(StationPage {
        tile: tile(&row, view.said.as_ref(), &view.directory, view.now),
        device,
        version: view.version,
        public_key: station.key.to_string(),
        key_since: time(station.key_since),
        closed_reason: station.closed.map(|(_, reason)| reason),
        server_key: view.server_key,
        docks: view.docks.into_iter().map(dock_view).collect(),
        uploads: view.uploads.into_iter().map(|one| upload_view(&app, one)).collect(),
        keep: Step::of("keep", "对应设备、更换密钥、停用", view.may_keep),
    }))
}
