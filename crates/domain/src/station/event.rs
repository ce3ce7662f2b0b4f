//! What happens to collection stations.

use serde::{Deserialize, Serialize};
use terms::{AgencyId, ClaimedTime, DeviceId, Digest, DockId, StationId};

use crate::Text;
use crate::event::events;

/// What a station found when a device was put into it. Both clocks are claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Docking {
    /// Where it was put: a bay, a drive or a folder, as the station calls it.
    pub bay: Text<100>,
    /// The maker's number as the device or its files tell it.
    pub serial_no: Option<Text<60>>,
    /// What the device's clock said.
    pub device_said: Option<ClaimedTime>,
    /// What the station's clock said at the same moment.
    pub station_said: ClaimedTime,
    /// Charge.
    pub battery_percent: Option<u8>,
    /// Room left.
    pub free_bytes: Option<u64>,
    /// Files on it before any were taken in.
    pub files_present: u32,
    /// Number of the first of them.
    pub first_no: Option<u64>,
    /// Number of the last of them.
    pub last_no: Option<u64>,
    /// Numbers between the two that are not there.
    pub missing_numbers: u32,
    /// The layout its files were recognised by.
    pub layout: Option<Text<60>>,
}

events! {
    /// A station was registered with its public key.
    Registered = "station.registered" {
        /// Its id.
        station: StationId,
        /// Whose it is.
        agency: AgencyId,
        /// What it is called.
        name: String,
        /// Where it stands.
        place: String,
        /// Its Ed25519 public key.
        key: Digest,
    };
    /// It has another key from now on; the old one is worth nothing.
    KeyRotated = "station.key_rotated" {
        /// Which.
        station: StationId,
        /// Its new public key.
        key: Digest,
        /// Why.
        reason: String,
    };
    /// The register of devices knows it as this one (Art. 20); it replaces an earlier one.
    DeviceNamed = "station.device_named" {
        /// Which.
        station: StationId,
        /// The device, a collection station.
        device: DeviceId,
    };
    /// It may bring in nothing more.
    Closed = "station.closed" {
        /// Which.
        station: StationId,
        /// Why.
        reason: String,
    };
    /// A device was put into it (Art. 22).
    Docked = "station.docked" {
        /// This time.
        dock: DockId,
        /// Which station.
        station: StationId,
        /// Whose it is.
        agency: AgencyId,
        /// What was found.
        docking: Docking,
    };
}
