//! What happens to a device.

use serde::{Deserialize, Serialize};
use terms::{
    AgencyId, AvRecordId, Date, DeviceId, DivisionId, OfficerId, RoomId, Timestamp, words,
};

use super::ClockReading;
use crate::Text;
use crate::event::events;

words! {
    /// What a device is.
    DeviceKind {
        /// Worn by an officer.
        #[doc(alias = "执法记录仪")]
        BodyCamera = "body_camera", "执法记录仪";
        /// For sound.
        VoiceRecorder = "voice_recorder", "录音笔";
        /// Held in the hand.
        Camera = "camera", "照相机、摄像机";
        /// Flies.
        Drone = "drone", "无人机";
        /// Stays where it is, e.g. in a room for questioning.
        FixedCamera = "fixed_camera", "固定摄像机";
        /// Takes recordings in from others.
        #[doc(alias = "采集工作站")]
        DockingStation = "docking_station", "采集工作站";
    }

    /// How a device looks.
    Looks {
        /// As it should.
        Good = "good", "完好";
        /// Used, and does its work.
        Worn = "worn", "有磨损";
        /// Does not do its work any more.
        Broken = "broken", "破损";
    }

    /// How a clock was compared with ours.
    ClockSource {
        /// A program read the device's clock.
        Measured = "measured", "实测";
        /// A person read it off and noted the difference.
        Noted = "noted", "人工登记";
    }

    /// How a device numbers its files.
    Numbering {
        /// On and on.
        Continuous = "continuous", "连续编号";
        /// From the beginning each day.
        Daily = "daily", "每日从头编号";
    }

    /// What does not work.
    FaultKind {
        /// It does not start.
        Dead = "dead", "不能开机";
        /// The battery does not hold.
        Battery = "battery", "电池故障";
        /// Files cannot be written or read.
        Storage = "storage", "存储故障";
        /// No picture, or a bad one.
        Picture = "picture", "图像故障";
        /// No sound, or bad sound.
        Sound = "sound", "声音故障";
        /// The clock runs away.
        Clock = "clock", "时钟故障";
        /// Broken from outside.
        Damage = "damage", "外力损坏";
        /// Told in the text.
        Other = "other", "其他故障";
    }

    /// Where numbers are missing.
    GapKind {
        /// Between files that were taken in; nobody saw the device meanwhile.
        BetweenImports = "between_imports", "两次导入之间缺号";
        /// The device was seen, and the files were no longer on it.
        BeforeImport = "before_import", "导入前已不在设备中";
        /// The device was seen with the files on it, and they were not taken in.
        NotImported = "not_imported", "接入时在设备中，没有入库";
    }

    /// Why numbers are missing.
    GapReason {
        /// Switched on by mistake or to try it.
        Trial = "trial", "试机、误触";
        /// Nothing of enforcement.
        NotEnforcement = "not_enforcement", "与执法无关";
        /// The device wrote no file.
        Fault = "fault", "设备故障，没有录成";
        /// Taken in another way, e.g. under another name.
        TakenElsewhere = "taken_elsewhere", "已用其他方式入库";
        /// Somebody deleted it.
        Deleted = "deleted", "被删除";
        /// Told in the text.
        Other = "other", "其他";
    }

    /// How a device ends.
    Retirement {
        /// Worn out.
        Scrapped = "scrapped", "报废";
        /// Given to another agency.
        HandedOver = "handed_over", "调拨其他单位";
        /// Given back to whoever owns it.
        GivenBack = "given_back", "退还供应商";
    }
}

/// What the register says of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What it is.
    pub kind: DeviceKind,
    /// The agency's own number, on its label; upper case.
    pub asset_no: Text<40>,
    /// The maker's number; upper case.
    pub serial_no: Text<60>,
    /// Who made it.
    pub maker: Text<60>,
    /// Model.
    pub model: Text<60>,
    /// Room for recordings.
    pub capacity_bytes: Option<u64>,
    /// How its files are named; see [`super::Naming`].
    pub naming: Option<Text<100>>,
    /// How they are numbered.
    pub numbering: Numbering,
    /// The division it belongs to.
    pub division: Option<DivisionId>,
    /// Where it is kept.
    pub place: Option<Text<60>>,
    /// The room it looks at, for a camera that is fixed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
}

/// A look at a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Charge.
    pub battery_percent: Option<u8>,
    /// Room left.
    pub free_bytes: Option<u64>,
    /// Its clock beside ours.
    pub clock: Option<ClockReading>,
    /// How it looks.
    pub looks: Looks,
    /// A note.
    pub note: Option<Text<200>>,
}

