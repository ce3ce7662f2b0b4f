//! A device's page.

use app::{App, DeviceView};
use axum::Json;
use axum::extract::State;
use domain::device::{Device, DeviceKind, Numbering, Retirement, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{
    ClockPoint, FaultView, GapView, SeenView, TenureView, clock_point, fault, gap, seen, tenure,
};
use crate::http::caller::Caller;
use crate::http::cases::trail::{TrailEntry, entry};
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::trail_words::Names;
use crate::http::view::OfficerRef;
use crate::http::wire::{self, Ids, time};
use crate::http::words;

/// What the register says.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceDetails {
    #[schema(value_type = words::DeviceKind)]
    kind: DeviceKind,
    asset_no: String,
    serial_no: String,
    maker: String,
    model: String,
    capacity_bytes: Option<u64>,
    naming: Option<String>,
    #[schema(value_type = words::Numbering)]
    numbering: Numbering,
    division_id: Option<String>,
    division: Option<String>,
    place: Option<String>,
    /// The room a fixed camera looks at.
    room_id: Option<String>,
    room: Option<String>,
    namesake_reason: Option<String>,
}

/// A recording that came from it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceRecording {
    recording_id: String,
    file_name: String,
    file_no: Option<u64>,
    size_bytes: u64,
    deposited_at: String,
    started_at: Option<String>,
    /// Whether the device was seen empty afterwards.
    cleared: Option<bool>,
}

/// When it will be full.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastView {
    sentence: String,
    full_at: Option<String>,
    per_day_bytes: Option<u64>,
}

/// Files that are not taken in yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComingView {
    /// The station that has them; nothing if a person uploads them.
    station: Option<String>,
    files: u32,
}

/// How it was lost or went out of use.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceEnd {
    at: String,
    #[schema(value_type = Option<words::Retirement>)]
    how: Option<Retirement>,
    text: String,
    data_went: Option<String>,
}

/// The collection station that a device is.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceStation {
    station_id: String,
    name: String,
}

/// A device's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct DevicePage {
    device_id: String,
    agency_id: String,
    agency: String,
    details: DeviceDetails,
    #[schema(value_type = words::DeviceStatus)]
    status: Status,
    holder: Option<OfficerRef>,
    registered_at: String,
    /// The collection station that it is, by its key.
    station: Option<DeviceStation>,
    ended: Option<DeviceEnd>,
    battery_percent: Option<u8>,
    battery_at: Option<String>,
    free_bytes: Option<u64>,
    free_at: Option<String>,
    forecast: ForecastView,
    /// Newest first.
    custody: Vec<TenureView>,
    /// Newest first.
    seen: Vec<SeenView>,
    /// Oldest first.
    clocks: Vec<ClockPoint>,
    /// Newest first.
    faults: Vec<FaultView>,
    /// Newest first.
    gaps: Vec<GapView>,
    /// What is on its way, for which no number is called missing for a day.
    coming: Vec<ComingView>,
    recordings: Vec<DeviceRecording>,
    /// Whether the reader sees to its faults.
    may_keep: bool,
    /// Whether the reader may explain missing numbers.
    may_explain: bool,
    steps: Vec<Step>,
    trail: Vec<TrailEntry>,
    version: u64,
}

fn details(view: &DeviceView) -> DeviceDetails {
    let it = &view.device.details;
    let agency = view.directory.agencies.get(&view.device.agency);
    let room = it.room.zip(agency).and_then(|(id, agency)| agency.room(id));
    let division = it.division.zip(agency).and_then(|(id, agency)| {
        let found = agency.divisions.iter().find(|division| division.id == id);
        found.map(|division| division.name.clone())
    });
    DeviceDetails {
        kind: it.kind,
        asset_no: it.asset_no.as_str().to_owned(),
        serial_no: it.serial_no.as_str().to_owned(),
        maker: it.maker.as_str().to_owned(),
        model: it.model.as_str().to_owned(),
        capacity_bytes: it.capacity_bytes,
        naming: it.naming.as_ref().map(|text| text.as_str().to_owned()),
        numbering: it.numbering,
        division_id: it.division.map(|id| id.to_string()),
        division,
        place: it.place.as_ref().map(|text| text.as_str().to_owned()),
        room_id: it.room.map(|id| id.to_string()),
        room: room.map(|room| room.name().to_owned()),
        namesake_reason: view.device.namesake_reason.clone(),
    }
}

