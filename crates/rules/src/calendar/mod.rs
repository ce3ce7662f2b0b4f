//! Which days are working days: the State Council's notices, year by year.

mod read;

use std::collections::BTreeMap;

use terms::{Date, words};

use crate::finding::Verification;

pub(crate) use read::read_year;

/// The known years.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
}

/// One year as its notice lays it out.
#[derive(Debug, Clone)]
pub struct Year {
    /// Gregorian year.
    pub year: i16,
    /// Number of the State Council's notice.
    pub notice: String,
    /// Title of the notice.
    pub title: String,
    /// How well it was compared with the notice.
    pub verified: Verification,
    /// Days off and make-up working days, in order.
    pub days: Vec<SpecialDay>,
    by_date: BTreeMap<Date, usize>,
}

/// A day that the notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDay {
    /// The day.
    pub on: Date,
    /// Off, or worked in exchange.
    pub kind: SpecialKind,
    /// Name of the holiday it belongs to.
    pub name: String,
}

words! {
    /// What the notice makes of a day.
    SpecialKind {
        /// A public holiday or a day off in exchange.
        Off = "off", "放假";
        /// A weekend day worked in exchange.
        MakeUp = "make_up", "调休上班";
    }
}

/// What is known of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStatus<'c> {
    /// People work on it.
    pub working: bool,
    /// The year's notice is known; otherwise only weekends were looked at.
    pub known: bool,
    /// What the notice says of this very day.
    pub special: Option<&'c SpecialDay>,
}

impl Calendar {
    /// What the calendar says of `day`; without a notice only weekends count as off.
    #[must_use]
    pub fn day(&self, day: Date) -> DayStatus<'_> {
        let year = self.years.get(&day.ymd().0);
        let special = year.and_then(|year| year.special(day));
        let working = match special.map(|special| special.kind) {
            Some(SpecialKind::Off) => false,
            Some(SpecialKind::MakeUp) => true,
            None => !day.is_weekend(),
        };
        DayStatus { working, known: year.is_some(), special }
    }

    /// A known year.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// All known years, earliest first.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values()
    }

    /// Adds a year; the earlier one if it was there already.
    pub(crate) fn add(&mut self, year: Year) -> Option<Year> {
        self.years.insert(year.year, year)
    }
}

impl Year {
    fn special(&self, day: Date) -> Option<&SpecialDay> {
        self.by_date.get(&day).and_then(|place| self.days.get(*place))
    }
}
