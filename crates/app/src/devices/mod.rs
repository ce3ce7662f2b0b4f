//! Devices (Arts. 7, 14, 20, 22): the register, issue and return, upkeep, what came from them, and
//! what they say about the work they were at.

mod coming;
mod docked;
mod doubts;
mod origin;
mod read;
mod write;

use domain::device::{Device, Imported, Listed, is_held_back};
use domain::dossier::Dossier;
use store::{DeviceRow, RecordingRow};
use terms::{AgencyId, DeviceId, OfficerId, Timestamp};

use crate::App;
use crate::error::{Error, Result, fault};
use crate::jobs;

pub use coming::Coming;
pub use doubts::{DeviceDoubt, DoubtsSeen};
pub use read::{DeviceView, DevicesSeen};

/// A device of a dossier that was begun with it.
pub(crate) fn it(dossier: &Dossier, id: DeviceId) -> Result<&Device> {
    dossier.devices.get(&id).ok_or_else(|| domain::Refusal::NotFound.into())
}

/// What was taken in from a device, as far as its number is known.
fn imported(rows: &[RecordingRow]) -> Vec<Imported> {
    let one = |row: &RecordingRow| {
        Some(Imported {
            recording: row.recording_id,
            file_no: row.file_no?,
            file_day: row.file_day,
            deposited_at: row.deposited_at,
        })
    };
    rows.iter().filter_map(one).collect()
}

impl App {
    /// The devices of an agency as far as the law asks for them (Art. 7).
    pub(crate) async fn listed_devices(&self, agency: AgencyId) -> Result<Vec<Listed>> {
        let rows = self.store.devices_of(agency).await.map_err(fault("listing devices"))?;
        let listed = |row: DeviceRow| Listed {
            id: row.device_id,
            kind: row.kind,
            registered_at: row.registered_at,
            gone_at: row.gone_at,
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// Asset numbers of the devices that a person has not given back.
    pub(crate) async fn devices_with(&self, officer: OfficerId) -> Result<Vec<String>> {
        let filter = store::DeviceFilter {
            holder: Some(officer),
            ..store::DeviceFilter::of(store::Scope::All)
        };
        let paging = store::Paging { limit: store::MAX_PAGE, after: None };
        let page = self.store.devices(&filter, &paging).await.map_err(fault("listing devices"))?;
        let there = page.rows.into_iter().filter(|row| row.gone_at.is_none());
        Ok(there.map(|row| row.asset_no).collect())
    }

    /// Compares the numbers of a device's files, once they had time to come in. What is missing while
    /// files are still on their way is looked for again later. May run twice.
    pub(crate) async fn judge_numbers(&self, id: DeviceId) -> Result<()> {
        let device = match self.dossier(id).await {
            Ok(dossier) => it(&dossier, id)?.clone(),
            Err(Error::Refused(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let is_coming = !self.coming_from(&device).await?.is_empty();
        match self.judge_with(&crate::Call::system(), id, is_coming).await {
            Ok(_) => {}
            Err(Error::Refused(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        if !is_coming {
            return Ok(());
        }
        self.note_moves(&device).await?;
        let rows = imported(&self.taken_in(id, device.numbers_since).await?);
        let now = self.context.now();
        match is_held_back(&device, &rows, now) {
            true => self.enqueue(jobs::numbers_later(id, now)).await,
            false => Ok(()),
        }
    }

    pub(crate) async fn taken_in(
        &self,
        id: DeviceId,
        since: Timestamp,
    ) -> Result<Vec<RecordingRow>> {
        self.store.taken_in_from(id, since).await.map_err(fault("listing what a device gave"))
    }
}
