//! The register of rooms kept for enforcement work, and the cameras that are fixed in them (Art. 15).

use std::sync::Arc;

use domain::authority::Action;
use domain::device::{self, Command as DeviceCommand, Details, DeviceKind};
use domain::org::{self, Command, Directory, Room};
use domain::{Refusal, Text};
use store::DeviceRow;
use terms::{AgencyId, DeviceId, OfficerId, RoomId};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};

/// The rooms of an agency, as somebody of it may read them.
pub struct RoomsSeen {
    /// Each with the cameras fixed in it: id and number.
    pub rooms: Vec<(Room, Vec<(DeviceId, String)>)>,
    /// Whether the reader may change the register.
    pub may_keep: std::result::Result<(), Refusal>,
    /// The people.
    pub directory: Arc<Directory>,
}

impl App {
    /// The rooms of the reader's own agency.
    ///
    /// # Errors
    /// A refusal for whoever is nobody there.
    pub async fn rooms(&self, reader: OfficerId) -> Result<RoomsSeen> {
        let acting = self.acting(Some(reader)).await?;
        let agency = acting.directory.agencies.get(&acting.officer.agency);
        let agency = agency.ok_or(Refusal::NotFound)?;
        let cameras = self.fixed_cameras(agency.id).await?;
        let of = |room: &Room| {
            let own = cameras.iter().filter(|(_, details)| details.room == Some(room.id));
            own.map(|(row, _)| (row.device_id, row.asset_no.clone())).collect()
        };
        let rooms = agency.rooms.iter().map(|room| (room.clone(), of(room))).collect();
        let may_keep = acting.may_at_home(Action::DeviceKeep).map(|_| ());
        Ok(RoomsSeen { rooms, may_keep, directory: acting.directory })
    }

    /// Enters a room in the register of one's own agency, or calls one otherwise.
    ///
    /// # Errors
    /// A refusal where another room goes by the name.
    pub async fn name_room(
        &self,
        call: &Call,
        room: Option<RoomId>,
        name: Text<{ org::MAX_NAME }>,
    ) -> Result<Done> {
        let id = room.unwrap_or_else(|| RoomId::from_bits(self.context.id()));
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::DeviceKeep)?;
        let agency = acting.directory.agencies.get(&acting.officer.agency);
        if room.is_some() && agency.is_none_or(|agency| agency.room(id).is_none()) {
            return Err(Refusal::NotFound.into());
        }
        let outcome = org::decide_agency(agency, Command::NameRoom { room: id, name })?;
        let made = room.is_none().then(|| id.to_string());
        self.write_org(call, acting.officer.agency.into(), outcome, made).await
    }

    /// Says that a room is used no more.
    ///
    /// # Errors
    /// *Not found* for a room of another agency.
    pub async fn close_room(&self, call: &Call, room: RoomId, reason: Text<200>) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::DeviceKeep)?;
        let agency = acting.directory.agencies.get(&acting.officer.agency);
        let outcome = org::decide_agency(agency, Command::CloseRoom { room, reason })?;
        self.write_org(call, acting.officer.agency.into(), outcome, None).await
    }

    /// Cameras of an agency that are fixed somewhere, with what the register says of each.
    pub(crate) async fn fixed_cameras(
        &self,
        agency: AgencyId,
    ) -> Result<Vec<(DeviceRow, Details)>> {
        let rows = self.store.devices_of(agency).await.map_err(fault("listing devices"))?;
        let mut cameras = Vec::new();
        for row in rows.into_iter().filter(|row| row.kind == DeviceKind::FixedCamera.as_str()) {
            let dossier = self.dossier(row.device_id).await?;
            let device = dossier.devices.get(&row.device_id).ok_or(Refusal::NotFound)?;
            cameras.push((row, device.details.clone()));
        }
        Ok(cameras)
    }

    /// Enters the rooms that cameras were fixed in before there was a register, by the places of the
    /// cameras, and ties those to them. Runs once, after an upgrade; may run twice.
    pub(crate) async fn tie_rooms(&self) -> Result<()> {
        let agencies: Vec<AgencyId> = self.directory().await?.agencies.keys().copied().collect();
        for agency in agencies {
            for (row, details) in self.fixed_cameras(agency).await? {
                let place =
                    details.place.as_ref().and_then(|place| Text::parse(place.as_str()).ok());
                if let Some(name) =
                    place.filter(|_| details.room.is_none() && row.gone_at.is_none())
                {
                    let room = self.room_for(agency, name).await?;
                    self.tie(row.device_id, room).await?;
                }
            }
        }
        Ok(())
    }

    async fn room_for(&self, agency: AgencyId, name: Text<{ org::MAX_NAME }>) -> Result<RoomId> {
        let directory = self.directory().await?;
        let state = directory.agencies.get(&agency).ok_or(Refusal::NotFound)?;
        if let Some(known) = state.room_called(name.as_str()).filter(|room| room.closed.is_none()) {
            return Ok(known.id);
        }
        let room = RoomId::from_bits(self.context.id());
        let outcome = org::decide_agency(Some(state), Command::NameRoom { room, name })?;
        self.write_org(&Call::system(), agency.into(), outcome, None).await?;
        Ok(room)
    }

    async fn tie(&self, id: DeviceId, room: RoomId) -> Result<()> {
        self.execute(&Call::system(), || async {
            let directory = self.directory().await?;
            let before = self.dossier(id).await?;
            let state = before.devices.get(&id).ok_or(Refusal::NotFound)?;
            let reason = state.namesake_reason.as_deref().map(Text::parse).transpose();
            let command = DeviceCommand::Change {
                details: Details { room: Some(room), ..state.details.clone() },
                is_renumbered: false,
                namesake_reason: reason.map_err(|_| Refusal::NotFound)?,
            };
            let now = self.context.now();
            let around = device::Around { directory: &directory, by: None, now };
            let outcome = device::decide(Some(state), command, &around)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await?;
        Ok(())
    }
}
