//! Collection stations (Art. 22): the register, how a station shows that it is one, what it brings
//! in and what it may be told.
//!
//! A station appends and reads nothing back but how far its own uploads are. Who can change what it
//! brought in: nobody. What whoever has its key could do: bring in more, under its name.

mod login;
mod read;
mod status;
mod take_in;

pub use login::StationSession;
pub(crate) use login::token;
pub use read::{Said, StationView, StationsSeen};
pub use status::{BayState, BayStatus, StationStatus, Trouble};
pub use take_in::{ClearedFile, NewClip, StationUpload};

use domain::authority::Action;
use domain::device::DeviceKind;
use domain::dossier::Dossier;
use domain::station::{self, Command, Docking};
use domain::{Refusal, Text};
use store::DeviceRow;
use terms::{AgencyId, DeviceId, Digest, DockId, StationId};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};

impl App {
    /// Registers a station with its public key, and as which device of the register.
    ///
    /// # Errors
    /// A refusal without the office, or if the key or the device is another station's.
    pub async fn register_station(
        &self,
        call: &Call,
        name: Text<60>,
        place: Text<60>,
        key: Digest,
        device: Option<DeviceId>,
    ) -> Result<Done> {
        let station = StationId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::StationKeep)?;
            self.check_key(key, None).await?;
            let (name, place) = (name.clone(), place.clone());
            let agency = acting.officer.agency;
            if let Some(device) = device {
                self.check_device(agency, device, None).await?;
            }
            let command = Command::Register { station, agency, name, place, key, device };
            let outcome = station::decide(None, command)?;
            Ok(Decided::on(Dossier::default(), station, outcome).making(station))
        })
        .await
    }

    /// Gives a station another key, names its device, or closes it.
    ///
    /// # Errors
    /// *Not found* for another agency's; a refusal without the office.
    pub async fn change_station(
        &self,
        call: &Call,
        id: StationId,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::StationKeep, &before)?;
            if let Command::RotateKey { key, .. } = &command {
                self.check_key(*key, Some(id)).await?;
            }
            if let (Command::NameDevice { device }, Some(agency)) = (&command, before.agency()) {
                self.check_device(agency, *device, Some(id)).await?;
            }
            let outcome = station::decide(before.stations.get(&id), command.clone())?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// A key is one that can sign, and no other station's, also of one that is closed.
    async fn check_key(&self, key: Digest, own: Option<StationId>) -> Result<()> {
        if !ledger::is_station_key(key) {
            return Err(Error::Value {
                field: "公钥",
                message: "不是可用的 Ed25519 公钥。请在采集站上运行 liuhen-dock key 重新生成。"
                    .to_owned(),
            });
        }
        let known = self.store.stations_with_key(key).await.map_err(fault("reading stations"))?;
        match known.into_iter().find(|row| Some(row.station_id) != own) {
            Some(row) => Err(Refusal::StationKeyTaken { name: row.name }.into()),
            None => Ok(()),
        }
    }

    /// A device is a collection station of the agency in use, and no other open station.
    async fn check_device(
        &self,
        agency: AgencyId,
        device: DeviceId,
        own: Option<StationId>,
    ) -> Result<()> {
        let row = self.store.row::<DeviceRow>(device).await.map_err(fault("reading a device"))?;
        let fits = |row: &DeviceRow| {
            row.agency_id == agency
                && row.kind == DeviceKind::DockingStation.as_str()
                && row.gone_at.is_none()
        };
        row.filter(fits).ok_or(Refusal::NoStationDevice)?;
        let known =
            self.store.station_of_device(device).await.map_err(fault("reading stations"))?;
        match known.filter(|row| Some(row.station_id) != own) {
            Some(row) => Err(Refusal::StationDeviceTaken { name: row.name }.into()),
            None => Ok(()),
        }
    }

    /// Notes that a device was put into a station, and what was found; also in the history of the
    /// device that the register knows by that number.
    ///
    /// # Errors
    /// A refusal if what is said contradicts itself.
    pub async fn announce_dock(
        &self,
        call: &Call,
        station: StationId,
        docking: Docking,
    ) -> Result<Done> {
        let dock = DockId::from_bits(self.context.id());
        self.execute(call, || async {
            let mut before = self.dossier(station).await?;
            let known = before.stations.get(&station).ok_or(Refusal::NotFound)?;
            let (agency, device) = (known.agency, known.device);
            let outcome = station::decide_dock(known, dock, docking.clone())?;
            let of_device = self.docked_device(agency, device, &docking, &mut before).await?;
            let decided = Decided::on(before, dock, outcome).making(dock);
            let with = of_device.into_iter();
            Ok(with.fold(decided, |decided, (device, event)| decided.and(device, event)))
        })
        .await
    }
}
