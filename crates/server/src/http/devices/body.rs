//! What requests about devices have in common: a look at one, and a reading of its clock.

use app::App;
use domain::device::{Check, ClockReading, ClockSource, Looks};
use serde::Deserialize;
use terms::{ClaimedTime, Timestamp};
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::wire;
use crate::http::words;

/// A reading may be reported this long after it was taken, e.g. by a station without a line.
const READ_AGO_MS: i64 = 7 * 86_400_000;
/// More than any station holds: a pebibyte.
const MOST_BYTES: u64 = 1 << 50;
/// As many as nine digits count.
const MOST_FILES: u64 = 999_999_999;
/// A clock that lost its battery is off by decades, and no more.
const MOST_OFF_S: i64 = 100 * 366 * 86_400;

/// A device's clock beside ours: what it said, as a program read it, or by how much it was off, as a
/// person noted it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadClock {
    /// What the device said.
    device_time: Option<String>,
    /// What the station said at the same moment.
    station_time: Option<String>,
    /// When that was by the server's clock; now if it is left out.
    read_at: Option<String>,
    /// Seconds the device was ahead, as noted; behind, if negative.
    offset_s: Option<i64>,
}

/// A look at a device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckDevice {
    /// 0 to 100.
    battery_percent: Option<u32>,
    free_bytes: Option<u64>,
    clock: Option<ReadClock>,
    /// Good if it is left out.
    #[schema(value_type = Option<words::Looks>)]
    looks: Option<String>,
    note: Option<String>,
}

pub(crate) fn battery(percent: Option<u32>) -> Result<Option<u8>, Problem> {
    let read = |percent: u32| u8::try_from(percent).ok().filter(|percent| *percent <= 100);
    let wrong = || Problem::value("电量", "应为 0 至 100 的整数。");
    percent.map(|percent| read(percent).ok_or_else(wrong)).transpose()
}

pub(crate) fn room(field: &'static str, bytes: Option<u64>) -> Result<Option<u64>, Problem> {
    at_most(field, bytes, MOST_BYTES)
}

/// Reads the number of a file.
pub(crate) fn file_no(field: &'static str, number: Option<u64>) -> Result<Option<u64>, Problem> {
    at_most(field, number, MOST_FILES)
}

/// Reads how many files there are.
pub(crate) fn files(field: &'static str, count: Option<u32>) -> Result<Option<u32>, Problem> {
    at_most(field, count.map(u64::from), MOST_FILES)?;
    Ok(count)
}

fn at_most(field: &'static str, number: Option<u64>, most: u64) -> Result<Option<u64>, Problem> {
    if number.is_some_and(|number| number > most) {
        return Err(Problem::value(field, "数值过大，请核对单位。"));
    }
    Ok(number)
}

pub(crate) fn clock(app: &App, read: Option<ReadClock>) -> Result<Option<ClockReading>, Problem> {
    let Some(read) = read else { return Ok(None) };
    let now = app.now();
    let server_at = wire::maybe_instant("读取时间", read.read_at.as_deref())?.unwrap_or(now);
    if server_at > now || server_at < now.plus_ms(-READ_AGO_MS) {
        return Err(Problem::value("读取时间", "不得晚于现在，也不得早于七天前。"));
    }
    let said = wire::maybe_instant("设备时间", read.device_time.as_deref())?;
    let station = wire::maybe_instant("采集站时间", read.station_time.as_deref())?;
    let (device_said, source) = match (said, read.offset_s) {
        (Some(said), None) => (said, ClockSource::Measured),
        (None, Some(offset)) => (noted(server_at, offset)?, ClockSource::Noted),
        (None, None) if station.is_none() => return Ok(None),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::value("设备时间", "设备时间和钟差请填写其中一项。"));
        }
    };
    Ok(Some(ClockReading {
        device_said: ClaimedTime::new(device_said),
        station_said: station.map(ClaimedTime::new),
        server_at,
        source,
    }))
}

fn noted(server_at: Timestamp, offset_s: i64) -> Result<Timestamp, Problem> {
    if offset_s.unsigned_abs() > MOST_OFF_S.unsigned_abs() {
        return Err(Problem::value("钟差", "数值过大，请核对单位（秒）。"));
    }
    Ok(server_at.plus_ms(offset_s.saturating_mul(1000)))
}

pub(crate) fn check(app: &App, seen: CheckDevice) -> Result<Check, Problem> {
    let looks = seen.looks.as_deref().map(|word| wire::word("外观", word, Looks::parse));
    Ok(Check {
        battery_percent: battery(seen.battery_percent)?,
        free_bytes: room("剩余空间", seen.free_bytes)?,
        clock: clock(app, seen.clock)?,
        looks: looks.transpose()?.unwrap_or(Looks::Good),
        note: wire::maybe_text("备注", seen.note.as_deref())?,
    })
}
