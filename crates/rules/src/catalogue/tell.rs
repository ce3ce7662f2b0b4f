//! What a record tells the rules besides that it counts: named facts made from its fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::kind::OnlyIf;
use super::load::RawOnlyIf;
use crate::vocabulary::Vocabulary;

/// A fact of the vocabulary (`law/facts.toml`) that the rules are told once a record counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tell {
    /// Its name.
    pub fact: String,
    /// It is about the record itself, not about its case.
    pub of_record: bool,
    /// Told only while a field has one of some values.
    pub only_if: Option<OnlyIf>,
    /// Told only once this field is filled in.
    pub given: Option<String>,
    /// The field that says when it happened; the taking effect if absent.
    pub at: Option<String>,
    /// Its attributes.
    pub attrs: BTreeMap<String, Told>,
}

/// Where the value of an attribute comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Told {
    /// From a field; nothing while it is blank.
    Field(String),
    /// From a field, each value of it by another word.
    Words(Words),
    /// Always this.
    Is(Value),
    /// The id of the record.
    Record,
    /// The on-site work it is about.
    Activity,
    /// Whoever drafted it.
    Drafter,
    /// The day it took effect.
    Day,
}

/// Words of the vocabulary for the values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The field.
    pub field: String,
    /// Its values, and what each is called.
    pub are: BTreeMap<String, String>,
}

impl Tell {
    /// Whether a record with these fields tells it.
    #[must_use]
    pub fn is_told(&self, fields: &Map<String, Value>) -> bool {
        let is_blank = |value: &Value| {
            value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
        };
        let is_given = |name: &String| fields.get(name).is_some_and(|value| !is_blank(value));
        self.only_if.as_ref().is_none_or(|only_if| only_if.holds(fields))
            && self.given.as_ref().is_none_or(is_given)
    }

    /// Every field it names.
    pub(super) fn fields(&self) -> impl Iterator<Item = &String> {
        let of_attrs = self.attrs.values().filter_map(|told| match told {
            Told::Field(field) => Some(field),
            Told::Words(words) => Some(&words.field),
            Told::Is(_) | Told::Record | Told::Activity | Told::Drafter | Told::Day => None,
        });
        let only_if = self.only_if.as_ref().map(|only_if| &only_if.field);
        only_if.into_iter().chain(&self.given).chain(&self.at).chain(of_attrs)
    }

    /// What of it the vocabulary does not know, one sentence each.
    #[must_use]
    pub fn misfits(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let Some(kind) = vocabulary.fact(&self.fact) else {
            return vec![format!("没有“{}”这种事实", self.fact)];
        };
        let mut misfits = Vec::new();
        for (name, told) in &self.attrs {
            let Some(attr) = kind.attr(name) else {
                misfits.push(format!("事实“{}”没有属性“{name}”", self.fact));
                continue;
            };
            if let Told::Words(words) = told {
                let known = |word: &&String| !attr.words.contains_key(*word);
                let unknown = words.are.values().filter(known);
                misfits.extend(unknown.map(|word| format!("“{name}”没有“{word}”这个词")));
            }
        }
        misfits
    }
}

/// As `record.toml` writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTell {
    fact: String,
    #[serde(default)]
    of_record: bool,
    only_if: Option<RawOnlyIf>,
    given: Option<String>,
    at: Option<String>,
    #[serde(default)]
    attrs: BTreeMap<String, Told>,
}

impl From<RawTell> for Tell {
    fn from(raw: RawTell) -> Self {
        Self {
            fact: raw.fact,
            of_record: raw.of_record,
            only_if: raw.only_if.map(OnlyIf::from),
            given: raw.given,
            at: raw.at,
            attrs: raw.attrs,
        }
    }
}
