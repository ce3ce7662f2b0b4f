//! Faults, repairs, losses, and why numbers are missing.

use app::App;
use axum::extract::State;
use domain::device::{Command, FaultKind, GapReason};
use serde::Deserialize;
use utoipa::ToSchema;

use super::step::decide;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};
use crate::http::words;

/// Reads the running number of a fault or a gap; one that does not read is not found.
fn nth(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// Something that does not work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportFault {
    #[schema(value_type = words::FaultKind)]
    kind: String,
    /// Now if it is left out.
    happened_at: Option<String>,
    /// It cannot be used.
    unusable: bool,
    text: String,
}

/// Reports a fault.
#[utoipa::path(post, path = "/devices/{device}/faults", tag = "设备", request_body = ReportFault, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn report_fault(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ReportFault>,
) -> Result<Done, Problem> {
    let happened_at = wire::maybe_instant("故障发生时间", new.happened_at.as_deref())?;
    let command = Command::ReportFault {
        kind: wire::word("故障", &new.kind, FaultKind::parse)?,
        happened_at: happened_at.unwrap_or_else(|| app.now()),
        is_unusable: new.unusable,
        text: wire::text("故障情况", &new.text)?,
    };
    decide(&app, &caller, &id, command).await
}

/// Where it goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginRepair {
    repair_place: String,
}

/// Sends a device to be repaired.
#[utoipa::path(post, path = "/devices/{device}/faults/{no}/repair", tag = "设备", request_body = BeginRepair, params(("device" = String, Path), ("no" = u32, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn begin_repair(
    State(app): State<App>,
    caller: Caller,
    Ids((id, no)): Ids<(String, String)>,
    Body(new): Body<BeginRepair>,
) -> Result<Done, Problem> {
    let place = wire::text("送修单位", &new.repair_place)?;
    decide(&app, &caller, &id, Command::BeginRepair { fault: nth(&no)?, place }).await
}

/// What was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseFault {
    text: String,
}

/// Notes that a fault is over.
#[utoipa::path(post, path = "/devices/{device}/faults/{no}/close", tag = "设备", request_body = CloseFault, params(("device" = String, Path), ("no" = u32, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn close_fault(
    State(app): State<App>,
    caller: Caller,
    Ids((id, no)): Ids<(String, String)>,
    Body(new): Body<CloseFault>,
) -> Result<Done, Problem> {
    let text = wire::text("处理结果", &new.text)?;
    decide(&app, &caller, &id, Command::CloseFault { fault: nth(&no)?, text }).await
}

/// How a device was lost.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoseDevice {
    /// Now if it is left out.
    happened_at: Option<String>,
    /// How it happened, and what was on it.
    text: String,
}

/// Notes that a device is lost.
#[utoipa::path(post, path = "/devices/{device}/lose", tag = "设备", request_body = LoseDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn lose_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<LoseDevice>,
) -> Result<Done, Problem> {
    let happened_at = wire::maybe_instant("丢失时间", new.happened_at.as_deref())?;
    let command = Command::Lose {
        happened_at: happened_at.unwrap_or_else(|| app.now()),
        text: wire::text("丢失经过", &new.text)?,
    };
    decide(&app, &caller, &id, command).await
}

/// Where it was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindDevice {
    text: String,
}

/// Notes that a lost device was found.
#[utoipa::path(post, path = "/devices/{device}/find", tag = "设备", request_body = FindDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn find_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<FindDevice>,
) -> Result<Done, Problem> {
    let text = wire::text("找回经过", &new.text)?;
    decide(&app, &caller, &id, Command::Find { text }).await
}

/// Why numbers are missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainNumbers {
    #[schema(value_type = words::GapReason)]
    reason: String,
    text: String,
}

/// Says why numbers are missing.
#[utoipa::path(post, path = "/devices/{device}/gaps/{no}/explain", tag = "设备", request_body = ExplainNumbers, params(("device" = String, Path), ("no" = u32, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn explain_numbers(
    State(app): State<App>,
    caller: Caller,
    Ids((id, no)): Ids<(String, String)>,
    Body(new): Body<ExplainNumbers>,
) -> Result<Done, Problem> {
    let command = Command::ExplainGap {
        gap: nth(&no)?,
        reason: wire::word("缺号原因", &new.reason, GapReason::parse)?,
        text: wire::text("说明", &new.text)?,
    };
    decide(&app, &caller, &id, command).await
}
