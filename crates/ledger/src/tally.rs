//! Leaves counted one after the other, and cut into the reports of days.

use std::collections::VecDeque;

use terms::Timestamp;

use crate::indicators::{Counter, Step};
use crate::parsed_leaf::ParsedLeaf;
use crate::report::{MAX_REPORT_LEAVES, Report};

/// What was counted and not reported yet.
#[derive(Debug, Default)]
pub struct Tally {
    counter: Counter,
    /// First leaf of the next report.
    from: u64,
    steps: VecDeque<(&'static str, Step)>,
    /// Leaves with which another day begins, and that day.
    days: VecDeque<(u64, String)>,
}

impl Tally {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Index of the leaf that is counted next.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.counter.next()
    }

    /// First leaf of the next report.
    #[must_use]
    pub const fn from(&self) -> u64 {
        self.from
    }

    /// Counts the next leaf.
    pub fn count(&mut self, line: &str) {
        let leaf = self.next();
        let at = ParsedLeaf::parse(line).ok().and_then(|parsed| parsed.get_int("at"));
        let day = at.map(|at| Timestamp::from_ms(at).date().to_string());
        let is_new = |day: &String| self.days.back().is_none_or(|(_, last)| last < day);
        if let Some(day) = day.filter(is_new) {
            self.days.push_back((leaf, day));
        }
        self.steps.extend(self.counter.count(line));
    }

    /// Where the next report ends: with the day of its first leaf, or with the most leaves that a
    /// report may have. None if no leaf waits, or the day is not before `today`.
    ///
    /// A leaf whose clock was put back belongs to the day that runs.
    #[must_use]
    pub fn due(&self, today: &str) -> Option<u64> {
        let day = self.day()?;
        if self.from >= self.next() || day >= today {
            return None;
        }
        let over = self.days.iter().find(|(leaf, _)| *leaf > self.from);
        let end = over.map_or(self.next(), |(leaf, _)| *leaf);
        Some(end.min(self.from.saturating_add(MAX_REPORT_LEAVES)))
    }

    /// The report of the leaves that wait, up to leaf `to`. They are forgotten.
    pub fn report(&mut self, to: u64) -> Report {
        let day = self.day().unwrap_or_default().to_owned();
        let mut report = Report::new(day, self.from, to);
        while let Some((code, step)) = self.steps.pop_front_if(|(_, step)| step.leaf < to) {
            if step.leaf >= self.from {
                report.add(code, step);
            }
        }
        self.from = to;
        while self.days.get(1).is_some_and(|(leaf, _)| *leaf <= to) {
            self.days.pop_front();
        }
        report
    }

    /// The day of the first leaf that waits.
    fn day(&self) -> Option<&str> {
        let begun = self.days.iter().rev().find(|(leaf, _)| *leaf <= self.from);
        begun.or(self.days.front()).map(|(_, day)| day.as_str())
    }
}
