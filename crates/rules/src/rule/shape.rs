//! The few shapes that duties of the law take. A new kind of duty is a new shape with a name.

use crate::count::Length;
use crate::fact::Value;
use crate::finding::Lapse;
use crate::selector::Selector;

/// What a rule wants.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// If this happened, that must exist.
    RequiredRecord(Required),
    /// Before an act, that must exist.
    Gate(Required),
    /// This must come before that.
    Order(Order),
    /// That must be done within a time.
    Clock(Box<Clock>),
    /// That may not be done before a time has passed.
    Waiting(Waiting),
    /// A stretch of time must be recorded.
    Coverage(Box<Coverage>),
    /// These persons may not be those.
    Separation(Separation),
    /// What was written must pass tests.
    ValueCheck(ValueCheck),
    /// One person cannot be in two records at the same time.
    NoOverlap(NoOverlap),
    /// A sum grows by the day up to a cap. Only computed on request, never a finding.
    Accrual(Accrual),
}

impl Shape {
    pub(crate) const NAMES: [&'static str; 10] = [
        "required_record",
        "gate",
        "order",
        "clock",
        "waiting",
        "coverage",
        "separation",
        "value_check",
        "no_overlap",
        "accrual",
    ];

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::RequiredRecord(_) => "required_record",
            Self::Gate(_) => "gate",
            Self::Order(_) => "order",
            Self::Clock(_) => "clock",
            Self::Waiting(_) => "waiting",
            Self::Coverage(_) => "coverage",
            Self::Separation(_) => "separation",
            Self::ValueCheck(_) => "value_check",
            Self::NoOverlap(_) => "no_overlap",
            Self::Accrual(_) => "accrual",
        }
    }

    /// What sets the rule off; `None` if it holds for the matter as such.
    pub(crate) const fn trigger(&self) -> Option<&Selector> {
        match self {
            Self::RequiredRecord(shape) | Self::Gate(shape) => shape.when.as_ref(),
            Self::Order(shape) => Some(&shape.then),
            Self::Clock(shape) => match &shape.when {
                Some(when) => Some(when),
                None => shape.from.as_ref(),
            },
            Self::Waiting(shape) => Some(&shape.from),
            Self::Coverage(shape) => Some(&shape.when),
            Self::ValueCheck(shape) => match &shape.when {
                Some(when) => Some(when),
                None => Some(&shape.on),
            },
            Self::Separation(_) | Self::NoOverlap(_) | Self::Accrual(_) => None,
        }
    }

    /// Chinese name of what starts it, if it counts time.
    pub(crate) const fn start(&self) -> Option<&str> {
        match self {
            Self::Clock(shape) => Some(shape.start.as_str()),
            Self::Waiting(shape) => Some(shape.start.as_str()),
            Self::RequiredRecord(_)
            | Self::Gate(_)
            | Self::Order(_)
            | Self::Coverage(_)
            | Self::Separation(_)
            | Self::ValueCheck(_)
            | Self::NoOverlap(_)
            | Self::Accrual(_) => None,
        }
    }
}

/// Facts that must exist.
#[derive(Debug, Clone)]
pub(crate) struct Required {
    /// For each subject of these; `None`: once for the matter.
    pub(crate) when: Option<Selector>,
    pub(crate) needs: Vec<Selector>,
    /// One of `needs` is enough.
    pub(crate) any: bool,
}

/// One of `first` must not be later than `then`.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) first: Vec<Selector>,
    pub(crate) then: Selector,
}

/// A time limit.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// What makes the duty exist, if that is not yet what starts the clock.
    pub(crate) when: Option<Selector>,
    /// What starts it; `None` if nobody records that and the clock only answers questions.
    pub(crate) from: Option<Selector>,
    /// The attribute that names the start, if it is not when the fact happened.
    pub(crate) from_attr: Option<String>,
    /// Where that attribute was not told, it starts when the fact happened.
    pub(crate) or_at: bool,
    /// Chinese words for the start.
    pub(crate) start: String,
    pub(crate) within: Length,
    pub(crate) backwards: bool,
    pub(crate) roll: bool,
    pub(crate) strict: bool,
    /// What meets it; empty if it runs out by itself.
    pub(crate) stop: Vec<Selector>,
    /// The last of the stopping facts counts, not the first.
    pub(crate) stop_with_last: bool,
    /// A stopping fact before the start counts too.
    pub(crate) stop_early: bool,
    pub(crate) extend: Vec<Extension>,
    pub(crate) pause: Vec<Suspension>,
    /// Letting it pass is the party's affair, nobody of the agency is late.
    pub(crate) binding: bool,
    /// What the law itself does when it runs out unmet.
    pub(crate) lapse: Option<Lapse>,
}