fn ended(device: &Device) -> Option<DeviceEnd> {
    let ended = device.ending.as_ref().map(|ending| DeviceEnd {
        at: time(ending.at),
        how: Some(ending.how),
        text: ending.reason.clone(),
        data_went: Some(ending.data_went.clone()),
    });
    let lost = || {
        let (_, happened_at, text) = device.lost.as_ref()?;
        let (at, text) = (time(*happened_at), text.clone());
        Some(DeviceEnd { at, how: None, text, data_went: None })
    };
    ended.or_else(lost)
}

fn recordings(view: &DeviceView) -> Vec<DeviceRecording> {
    let one = |row: &app::RecordingRow| DeviceRecording {
        recording_id: row.recording_id.to_string(),
        file_name: row.file_name.clone(),
        file_no: row.file_no,
        size_bytes: row.size_bytes,
        deposited_at: time(row.deposited_at),
        started_at: row.started_at.map(time),
        cleared: row.device_cleared,
    };
    view.recordings.iter().map(one).collect()
}

fn coming(view: &DeviceView) -> Vec<ComingView> {
    let one = |one: &app::Coming| ComingView { station: one.station.clone(), files: one.files };
    view.coming.iter().map(one).collect()
}

/// A device with its life so far.
#[utoipa::path(get, path = "/devices/{device}", tag = "设备", params(("device" = String, Path)), responses((status = 200, body = DevicePage), (status = 404, body = Problem)))]
pub(crate) async fn device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<DevicePage>, Problem> {
    let view = app.device(caller.officer(), wire::id(&id)?).await?;
    let (it, directory) = (&view.device, &*view.directory);
    let agency = directory.agencies.get(&it.agency);
    let names = Names::of(&view.trail, &app.law.catalogue, directory);
    let (battery, free) = (it.battery_at(view.now), it.free_at(view.now));
    let step = |(action, title, may): &(&str, &str, Result<(), domain::Refusal>)| {
        Step::of(action, title, may.clone())
    };
    Ok(Json(DevicePage {
        device_id: it.id.to_string(),
        agency_id: it.agency.to_string(),
        agency: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
        details: details(&view),
        status: it.status(),
        holder: it
            .holder()
            .map(|id| OfficerRef { officer_id: id.to_string(), name: directory.name_of(id) }),
        registered_at: time(it.registered_at),
        station: view.station.as_ref().map(|row| DeviceStation {
            station_id: row.station_id.to_string(),
            name: row.name.clone(),
        }),
        ended: ended(it),
        battery_percent: battery.map(|(_, percent)| percent),
        battery_at: battery.map(|(at, _)| time(at)),
        free_bytes: free.map(|(_, free)| free),
        free_at: free.map(|(at, _)| time(at)),
        forecast: ForecastView {
            sentence: view.forecast.sentence.clone(),
            full_at: view.forecast.full_at.map(time),
            per_day_bytes: view.forecast.per_day_bytes,
        },
        custody: it.custody.iter().rev().map(|one| tenure(one, directory)).collect(),
        seen: seen(&view),
        clocks: it.clocks.iter().map(clock_point).collect(),
        faults: it.faults.iter().rev().map(|one| fault(one, directory)).collect(),
        gaps: it.gaps.iter().rev().map(|one| gap(one, directory)).collect(),
        coming: coming(&view),
        recordings: recordings(&view),
        may_keep: view.may_keep,
        may_explain: view.may_report,
        steps: view.may.iter().map(step).collect(),
        trail: view.trail.iter().rev().map(|fact| entry(fact, &names)).collect(),
        version: view.version,
    }))
}