/// A report of a device that was put into a station, or read by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Docking {
    /// The station.
    pub station: Option<DeviceId>,
    /// The device's clock and the station's beside ours.
    pub clock: Option<ClockReading>,
    /// Charge.
    pub battery_percent: Option<u8>,
    /// Room left.
    pub free_bytes: Option<u64>,
    /// Files on it before any were taken in.
    pub files_present: Option<u32>,
    /// Number of the first of them.
    pub first_no: Option<u64>,
    /// Number of the last of them.
    pub last_no: Option<u64>,
    /// The day of those numbers, where they begin anew each day.
    pub file_day: Option<Date>,
    /// Files on it afterwards; 0: it was emptied.
    pub files_left: Option<u32>,
}

events! {
    /// A device was entered in the register.
    Registered = "device.registered" {
        /// Its id.
        device: DeviceId,
        /// Whose it is.
        agency: AgencyId,
        /// What it is.
        details: Details,
        /// Its clock when it was set.
        clock: Option<ClockReading>,
        /// Why there are two of one serial number.
        namesake_reason: Option<String>,
    };
    /// What the register says was changed.
    Changed = "device.changed" {
        /// Which.
        device: DeviceId,
        /// What it says from now on, all of it.
        details: Details,
        /// Its files are numbered from the beginning again.
        is_renumbered: bool,
        /// Why there are two of one serial number.
        namesake_reason: Option<String>,
    };
    /// Somebody took it over: from the store, or from whoever had it.
    Issued = "device.issued" {
        /// Which.
        device: DeviceId,
        /// Who has it from now on.
        to: OfficerId,
        /// Who had it; `None`: it was in store.
        from: Option<OfficerId>,
        /// The look at it.
        check: Check,
        /// Why it was issued in spite of a warning.
        despite: Option<String>,
    };
    /// It came back.
    Returned = "device.returned" {
        /// Which.
        device: DeviceId,
        /// Who had it.
        from: OfficerId,
        /// Files still on it.
        files_left: Option<u32>,
        /// The look at it.
        check: Check,
    };
    /// Somebody looked at it.
    Checked = "device.checked" {
        /// Which.
        device: DeviceId,
        /// The look.
        check: Check,
    };
    /// It was put into a station.
    Docked = "device.docked" {
        /// Which.
        device: DeviceId,
        /// What was found.
        docking: Docking,
    };
    /// Something about it does not work.
    FaultReported = "device.fault_reported" {
        /// Which.
        device: DeviceId,
        /// Running number of the fault.
        fault: u32,
        /// What.
        kind: FaultKind,
        /// Since when.
        happened_at: Timestamp,
        /// It cannot be used.
        is_unusable: bool,
        /// In words.
        text: String,
    };
    /// It went to be repaired.
    RepairBegun = "device.repair_begun" {
        /// Which.
        device: DeviceId,
        /// Which fault.
        fault: u32,
        /// Where.
        place: String,
    };
    /// It works again, or the fault was none.
    FaultClosed = "device.fault_closed" {
        /// Which.
        device: DeviceId,
        /// Which fault.
        fault: u32,
        /// What was done.
        text: String,
    };
    /// It is lost.
    Lost = "device.lost" {
        /// Which.
        device: DeviceId,
        /// Since when.
        happened_at: Timestamp,
        /// Who had it.
        holder: Option<OfficerId>,
        /// How it happened, and what was on it.
        text: String,
    };
    /// It was found again.
    Found = "device.found" {
        /// Which.
        device: DeviceId,
        /// Where and how.
        text: String,
    };
    /// It is out of use.
    Retired = "device.retired" {
        /// Which.
        device: DeviceId,
        /// How it ends.
        how: Retirement,
        /// Why.
        reason: String,
        /// What became of the data on it.
        data_went: String,
    };
    /// Numbers of its files are missing.
    GapFound = "device.gap_found" {
        /// Which.
        device: DeviceId,
        /// Running number of the gap.
        gap: u32,
        /// Where.
        kind: GapKind,
        /// The day of the numbers, where they begin anew each day.
        file_day: Option<Date>,
        /// First missing number.
        first_no: u64,
        /// Last missing number.
        last_no: u64,
        /// Files of the device were still on their way, and had been for as long as one waits.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        while_coming: bool,
    };
    /// A missing file came after all.
    GapFilled = "device.gap_filled" {
        /// Which.
        device: DeviceId,
        /// Which gap.
        gap: u32,
        /// The number.
        file_no: u64,
        /// The recording.
        recording: AvRecordId,
    };
    /// Somebody said why numbers are missing.
    GapExplained = "device.gap_explained" {
        /// Which.
        device: DeviceId,
        /// Which gap.
        gap: u32,
        /// Why.
        reason: GapReason,
        /// In words.
        text: String,
    };
}
