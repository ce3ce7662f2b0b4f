//! Decisions about devices (Arts. 7, 14, 20): the register, and who has which one.

use terms::{AgencyId, AvRecordId, DeviceId, OfficerId, Timestamp, words};

use super::decide_upkeep::decide_upkeep;
use super::{
    Check, ClockReading, Details, Device, DeviceKind, Docking, Event, FaultKind, GapReason,
    Imported, Looks, Naming, NamingError, Retirement, Status,
};
use crate::org::{Directory, Officer};
use crate::{Outcome, Refusal, Text};

/// A body camera that begins the day with less may not last through it.
const LOW_BATTERY_PERCENT: u8 = 60;
/// Less than a tenth of its room is left.
const LOW_SPACE_SHARE: u64 = 10;
/// A clock that is off by more makes recordings lie in the wrong order.
const CLOCK_OFF_MS: u64 = 30_000;

words! {
    /// What speaks against issuing a device.
    Warning {
        /// Nobody looked at the charge.
        BatteryUnseen = "battery_unseen", "没有查电量";
        /// The charge may not last.
        LowBattery = "low_battery", "电量不足 60%";
        /// Little room is left.
        LowSpace = "low_space", "剩余空间不足一成";
        /// The clock is off.
        ClockOff = "clock_off", "钟差超过 30 秒，请先校时";
        /// It looks broken.
        LooksBroken = "looks_broken", "外观破损";
        /// A fault is open, though it can be used.
        FaultOpen = "fault_open", "有没有办结的报修";
        /// Files are left on it.
        FilesLeft = "files_left", "机内还有没有入库的文件";
    }
}

/// What may be wanted of a device.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Enter it in the register.
    Register {
        /// Its new id.
        device: DeviceId,
        /// Whose it is.
        agency: AgencyId,
        /// What it is.
        details: Details,
        /// Its clock.
        clock: Option<ClockReading>,
        /// Why there are two of one serial number.
        namesake_reason: Option<Text<200>>,
    },
    /// Change what the register says.
    Change {
        /// All of it.
        details: Details,
        /// Its files are numbered from the beginning again.
        is_renumbered: bool,
        /// Why there are two of one serial number.
        namesake_reason: Option<Text<200>>,
    },
    /// Issue it, or hand it over.
    Issue {
        /// To whom.
        to: OfficerId,
        /// The look at it.
        check: Check,
        /// Why in spite of a warning.
        despite: Option<Text<200>>,
    },
    /// Take it back.
    Return {
        /// Files still on it.
        files_left: Option<u32>,
        /// The look at it.
        check: Check,
    },
    /// Note a look at it.
    Check {
        /// What was seen.
        check: Check,
    },
    /// Note what a station found.
    Dock {
        /// What.
        docking: Docking,
    },
    /// Report a fault.
    ReportFault {
        /// What.
        kind: FaultKind,
        /// Since when.
        happened_at: Timestamp,
        /// It cannot be used.
        is_unusable: bool,
        /// In words.
        text: Text<500>,
    },
    /// Send it to be repaired.
    BeginRepair {
        /// Which fault.
        fault: u32,
        /// Where.
        place: Text<100>,
    },
    /// Note that a fault is over.
    CloseFault {
        /// Which.
        fault: u32,
        /// What was done.
        text: Text<500>,
    },
    /// Note that it is lost.
    Lose {
        /// Since when.
        happened_at: Timestamp,
        /// How, and what was on it.
        text: Text<500>,
    },
    /// Note that it was found.
    Find {
        /// Where and how.
        text: Text<500>,
    },
    /// Take it out of use.
    Retire {
        /// How.
        how: Retirement,
        /// Why.
        reason: Text<500>,
        /// What became of the data.
        data_went: Text<500>,
    },
    /// Compare the numbers of its files.
    JudgeNumbers {
        /// What was taken in.
        imported: Vec<Imported>,
        /// Whether more files of the device are still on their way.
        is_coming: bool,
    },
    /// Say why numbers are missing.
    ExplainGap {
        /// Which gap.
        gap: u32,
        /// Why.
        reason: GapReason,
        /// In words.
        text: Text<500>,
    },
}

