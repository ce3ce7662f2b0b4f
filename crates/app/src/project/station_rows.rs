//! Rows of collection stations, and of what was put into them.

use domain::dossier::Dossier;
use domain::station::{Dock, Station};
use store::{DockRow, Row, StationRow};

pub(super) fn all(dossier: &Dossier, rows: &mut Vec<Row>) {
    rows.extend(dossier.stations.values().map(station_row).map(Row::from));
    rows.extend(dossier.docks.values().map(dock_row).map(Row::from));
}

fn station_row(station: &Station) -> StationRow {
    StationRow {
        station_id: station.id,
        agency_id: station.agency,
        name: station.name.clone(),
        place: station.place.clone(),
        key: station.key,
        key_since: station.key_since,
        registered_at: station.registered_at,
        closed_at: station.closed.as_ref().map(|(at, _)| *at),
        device_id: station.device,
    }
}

fn dock_row(dock: &Dock) -> DockRow {
    let docking = &dock.docking;
    DockRow {
        dock_id: dock.id,
        station_id: dock.station,
        agency_id: dock.agency,
        bay: docking.bay.as_str().to_owned(),
        serial_no: docking.serial_no.as_ref().map(|text| text.as_str().to_owned()),
        at: dock.at,
        device_offset_ms: dock.device_offset_ms(),
        station_offset_ms: dock.station_offset_ms(),
        battery_percent: docking.battery_percent.map(u32::from),
        free_bytes: docking.free_bytes,
        files_present: docking.files_present,
        first_no: docking.first_no,
        last_no: docking.last_no,
        missing_numbers: docking.missing_numbers,
    }
}
