//! Answers "until when?" for a rule and a start, without any case.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use terms::{Date, Timestamp};

use crate::book::RuleBook;
use crate::count::{Length, Limits, Origin, Pause, count};
use crate::reading::Reading;
use crate::rule::{Extension, Rule, Shape};

/// Where a limit starts: a civil day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A civil day in China.
    Date(Date),
    /// An instant; limits in days count from its day in China.
    Instant(Timestamp),
}

impl FromStr for From {
    type Err = RuleError;

    /// Reads `2025-09-19` or an RFC 3339 instant.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let day = text.parse().map(Self::Date);
        day.or_else(|_| text.parse().map(Self::Instant))
            .map_err(|_| RuleError::Start { text: text.to_owned() })
    }
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(day) => day.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl Serialize for From {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Circumstances that move a limit.
#[derive(Debug, Clone, Default)]
pub struct DueOptions {
    /// How many of the prolongations the rule knows were granted.
    pub extended: u32,
    /// Days that do not count.
    pub pauses: Vec<Pause>,
    /// How the law is read; `None`: as in a place of which nothing is known.
    pub reading: Option<Reading>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No pack has such a rule.
    #[error("没有规则“{rule}”")]
    Unknown {
        /// The id that was asked for.
        rule: String,
    },
    /// The rule is there but was not law on that day.
    #[error("规则“{rule}”在{}不适用", day.to_chinese())]
    NotInForce {
        /// The id that was asked for.
        rule: String,
        /// The day of the start.
        day: Date,
    },
    /// The rule sets no time limit.
    #[error("规则“{rule}”不是期限规则")]
    NoClock {
        /// The id that was asked for.
        rule: String,
    },
    /// The rule lets no sum grow.
    #[error("规则“{rule}”不计算金额")]
    NoAccrual {
        /// The id that was asked for.
        rule: String,
    },
    /// The limit counts hours or minutes and needs an instant.
    #[error("规则“{rule}”按时刻计算，请给出起算时刻，例如2025-10-02T15:20:00+08:00")]
    NeedsInstant {
        /// The id that was asked for.
        rule: String,
    },
    /// The start is neither a day nor an instant.
    #[error("“{text}”不是日期（2025-09-19）也不是时刻（2025-10-02T15:20:00+08:00）")]
    Start {
        /// What was given.
        text: String,
    },
}

/// Until when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueAnswer {
    /// Id of the rule.
    pub rule: String,
    /// The start as given.
    pub from: From,
    /// Last civil day; `None` for limits in hours.
    pub due_on: Option<Date>,
    /// The first instant that is too late, written in +08:00.
    #[serde(serialize_with = "as_rfc3339")]
    pub due_at: Timestamp,
    /// Article and length, in Chinese.
    pub basis: String,
    /// A year without a calendar was crossed; the date may still move.
    pub estimated: bool,
    /// How the date came about, one Chinese line a step.
    pub trace: Vec<String>,
    /// The later reading where the law leaves two; `due_on` is then the earlier one.
    pub lenient_due_on: Option<Date>,
}

fn as_rfc3339<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&at.to_china_rfc3339())
}

/// A sum that has grown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accrued {
    /// Id of the rule.
    pub rule: String,
    /// What has been added, in fen.
    pub amount_fen: i64,
    /// The cap was reached.
    pub capped: bool,
    /// Article, in Chinese.
    pub basis: String,
}

/// How long a rule gives, before anybody asks from when.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimit<'r> {
    /// What starts it, in Chinese.
    pub start: &'r str,
    /// It is counted back from its start.
    pub backwards: bool,
    within: Length,
    roll: bool,
    strict: bool,
    extend: &'r [Extension],
}

impl TimeLimit<'_> {
    /// The length in Chinese.
    #[must_use]
    pub fn to_chinese(&self) -> String {
        self.within.to_chinese()
    }

    /// It can only be counted from an instant, not from a day.
    #[must_use]
    pub const fn needs_instant(&self) -> bool {
        self.within.unit.needs_instant()
    }

    /// How often it may be prolonged.
    #[must_use]
    pub fn prolongations(&self) -> u32 {
        self.extend.iter().map(|extension| extension.most).sum()
    }
}