/// What a decision looks at beside the device itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The people and agencies.
    pub directory: &'a Directory,
    /// Who acts; `None`: the system.
    pub by: Option<&'a Officer>,
    /// When.
    pub now: Timestamp,
}

/// Another device that goes by the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// Which.
    pub device: DeviceId,
    /// Whose it is.
    pub agency: AgencyId,
    /// Its own asset number.
    pub asset_no: String,
    /// Its serial number.
    pub serial_no: String,
    /// Who made it.
    pub maker: String,
}

/// Whether what a device goes by may be its own: in one agency an asset number once, and a serial
/// number once for each maker. Two makers may number alike; that is admitted with a reason. Of what
/// another agency has, nobody is told.
///
/// # Errors
/// [`Refusal`] naming the device that has the number.
pub fn check_names(
    details: &Details,
    (device, agency): (DeviceId, AgencyId),
    reason: Option<&Text<200>>,
    others: &[Namesake],
) -> Result<(), Refusal> {
    let is_other = |other: &&Namesake| other.device != device && other.agency == agency;
    let others = || others.iter().filter(is_other);
    let asset_no = details.asset_no.as_str();
    if let Some(other) = others().find(|other| other.asset_no == asset_no) {
        let asset_no = other.asset_no.clone();
        return Err(Refusal::DeviceAssetNoTaken { asset_no, serial_no: other.serial_no.clone() });
    }
    let serial_no = details.serial_no.as_str();
    let mut same_serial = others().filter(|other| other.serial_no == serial_no);
    let Some(first) = same_serial.clone().next() else { return Ok(()) };
    let same_maker = same_serial.find(|other| other.maker == details.maker.as_str());
    let serial_no = serial_no.to_owned();
    match same_maker {
        Some(other) => Err(Refusal::DeviceSerialTaken { serial_no, first: other.asset_no.clone() }),
        None if reason.is_none() => {
            Err(Refusal::DeviceNamesake { serial_no, first: first.asset_no.clone() })
        }
        None => Ok(()),
    }
}

/// What speaks against issuing a device, as it is and as it looks now.
#[must_use]
pub fn warnings(device: &Device, check: &Check, now: Timestamp) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut add = |warning, is_so: bool| {
        if is_so {
            found.push(warning);
        }
    };
    let battery = check.battery_percent;
    add(Warning::BatteryUnseen, battery.is_none());
    add(Warning::LowBattery, battery.is_some_and(|percent| percent < LOW_BATTERY_PERCENT));
    let free = check.free_bytes.or_else(|| device.free_at(now).map(|(_, free)| free));
    let is_little = free.zip(device.details.capacity_bytes);
    add(Warning::LowSpace, is_little.is_some_and(|(free, all)| free < all / LOW_SPACE_SHARE));
    let clock = check.clock.or_else(|| device.clocks.last().copied());
    let is_off = clock.is_some_and(|clock| clock.offset_ms().unsigned_abs() > CLOCK_OFF_MS);
    add(Warning::ClockOff, is_off);
    add(Warning::LooksBroken, check.looks == Looks::Broken);
    let is_open = device.faults.iter().any(|fault| fault.closed.is_none());
    add(Warning::FaultOpen, is_open);
    add(Warning::FilesLeft, device.left.last().is_some_and(|(_, files)| *files > 0));
    found
}

/// Decides about a device (`None`: not registered yet).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn decide(
    state: Option<&Device>,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::Register { device, agency, details, clock, namesake_reason }) => {
            check_details(&details, agency, around)?;
            let namesake_reason = namesake_reason.map(|text| text.as_str().to_owned());
            Ok(Outcome::one(Event::Registered { device, agency, details, clock, namesake_reason }))
        }
        (None, _) => Err(Refusal::NotFound),
        (Some(_), Command::Register { .. }) => Ok(Outcome::AlreadyDone),
        (Some(state), Command::Change { details, is_renumbered, namesake_reason }) => {
            in_use(state)?;
            check_details(&details, state.agency, around)?;
            let namesake_reason = namesake_reason.map(|text| text.as_str().to_owned());
            let is_same = details == state.details && namesake_reason == state.namesake_reason;
            if is_same && !is_renumbered {
                return Ok(Outcome::AlreadyDone);
            }
            let device = state.id;
            Ok(Outcome::one(Event::Changed { device, details, is_renumbered, namesake_reason }))
        }
        (Some(state), Command::Issue { to, check, despite }) => {
            issue(state, to, check, despite, around)
        }
        (Some(state), Command::Return { files_left, check }) => {
            in_use(state)?;
            let from = state.holder().ok_or(Refusal::DeviceNotOut)?;
            Ok(Outcome::one(Event::Returned { device: state.id, from, files_left, check }))
        }
        (Some(state), command) => decide_upkeep(state, command, around),
    }
}

