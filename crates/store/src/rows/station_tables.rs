//! The tables of collection stations, column by column; the list of all tables names them.

use terms::{AgencyId, DeviceId, Digest, DockId, StationId, Timestamp};

use super::table::row_type;

row_type! {
    /// A collection station (Art. 22).
    StationRow = "station_row" {
        /// Its id.
        key station_id: StationId,
        /// Whose it is.
        agency_id: AgencyId,
        /// What it is called.
        name: String,
        /// Where it stands.
        place: String,
        /// Its public key.
        key: Digest,
        /// Since when it has that key.
        key_since: Timestamp,
        /// When it was registered.
        registered_at: Timestamp,
        /// When it was closed.
        closed_at: Option<Timestamp>,
        /// What the register of devices knows it as.
        device_id: Option<DeviceId>,
    }
}

row_type! {
    /// A device that was put into a station.
    DockRow = "dock_row" {
        /// This time.
        key dock_id: DockId,
        /// Which station.
        station_id: StationId,
        /// Whose it is.
        agency_id: AgencyId,
        /// Where it was put.
        bay: String,
        /// The maker's number.
        serial_no: Option<String>,
        /// When. Never changes: lists are in this order.
        at: Timestamp,
        /// How far the device was ahead of our clock.
        device_offset_ms: Option<i64>,
        /// How far the station was ahead of our clock.
        station_offset_ms: i64,
        /// Charge.
        battery_percent: Option<u32>,
        /// Room left.
        free_bytes: Option<u64>,
        /// Files on it.
        files_present: u32,
        /// Number of the first of them.
        first_no: Option<u64>,
        /// Number of the last of them.
        last_no: Option<u64>,
        /// Numbers between the two that are not there.
        missing_numbers: u32,
    }
}
