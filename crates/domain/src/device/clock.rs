//! What a device's clock said, and how far it was off. A reading is kept as it was; it corrects
//! nothing, and what it lets one guess is a type of its own.

use serde::{Deserialize, Serialize};
use terms::{ClaimedTime, Timestamp};

use super::ClockSource;

/// Three clocks at one moment: the device's and the station's are claims, ours is ours.
#[doc(alias = "钟差")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// What the device said.
    pub device_said: ClaimedTime,
    /// What the station said.
    pub station_said: Option<ClaimedTime>,
    /// When that was, by our clock.
    pub server_at: Timestamp,
    /// How it was read.
    pub source: ClockSource,
}

impl ClockReading {
    /// How far the device was ahead of our clock, in milliseconds; behind, if negative.
    #[must_use]
    pub const fn offset_ms(&self) -> i64 {
        self.device_said.as_said().ms().saturating_sub(self.server_at.ms())
    }

    /// How far the station was ahead of our clock.
    #[must_use]
    pub fn station_offset_ms(&self) -> Option<i64> {
        Some(self.station_said?.as_said().ms().saturating_sub(self.server_at.ms()))
    }
}

/// On which readings a guess rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionBasis {
    /// One before and one after: in between the clock is taken to run evenly.
    Between(Timestamp, Timestamp),
    /// Only one side was read: the nearest.
    Nearest(Timestamp),
}

/// When something that a device dated may have been by our clock. A guess from readings: neither a
/// fact nor a correction of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorrectedClaim {
    /// By our clock, as far as the readings tell.
    pub likely_at: Timestamp,
    /// How far the device is taken to have been ahead.
    pub offset_ms: i64,
    /// Where that comes from.
    pub basis: CorrectionBasis,
    /// How far the guess may be off, either way, in milliseconds.
    pub slack_ms: i64,
}

/// How far a reading may be off that a program took, and one that a person noted.
const MEASURED_SLACK_MS: i64 = 2_000;
const NOTED_SLACK_MS: i64 = 60_000;
/// A clock beyond its readings may drift by one in so many: five times what cheap crystals do.
const DRIFT_ONE_IN: i64 = 10_000;

const fn slack_of(reading: &ClockReading) -> i64 {
    match reading.source {
        ClockSource::Measured => MEASURED_SLACK_MS,
        ClockSource::Noted => NOTED_SLACK_MS,
    }
}

/// What readings let one guess of a device's claim; `None` without any.
#[must_use]
pub fn correct(claim: ClaimedTime, readings: &[ClockReading]) -> Option<CorrectedClaim> {
    // Compared on the device's own time line, on which the claim lies too.
    let said = claim.as_said();
    let mut readings: Vec<&ClockReading> = readings.iter().collect();
    readings.sort_by_key(|one| one.device_said);
    let before = readings.iter().rev().find(|one| one.device_said.as_said() <= said);
    let after = readings.iter().find(|one| one.device_said.as_said() > said);
    let (offset_ms, basis, slack_ms) = match (before, after) {
        (Some(before), Some(after)) => {
            let basis = CorrectionBasis::Between(before.server_at, after.server_at);
            // It may as well have been set, or have jumped, anywhere between the two.
            let change = after.offset_ms().saturating_sub(before.offset_ms()).saturating_abs();
            let slack_ms = change.saturating_add(slack_of(before).max(slack_of(after)));
            (between(before, after, said), basis, slack_ms)
        }
        (Some(one), None) | (None, Some(one)) => {
            let away = said.ms().saturating_sub(one.device_said.as_said().ms()).saturating_abs();
            let slack_ms = slack_of(one).saturating_add(away / DRIFT_ONE_IN);
            (one.offset_ms(), CorrectionBasis::Nearest(one.server_at), slack_ms)
        }
        (None, None) => return None,
    };
    let likely_at = said.plus_ms(offset_ms.saturating_neg());
    Some(CorrectedClaim { likely_at, offset_ms, basis, slack_ms })
}

fn between(before: &ClockReading, after: &ClockReading, said: Timestamp) -> i64 {
    let from = before.device_said.as_said().ms();
    let whole = i128::from(after.device_said.as_said().ms()) - i128::from(from);
    let part = i128::from(said.ms()) - i128::from(from);
    let change = i128::from(after.offset_ms()) - i128::from(before.offset_ms());
    let moved = if whole == 0 { 0 } else { change * part / whole };
    before.offset_ms().saturating_add(i64::try_from(moved).unwrap_or_default())
}
