//! What happened, as the engine sees it: named facts with typed attributes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terms::{ActKind, Date, Procedure, Timestamp, words};

use crate::reading::Reading;

/// One thing that happened. The vocabulary (`law/facts.toml`) says which names there are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// When it happened, not when it was written.
    pub at: Timestamp,
    /// Name in the vocabulary, e.g. `record.effective`.
    pub name: String,
    /// Id of what it happened to, e.g. a record or an activity.
    pub subject: String,
    /// Typed attributes by name, e.g. `kind`, `signed.case_officers`, `f.started_at`.
    pub attrs: BTreeMap<String, Value>,
}

impl Fact {
    /// A fact without attributes; add them with [`Fact::with`].
    #[must_use]
    pub fn new(name: impl Into<String>, at: Timestamp, subject: impl Into<String>) -> Self {
        Self { at, name: name.into(), subject: subject.into(), attrs: BTreeMap::new() }
    }

    /// The same fact with one more attribute.
    #[must_use]
    pub fn with(mut self, attr: impl Into<String>, value: impl Into<Value>) -> Self {
        self.attrs.insert(attr.into(), value.into());
        self
    }
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A word, an id or free text.
    Text(String),
    /// A count, or money in fen.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// An instant.
    Time(Timestamp),
    /// A civil day in China.
    Date(Date),
    /// Several values, e.g. officer ids.
    List(Vec<Value>),
}

impl Value {
    /// A list of texts, e.g. officer ids.
    #[must_use]
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// Nothing was written: an empty list or a text of blanks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::List(values) => values.iter().all(Self::is_blank),
            Self::Int(_) | Self::Bool(_) | Self::Time(_) | Self::Date(_) => false,
        }
    }

    /// The value itself, or the members of a list.
    #[must_use]
    pub fn members(&self) -> &[Self] {
        match self {
            Self::List(values) => values,
            Self::Text(_) | Self::Int(_) | Self::Bool(_) | Self::Time(_) | Self::Date(_) => {
                std::slice::from_ref(self)
            }
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Int(_) | Self::Bool(_) | Self::Time(_) | Self::Date(_) | Self::List(_) => None,
        }
    }

    /// The instant it names. An RFC 3339 text counts, a civil day does not.
    #[must_use]
    pub fn as_time(&self) -> Option<Timestamp> {
        match self {
            Self::Time(at) => Some(*at),
            Self::Text(text) => text.parse().ok(),
            Self::Int(_) | Self::Bool(_) | Self::Date(_) | Self::List(_) => None,
        }
    }

    /// The civil day it names: a day, the day of an instant, or either written as text.
    #[must_use]
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Time(at) => Some(at.date()),
            Self::Text(text) => {
                text.parse().ok().or_else(|| text.parse::<Timestamp>().ok().map(Timestamp::date))
            }
            Self::Int(_) | Self::Bool(_) | Self::List(_) => None,
        }
    }

    /// As written in a sentence for people.
    #[must_use]
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
            Self::Time(at) => at.to_chinese_minute(),
            Self::Date(day) => day.to_chinese(),
            Self::List(values) => {
                values.iter().map(Self::to_chinese).collect::<Vec<_>>().join("、")
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Time(at)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl From<Vec<Self>> for Value {
    fn from(values: Vec<Self>) -> Self {
        Self::List(values)
    }
}

words! {
    /// What kind of matter a rule speaks of.
    Sphere {
        /// A case, or on-site work that belongs to none.
        Case = "case", "案件";
        /// An agency as such: its people, devices, lists, records and what was found about it.
        Agency = "agency", "机关";
    }
}

/// What a matter is about. A rule is judged only on matters of its own sphere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A case, or on-site work that belongs to none.
    Case {
        /// Which of the five kinds of act it is (Art. 2).
        act: ActKind,
        /// Ordinary or summary; absent for work that belongs to no case.
        procedure: Option<Procedure>,
    },
    /// An agency as such.
    Agency,
}

impl About {
    /// The sphere whose rules are judged.
    #[must_use]
    pub const fn sphere(self) -> Sphere {
        match self {
            Self::Case { .. } => Sphere::Case,
            Self::Agency => Sphere::Agency,
        }
    }
}

/// Everything the engine needs to judge one case, piece of work or agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Id of the main thing: the case, the work without a case, or the agency.
    pub subject: String,
    /// What it is about.
    pub about: About,
    /// What happened, in any order.
    pub facts: Vec<Fact>,
    /// How the law is read where it happened; `None`: as in a place of which nothing is known.
    pub reading: Option<Reading>,
}

impl Matter {
    /// A case, or work that belongs to none (then without a procedure).
    #[must_use]
    pub fn of_case(
        subject: impl Into<String>,
        act: ActKind,
        procedure: Option<Procedure>,
        facts: Vec<Fact>,
    ) -> Self {
        Self {
            subject: subject.into(),
            about: About::Case { act, procedure },
            facts,
            reading: None,
        }
    }

    /// An agency as such.
    #[must_use]
    pub fn of_agency(subject: impl Into<String>, facts: Vec<Fact>) -> Self {
        Self { subject: subject.into(), about: About::Agency, facts, reading: None }
    }

    /// The same, read as the law is read there.
    #[must_use]
    pub fn read_by(mut self, reading: Reading) -> Self {
        self.reading = Some(reading);
        self
    }
}
