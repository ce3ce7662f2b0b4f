//! The register of stations.

use app::App;
use axum::extract::State;
use domain::station::Command;
use serde::Deserialize;
use terms::Digest;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};

/// A station to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterStation {
    name: String,
    place: String,
    /// Its Ed25519 public key, 64 hexadecimal digits.
    public_key: String,
    /// The collection station of the register of devices that it is.
    #[serde(default)]
    device_id: Option<String>,
}

fn public_key(text: &str) -> Result<Digest, Problem> {
    let wrong = "应为64位小写十六进制，请从采集站的 liuhen-dock key 输出中复制。";
    text.trim().parse().map_err(|_| Problem::value("公钥", wrong))
}

/// Registers a station.
#[utoipa::path(post, path = "/stations", tag = "采集站", request_body = RegisterStation, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn register_station(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RegisterStation>,
) -> Result<Done, Problem> {
    let name = wire::text("名称", &new.name)?;
    let place = wire::text("位置", &new.place)?;
    let key = public_key(&new.public_key)?;
    let device = new.device_id.as_deref().map(wire::id).transpose()?;
    Ok(app.register_station(&caller.call(), name, place, key, device).await?.into())
}

/// Another key for a station.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RotateStationKey {
    public_key: String,
    reason: String,
}

/// Gives a station another key; the old one is worth nothing from then on.
#[utoipa::path(post, path = "/stations/{station}/key", tag = "采集站", request_body = RotateStationKey, params(("station" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn rotate_station_key(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<RotateStationKey>,
) -> Result<Done, Problem> {
    let (key, reason) = (public_key(&new.public_key)?, wire::text("原因", &new.reason)?);
    let command = Command::RotateKey { key, reason };
    Ok(app.change_station(&caller.call(), wire::id(&id)?, command).await?.into())
}

/// Which device of the register a station is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameStationDevice {
    device_id: String,
}

/// Says which device of the register a station is (Art. 20).
#[utoipa::path(post, path = "/stations/{station}/device", tag = "采集站", request_body = NameStationDevice, params(("station" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn name_station_device(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<NameStationDevice>,
) -> Result<Done, Problem> {
    let command = Command::NameDevice { device: wire::id(&new.device_id)? };
    Ok(app.change_station(&caller.call(), wire::id(&id)?, command).await?.into())
}

/// Why a station is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseStation {
    reason: String,
}

/// Closes a station: it brings nothing more in.
#[utoipa::path(post, path = "/stations/{station}/close", tag = "采集站", request_body = CloseStation, params(("station" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn close_station(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<CloseStation>,
) -> Result<Done, Problem> {
    let command = Command::Close { reason: wire::text("原因", &new.reason)? };
    Ok(app.change_station(&caller.call(), wire::id(&id)?, command).await?.into())
}
