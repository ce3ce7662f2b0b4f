//! Which numbers are missing among the files of a device. Found from what was taken in and from what
//! was seen on the device; nothing is taken for missing that may still be coming.

use std::collections::BTreeMap;

use terms::{AvRecordId, Date, Timestamp};

use super::{Device, Docking, GapKind, Numbering};

/// While files of a device are on their way, a number counts as missing only this long after
/// somebody first knew of it: a day's work comes over a slow line by then, and no longer may a file
/// that never comes hide behind those that do.
pub const NUMBERS_WAIT_MS: i64 = 24 * 3_600_000;

/// A file that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// The recording.
    pub recording: AvRecordId,
    /// Its number.
    pub file_no: u64,
    /// The day in its name.
    pub file_day: Option<Date>,
    /// When it was taken in.
    pub deposited_at: Timestamp,
}

/// Numbers that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Where.
    pub kind: GapKind,
    /// The day of the numbers, where they begin anew each day.
    pub file_day: Option<Date>,
    /// First missing number.
    pub first_no: u64,
    /// Last missing number.
    pub last_no: u64,
}

/// Which numbers are missing now, whether or not somebody knows of them.
#[must_use]
pub fn missing(device: &Device, imported: &[Imported]) -> Vec<Missing> {
    let counts = |one: &&Imported| one.deposited_at >= device.numbers_since;
    let daily = device.details.numbering == Numbering::Daily;
    let series_of = |day: Option<Date>| if daily { day } else { None };
    let mut series: BTreeMap<Option<Date>, Vec<u64>> = BTreeMap::new();
    for one in imported.iter().filter(counts) {
        series.entry(series_of(one.file_day)).or_default().push(one.file_no);
    }
    let dockings: Vec<&Docking> = device
        .dockings
        .iter()
        .filter(|one| one.at >= device.numbers_since)
        .map(|one| &one.docking)
        .collect();
    for docking in &dockings {
        if docking.first_no.is_some() {
            series.entry(series_of(docking.file_day)).or_default();
        }
    }
    let of_series = series.into_iter().flat_map(|(day, mut known)| {
        known.sort_unstable();
        known.dedup();
        let seen: Vec<&Docking> =
            dockings.iter().copied().filter(|one| series_of(one.file_day) == day).collect();
        in_series(day, &known, &seen)
    });
    of_series.collect()
}

/// Which numbers count as missing although files of the device are still on their way: those up to
/// the last that somebody knew of [`NUMBERS_WAIT_MS`] ago.
pub(super) fn overdue(device: &Device, imported: &[Imported], now: Timestamp) -> Vec<Missing> {
    let before = now.plus_ms(-NUMBERS_WAIT_MS);
    let cut = |run: Missing| {
        let last = known_before(device, imported, run.file_day, before)?;
        let last_no = run.last_no.min(last);
        (run.first_no <= last).then_some(Missing { last_no, ..run })
    };
    missing(device, imported).into_iter().filter_map(cut).collect()
}

/// Whether numbers are missing that nobody calls so yet, for the files that are on their way.
#[must_use]
pub fn is_held_back(device: &Device, imported: &[Imported], now: Timestamp) -> bool {
    missing(device, imported) != overdue(device, imported, now)
}

/// The last number of a series that was known at an instant.
fn known_before(
    device: &Device,
    imported: &[Imported],
    day: Option<Date>,
    before: Timestamp,
) -> Option<u64> {
    let is_then = |at: Timestamp| at >= device.numbers_since && at <= before;
    let of_series = |one: Option<Date>| match device.details.numbering {
        Numbering::Daily => one == day,
        Numbering::Continuous => true,
    };
    let taken = imported.iter().filter(|one| is_then(one.deposited_at) && of_series(one.file_day));
    let taken = taken.map(|one| one.file_no);
    let seen = device.dockings.iter().filter(|one| is_then(one.at));
    let seen = seen.map(|one| &one.docking).filter(|docking| of_series(docking.file_day));
    taken.chain(seen.filter_map(|docking| docking.last_no)).max()
}

/// The runs of numbers between the first and the last that anybody knows of.
fn in_series(day: Option<Date>, known: &[u64], seen: &[&Docking]) -> Vec<Missing> {
    let first_seen = seen.iter().filter_map(|one| one.first_no).min();
    let last_seen = seen.iter().filter_map(|one| one.last_no).max();
    // Each day's first number is 1; otherwise the first one that is known.
    let begin = match day {
        Some(_) => Some(1),
        None => known.first().copied().into_iter().chain(first_seen).min(),
    };
    let end = known.last().copied().into_iter().chain(last_seen).max();
    let (Some(begin), Some(end)) = (begin, end) else { return Vec::new() };
    let mut found = Vec::new();
    let mut next = begin;
    let after_last = end.saturating_add(1);
    for number in known.iter().copied().chain([after_last]) {
        if number > next {
            found.extend(split(day, next, number - 1, seen));
        }
        next = next.max(number.saturating_add(1));
    }
    found
}

/// Cuts a run of missing numbers where what was seen on the device differs.
fn split(day: Option<Date>, first: u64, last: u64, seen: &[&Docking]) -> Vec<Missing> {
    let mut edges: Vec<u64> = vec![first];
    for docking in seen {
        let after = docking.last_no.map(|number| number.saturating_add(1));
        let inside = |edge: &u64| *edge > first && *edge <= last;
        edges.extend(docking.first_no.into_iter().chain(after).filter(inside));
    }
    edges.sort_unstable();
    edges.dedup();
    let ends = edges.iter().skip(1).map(|edge| edge - 1).chain([last]);
    let mut parts: Vec<Missing> = Vec::new();
    for (from, to) in edges.iter().copied().zip(ends) {
        let kind = kind_of(from, seen);
        match parts.last_mut() {
            Some(before) if before.kind == kind => before.last_no = to,
            Some(_) | None => {
                parts.push(Missing { kind, file_day: day, first_no: from, last_no: to });
            }
        }
    }
    parts
}

/// What a look at the device says of a number that was not taken in.
fn kind_of(number: u64, seen: &[&Docking]) -> GapKind {
    let covers = |docking: &&&Docking| {
        let (first, last) = (docking.first_no, docking.last_no);
        first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&number))
    };
    let is_whole = |docking: &Docking| {
        let width = docking.first_no.zip(docking.last_no);
        let width = width.map(|(first, last)| last.saturating_sub(first).saturating_add(1));
        width.zip(docking.files_present).is_none_or(|(width, files)| u64::from(files) >= width)
    };
    let is_passed = |docking: &&Docking| docking.first_no.is_some_and(|first| first > number);
    if let Some(docking) = seen.iter().find(covers) {
        if is_whole(docking) { GapKind::NotImported } else { GapKind::BeforeImport }
    } else if seen.iter().any(is_passed) {
        GapKind::BeforeImport
    } else {
        GapKind::BetweenImports
    }
}
