//! An agency's own, stricter limit for a clock of the law (内部时限): what it may be, and when it
//! ends. It reminds; late in law is only what is past the limit of the law.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use terms::{Article, Date, Timestamp};

use crate::book::RuleBook;
use crate::calendar::Calendar;
use crate::count::{Length, Limits, Origin, Unit, count};
use crate::finding::Limit;
use crate::reading::Reading;
use crate::rule::{Clock, Rule, Shape};

/// A written choice about an internal limit is called after its rule: `internal-limit.QGC-21-01`.
pub const INTERNAL_LIMIT: &str = "internal-limit.";

/// The option by which an agency has no limit of its own for a rule.
pub const NO_INTERNAL_LIMIT: &str = "none";

/// A stricter limit for a clock. Written `before:3:working_days` or `within:10:working_days`.
#[doc(alias = "内部时限")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InternalLimit {
    /// So long before the limit of the law ends, in hours, days or working days.
    Before(Length),
    /// In so long a time, in the unit of the law.
    Within(Length),
}

impl FromStr for InternalLimit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split(':');
        let (Some(way), Some(n), Some(unit), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(());
        };
        let unit = Unit::parse(unit).ok_or(())?;
        let n = n.parse().ok().filter(|n| (1..=unit.most()).contains(n)).ok_or(())?;
        match way {
            "before" => Ok(Self::Before(Length { n, unit })),
            "within" => Ok(Self::Within(Length { n, unit })),
            _ => Err(()),
        }
    }
}

impl fmt::Display for InternalLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (way, length) = match self {
            Self::Before(length) => ("before", length),
            Self::Within(length) => ("within", length),
        };
        write!(f, "{way}:{}:{}", length.n, length.unit.as_str())
    }
}

impl InternalLimit {
    /// In Chinese: `届满前3个工作日`.
    #[must_use]
    pub fn to_chinese(self) -> String {
        match self {
            Self::Before(length) => format!("法定期限届满前{}", length.to_chinese()),
            Self::Within(length) => format!("{}内", length.to_chinese()),
        }
    }
}

/// Why an internal limit cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InternalFlaw {
    /// There is no such rule, or it is no time limit that binds the agency.
    NoClock,
    /// The unit is not one in which this limit can be told.
    Unit {
        /// Words for the units that can be, `within` and `before` apart.
        units: String,
    },
    /// It is not stricter than the law.
    Looser {
        /// Where the law says so.
        article: Article,
        /// What the law gives, in Chinese.
        law: String,
    },
}

/// When an internal limit ends. Never after the limit of the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Internal {
    /// Last civil day; `None` for clocks in hours.
    pub due_on: Option<Date>,
    /// The first instant that is past it.
    pub due_at: Timestamp,
    /// What was chosen, in Chinese.
    pub chosen: String,
}

impl Internal {
    /// Whether something at `at` is past it; as [`crate::Due::is_past`].
    #[must_use]
    pub fn is_past(&self, at: Timestamp) -> bool {
        match self.due_on {
            Some(_) => at >= self.due_at,
            None => at > self.due_at,
        }
    }
}

impl Rule {
    /// Whether an agency may set a stricter limit of its own: a clock that binds the agency, that
    /// something starts and something meets, and that is longer than a day.
    #[must_use]
    pub fn takes_internal_limit(&self) -> bool {
        let Shape::Clock(clock) = &self.shape else { return false };
        let is_long = match clock.within.unit {
            Unit::Hours | Unit::Days | Unit::WorkingDays | Unit::Months | Unit::Years => true,
            Unit::SameDay | Unit::Immediate => false,
        };
        is_long && clock.binding && clock.from.is_some() && !clock.stop.is_empty()
    }

    /// Words of the unit of a limit of one's own, and of the units of one that comes before the
    /// law's; `None` if the rule takes neither.
    #[must_use]
    pub fn internal_units(&self) -> Option<(&'static str, Vec<&'static str>)> {
        let Shape::Clock(clock) = &self.shape else { return None };
        let law = clock.within.unit;
        let before = Unit::ALL.into_iter().filter(|(_, unit)| may_precede(*unit, law));
        self.takes_internal_limit().then(|| (law.as_str(), before.map(|(word, _)| word).collect()))
    }
}

