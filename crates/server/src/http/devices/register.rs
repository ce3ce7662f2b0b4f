//! The register: entering a device, changing what it says, taking one out of use.

use app::App;
use axum::extract::State;
use domain::device::{Command, Details, DeviceKind, Numbering, Retirement};
use domain::{Text, is_unseen};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{ReadClock, clock, room};
use super::step::decide;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};
use crate::http::words;

/// What the register is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDetails {
    #[schema(value_type = words::DeviceKind)]
    kind: String,
    /// The agency's own number, as on the label.
    asset_no: String,
    /// The maker's number.
    serial_no: String,
    maker: String,
    model: String,
    capacity_bytes: Option<u64>,
    /// How its files are named, e.g. `{设备}_{人员}_{时间}_{流水}.*`.
    naming: Option<String>,
    /// On and on if it is left out.
    #[schema(value_type = Option<words::Numbering>)]
    numbering: Option<String>,
    division_id: Option<String>,
    place: Option<String>,
    /// The room a fixed camera looks at.
    room_id: Option<String>,
}

/// A device to enter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterDevice {
    details: NewDetails,
    /// Its clock when it was set.
    clock: Option<ReadClock>,
    /// Why there are two of one serial number; only where the makers differ.
    namesake_reason: Option<String>,
}

/// A number as scanners read it: upper case, without spaces.
fn number<const MAX: usize>(field: &'static str, text: &str) -> Result<Text<MAX>, Problem> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.chars().any(|c| is_unseen(c) || c == '|') {
        return Err(Problem::value(field, "含有不能用于编号的字符。"));
    }
    wire::text(field, &plain.to_ascii_uppercase())
}

fn details(new: NewDetails) -> Result<Details, Problem> {
    let numbering = new.numbering.as_deref();
    let numbering = numbering.map(|word| wire::word("编号方式", word, Numbering::parse));
    Ok(Details {
        kind: wire::word("种类", &new.kind, DeviceKind::parse)?,
        asset_no: number("资产编号", &new.asset_no)?,
        serial_no: number("序列号", &new.serial_no)?,
        maker: wire::text("厂商", &new.maker)?,
        model: wire::text("型号", &new.model)?,
        capacity_bytes: room("存储容量", new.capacity_bytes)?,
        naming: wire::maybe_text("文件命名规则", new.naming.as_deref())?,
        numbering: numbering.transpose()?.unwrap_or(Numbering::Continuous),
        division: new.division_id.as_deref().map(wire::id).transpose()?,
        place: wire::maybe_text("存放处", new.place.as_deref())?,
        room: new.room_id.as_deref().map(wire::id).transpose()?,
    })
}

/// Enters a device in the register of one's own agency.
#[utoipa::path(post, path = "/devices", tag = "设备", request_body = RegisterDevice, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn register_device(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RegisterDevice>,
) -> Result<Done, Problem> {
    let clock = clock(&app, new.clock)?;
    let reason = wire::maybe_text("核对情况", new.namesake_reason.as_deref())?;
    let details = details(new.details)?;
    Ok(app.register_device(&caller.call(), details, clock, reason).await?.into())
}

/// What the register says from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeDevice {
    details: NewDetails,
    /// Its files are numbered from the beginning again.
    renumbered: bool,
    namesake_reason: Option<String>,
}

/// Changes what the register says.
#[utoipa::path(post, path = "/devices/{device}/change", tag = "设备", request_body = ChangeDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ChangeDevice>,
) -> Result<Done, Problem> {
    let command = Command::Change {
        details: details(new.details)?,
        is_renumbered: new.renumbered,
        namesake_reason: wire::maybe_text("核对情况", new.namesake_reason.as_deref())?,
    };
    decide(&app, &caller, &id, command).await
}

/// How a device ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetireDevice {
    #[schema(value_type = words::Retirement)]
    how: String,
    reason: String,
    /// What became of the data on it.
    data_went: String,
}

/// Takes a device out of use.
#[utoipa::path(post, path = "/devices/{device}/retire", tag = "设备", request_body = RetireDevice, params(("device" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn retire_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(end): Body<RetireDevice>,
) -> Result<Done, Problem> {
    let command = Command::Retire {
        how: wire::word("停用方式", &end.how, Retirement::parse)?,
        reason: wire::text("停用原因", &end.reason)?,
        data_went: wire::text("数据去向", &end.data_went)?,
    };
    decide(&app, &caller, &id, command).await
}
