//! Limits in civil days, working days, months and years.

use terms::Date;

use super::trace::Steps;
use super::{Counted, Length, Limits, Pause, Unit};
use crate::calendar::Calendar;
use crate::finding::Limit;

/// Days off in a row after which looking for a working day is given up; no calendar has more.
const MAX_DAYS_OFF: i64 = 40;

pub(super) fn count_days(from: Date, limits: &Limits<'_>, calendar: &Calendar) -> Counted {
    let mut counter = Counter {
        calendar,
        pauses: merged(limits.pauses),
        backwards: limits.backwards,
        estimated: false,
        steps: Steps::from(from),
    };
    let mut end = counter.advance(from, limits.within);
    for extension in limits.extensions {
        counter.steps.say(format!("经批准延长{}", extension.to_chinese()));
        end = counter.advance(end, *extension);
    }
    let moved = if limits.roll && !limits.backwards { counter.next_working_day(end) } else { end };
    let (last, lenient) = match (limits.strict, moved == end) {
        (_, true) => {
            counter.steps.ends(end);
            (end, None)
        }
        (false, false) => {
            counter.steps.rolls(end, moved);
            (moved, None)
        }
        (true, false) => {
            counter.steps.doubtful(end, moved);
            (end, Some(moved))
        }
    };
    if counter.estimated {
        counter.steps.estimated();
    }
    let limit = |day: Date| Limit { due_on: Some(day), due_at: day.end() };
    Counted {
        limit: limit(last),
        lenient: lenient.map(limit),
        estimated: counter.estimated,
        trace: counter.steps.into_lines(),
    }
}

struct Counter<'c> {
    calendar: &'c Calendar,
    pauses: Vec<Pause>,
    backwards: bool,
    estimated: bool,
    steps: Steps,
}

impl Counter<'_> {
    fn advance(&mut self, from: Date, length: Length) -> Date {
        let n = i64::from(length.n);
        let end = match length.unit {
            Unit::WorkingDays => self.working_days(from, n),
            Unit::Days => {
                let sign = if self.backwards { -1 } else { 1 };
                self.past_pauses(from, from.plus_days(sign * n))
            }
            Unit::Months => self.months(from, n),
            Unit::Years => self.months(from, n.saturating_mul(12)),
            Unit::Hours | Unit::SameDay | Unit::Immediate => from,
        };
        let way = if self.backwards { "倒数" } else { "" };
        self.steps.say(format!("{way}{}至{}", length.to_chinese(), end.to_chinese()));
        end
    }

    fn months(&mut self, from: Date, n: i64) -> Date {
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        let end = from.plus_months(if self.backwards { n.saturating_neg() } else { n });
        self.past_pauses(from, end)
    }

    /// Moves the end by the days that did not count.
    fn past_pauses(&mut self, from: Date, end: Date) -> Date {
        if self.backwards {
            return end;
        }
        let mut end = end;
        for pause in &self.pauses {
            let first = pause.from.max(from.plus_days(1));
            if first <= end && first < pause.until {
                let days = first.days_until(pause.until);
                self.steps.paused(first, pause.until, days);
                end = end.plus_days(days);
            }
        }
        end
    }

    fn working_days(&mut self, from: Date, n: i64) -> Date {
        let step = if self.backwards { -1 } else { 1 };
        let (mut day, mut left) = (from, n);
        while left > 0 {
            let next = day.plus_days(step);
            if next == day {
                break; // the end of the calendar itself
            }
            day = next;
            let status = self.calendar.day(day);
            self.estimated |= !status.known;
            let paused = self.pauses.iter().any(|p| p.from <= day && day < p.until);
            let counted = status.working && !paused;
            self.steps.day(day, counted, status.special, paused);
            left -= i64::from(counted);
        }
        self.steps.flush();
        day
    }

    fn next_working_day(&mut self, end: Date) -> Date {
        for more in 0..MAX_DAYS_OFF {
            let day = end.plus_days(more);
            let status = self.calendar.day(day);
            self.estimated |= !status.known;
            if status.working {
                return day;
            }
        }
        end
    }
}

/// In order and without overlap, so that no day is left out twice.
fn merged(pauses: &[Pause]) -> Vec<Pause> {
    let mut sorted: Vec<Pause> = pauses.iter().copied().filter(|p| p.from < p.until).collect();
    sorted.sort_unstable();
    let mut merged: Vec<Pause> = Vec::with_capacity(sorted.len());
    for pause in sorted {
        match merged.last_mut() {
            Some(last) if pause.from <= last.until => last.until = last.until.max(pause.until),
            _ => merged.push(pause),
        }
    }
    merged
}
