//! Pieces of a device's page.

use app::DeviceView;
use domain::device::{
    Checked, ClockReading, ClockSource, Docked, Fault, FaultKind, GapKind, GapReason, Looks,
    NumberGap, Tenure,
};
use domain::org::Directory;
use serde::Serialize;
use terms::OfficerId;
use utoipa::ToSchema;

use crate::http::view::OfficerRef;
use crate::http::wire::time;
use crate::http::words;

/// A stretch of time in which one had the device.
#[derive(Serialize, ToSchema)]
pub(crate) struct TenureView {
    /// Nobody: the store.
    holder: Option<OfficerRef>,
    from: String,
    to: Option<String>,
    /// Who handed it over.
    handed_over_from: Option<String>,
    by: String,
}

/// A look at it, or a report of a station.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeenView {
    at: String,
    /// A station read it.
    docked: bool,
    by: String,
    battery_percent: Option<u8>,
    free_bytes: Option<u64>,
    offset_ms: Option<i64>,
    #[schema(value_type = Option<words::Looks>)]
    looks: Option<Looks>,
    /// Files before they were taken in, and afterwards.
    files_present: Option<u32>,
    files_left: Option<u32>,
    note: Option<String>,
}

/// A reading of its clock.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClockPoint {
    at: String,
    device_said: String,
    station_said: Option<String>,
    offset_ms: i64,
    station_offset_ms: Option<i64>,
    #[schema(value_type = words::ClockSource)]
    source: ClockSource,
}

/// Something that does not work.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultView {
    number: u32,
    #[schema(value_type = words::FaultKind)]
    kind: FaultKind,
    happened_at: String,
    reported_at: String,
    /// Reported on another day than it happened.
    late: bool,
    reported_by: String,
    /// Who had the device then.
    holder: Option<String>,
    unusable: bool,
    text: String,
    repair_at: Option<String>,
    repair_place: Option<String>,
    closed_at: Option<String>,
    closed_text: Option<String>,
}

/// Missing numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapView {
    number: u32,
    #[schema(value_type = words::GapKind)]
    kind: GapKind,
    file_day: Option<String>,
    first_no: u64,
    last_no: u64,
    still_missing: u64,
    open: bool,
    found_at: String,
    /// Files of the device were still on their way then, and had been for a day.
    while_coming: bool,
    #[schema(value_type = Option<words::GapReason>)]
    reason: Option<GapReason>,
    text: Option<String>,
    explained_by: Option<String>,
    explained_at: Option<String>,
}

pub(crate) fn name(directory: &Directory, id: Option<OfficerId>) -> String {
    id.map(|id| directory.name_of(id)).unwrap_or_default()
}

pub(crate) fn tenure(one: &Tenure, directory: &Directory) -> TenureView {
    TenureView {
        holder: one
            .holder
            .map(|id| OfficerRef { officer_id: id.to_string(), name: directory.name_of(id) }),
        from: time(one.from_at),
        to: one.until_at.map(time),
        handed_over_from: one.handed_over_from.map(|id| directory.name_of(id)),
        by: name(directory, one.by),
    }
}

/// Looks and reports of stations in one order, newest first.
pub(crate) fn seen(view: &DeviceView) -> Vec<SeenView> {
    let check = |one: &Checked| {
        let it = &one.check;
        let left = view.device.left.iter().find(|(at, _)| *at == one.at);
        (
            one.at,
            SeenView {
                at: time(one.at),
                docked: false,
                by: name(&view.directory, one.by),
                battery_percent: it.battery_percent,
                free_bytes: it.free_bytes,
                offset_ms: it.clock.map(|clock| clock.offset_ms()),
                looks: Some(it.looks),
                files_present: None,
                files_left: left.map(|(_, files)| *files),
                note: it.note.as_ref().map(|text| text.as_str().to_owned()),
            },
        )
    };
    let docked = |one: &Docked| {
        let it = &one.docking;
        (
            one.at,
            SeenView {
                at: time(one.at),
                docked: true,
                by: String::new(),
                battery_percent: it.battery_percent,
                free_bytes: it.free_bytes,
                offset_ms: it.clock.map(|clock| clock.offset_ms()),
                looks: None,
                files_present: it.files_present,
                files_left: it.files_left,
                note: it
                    .first_no
                    .zip(it.last_no)
                    .map(|(first, last)| format!("编号 {first} 至 {last}")),
            },
        )
    };
    let checks = view.device.checks.iter().map(check);
    let mut all: Vec<_> = checks.chain(view.device.dockings.iter().map(docked)).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, one)| one).collect()
}

pub(crate) fn clock_point(one: &ClockReading) -> ClockPoint {
    ClockPoint {
        at: time(one.server_at),
        device_said: time(one.device_said.as_said()),
        station_said: one.station_said.map(|said| time(said.as_said())),
        offset_ms: one.offset_ms(),
        station_offset_ms: one.station_offset_ms(),
        source: one.source,
    }
}

pub(crate) fn fault(one: &Fault, directory: &Directory) -> FaultView {
    FaultView {
        number: one.number,
        kind: one.kind,
        happened_at: time(one.happened_at),
        reported_at: time(one.reported_at),
        late: one.happened_at.date() != one.reported_at.date(),
        reported_by: name(directory, one.reported_by),
        holder: one.holder.map(|id| directory.name_of(id)),
        unusable: one.is_unusable,
        text: one.text.clone(),
        repair_at: one.repair.as_ref().map(|(at, _)| time(*at)),
        repair_place: one.repair.as_ref().map(|(_, place)| place.clone()),
        closed_at: one.closed.as_ref().map(|(at, _)| time(*at)),
        closed_text: one.closed.as_ref().map(|(_, text)| text.clone()),
    }
}

pub(crate) fn gap(one: &NumberGap, directory: &Directory) -> GapView {
    let explained = one.explained.as_ref();
    GapView {
        number: one.number,
        kind: one.kind,
        file_day: one.file_day.map(|day| day.to_string()),
        first_no: one.first_no,
        last_no: one.last_no,
        still_missing: one.still_missing(),
        open: one.is_open(),
        found_at: time(one.found_at),
        while_coming: one.while_coming,
        reason: explained.map(|(_, _, reason, _)| *reason),
        text: explained.map(|(.., text)| text.clone()),
        explained_by: explained.map(|(_, by, ..)| name(directory, *by)),
        explained_at: explained.map(|(at, ..)| time(*at)),
    }
}
