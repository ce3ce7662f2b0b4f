//! Counts time limits: the first day is not counted, the last may move behind a holiday.

mod days;
#[cfg(test)]
mod tests;
mod trace;

use terms::{Date, Timestamp};

use crate::calendar::Calendar;
use crate::finding::Limit;

/// Units a limit is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Hours; holidays do not matter.
    Hours,
    /// Civil days.
    Days,
    /// Working days by the calendar.
    WorkingDays,
    /// Months by the calendar: the same day of a later month, or its last.
    Months,
    /// Years: twelve months each.
    Years,
    /// Until 24:00 of the same day, but not less than so many minutes.
    SameDay,
    /// At once, within so many minutes allowed for writing it down.
    Immediate,
}

impl Unit {
    /// All units with the words used in packs.
    pub const ALL: [(&'static str, Self); 7] = [
        ("hours", Self::Hours),
        ("days", Self::Days),
        ("working_days", Self::WorkingDays),
        ("months", Self::Months),
        ("years", Self::Years),
        ("same_day", Self::SameDay),
        ("immediate", Self::Immediate),
    ];

    /// Reads the word used in packs; `None` if there is no such unit.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, unit)| unit)
    }

    /// The word used in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Months => "months",
            Self::Years => "years",
            Self::SameDay => "same_day",
            Self::Immediate => "immediate",
        }
    }

    /// In Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Hours => "小时",
            Self::Days => "日",
            Self::WorkingDays => "工作日",
            Self::Months => "月",
            Self::Years => "年",
            Self::SameDay => "当日",
            Self::Immediate => "立即",
        }
    }

    /// The longest limit in this unit that a pack may state: about a century.
    #[must_use]
    pub const fn most(self) -> u32 {
        match self {
            Self::Hours => 876_000,
            Self::Days | Self::WorkingDays => 36_500,
            Self::Months => 1_200,
            Self::Years => 100,
            Self::SameDay | Self::Immediate => 1_440,
        }
    }

    /// Needs an instant to start from, a civil day is not enough.
    #[must_use]
    pub const fn needs_instant(self) -> bool {
        match self {
            Self::Hours | Self::Immediate => true,
            Self::Days | Self::WorkingDays | Self::Months | Self::Years | Self::SameDay => false,
        }
    }
}

/// How long: `20 working_days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many; minutes for [`Unit::SameDay`] and [`Unit::Immediate`].
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// As written in a sentence: `20个工作日`.
    #[must_use]
    pub fn to_chinese(self) -> String {
        let n = self.n;
        match self.unit {
            Unit::Hours => format!("{n}小时"),
            Unit::Days => format!("{n}日"),
            Unit::WorkingDays => format!("{n}个工作日"),
            Unit::Months => format!("{n}个月"),
            Unit::Years => format!("{n}年"),
            Unit::SameDay if n > 0 => format!("当日，不少于{n}分钟"),
            Unit::SameDay => "当日".to_owned(),
            Unit::Immediate => "立即".to_owned(),
        }
    }
}

/// Days that do not count: from `from` on, until the day before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// First day that does not count.
    pub from: Date,
    /// First day that counts again; never before `from` (then the pause is empty).
    pub until: Date,
}

/// Where counting starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) at: Timestamp,
    pub(crate) day: Date,
}

impl Origin {
    pub(crate) fn instant(at: Timestamp) -> Self {
        Self { at, day: at.date() }
    }

    pub(crate) fn day(day: Date) -> Self {
        Self { at: day.start(), day }
    }
}

/// What to count.
#[derive(Debug, Clone)]
pub(crate) struct Limits<'a> {
    pub(crate) within: Length,
    /// Permitted prolongations, counted on from the end of what is before them.
    pub(crate) extensions: &'a [Length],
    pub(crate) backwards: bool,
    /// The last day moves behind days off.
    pub(crate) roll: bool,
    /// It is doubtful whether it moves: the unmoved day binds, the moved one is told.
    pub(crate) strict: bool,
    pub(crate) pauses: &'a [Pause],
}

/// The result, before it is known whether anything was late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) limit: Limit,
    pub(crate) lenient: Option<Limit>,
    pub(crate) estimated: bool,
    pub(crate) trace: Vec<String>,
}

/// Counts a limit. Total: dates stay inside the years 1 to 9999.
pub(crate) fn count(origin: Origin, limits: &Limits<'_>, calendar: &Calendar) -> Counted {
    match limits.within.unit {
        Unit::Hours => from_instant(origin, limits, 3_600_000),
        Unit::Immediate => from_instant(origin, limits, 60_000),
        Unit::SameDay => same_day(origin, limits.within.n),
        Unit::Days | Unit::WorkingDays | Unit::Months | Unit::Years => {
            days::count_days(origin.day, limits, calendar)
        }
    }
}

/// Until 24:00, or so many minutes after the start if that is later.
fn same_day(origin: Origin, minutes: u32) -> Counted {
    let (day, midnight) = (origin.day, origin.day.end());
    let grace = origin.at.plus_ms(i64::from(minutes) * 60_000);
    let mut trace = vec![format!("{}当日24时届满", day.to_chinese())];
    let limit = if grace > midnight {
        trace.push(format!("不少于{minutes}分钟：{}届满", grace.to_chinese_minute()));
        Limit { due_on: None, due_at: grace }
    } else {
        Limit { due_on: Some(day), due_at: midnight }
    };
    Counted { limit, lenient: None, estimated: false, trace }
}

fn from_instant(origin: Origin, limits: &Limits<'_>, unit_ms: i64) -> Counted {
    let n: i64 = std::iter::once(&limits.within)
        .chain(limits.extensions)
        .filter(|length| length.unit == limits.within.unit)
        .map(|length| i64::from(length.n))
        .sum();
    let ms = n.saturating_mul(unit_ms);
    let due_at = origin.at.plus_ms(if limits.backwards { ms.saturating_neg() } else { ms });
    let trace = vec![
        format!("自{}起算", origin.at.to_chinese_minute()),
        format!(
            "{}，按时刻计算，不顺延：{}届满",
            limits.within.to_chinese(),
            due_at.to_chinese_minute()
        ),
    ];
    Counted { limit: Limit { due_on: None, due_at }, lenient: None, estimated: false, trace }
}
