//! What was known of a device at one moment: who had it, and what speaks against a noted cause.

use app::{App, DeviceDoubt};
use axum::Json;
use axum::extract::State;
use domain::activity::Cause;
use domain::device::Known;
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::parts::{ClockPoint, FaultView, TenureView, clock_point, fault, tenure};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::OfficerRef;
use crate::http::wire::{self, Body, Done, Ids, Params, time};
use crate::http::words;

/// What is known of a device at an instant.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceAt {
    at: String,
    /// Who had it, and since when; nothing: it was not registered yet.
    tenure: Option<TenureView>,
    battery_percent: Option<u8>,
    battery_at: Option<String>,
    free_bytes: Option<u64>,
    free_at: Option<String>,
    clock: Option<ClockPoint>,
    faults: Vec<FaultView>,
}

/// When.
#[derive(Debug, Deserialize)]
pub(crate) struct AtParams {
    at: Option<String>,
}

fn known_view(known: &Known, at: String, directory: &Directory) -> DeviceAt {
    DeviceAt {
        at,
        tenure: known.tenure.as_ref().map(|one| tenure(one, directory)),
        battery_percent: known.battery.map(|(_, percent)| percent),
        battery_at: known.battery.map(|(at, _)| time(at)),
        free_bytes: known.free.map(|(_, free)| free),
        free_at: known.free.map(|(at, _)| time(at)),
        clock: known.clock.as_ref().map(clock_point),
        faults: known.faults.iter().map(|one| fault(one, directory)).collect(),
    }
}

/// Who had a device at an instant, and what was known of it then; now if none is named.
#[utoipa::path(get, path = "/devices/{device}/at", tag = "设备", params(("device" = String, Path), ("at" = Option<String>, Query)), responses((status = 200, body = DeviceAt), (status = 404, body = Problem)))]
pub(crate) async fn device_at(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Params(params): Params<AtParams>,
) -> Result<Json<DeviceAt>, Problem> {
    let at = wire::maybe_instant("时间", params.at.as_deref())?.unwrap_or_else(|| app.now());
    let (known, directory) = app.device_at(caller.officer(), wire::id(&id)?, at).await?;
    Ok(Json(known_view(&known, time(at), &directory)))
}

/// A break of a recording, and a device that somebody of the work had then.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceDoubtView {
    interrupted_at: String,
    #[schema(value_type = words::Cause)]
    cause: Cause,
    officer: Option<OfficerRef>,
    device_id: Option<String>,
    device: Option<String>,
    battery_percent: Option<u8>,
    battery_at: Option<String>,
    free_bytes: Option<u64>,
    free_at: Option<String>,
    /// Why to ask; nothing: what is known fits.
    doubt: Option<String>,
}

/// Devices at each break.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceDoubtList {
    items: Vec<DeviceDoubtView>,
}

fn doubt_view(one: &DeviceDoubt, directory: &Directory) -> DeviceDoubtView {
    DeviceDoubtView {
        interrupted_at: time(one.interrupted_at),
        cause: one.cause,
        officer: Some(OfficerRef {
            officer_id: one.officer.to_string(),
            name: directory.name_of(one.officer),
        }),
        device_id: Some(one.device.device_id.to_string()),
        device: Some(one.device.asset_no.clone()),
        battery_percent: one.known.battery.map(|(_, percent)| percent),
        battery_at: one.known.battery.map(|(at, _)| time(at)),
        free_bytes: one.known.free.map(|(_, free)| free),
        free_at: one.known.free.map(|(at, _)| time(at)),
        doubt: one.doubt.clone(),
    }
}

/// What is known of the devices at each break that was noted or explained with a cause of theirs
/// (Art. 19).
#[utoipa::path(get, path = "/activities/{activity}/devices", tag = "设备", params(("activity" = String, Path)), responses((status = 200, body = DeviceDoubtList), (status = 404, body = Problem)))]
pub(crate) async fn activity_devices(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<DeviceDoubtList>, Problem> {
    let seen = app.device_doubts(caller.officer(), wire::id(&id)?).await?;
    let known = seen.doubts.iter().map(|one| doubt_view(one, &seen.directory));
    let without = seen.without_device.iter().map(|(at, cause)| DeviceDoubtView {
        interrupted_at: time(*at),
        cause: *cause,
        officer: None,
        device_id: None,
        device: None,
        battery_percent: None,
        battery_at: None,
        free_bytes: None,
        free_at: None,
        doubt: Some("当时没有参加人员领用登记在册的设备，请核对用的是哪一台。".to_owned()),
    });
    Ok(Json(DeviceDoubtList { items: known.chain(without).collect() }))
}

/// The device a recording came from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameDevice {
    device_id: String,
}

/// Notes later from which device a recording came.
#[utoipa::path(post, path = "/recordings/{recording}/device", tag = "设备", request_body = NameDevice, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn name_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<NameDevice>,
) -> Result<Done, Problem> {
    let device = wire::id(&new.device_id)?;
    Ok(app.name_device(&caller.call(), wire::id(&id)?, device).await?.into())
}
