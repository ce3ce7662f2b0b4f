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
    let (offset_ms, basis) = match (before, after) {
        (Some(before), Some(after)) => {
            let basis = CorrectionBasis::Between(before.server_at, after.server_at);
            (between(before, after, said), basis)
        }
        (Some(one), None) | (None, Some(one)) => {
            (one.offset_ms(), CorrectionBasis::Nearest(one.server_at))
        }
        (None, None) => return None,
    };
    Some(CorrectedClaim { likely_at: said.plus_ms(-offset_ms), offset_ms, basis })
}

fn between(before: &ClockReading, after: &ClockReading, said: Timestamp) -> i64 {
    let from = before.device_said.as_said().ms();
    let whole = i128::from(after.device_said.as_said().ms()) - i128::from(from);
    let part = i128::from(said.ms()) - i128::from(from);
    let change = i128::from(after.offset_ms()) - i128::from(before.offset_ms());
    let moved = if whole == 0 { 0 } else { change * part / whole };
    before.offset_ms().saturating_add(i64::try_from(moved).unwrap_or_default())
}