/// A permitted prolongation of a clock.
#[derive(Debug, Clone)]
pub(crate) struct Extension {
    pub(crate) by: Selector,
    pub(crate) within: Length,
    /// How often it may be given.
    pub(crate) most: u32,
}

/// Time that does not count towards a clock.
#[derive(Debug, Clone)]
pub(crate) enum Suspension {
    /// From one fact to the next of another kind.
    Between { start: Box<Selector>, end: Box<Selector> },
    /// As a fact states it: from a day to a day, both left out.
    Stated { by: Box<Selector>, from_attr: String, until_attr: String },
}

/// A time that must pass first.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) from: Selector,
    pub(crate) start: String,
    pub(crate) within: Length,
    pub(crate) roll: bool,
    /// What may not happen before.
    pub(crate) then: Selector,
}

/// A stretch of time that must be recorded.
#[derive(Debug, Clone)]
pub(crate) struct Coverage {
    /// Where the stretch begins.
    pub(crate) when: Selector,
    /// Where it ends.
    pub(crate) until: Selector,
    /// What was recorded, from attribute `from` to attribute `to`.
    pub(crate) recorded: Vec<Selector>,
    /// What was stated about holes, from attribute `from` to attribute `to`.
    pub(crate) explained: Vec<Selector>,
    pub(crate) aspect: Aspect,
    /// The manner in which holes of this aspect must be explained; `None`: any.
    pub(crate) manner: Option<String>,
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    pub(crate) gap_ms: i64,
}

/// Which holes a coverage rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    Start,
    End,
    Inner,
    All,
}

impl Aspect {
    pub(crate) const ALL: [(&'static str, Self); 4] =
        [("start", Self::Start), ("end", Self::End), ("inner", Self::Inner), ("all", Self::All)];
}

/// Persons named by an attribute of facts.
#[derive(Debug, Clone)]
pub(crate) struct Persons {
    pub(crate) who: Selector,
    pub(crate) attr: String,
}

/// Nobody of `of` may be among `from`.
#[derive(Debug, Clone)]
pub(crate) struct Separation {
    pub(crate) of: Vec<Persons>,
    pub(crate) from: Vec<Persons>,
}

/// Tests on what facts say.
#[derive(Debug, Clone)]
pub(crate) struct ValueCheck {
    /// For each subject of these there must be an `on`; `None`: each `on` is looked at.
    pub(crate) when: Option<Selector>,
    pub(crate) on: Selector,
    /// One `on` that passes is enough.
    pub(crate) any: bool,
    pub(crate) checks: Vec<Check>,
}

/// One test of one attribute.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) attr: String,
    /// Chinese name of the attribute.
    pub(crate) label: String,
    pub(crate) test: Test,
}

/// What an attribute must be.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Present,
    Equals(Value),
    OneOf(Vec<Value>),
    Contains(Vec<Value>),
    MinCount(u32),
    Min(i64),
    Max(i64),
    /// Not later than another attribute of the same fact.
    NotAfter(String),
    /// Each person in it has a fact `holds` whose `person` is they, valid that day.
    ValidOn {
        holds: Box<Selector>,
        person: String,
        from: String,
        until: String,
    },
}

/// Records of one person may not overlap in time.
#[derive(Debug, Clone)]
pub(crate) struct NoOverlap {
    pub(crate) on: Selector,
    pub(crate) persons: String,
    pub(crate) from_attr: String,
    pub(crate) to_attr: String,
}

/// A sum that grows by the day.
#[derive(Debug, Clone)]
pub(crate) struct Accrual {
    /// Parts of the principal a day, in millionths.
    pub(crate) ppm_per_day: u32,
    /// At most this part of the principal, in millionths.
    pub(crate) cap_ppm: u32,
}