impl RuleBook {
    /// The rules of a reading for which an agency may set a stricter limit of its own.
    pub fn clocks_by<'a>(
        &'a self,
        reading: &'a Reading,
        day: Date,
    ) -> impl Iterator<Item = &'a Rule> {
        self.rules_by(reading, Some(day)).filter(|rule| rule.takes_internal_limit())
    }

    /// Whether a limit is stricter than that of a rule as it is law on `day`.
    ///
    /// # Errors
    /// [`InternalFlaw`] naming what is wrong with it.
    pub fn check_internal(
        &self,
        rule: &str,
        limit: InternalLimit,
        day: Date,
    ) -> Result<(), InternalFlaw> {
        let rule = self.rule_on(rule, day).filter(|rule| rule.takes_internal_limit());
        let rule = rule.ok_or(InternalFlaw::NoClock)?;
        let Shape::Clock(clock) = &rule.shape else { return Err(InternalFlaw::NoClock) };
        let law = clock.within;
        let units = || InternalFlaw::Unit { units: units_of(law.unit) };
        let is_stricter = match limit {
            InternalLimit::Within(own) if own.unit != law.unit => return Err(units()),
            // Counted back from a day, whoever takes longer is earlier.
            InternalLimit::Within(own) if clock.backwards => own.n > law.n,
            InternalLimit::Within(own) => own.n < law.n,
            InternalLimit::Before(own) if !may_precede(own.unit, law.unit) => return Err(units()),
            InternalLimit::Before(_) if clock.backwards => true,
            // As long as the limit itself or longer it would end before it begins.
            InternalLimit::Before(own) => own.n < least_days(law),
        };
        if is_stricter {
            return Ok(());
        }
        let way = if clock.backwards { "前" } else { "起" };
        let law = format!("{}{way}{}", clock.start, law.to_chinese());
        Err(InternalFlaw::Looser { article: rule.article.clone(), law })
    }
}

/// Hours before hours, days before days.
const fn may_precede(own: Unit, law: Unit) -> bool {
    match law {
        Unit::Hours => matches!(own, Unit::Hours),
        Unit::Days | Unit::WorkingDays | Unit::Months | Unit::Years => {
            matches!(own, Unit::Days | Unit::WorkingDays)
        }
        Unit::SameDay | Unit::Immediate => false,
    }
}

/// The shortest that a length can be in days, or in hours if it is counted in them.
const fn least_days(length: Length) -> u32 {
    match length.unit {
        Unit::Hours | Unit::Days | Unit::WorkingDays => length.n,
        Unit::Months => length.n.saturating_mul(28),
        Unit::Years => length.n.saturating_mul(365),
        Unit::SameDay | Unit::Immediate => 0,
    }
}

fn units_of(law: Unit) -> String {
    let before = if matches!(law, Unit::Hours) { "小时" } else { "日或者工作日" };
    format!("提前量用{before}，另定的期限用{}", law.zh())
}

/// When an internal limit ends, given when that of the law does and what it was counted from.
pub(crate) fn internal_of(
    limit: InternalLimit,
    shape: &Clock,
    (origin, limits): (Origin, &Limits<'_>),
    lawful: Limit,
    calendar: &Calendar,
) -> Option<Internal> {
    let own = match (limit, lawful.due_on) {
        (InternalLimit::Within(within), _) if within.unit == shape.within.unit => {
            count(origin, &Limits { within, ..limits.clone() }, calendar).limit
        }
        (InternalLimit::Before(within), Some(last))
            if may_precede(within.unit, shape.within.unit) =>
        {
            let back = plain(within);
            let on = count(Origin::day(last), &back, calendar).limit.due_on?;
            // The day it began is the earliest there is.
            let on = if shape.backwards { on } else { on.max(origin.day.min(last)) };
            Limit { due_on: Some(on), due_at: on.end() }
        }
        (InternalLimit::Before(within), None) if may_precede(within.unit, shape.within.unit) => {
            let at = count(Origin::instant(lawful.due_at), &plain(within), calendar).limit.due_at;
            let at = if shape.backwards { at } else { at.max(origin.at.min(lawful.due_at)) };
            Limit { due_on: None, due_at: at }
        }
        // Chosen when the law counted otherwise: it says nothing now.
        (InternalLimit::Within(_) | InternalLimit::Before(_), _) => return None,
    };
    // Whatever was chosen, the law goes before.
    let Limit { due_on, due_at } = if own.due_at < lawful.due_at { own } else { lawful };
    Some(Internal { due_on, due_at, chosen: limit.to_chinese() })
}

/// Counted back from where the law ends.
fn plain(within: Length) -> Limits<'static> {
    Limits { within, extensions: &[], backwards: true, roll: false, strict: false, pauses: &[] }
}
