//! The register of rooms kept for enforcement work (Art. 15).

use app::App;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};

/// A camera that is fixed in a room.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoomCamera {
    device_id: String,
    asset_no: String,
}

/// A room.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoomView {
    room_id: String,
    name: String,
    /// What it was called before; records may tell of it by these.
    former: Vec<String>,
    cameras: Vec<RoomCamera>,
    /// Since when it is used no more, and why.
    closed_at: Option<String>,
    close_reason: Option<String>,
}

/// The rooms of one's own agency.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoomList {
    items: Vec<RoomView>,
    /// Entering one, calling one otherwise, closing one.
    keep: Step,
}

/// The rooms of one's own agency, those in use first.
#[utoipa::path(get, path = "/rooms", tag = "设备", responses((status = 200, body = RoomList)))]
pub(crate) async fn rooms(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RoomList>, Problem> {
    let seen = app.rooms(caller.officer()).await?;
    let mut rooms = seen.rooms;
    rooms.sort_by_key(|(room, _)| room.closed.is_some());
    let view = |(room, cameras): (domain::org::Room, Vec<_>)| {
        let cameras = cameras.into_iter().map(|(id, asset_no): (terms::DeviceId, String)| {
            RoomCamera { device_id: id.to_string(), asset_no }
        });
        let (closed_at, close_reason) = room.closed.clone().unzip();
        let former = room.names.iter().rev().skip(1).cloned();
        RoomView {
            room_id: room.id.to_string(),
            name: room.name().to_owned(),
            former: former.collect(),
            cameras: cameras.collect(),
            closed_at: closed_at.map(time),
            close_reason,
        }
    };
    let keep = Step::of("keep", "登记办案场所", seen.may_keep);
    Ok(Json(RoomList { items: rooms.into_iter().map(view).collect(), keep }))
}

/// What a room is called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameRoom {
    name: String,
}

/// Enters a room in the register.
#[utoipa::path(post, path = "/rooms", tag = "设备", request_body = NameRoom, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add_room(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NameRoom>,
) -> Result<Done, Problem> {
    let name = wire::text("名称", &new.name)?;
    Ok(app.name_room(&caller.call(), None, name).await?.into())
}

/// Calls a room otherwise; what records told of it by stays known.
#[utoipa::path(post, path = "/rooms/{room}/name", tag = "设备", request_body = NameRoom, params(("room" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn rename_room(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<NameRoom>,
) -> Result<Done, Problem> {
    let name = wire::text("名称", &new.name)?;
    Ok(app.name_room(&caller.call(), Some(wire::id(&id)?), name).await?.into())
}

/// Why a room is used no more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseRoom {
    reason: String,
}

/// Says that a room is used no more.
#[utoipa::path(post, path = "/rooms/{room}/close", tag = "设备", request_body = CloseRoom, params(("room" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn close_room(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<CloseRoom>,
) -> Result<Done, Problem> {
    let reason = wire::text("停用理由", &new.reason)?;
    Ok(app.close_room(&caller.call(), wire::id(&id)?, reason).await?.into())
}
