//! The list of devices, and what a scanner found.

use app::{App, DeviceFilter, DeviceRow, DevicesSeen, Scope};
use axum::Json;
use axum::extract::State;
use domain::device::{DeviceKind, Status};
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::view::OfficerRef;
use crate::http::wire::{self, Params, time};
use crate::http::words;

/// A device in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DeviceSummary {
    device_id: String,
    agency_id: String,
    agency: String,
    division: Option<String>,
    #[schema(value_type = words::DeviceKind)]
    kind: String,
    asset_no: String,
    serial_no: String,
    maker: String,
    model: String,
    capacity_bytes: Option<u64>,
    #[schema(value_type = words::DeviceStatus)]
    status: String,
    holder: Option<OfficerRef>,
    /// Since when it is with its holder or in store.
    held_since: String,
    battery_percent: Option<u32>,
    free_bytes: Option<u64>,
    /// How far its clock was ahead when last read; behind, if negative.
    offset_ms: Option<i64>,
    measured_at: Option<String>,
    open_faults: u32,
    open_gaps: u32,
    registered_at: String,
}

/// A page of devices.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceList {
    items: Vec<DeviceSummary>,
    next_cursor: Option<String>,
    /// Entering one in the register.
    register: Step,
}

/// Which devices.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct DeviceParams {
    status: Option<String>,
    kind: Option<String>,
    agency_id: Option<String>,
    holder_id: Option<String>,
    q: Option<String>,
    open: Option<bool>,
    code: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

pub(crate) fn summary(row: &DeviceRow, directory: &Directory) -> DeviceSummary {
    let agency = directory.agencies.get(&row.agency_id);
    let division = row.division_id.zip(agency).and_then(|(id, agency)| {
        let found = agency.divisions.iter().find(|division| division.id == id);
        found.map(|division| division.name.clone())
    });
    DeviceSummary {
        device_id: row.device_id.to_string(),
        agency_id: row.agency_id.to_string(),
        agency: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
        division,
        kind: row.kind.clone(),
        asset_no: row.asset_no.clone(),
        serial_no: row.serial_no.clone(),
        maker: row.maker.clone(),
        model: row.model.clone(),
        capacity_bytes: row.capacity_bytes,
        status: row.status.clone(),
        holder: row
            .holder_id
            .map(|id| OfficerRef { officer_id: id.to_string(), name: directory.name_of(id) }),
        held_since: time(row.held_since),
        battery_percent: row.battery_percent,
        free_bytes: row.free_bytes,
        offset_ms: row.offset_ms,
        measured_at: row.measured_at.map(time),
        open_faults: row.open_faults,
        open_gaps: row.open_gaps,
        registered_at: time(row.registered_at),
    }
}

/// Devices one may see, last registered first; with `code`, those in use that a scanner means by it.
#[utoipa::path(get, path = "/devices", tag = "设备",
    params(("status" = Option<words::DeviceStatus>, Query), ("kind" = Option<words::DeviceKind>, Query), ("agency_id" = Option<String>, Query), ("holder_id" = Option<String>, Query), ("q" = Option<String>, Query), ("open" = Option<bool>, Query), ("code" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = DeviceList), (status = 403, body = Problem)))]
pub(crate) async fn devices(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<DeviceParams>,
) -> Result<Json<DeviceList>, Problem> {
    let paging = wire::PageParams { cursor: params.cursor, limit: params.limit }.paging()?;
    let status = params.status.as_deref().map(|word| wire::word("状态", word, Status::parse));
    let kind = params.kind.as_deref().map(|word| wire::word("种类", word, DeviceKind::parse));
    let number = wire::maybe_text::<60>("编号", params.q.as_deref())?;
    let filter = DeviceFilter {
        agency: params.agency_id.as_deref().map(wire::id).transpose()?,
        statuses: status.transpose()?.map(|one| one.as_str().to_owned()).into_iter().collect(),
        kind: kind.transpose()?.map(|one| one.as_str().to_owned()),
        holder: params.holder_id.as_deref().map(wire::id).transpose()?,
        number: number.map(|text| text.as_str().to_ascii_uppercase()),
        is_open: params.open.unwrap_or(false),
        ..DeviceFilter::of(Scope::Agencies(Vec::new()))
    };
    let seen = match wire::maybe_text::<100>("条码", params.code.as_deref())? {
        Some(code) => app.scan_device(caller.officer(), code.as_str()).await?,
        None => app.devices(caller.officer(), filter, paging).await?,
    };
    let DevicesSeen { page, directory, may_register, .. } = seen;
    Ok(Json(DeviceList {
        items: page.rows.iter().map(|row| summary(row, &directory)).collect(),
        next_cursor: page.next.as_ref().map(ToString::to_string),
        register: Step::of("register", "登记设备", may_register),
    }))
}
