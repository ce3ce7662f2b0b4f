//! Three kinds of time: our clock, a civil day in China, and what a device claims.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// China has used UTC+8 without summer time since 1992; the law counts its civil days there.
const CHINA_OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;
/// 0001-01-01 and 9999-12-31T23:59:59.999Z: what both RFC 3339 and the databases can write.
const MIN_MS: i64 = -62_135_596_800_000;
const MAX_MS: i64 = 253_402_300_799_999;

/// Why a text is not a time or a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {wanted}: {text}")]
pub struct TimeError {
    wanted: &'static str,
    text: String,
}

/// An instant on the server's clock: UTC, whole milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Milliseconds since 1970-01-01T00:00Z, held inside the years 1 to 9999.
    #[must_use]
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(MIN_MS, MAX_MS))
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The instant `ms` later (or earlier, if negative).
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// The civil day in China on which this instant falls.
    #[must_use]
    pub fn date(self) -> Date {
        let days = self.0.saturating_add(CHINA_OFFSET_MS).div_euclid(DAY_MS);
        Date::from_epoch_days(days)
    }

    /// RFC 3339 in +08:00, to the second (or the millisecond where there is one).
    #[must_use]
    pub fn to_china_rfc3339(self) -> String {
        let ms = self.0.saturating_add(CHINA_OFFSET_MS).rem_euclid(DAY_MS);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        let fraction = match ms % 1000 {
            0 => String::new(),
            rest => format!(".{rest:03}"),
        };
        format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}+08:00", self.date())
    }

    /// Minute precision as written in instruments: `2025年3月7日14时05分`.
    #[must_use]
    pub fn to_chinese_minute(self) -> String {
        let ms = self.0.saturating_add(CHINA_OFFSET_MS).rem_euclid(DAY_MS);
        format!("{}{}时{:02}分", self.date().to_chinese(), ms / 3_600_000, ms / 60_000 % 60)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;
    /// Reads RFC 3339 with an offset. A time without an offset is refused: it is not an instant.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        text.parse::<jiff::Timestamp>()
            .map(|at| Self::from_ms(at.as_millisecond()))
            .map_err(|_| TimeError { wanted: "RFC 3339 instant", text: text.to_owned() })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_china_rfc3339())
    }
}

/// Stored and sent as integer milliseconds.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let ms = i64::deserialize(from)?;
        if (MIN_MS..=MAX_MS).contains(&ms) {
            Ok(Self(ms))
        } else {
            Err(de::Error::custom("instant outside the years 1 to 9999"))
        }
    }
}

/// A civil day in China, the unit in which the law counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A day of the Gregorian calendar; `None` if there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    fn from_epoch_days(days: i64) -> Self {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        Self(epoch.saturating_add(jiff::Span::new().days(days.clamp(-719_162, 2_932_896))))
    }

    fn epoch_days(self) -> i64 {
        self.0.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_hours().div_euclid(24)
    }

    /// Year, month (1–12) and day (1–31).
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The day `days` later (or earlier, if negative), held inside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_epoch_days(self.epoch_days().saturating_add(days))
    }

    /// The same day of the month `months` later, or the last day of that month.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(months)))
    }

    /// Days from `self` to `other`; negative if `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.epoch_days() - self.epoch_days()
    }

    /// Saturday or Sunday. Not the same as a day off: see the calendars of `rules`.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        use jiff::civil::Weekday::{Saturday, Sunday};
        matches!(self.0.weekday(), Saturday | Sunday)
    }

    /// 00:00 of this day in China.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from_ms(self.epoch_days() * DAY_MS - CHINA_OFFSET_MS)
    }

    /// 24:00 of this day in China: the first instant that is no longer this day.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.plus_days(1).start()
    }

    /// As written in instruments: `2025年3月7日`.
    #[must_use]
    pub fn to_chinese(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year}年{month}月{day}日")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = TimeError;
    /// Reads exactly `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError { wanted: "date (YYYY-MM-DD)", text: text.to_owned() };
        if text.len() != 10 || text.bytes().any(|b| !b.is_ascii_digit() && b != b'-') {
            return Err(wrong());
        }
        let mut parts = text.split('-');
        let mut number = || parts.next().and_then(|part| part.parse::<i16>().ok());
        let (year, month, day) = (number(), number(), number());
        let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok());
        match (year, small(month), small(day)) {
            (Some(year), Some(month), Some(day)) => Self::new(year, month, day).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// A number of working days; becomes a [`Date`] only through a calendar of `rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u32);

/// What a device's own clock said. A claim, kept as it is; nothing turns it into a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimedTime(Timestamp);

impl ClaimedTime {
    /// Notes a claim.
    #[must_use]
    pub const fn new(said: Timestamp) -> Self {
        Self(said)
    }

    /// The instant the device says it was. Use only beside a statement of whose claim it is.
    #[must_use]
    pub const fn as_said(self) -> Timestamp {
        self.0
    }
}

/// A stretch of time: `from` is in it, `to` is not; never backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    from: Timestamp, // INVARIANT: from <= to
    to: Timestamp,
}

impl Span {
    /// `None` if `to` is before `from`.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The first instant.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after it.
    #[must_use]
    pub const fn to(self) -> Timestamp {
        self.to
    }

    /// How long it lasts, in milliseconds.
    #[must_use]
    pub const fn lasted_ms(self) -> i64 {
        self.to.0.saturating_sub(self.from.0)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            from: Timestamp,
            to: Timestamp,
        }
        let raw = Raw::deserialize(from)?;
        Self::new(raw.from, raw.to).ok_or_else(|| de::Error::custom("the span runs backwards"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn midnight_in_china_is_the_edge_of_a_day() {
        assert_eq!(at("2025-03-07T23:59:59.999+08:00").date().to_string(), "2025-03-07");
        assert_eq!(at("2025-03-07T16:00:00Z").date().to_string(), "2025-03-08");
        let day: Date = "2025-03-07".parse().unwrap();
        assert_eq!(day.end(), at("2025-03-08T00:00:00+08:00"));
        assert_eq!(day.start().date(), day);
    }

    #[test]
    fn a_month_ends_on_its_last_day_where_the_day_is_missing() {
        let day: Date = "2025-01-31".parse().unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2025-02-28");
        assert_eq!(day.plus_months(13).to_string(), "2026-02-28");
    }

    #[test]
    fn texts_that_are_no_dates_are_refused() {
        for text in ["2025-2-3", "2025-02-30", "+025-01-01", "0000-01-01", "2025-01-01 "] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2025-01-01T10:00:00".parse::<Timestamp>().is_err());
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let last = Timestamp::from_ms(i64::MAX);
        assert!(last.plus_ms(i64::MAX).to_china_rfc3339().starts_with("9999-12-31"));
        assert_eq!(Date::new(9999, 12, 31).unwrap().plus_days(5).to_string(), "9999-12-31");
    }

    #[test]
    fn both_written_forms() {
        let noon = at("2025-03-07T04:05:06Z");
        assert_eq!(noon.to_china_rfc3339(), "2025-03-07T12:05:06+08:00");
        assert_eq!(noon.to_chinese_minute(), "2025年3月7日12时05分");
    }
}
