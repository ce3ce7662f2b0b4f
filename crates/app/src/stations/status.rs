//! What a station says of itself. No fact, and of no weight: it is shown, and nothing rests on it.

use serde::{Deserialize, Serialize};
use store::StationStatusRow;
use terms::{ClaimedTime, StationId, words};

use crate::App;
use crate::error::{Result, fault};

words! {
    /// How far a bay is.
    BayState {
        /// Nothing is in it.
        Empty = "empty", "空";
        /// Files are looked for and read.
        Reading = "reading", "读取中";
        /// Files are being sent.
        Sending = "sending", "上传中";
        /// All files are deposited; the device may be cleared.
        Safe = "safe", "全部入库，可清空";
        /// All files were deposited and deleted from the device.
        Cleared = "cleared", "已清空";
        /// Some files need somebody to look.
        Trouble = "trouble", "有文件需要处理";
        /// The device was pulled out before all was read.
        Pulled = "pulled", "设备中途拔出";
    }
}

/// A bay, a drive or a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BayStatus {
    /// What it is called.
    pub bay: String,
    /// How far it is.
    pub state: BayState,
    /// The device's number.
    pub serial_no: Option<String>,
    /// Files found.
    pub files: u32,
    /// Of them deposited.
    pub deposited: u32,
    /// Bytes found.
    pub bytes: u64,
    /// Of them sent.
    pub sent_bytes: u64,
    /// Charge.
    pub battery_percent: Option<u8>,
    /// Room left.
    pub free_bytes: Option<u64>,
    /// How far the device's clock is ahead of the station's.
    pub device_ahead_ms: Option<i64>,
}

/// A file that needs somebody to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Its name.
    pub file_name: String,
    /// In which bay.
    pub bay: String,
    /// In Chinese: what is wrong and what to do.
    pub what: String,
}

/// What a station says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationStatus {
    /// Its program and version.
    pub version: String,
    /// Its clock.
    pub station_said: ClaimedTime,
    /// Room left on its own disk.
    pub free_bytes: Option<u64>,
    /// Files that are not deposited yet.
    pub waiting: u32,
    /// Their bytes.
    pub waiting_bytes: u64,
    /// Its bays.
    pub bays: Vec<BayStatus>,
    /// Files that need somebody to look.
    pub troubles: Vec<Trouble>,
}

impl App {
    /// Keeps what a station says of itself.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn note_station_status(
        &self,
        station: StationId,
        status: &StationStatus,
    ) -> Result<()> {
        let row = StationStatusRow {
            station_id: station,
            seen_at: self.context.now(),
            status: serde_json::to_string(status).map_err(fault("writing a status down"))?,
        };
        self.store.save_station_status(&row).await.map_err(fault("keeping a status"))
    }
}
