//! What a station tells of a device goes into that device's own history too, if the register knows
//! whose number it told (Arts. 20, 22).

use domain::device::{self, Around, ClockReading, ClockSource, Command, Numbering};
use domain::dossier::Dossier;
use domain::recording::{Collection, DeviceBasis, Origin};
use domain::station;
use store::DeviceRow;
use terms::{AgencyId, DeviceId, Timestamp};

use super::origin::read;
use crate::App;
use crate::error::{Result, fault};

/// Of several devices with one number, those that are gone do not count; of two in use it is neither.
pub(super) fn only<'a>(rows: &'a [DeviceRow], number: &str) -> Option<&'a DeviceRow> {
    let number = number.to_uppercase();
    let fits = |row: &&DeviceRow| row.serial_no == number || row.asset_no == number;
    let unless_two = |rows: Vec<&'a DeviceRow>| match rows[..] {
        [row] => Some(row),
        _ => None,
    };
    let all: Vec<_> = rows.iter().filter(fits).collect();
    let in_use = all.iter().copied().filter(|row| row.gone_at.is_none()).collect();
    unless_two(in_use).or_else(|| unless_two(all))
}

/// The device a station took a file from.
pub(super) fn collected(rows: &[DeviceRow], file_name: &str, from: &Collection) -> Option<Origin> {
    let row = only(rows, from.serial_no.as_deref()?)?;
    let named = read(row, file_name).unwrap_or_default();
    let file_no = from.file_no.or(named.file_no);
    let (device, basis) = (row.device_id, DeviceBasis::Station);
    Some(Origin { device, file_no, file_day: named.day, basis })
}

/// The same report, as the device's history tells it. Where numbers begin anew each day, the first
/// and the last over all days mean nothing.
fn docking(
    station: Option<DeviceId>,
    found: &station::Docking,
    numbering: Numbering,
    now: Timestamp,
) -> device::Docking {
    let is_one_series = numbering == Numbering::Continuous;
    device::Docking {
        station,
        clock: found.device_said.map(|device_said| ClockReading {
            device_said,
            station_said: Some(found.station_said),
            server_at: now,
            source: ClockSource::Measured,
        }),
        battery_percent: found.battery_percent,
        free_bytes: found.free_bytes,
        files_present: Some(found.files_present),
        first_no: found.first_no.filter(|_| is_one_series),
        last_no: found.last_no.filter(|_| is_one_series),
        file_day: None,
        files_left: None,
    }
}

impl App {
    /// The device that was put in and what its history says of it, decided on what is then part of
    /// `before`; nothing for a device that is not registered or out of use.
    pub(crate) async fn docked_device(
        &self,
        agency: AgencyId,
        station: Option<DeviceId>,
        found: &station::Docking,
        before: &mut Dossier,
    ) -> Result<Vec<(DeviceId, device::Event)>> {
        let Some(number) = &found.serial_no else { return Ok(Vec::new()) };
        let rows = self.store.devices_of(agency).await.map_err(fault("listing devices"))?;
        let Some(row) = only(&rows, number.as_str()) else { return Ok(Vec::new()) };
        let (id, directory) = (row.device_id, self.directory().await?);
        let known = self.dossier(id).await?;
        let state = super::it(&known, id)?;
        let now = self.context.now();
        let docking = docking(station, found, state.details.numbering, now);
        let command = Command::Dock { docking };
        let around = Around { directory: &directory, by: None, now };
        // What the register does not take is still told by the station.
        let Ok(outcome) = device::decide(Some(state), command, &around) else {
            return Ok(Vec::new());
        };
        before.devices.extend(known.devices);
        before.versions.extend(known.versions);
        Ok(outcome.into_events().into_iter().map(|event| (id, event)).collect())
    }
}
