//! Numbers, dates and times as text.

use jiff::Span;
use jiff::civil::{Date, date};

use crate::error::{Flaw, Format, Why};

/// How a cell shows a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Number,
    /// A number with at least so many digits, such as a code `001`.
    Code(u8),
    /// A date, a time of day or both.
    Date,
    /// A length of time, which may be more than a day.
    Span,
}

/// From here on a number has more digits than a spreadsheet keeps ([`crate::MAX_DIGITS`]).
const FIRST_INEXACT: f64 = 1e15;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// First day a spreadsheet cannot show, 10000-01-01.
const FIRST_DAY_OUT_OF_RANGE: i64 = 2_958_466;

/// The text of a stored number.
///
/// # Errors
/// Not a number, or one whose last digits are lost.
pub(super) fn text(stored: &str, style: Style, is_from_1904: bool) -> Result<String, Why> {
    let value: f64 = stored.trim().parse().map_err(|_| Format::Damaged)?;
    if !value.is_finite() {
        return Err(Format::Damaged.into());
    }
    let shown = match style {
        Style::Number => None,
        Style::Code(digits) => return plain(value).map(|text| filled(text, digits)),
        Style::Date => moment(value, is_from_1904),
        Style::Span => span(value),
    };
    match shown {
        Some(text) => Ok(text),
        None => plain(value),
    }
}

/// The number with the 15 digits a spreadsheet keeps, without an exponent.
fn plain(value: f64) -> Result<String, Why> {
    if value.abs() >= FIRST_INEXACT {
        return Err(Flaw::TooManyDigits.into());
    }
    let rounded: f64 = format!("{value:.14e}").parse().map_err(|_| Format::Damaged)?;
    Ok(if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() })
}

/// A whole number with zeros in front, as its cell shows it.
fn filled(text: String, digits: u8) -> String {
    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { format!("{text:0>width$}", width = usize::from(digits)) } else { text }
}

/// `YYYY-MM-DD`, with `HH:MM` or `HH:MM:SS` behind it where there is a time; the time alone in
/// the first day. `None` for what no calendar has, also 29 February 1900, which spreadsheets
/// believe in.
fn moment(value: f64, is_from_1904: bool) -> Option<String> {
    let seconds = whole_seconds(value)?;
    let (days, time) = (seconds.div_euclid(SECONDS_A_DAY), seconds.rem_euclid(SECONDS_A_DAY));
    if days == 0 && !is_from_1904 {
        return Some(clock(time));
    }
    let day = match (is_from_1904, days) {
        (true, 0..FIRST_DAY_OUT_OF_RANGE) => later(date(1904, 1, 1), days)?,
        (false, 1..=59) => later(date(1899, 12, 31), days)?,
        (false, 61..FIRST_DAY_OUT_OF_RANGE) => later(date(1899, 12, 30), days)?,
        (true | false, _) => return None,
    };
    Some(if time == 0 { day.to_string() } else { format!("{day} {}", clock(time)) })
}

/// Hours and minutes, and seconds if there are any; hours may be more than 24.
fn span(value: f64) -> Option<String> {
    whole_seconds(value).map(clock)
}

fn later(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn whole_seconds(days: f64) -> Option<i64> {
    let seconds = days * 86_400.0;
    format!("{seconds:.0}").parse().ok().filter(|seconds: &i64| *seconds >= 0)
}

fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}

/// A date written as text in the file (`t="d"`): `2026-01-02T00:00:00Z` is `2026-01-02`.
pub(super) fn iso(stored: &str) -> String {
    let stored = stored.trim().trim_end_matches('Z');
    let Some((day, time)) = stored.split_once('T') else { return stored.to_owned() };
    let time = time.strip_suffix(".000").unwrap_or(time);
    match time.strip_suffix(":00") {
        Some("00:00") => day.to_owned(),
        Some(time) if time.len() == 5 => format!("{day} {time}"),
        Some(_) | None => format!("{day} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stored: &str, style: Style) -> String {
        text(stored, style, false).unwrap()
    }

    #[test]
    fn a_number_has_no_tail() {
        for (stored, wanted) in [
            ("12", "12"),
            ("12.0", "12"),
            ("0.30000000000000004", "0.3"),
            ("1.1000000000000001", "1.1"),
            ("-0", "0"),
            ("1E-7", "0.0000001"),
            ("1.5E3", "1500"),
            ("999999999999999", "999999999999999"),
            ("13800138000", "13800138000"),
        ] {
            assert_eq!(shown(stored, Style::Number), wanted);
        }
    }

    #[test]
    fn a_code_keeps_the_zeros_its_cell_shows() {
        assert_eq!(shown("7", Style::Code(3)), "007");
        assert_eq!(shown("1234", Style::Code(3)), "1234");
        assert_eq!(shown("0", Style::Code(2)), "00");
        assert_eq!(shown("7.5", Style::Code(3)), "7.5");
        assert_eq!(shown("-7", Style::Code(3)), "-7");
    }

    #[test]
    fn a_number_whose_last_digits_are_lost_is_refused() {
        for stored in ["4.4010119900101101E+17", "1000000000000000", "-1E300"] {
            assert_eq!(text(stored, Style::Number, false), Err(Flaw::TooManyDigits.into()));
        }
        for stored in ["", "x", "NaN", "inf", "1e999"] {
            assert_eq!(text(stored, Style::Number, false), Err(Format::Damaged.into()), "{stored}");
        }
    }

    #[test]
    fn dates_follow_the_calendar_of_the_workbook() {
        for (stored, wanted) in [
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("60", "60"),
            ("61", "1900-03-01"),
            ("45658", "2025-01-01"),
            ("45943.5", "2025-10-13 12:00"),
            ("45943.541", "2025-10-13 12:59:02"),
            ("45943.999999", "2025-10-14"),
            ("0.375", "09:00"),
            ("0", "00:00"),
            ("2958465", "9999-12-31"),
            ("2958466", "2958466"),
            ("-1", "-1"),
        ] {
            assert_eq!(shown(stored, Style::Date), wanted, "{stored}");
        }
        assert_eq!(text("0", Style::Date, true).unwrap(), "1904-01-01");
        assert_eq!(text("44196", Style::Date, true).unwrap(), "2025-01-01");
        assert_eq!(shown("1.104166666666667", Style::Span), "26:30");
    }

    #[test]
    fn a_date_written_as_text_keeps_its_time() {
        assert_eq!(iso("2026-01-02"), "2026-01-02");
        assert_eq!(iso("2026-01-02T00:00:00Z"), "2026-01-02");
        assert_eq!(iso("2026-01-02T09:30:00.000"), "2026-01-02 09:30");
        assert_eq!(iso("2026-01-02T09:30:15"), "2026-01-02 09:30:15");
    }
}
