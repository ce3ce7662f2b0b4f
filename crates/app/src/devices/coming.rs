//! Files of a device that are on their way: being uploaded, or waiting in a station for a line. What
//! is among them may come yet, so its number is not called missing (Art. 22).

use std::collections::BTreeMap;

use domain::device::Device;
use domain::recording::Collection;
use store::{DeviceRow, StationRow, UploadRow};
use terms::StationId;

use super::docked::only;
use super::origin::origin_among;
use crate::error::{Result, fault};
use crate::jobs::NUMBERS_SETTLE_MS;
use crate::stations::BayStatus;
use crate::upload_metadata::kept;
use crate::uploads::UploadState;
use crate::{App, BayState};

/// Files of a device that are not taken in yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The station that has them; `None`: a person uploads them.
    pub station: Option<String>,
    /// How many.
    pub files: u32,
}

impl App {
    /// What is on its way from a device, by where it is.
    pub(super) async fn coming_from(&self, device: &Device) -> Result<Vec<Coming>> {
        let rows = self.store.devices_of(device.agency).await.map_err(fault("listing devices"))?;
        let stations =
            self.store.stations(&[device.agency]).await.map_err(fault("listing stations"))?;
        let mut files: BTreeMap<Option<StationId>, u32> = BTreeMap::new();
        for upload in self.uploads_from(device, &rows).await? {
            if self.is_moving(&upload)? {
                *files.entry(upload.station_id).or_default() += 1;
            }
        }
        for (station, waiting) in self.waiting_in_bays(device, &rows, &stations).await? {
            // Those being sent are among those that wait.
            let known = files.entry(Some(station)).or_default();
            *known = waiting.max(*known);
        }
        let name = |id: StationId| {
            let row = stations.iter().find(|row| row.station_id == id);
            row.map(|row| row.name.clone()).unwrap_or_default()
        };
        let coming = files.into_iter().filter(|(_, files)| *files > 0);
        Ok(coming.map(|(id, files)| Coming { station: id.map(name), files }).collect())
    }

    /// Notes how far its uploads are, so that the next look sees whether they moved.
    pub(super) async fn note_moves(&self, device: &Device) -> Result<()> {
        let rows = self.store.devices_of(device.agency).await.map_err(fault("listing devices"))?;
        for upload in self.uploads_from(device, &rows).await? {
            let (id, offset) = (upload.upload_id, self.offset(&upload)?);
            if offset > upload.offset_bytes {
                let noted = self.store.move_upload(id, offset, self.context.now()).await;
                noted.map_err(fault("noting how far an upload is"))?;
            }
        }
        Ok(())
    }

    /// Uploads of this device that have not become recordings.
    async fn uploads_from(&self, device: &Device, rows: &[DeviceRow]) -> Result<Vec<UploadRow>> {
        let open = self.store.open_uploads(device.agency).await;
        let open = open.map_err(fault("listing uploads"))?;
        let is_from = |row: &UploadRow| {
            let told = kept(&row.metadata, "device");
            let collection: Option<Collection> = kept(&row.metadata, "collection");
            let origin = origin_among(rows, &row.file_name, told, collection.as_ref());
            origin.is_some_and(|origin| origin.device == device.id)
        };
        Ok(open.into_iter().filter(is_from).collect())
    }

    /// An upload whose bytes are all here is on its way however long the rest takes; one that has
    /// stood still since it was last looked at is given up by its sender, or waits in a station.
    fn is_moving(&self, upload: &UploadRow) -> Result<bool> {
        let since = self.context.now().plus_ms(-NUMBERS_SETTLE_MS);
        Ok(upload.state != UploadState::Receiving.as_str()
            || upload.updated_at > since
            || self.offset(upload)? > upload.offset_bytes)
    }

    fn offset(&self, upload: &UploadRow) -> Result<u64> {
        let staged = self.vault()?.stage().status(upload.upload_id);
        Ok(staged.map_or(upload.offset_bytes, |status| status.offset_bytes))
    }

    /// What stations said last of the device in their bays. A station that is silent since then has
    /// no line: its files wait all the same.
    async fn waiting_in_bays(
        &self,
        device: &Device,
        rows: &[DeviceRow],
        stations: &[StationRow],
    ) -> Result<Vec<(StationId, u32)>> {
        let open = stations.iter().filter(|row| row.closed_at.is_none());
        let ids: Vec<StationId> = open.map(|row| row.station_id).collect();
        let mut waiting = Vec::new();
        for (station, (_, status)) in self.said(&ids).await? {
            for bay in status.bays.iter().filter(|bay| left(bay) > 0) {
                let number = bay.serial_no.as_deref();
                let of_bay = number.and_then(|number| only(rows, number));
                let is_its = match of_bay {
                    Some(row) => row.device_id == device.id,
                    // Several devices in one bay: a laptop's folder.
                    None => self.lay_in(station, &bay.bay, device, rows).await?,
                };
                if is_its {
                    waiting.push((station, left(bay)));
                }
            }
        }
        Ok(waiting)
    }

    /// Whether a device is among those put last into a bay.
    async fn lay_in(
        &self,
        station: StationId,
        bay: &str,
        device: &Device,
        rows: &[DeviceRow],
    ) -> Result<bool> {
        let docks = self.store.docks_of(station).await.map_err(fault("listing docks"))?;
        let mut numbers = docks
            .iter()
            .filter(|dock| dock.bay == bay)
            .filter_map(|dock| dock.serial_no.as_deref());
        Ok(numbers.any(|number| only(rows, number).is_some_and(|row| row.device_id == device.id)))
    }
}

/// Files of a bay that are still to come. What needs somebody to look, or was pulled out, does not
/// come by itself.
fn left(bay: &BayStatus) -> u32 {
    match bay.state {
        BayState::Reading | BayState::Sending => bay.files.saturating_sub(bay.deposited),
        BayState::Empty
        | BayState::Safe
        | BayState::Cleared
        | BayState::Trouble
        | BayState::Pulled => 0,
    }
}
