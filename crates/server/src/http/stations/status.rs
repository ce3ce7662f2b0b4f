//! What a station says of itself, on the wire.

use app::{App, BayState};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use terms::ClaimedTime;
use utoipa::ToSchema;

use crate::http::caller::StationCaller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, time};
use crate::http::words;

/// Most bays of one station: the largest cabinets seen have half of it.
const MOST_BAYS: usize = 64;
/// Most files told that need somebody to look; the station keeps them all.
const MOST_TROUBLES: usize = 100;
/// Longest text kept of each.
const MOST_CHARS: usize = 300;

/// Largest number taken: readers of JSON keep integers exact up to here.
const MOST_COUNT: u64 = (1 << 53) - 1;
/// Furthest a clock may be off: further is no reading of a clock.
const MOST_AHEAD_MS: u64 = 200 * 366 * 86_400_000;

/// A bay, a drive or a folder.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BayStatus {
    bay: String,
    #[schema(value_type = words::BayState)]
    state: String,
    serial_no: Option<String>,
    files: u32,
    deposited: u32,
    bytes: u64,
    sent_bytes: u64,
    battery_percent: Option<u8>,
    free_bytes: Option<u64>,
    /// How far the device's clock is ahead of the station's.
    device_ahead_ms: Option<i64>,
}

/// A file that needs somebody to look.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StationTrouble {
    file_name: String,
    bay: String,
    what: String,
}

/// What a station says of itself.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StationStatus {
    version: String,
    station_time: String,
    free_bytes: Option<u64>,
    waiting: u32,
    waiting_bytes: u64,
    bays: Vec<BayStatus>,
    troubles: Vec<StationTrouble>,
}

/// Our clock, for the station to compare its own with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServerTime {
    pub(super) server_time: String,
}

/// Keeps what a station says of itself.
#[utoipa::path(put, path = "/station/status", tag = "采集站", request_body = StationStatus, responses((status = 200, body = ServerTime), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn note_station_status(
    State(app): State<App>,
    caller: StationCaller,
    Body(said): Body<StationStatus>,
) -> Result<Json<ServerTime>, Problem> {
    let status = read(said)?;
    app.note_station_status(caller.station(), &status).await?;
    Ok(Json(ServerTime { server_time: time(app.now()) }))
}

fn short(field: &'static str, text: String) -> Result<String, Problem> {
    if text.chars().count() > MOST_CHARS || text.chars().any(domain::is_unseen) {
        return Err(Problem::value(field, format!("最多{MOST_CHARS}个字，且不含控制字符。")));
    }
    Ok(text)
}

/// A number of bytes or files that may be left out.
pub(super) fn count(field: &'static str, number: Option<u64>) -> Result<Option<u64>, Problem> {
    match number {
        Some(number) if number > MOST_COUNT => Err(Problem::value(field, "数值过大。")),
        number => Ok(number),
    }
}

fn ahead(ms: Option<i64>) -> Result<Option<i64>, Problem> {
    match ms {
        Some(ms) if ms.unsigned_abs() > MOST_AHEAD_MS => {
            Err(Problem::value("device_ahead_ms", "钟差过大，不是时钟的读数。"))
        }
        ms => Ok(ms),
    }
}

fn read(said: StationStatus) -> Result<app::StationStatus, Problem> {
    if said.bays.len() > MOST_BAYS || said.troubles.len() > MOST_TROUBLES {
        let most = format!("仓位最多{MOST_BAYS}个，待处理文件最多{MOST_TROUBLES}个。");
        return Err(Problem::value("状态", most));
    }
    let bay = |bay: BayStatus| {
        Ok(app::BayStatus {
            state: wire::word("state", &bay.state, BayState::parse)?,
            bay: short("bay", bay.bay)?,
            serial_no: bay.serial_no.map(|text| short("serial_no", text)).transpose()?,
            files: bay.files,
            deposited: bay.deposited,
            bytes: count("bytes", Some(bay.bytes))?.unwrap_or_default(),
            sent_bytes: count("sent_bytes", Some(bay.sent_bytes))?.unwrap_or_default(),
            battery_percent: bay.battery_percent,
            free_bytes: count("free_bytes", bay.free_bytes)?,
            device_ahead_ms: ahead(bay.device_ahead_ms)?,
        })
    };
    let trouble = |trouble: StationTrouble| {
        Ok(app::Trouble {
            file_name: short("file_name", trouble.file_name)?,
            bay: short("bay", trouble.bay)?,
            what: short("what", trouble.what)?,
        })
    };
    Ok(app::StationStatus {
        version: short("version", said.version)?,
        station_said: ClaimedTime::new(wire::instant("station_time", &said.station_time)?),
        free_bytes: count("free_bytes", said.free_bytes)?,
        waiting: said.waiting,
        waiting_bytes: count("waiting_bytes", Some(said.waiting_bytes))?.unwrap_or_default(),
        bays: said.bays.into_iter().map(bay).collect::<Result<_, Problem>>()?,
        troubles: said.troubles.into_iter().map(trouble).collect::<Result<_, Problem>>()?,
    })
}

/// What a station said, for people.
pub(super) fn shown(said: &app::StationStatus) -> StationStatus {
    StationStatus {
        version: said.version.clone(),
        station_time: time(said.station_said.as_said()),
        free_bytes: said.free_bytes,
        waiting: said.waiting,
        waiting_bytes: said.waiting_bytes,
        bays: said
            .bays
            .iter()
            .map(|bay| BayStatus {
                bay: bay.bay.clone(),
                state: bay.state.as_str().to_owned(),
                serial_no: bay.serial_no.clone(),
                files: bay.files,
                deposited: bay.deposited,
                bytes: bay.bytes,
                sent_bytes: bay.sent_bytes,
                battery_percent: bay.battery_percent,
                free_bytes: bay.free_bytes,
                device_ahead_ms: bay.device_ahead_ms,
            })
            .collect(),
        troubles: said
            .troubles
            .iter()
            .map(|trouble| StationTrouble {
                file_name: trouble.file_name.clone(),
                bay: trouble.bay.clone(),
                what: trouble.what.clone(),
            })
            .collect(),
    }
}