/// Neither lost nor out of use.
pub(super) fn in_use(state: &Device) -> Result<(), Refusal> {
    match state.status() {
        status @ (Status::Lost | Status::Retired) => {
            Err(Refusal::DeviceGone { status: status.zh().to_owned() })
        }
        Status::InStore | Status::Out | Status::Installed | Status::Faulty | Status::InRepair => {
            Ok(())
        }
    }
}

fn check_details(details: &Details, agency: AgencyId, around: &Around<'_>) -> Result<(), Refusal> {
    let known = around.directory.agencies.get(&agency);
    let is_ours = |id| known.is_some_and(|agency| agency.divisions.iter().any(|d| d.id == id));
    if details.division.is_some_and(|id| !is_ours(id)) {
        return Err(Refusal::DeviceDivision);
    }
    let is_used = |id| known.and_then(|known| known.room(id)).is_some_and(|r| r.closed.is_none());
    let is_camera = details.kind == DeviceKind::FixedCamera;
    if details.room.is_some_and(|id| !is_camera || !is_used(id)) {
        return Err(Refusal::DeviceRoom);
    }
    let naming = details.naming.as_ref().map(|text| Naming::parse(text.as_str()));
    naming.transpose().map(|_| ()).map_err(|error| Refusal::DeviceNaming {
        why: match error {
            NamingError::UnknownWord(word) => format!("不认识“{{{word}}}”"),
            NamingError::Brace => "花括号不成对".to_owned(),
            NamingError::TellsNothing => "至少要有“{设备}”或者“{流水}”".to_owned(),
            NamingError::TooManyAny => "“*”最多用两个".to_owned(),
        },
    })
}

/// A device that is out goes from hand to hand: the chain names both and has no hole.
fn issue(
    state: &Device,
    to: OfficerId,
    check: Check,
    despite: Option<Text<200>>,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    in_use(state)?;
    if state.is_fixed() {
        return Err(Refusal::DeviceFixed { kind: state.details.kind.zh().to_owned() });
    }
    match state.status() {
        status @ (Status::Faulty | Status::InRepair) => {
            return Err(Refusal::DeviceUnusable { status: status.zh().to_owned() });
        }
        Status::InStore | Status::Out | Status::Installed | Status::Lost | Status::Retired => {}
    }
    let officer = around.directory.officer(to);
    if !officer.is_some_and(|officer| officer.agency == state.agency && officer.is_enabled) {
        return Err(Refusal::NotOurOfficer);
    }
    let from = state.holder();
    if from == Some(to) {
        return Ok(Outcome::AlreadyDone);
    }
    let found = warnings(state, &check, around.now);
    if !found.is_empty() && despite.is_none() {
        let what: Vec<_> = found.iter().map(|warning| warning.zh()).collect();
        return Err(Refusal::DeviceWarned { what: what.join("、") });
    }
    let despite = despite.filter(|_| !found.is_empty()).map(|text| text.as_str().to_owned());
    Ok(Outcome::one(Event::Issued { device: state.id, to, from, check, despite }))
}

/// Missing files that came after all.
pub(super) fn fills(state: &Device, one: &Imported) -> Option<(u32, u64, AvRecordId)> {
    let is_daily = state.details.numbering == super::Numbering::Daily;
    let day = one.file_day.filter(|_| is_daily);
    let gap = state.gaps.iter().find(|gap| {
        gap.file_day == day
            && (gap.first_no..=gap.last_no).contains(&one.file_no)
            && !gap.filled.contains_key(&one.file_no)
            && gap.found_at >= state.numbers_since
    })?;
    Some((gap.number, one.file_no, one.recording))
}