impl Rule {
    /// The time limit it sets, if it is one.
    #[must_use]
    pub fn time_limit(&self) -> Option<TimeLimit<'_>> {
        match &self.shape {
            Shape::Clock(clock) => Some(TimeLimit {
                start: &clock.start,
                backwards: clock.backwards,
                within: clock.within,
                roll: clock.roll,
                strict: clock.strict,
                extend: &clock.extend,
            }),
            Shape::Waiting(waiting) => Some(TimeLimit {
                start: &waiting.start,
                backwards: false,
                within: waiting.within,
                roll: waiting.roll,
                strict: false,
                extend: &[],
            }),
            Shape::RequiredRecord(_)
            | Shape::Gate(_)
            | Shape::Order(_)
            | Shape::Coverage(_)
            | Shape::Separation(_)
            | Shape::ValueCheck(_)
            | Shape::NoOverlap(_)
            | Shape::Accrual(_) => None,
        }
    }
}

impl RuleBook {
    /// When the limit of `rule` ends if it starts at `from`.
    ///
    /// # Errors
    /// [`RuleError`] if there is no such limit, it was not law then, or it needs an instant.
    pub fn due(
        &self,
        rule: &str,
        from: From,
        options: &DueOptions,
    ) -> Result<DueAnswer, RuleError> {
        let origin = match from {
            From::Date(day) => Origin::day(day),
            From::Instant(at) => Origin::instant(at),
        };
        let rule = self.find(rule, origin.day)?;
        let limit = rule.time_limit();
        let limit = limit.ok_or_else(|| RuleError::NoClock { rule: rule.id.clone() })?;
        if limit.needs_instant() && matches!(from, From::Date(_)) {
            return Err(RuleError::NeedsInstant { rule: rule.id.clone() });
        }
        let allowed = limit.extend.iter().flat_map(|e| (0..e.most).map(|_| e.within));
        let granted = usize::try_from(options.extended).unwrap_or(usize::MAX);
        let extensions: Vec<_> = allowed.take(granted).collect();
        let limits = Limits {
            within: limit.within,
            extensions: &extensions,
            backwards: limit.backwards,
            roll: limit.roll,
            strict: options
                .reading
                .as_ref()
                .unwrap_or_else(|| self.anywhere())
                .is_strict(&rule.id, limit.strict),
            pauses: &options.pauses,
        };
        let counted = count(origin, &limits, self.calendar());
        let way = if limit.backwards { "前" } else { "起" };
        Ok(DueAnswer {
            rule: rule.id.clone(),
            from,
            due_on: counted.limit.due_on,
            due_at: counted.limit.due_at,
            basis: format!("{}：{}{way}{}", rule.article, limit.start, limit.to_chinese()),
            estimated: counted.estimated,
            trace: counted.trace,
            lenient_due_on: counted.lenient.and_then(|lenient| lenient.due_on),
        })
    }

    /// What `rule` adds to a principal after so many days; negative inputs count as nothing.
    ///
    /// # Errors
    /// [`RuleError`] if there is no such rule or it adds nothing.
    pub fn accrued(&self, rule: &str, principal_fen: i64, days: u32) -> Result<Accrued, RuleError> {
        let unknown = || RuleError::Unknown { rule: rule.to_owned() };
        let rule = self.rule(rule).ok_or_else(unknown)?;
        let Shape::Accrual(shape) = &rule.shape else {
            return Err(RuleError::NoAccrual { rule: rule.id.clone() });
        };
        let principal = i128::from(principal_fen.max(0));
        let part = |ppm: i128| principal * ppm / 1_000_000;
        let grown = part(i128::from(shape.ppm_per_day) * i128::from(days));
        let cap = part(i128::from(shape.cap_ppm));
        Ok(Accrued {
            rule: rule.id.clone(),
            amount_fen: i64::try_from(grown.min(cap)).unwrap_or(i64::MAX),
            capped: grown >= cap,
            basis: rule.article.to_string(),
        })
    }

    fn find(&self, id: &str, day: Date) -> Result<&Rule, RuleError> {
        let there = self.rule(id).is_some();
        self.rule_on(id, day).ok_or_else(|| {
            let rule = id.to_owned();
            if there { RuleError::NotInForce { rule, day } } else { RuleError::Unknown { rule } }
        })
    }
}
