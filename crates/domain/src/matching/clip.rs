//! What is known of a recording and of on-site work, as far as it tells where the one belongs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use terms::{ActivityId, AvRecordId, DeviceId, OfficerId, Span, Timestamp, words};

use crate::activity::Spell;
use crate::device::{self, Device};
use crate::recording::{FileFlag, Placement, Recording};

/// How far a start may be off that a person corrected.
const CORRECTED_SLACK_MS: i64 = 30_000;
/// How far a claim may be off that nobody measured: cameras of the field were minutes off.
const UNMEASURED_SLACK_MS: i64 = 10 * 60_000;
/// Mean length of a degree of latitude, in millimetres per millionth of a degree.
const MM_PER_MICRODEGREE: i64 = 111;

words! {
    /// On what the place of a recording in time rests.
    ClockBasis {
        /// A person corrected its start.
        Corrected = "corrected", "起始时间经人工更正";
        /// Its device's clock was compared with ours, near enough.
        Measured = "measured", "按实测钟差换算";
        /// Nobody compared it.
        Unmeasured = "unmeasured", "设备时钟没有实测";
        /// The device had no idea of the time.
        Unset = "unset", "设备时钟没有设置";
    }
}

/// How far the times of a recording may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What they rest on.
    pub basis: ClockBasis,
    /// How far they may be off, either way.
    pub slack_ms: i64,
}

/// Who had the device while it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// The register does not tell.
    Unknown,
    /// One person, as far as the times may be off.
    One(OfficerId),
    /// It changed hands so near to it that it may have been any of these.
    AnyOf(BTreeSet<OfficerId>),
}

impl Holder {
    /// Everybody who may have had it.
    #[must_use]
    pub fn people(&self) -> BTreeSet<OfficerId> {
        match self {
            Self::Unknown => BTreeSet::new(),
            Self::One(one) => BTreeSet::from([*one]),
            Self::AnyOf(people) => people.clone(),
        }
    }
}

/// A place on earth, in millionths of a degree (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude, north positive.
    pub lat_e6: i32,
    /// Longitude, east positive.
    pub lon_e6: i32,
}

impl Position {
    /// `None` for what is no place on earth. Zero and zero is what devices say that do not know.
    #[must_use]
    pub fn new(lat_e6: i32, lon_e6: i32) -> Option<Self> {
        let is_one = (-90_000_000..=90_000_000).contains(&lat_e6)
            && (-180_000_000..=180_000_000).contains(&lon_e6)
            && (lat_e6, lon_e6) != (0, 0);
        is_one.then_some(Self { lat_e6, lon_e6 })
    }

    /// How far apart two places of one province are, in metres, within one in a hundred.
    #[must_use]
    pub fn metres_to(self, other: Self) -> u64 {
        let north = i64::from(self.lat_e6) - i64::from(other.lat_e6);
        let east = i64::from(self.lon_e6) - i64::from(other.lon_e6);
        let middle = (i64::from(self.lat_e6) + i64::from(other.lat_e6)) / 2;
        let north = north * MM_PER_MICRODEGREE;
        let east = east * MM_PER_MICRODEGREE / 1000 * cosine_e3(middle);
        let square = i128::from(north).pow(2) + i128::from(east).pow(2);
        let mm = u128::try_from(square).unwrap_or_default().isqrt();
        u64::try_from(mm / 1000).unwrap_or(u64::MAX)
    }
}

/// Cosine of an angle in millionths of a degree, in thousandths: the first terms of its series, near
/// enough up to 70 degrees.
fn cosine_e3(e6: i64) -> i64 {
    // In ten-thousandths of a radian.
    let x = i128::from(e6.abs()) * 174_533 / 1_000_000_000;
    let x2 = x * x; // 1e8
    let (one, second) = (100_000_000, x2 / 2);
    let fourth = x2 * x2 / 100_000_000 / 24;
    let sixth = x2 * x2 / 100_000_000 * x2 / 100_000_000 / 720;
    i64::try_from((one - second + fourth - sixth) / 100_000).unwrap_or_default()
}

/// Another recording of the same device that hangs on work already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// On what.
    pub activity: ActivityId,
    /// Where it lies in time, as its device said.
    pub span: Span,
}

/// What is known of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Which.
    pub recording: AvRecordId,
    /// The device.
    pub device: Option<DeviceId>,
    /// Who had it, by the register of devices.
    pub holder: Holder,
    /// Whose number is in the name of the file.
    pub carried_by: Option<OfficerId>,
    /// Who brought it in.
    pub deposited_by: Option<OfficerId>,
    /// When.
    pub deposited_at: Timestamp,
    /// From when to when, by our clock as far as one can tell; a recording whose length is not known
    /// is a moment.
    pub span: Option<Span>,
    /// How far that may be trusted.
    pub clock: Clock,
    /// A look inside told how long it is, or that it is a picture.
    pub is_examined: bool,
    /// Where.
    pub position: Option<Position>,
    /// What else of the device hangs where.
    pub earlier: Vec<Earlier>,
}

