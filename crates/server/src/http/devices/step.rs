//! Issuing a device, taking it back, looking at it, and what a station reports.

use app::App;
use axum::extract::State;
use domain::device::{Command, Docking};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{CheckDevice, ReadClock, battery, check, clock, file_no, files, room};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids, Nothing};

pub(super) async fn decide(
    app: &App,
    caller: &Caller,
    id: &str,
    command: Command,
) -> Result<Done, Problem> {
    Ok(app.decide_device(&caller.call(), wire::id(id)?, command).await?.into())
}

/// To whom, and how it looks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueDevice {
    officer_id: String,
    check: CheckDevice,
    /// Why it is issued in spite of a warning.
    despite: Option<String>,
}

/// Issues a device, or hands it over from whoever has it.
#[utoipa::path(post, path = "/devices/{device}/issue", tag = "设备", request_body = IssueDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn issue_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<IssueDevice>,
) -> Result<Done, Problem> {
    let command = Command::Issue {
        to: wire::id(&new.officer_id)?,
        check: check(&app, new.check)?,
        despite: wire::maybe_text("仍然领用的理由", new.despite.as_deref())?,
    };
    decide(&app, &caller, &id, command).await
}

/// What came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnDevice {
    /// Files still on it.
    files_left: Option<u32>,
    check: CheckDevice,
}

/// Takes a device back.
#[utoipa::path(post, path = "/devices/{device}/return", tag = "设备", request_body = ReturnDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn return_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(back): Body<ReturnDevice>,
) -> Result<Done, Problem> {
    let files_left = files("剩余文件数", back.files_left)?;
    let check = check(&app, back.check)?;
    decide(&app, &caller, &id, Command::Return { files_left, check }).await
}

/// Notes a look at a device.
#[utoipa::path(post, path = "/devices/{device}/check", tag = "设备", request_body = CheckDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn check_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(seen): Body<CheckDevice>,
) -> Result<Done, Problem> {
    let check = check(&app, seen)?;
    decide(&app, &caller, &id, Command::Check { check }).await
}

/// What a station found on a device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DockDevice {
    /// The station, as registered.
    station_id: Option<String>,
    clock: Option<ReadClock>,
    battery_percent: Option<u32>,
    free_bytes: Option<u64>,
    /// Files on it before any were taken in.
    files_present: Option<u32>,
    /// Numbers of the first and the last of them.
    first_no: Option<u64>,
    last_no: Option<u64>,
    /// The day of those numbers, where they begin anew each day.
    file_day: Option<String>,
    /// Files on it afterwards; 0: it was emptied.
    files_left: Option<u32>,
}

/// Reports a device that was put into a station.
#[utoipa::path(post, path = "/devices/{device}/docked", tag = "设备", request_body = DockDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn dock_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(found): Body<DockDevice>,
) -> Result<Done, Problem> {
    let day = found.file_day.as_deref().map(|day| wire::day("编号日期", day));
    let docking = Docking {
        station: found.station_id.as_deref().map(wire::id).transpose()?,
        clock: clock(&app, found.clock)?,
        battery_percent: battery(found.battery_percent)?,
        free_bytes: room("剩余空间", found.free_bytes)?,
        files_present: files("接入时文件数", found.files_present)?,
        first_no: file_no("首号", found.first_no)?,
        last_no: file_no("末号", found.last_no)?,
        file_day: day.transpose()?,
        files_left: files("剩余文件数", found.files_left)?,
    };
    decide(&app, &caller, &id, Command::Dock { docking }).await
}

/// Compares the numbers of a device's files with what was taken in.
#[utoipa::path(post, path = "/devices/{device}/numbers", tag = "设备", request_body = Nothing, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn compare_numbers(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Done, Problem> {
    Ok(app.compare_numbers(&caller.call(), wire::id(&id)?).await?.into())
}