/// What is known of on-site work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Which.
    pub activity: ActivityId,
    /// Who goes, or went at some time.
    pub officers: BTreeSet<OfficerId>,
    /// When those took part who did not from beginning to end.
    pub spells: Vec<Spell>,
    /// Planned for.
    pub planned_at: Timestamp,
    /// Arrival, as pressed.
    pub arrived_at: Option<Timestamp>,
    /// Departure, as pressed.
    pub departed_at: Option<Timestamp>,
    /// Where they arrived.
    pub position: Option<Position>,
}

impl Work {
    /// Whether somebody may have taken part while that was recorded.
    pub(super) fn may_have(&self, officer: &OfficerId, clip: &Clip) -> bool {
        self.officers.contains(officer)
            && self.fits(officer, clip, |at, from, until| {
                from.is_none_or(|from| from <= at.to())
                    && until.is_none_or(|until| at.from() < until)
            })
    }

    /// Whether somebody took part all the while, wherever it lies within what its clock admits.
    pub(super) fn surely_has(&self, officer: &OfficerId, clip: &Clip) -> bool {
        self.officers.contains(officer)
            && self.fits(officer, clip, |at, from, until| {
                from.is_none_or(|from| from <= at.from())
                    && until.is_none_or(|until| at.to() <= until)
            })
    }

    fn fits(
        &self,
        officer: &OfficerId,
        clip: &Clip,
        is_so: impl Fn(Span, Option<Timestamp>, Option<Timestamp>) -> bool,
    ) -> bool {
        let slack = clip.clock.slack_ms;
        let widest = |span: Span| Span::new(span.from().plus_ms(-slack), span.to().plus_ms(slack));
        let mut own = self.spells.iter().filter(|spell| spell.officer == *officer).peekable();
        match (clip.span.and_then(widest), own.peek()) {
            (None, _) | (_, None) => true,
            (Some(at), Some(_)) => own.any(|spell| is_so(at, spell.from, spell.until)),
        }
    }
}

/// What a recording and its device tell.
#[must_use]
pub fn clip_of(recording: &Recording, device: Option<&Device>, earlier: Vec<Earlier>) -> Clip {
    let (span, clock) = place(recording, device);
    let holder = match (device, span) {
        (Some(device), Some(span)) => holder(device, span, clock.slack_ms),
        (None, _) | (_, None) => Holder::Unknown,
    };
    Clip {
        recording: recording.id,
        device: recording.origin.map(|origin| origin.device),
        holder,
        carried_by: recording.collection.as_ref().and_then(|from| from.carried_by),
        deposited_by: recording.deposited_by,
        deposited_at: recording.deposited_at,
        span,
        clock,
        is_examined: recording.probe().is_some(),
        position: recording.probe().and_then(|probe| probe.position),
        earlier,
    }
}

/// Where it lies in time by our clock, and how far that may be off.
fn place(recording: &Recording, device: Option<&Device>) -> (Option<Span>, Clock) {
    let flags = recording.collection.as_ref().map(|from| from.flags.as_slice());
    let is_unset = flags.unwrap_or_default().contains(&FileFlag::ClockUnset);
    let unmeasured = Clock { basis: ClockBasis::Unmeasured, slack_ms: UNMEASURED_SLACK_MS };
    let lasts = recording.duration_ms().unwrap_or_default().max(0);
    let span = |from: Timestamp| Span::new(from, from.plus_ms(lasts));
    if let Some((_, Placement::Corrected)) = recording.placed() {
        let from = recording.corrected_start.as_ref().map(|(at, _)| *at);
        let clock = Clock { basis: ClockBasis::Corrected, slack_ms: CORRECTED_SLACK_MS };
        return (from.and_then(span), clock);
    }
    let Some(claim) = recording.claimed_start() else { return (None, unmeasured) };
    if is_unset {
        return (None, Clock { basis: ClockBasis::Unset, ..unmeasured });
    }
    match device.and_then(|device| device::correct(claim, &device.clocks)) {
        Some(guess) => {
            let clock = Clock { basis: ClockBasis::Measured, slack_ms: guess.slack_ms };
            (span(guess.likely_at), clock)
        }
        None => (span(claim.as_said()), unmeasured),
    }
}

/// Who had a device during a stretch of time that may lie a little earlier or later.
fn holder(device: &Device, span: Span, slack_ms: i64) -> Holder {
    let (from, to) = (span.from().plus_ms(-slack_ms), span.to().plus_ms(slack_ms));
    let touches =
        |one: &&device::Tenure| one.from_at <= to && one.until_at.is_none_or(|until| from < until);
    let around = device.custody.iter().filter(touches);
    let people: BTreeSet<OfficerId> = around.filter_map(|one| one.holder).collect();
    let then = device.tenure_at(span.from()).and_then(|tenure| tenure.holder);
    match (people.len(), then) {
        (0, _) => Holder::Unknown,
        (1, Some(one)) => Holder::One(one),
        _ => Holder::AnyOf(people),
    }
}
