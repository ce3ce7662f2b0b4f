//! Field values as words on paper.

use std::collections::BTreeMap;

use rules::catalogue::{Field, RecordKind, Widget, Wording, WordingPart};
use serde::Serialize;
use serde_json::{Map, Value};
use terms::{Date, Timestamp};

use crate::glyphs::Glyphs;
use crate::money;

/// Printed in a cell that is left empty on purpose, so that nothing can be added later.
const STRUCK_OUT: &str = "／";

/// A stretch of text, or the mark for an element that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Run {
    /// Words as they are.
    Text(String),
    /// Name of the missing element.
    Missing(String),
}

/// One paragraph.
pub(crate) type Runs = Vec<Run>;

/// Turns values into words, with the fields of one instrument at hand.
pub(crate) struct Speaker<'a, 'f> {
    pub(crate) kind: &'a RecordKind,
    pub(crate) fields: &'a Map<String, Value>,
    pub(crate) labels: &'a BTreeMap<String, String>,
    /// Names a wording may use besides the fields, with their values.
    pub(crate) outer: [(&'static str, Option<&'a str>); 2],
    pub(crate) glyphs: Glyphs<'f>,
    pub(crate) warnings: Vec<String>,
}

impl Speaker<'_, '_> {
    /// Any text, made printable.
    pub(crate) fn clean(&mut self, text: &str) -> String {
        self.glyphs.clean(text)
    }

    /// A field's value, the mark if it is missing, or a stroke if it may be empty.
    pub(crate) fn field(&mut self, field: &Field) -> Run {
        let must = field.required || self.is_asked_for(&field.name);
        self.answer(field, self.fields.get(&field.name), must)
    }

    /// Whether a condition asks for this field, given the other values.
    fn is_asked_for(&self, name: &str) -> bool {
        self.kind.conditions.iter().any(|condition| {
            let triggered = self
                .fields
                .get(&condition.field)
                .is_some_and(|value| condition.values.contains(value));
            triggered && condition.required.iter().any(|asked| asked == name)
        })
    }

    /// As [`Speaker::field`], for a value of a row.
    pub(crate) fn answer(&mut self, field: &Field, value: Option<&Value>, must: bool) -> Run {
        let untrue = field.must_be_true && value != Some(&Value::Bool(true));
        let words = value.and_then(|value| self.words(field, value));
        match words {
            Some(words) if !(must && untrue) => Run::Text(self.clean(&words)),
            _ if must => Run::Missing(self.clean(&field.title)),
            _ => Run::Text(STRUCK_OUT.to_owned()),
        }
    }

    /// `None` if there is nothing to print.
    fn words(&mut self, field: &Field, value: &Value) -> Option<String> {
        let words = match (field.widget, value) {
            (_, Value::Null) => return None,
            (Widget::Checkbox, Value::Bool(answer)) => spoken(field, *answer),
            (Widget::Money, Value::Number(number)) => match number.as_i64() {
                Some(fen) => format!("{}（{}）", money::in_figures(fen), money::in_words(fen)),
                None => number.to_string(),
            },
            (Widget::Date, Value::String(text)) => {
                text.parse::<Date>().map_or_else(|_| text.clone(), Date::to_chinese)
            }
            (Widget::Datetime, Value::String(text)) => text
                .parse::<Timestamp>()
                .map_or_else(|_| text.clone(), Timestamp::to_chinese_minute),
            (Widget::Record | Widget::Recording, Value::String(id)) if !id.trim().is_empty() => {
                self.label(id)
            }
            (Widget::Officers, Value::Array(ids)) => {
                let names: Vec<String> =
                    ids.iter().filter_map(Value::as_str).map(|id| self.label(id)).collect();
                names.join("、")
            }
            (_, Value::String(text)) => text.trim().to_owned(),
            (_, Value::Array(items)) if items.is_empty() => return None,
            (_, other) => other.to_string(),
        };
        (!words.is_empty()).then_some(words)
    }

    fn label(&mut self, id: &str) -> String {
        if let Some(label) = self.labels.get(id) {
            return label.clone();
        }
        self.warnings.push(format!("没有找到“{id}”的名称，按原编号打印"));
        id.to_owned()
    }

    /// A wording with the values in their places, one list of runs a paragraph.
    pub(crate) fn wording(&mut self, wording: &Wording) -> Vec<Runs> {
        let mut paragraphs: Vec<Runs> = vec![Vec::new()];
        for part in wording.parts() {
            let run = match part {
                WordingPart::Value(name) => self.named(&name),
                WordingPart::Text(text) => {
                    for (index, piece) in text.split('\n').map(str::trim).enumerate() {
                        if index > 0 {
                            paragraphs.push(Vec::new());
                        }
                        if let Some(last) = paragraphs.last_mut().filter(|_| !piece.is_empty()) {
                            last.push(Run::Text(self.glyphs.clean(piece)));
                        }
                    }
                    continue;
                }
            };
            if let Some(last) = paragraphs.last_mut() {
                last.push(run);
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs
    }

    fn named(&mut self, name: &str) -> Run {
        if let Some((_, value)) = self.outer.iter().find(|(outer, _)| *outer == name) {
            return match *value {
                Some(words) => Run::Text(self.glyphs.clean(words)),
                None => Run::Missing("文号".to_owned()),
            };
        }
        let kind = self.kind;
        match kind.field(name) {
            Some(field) => self.field(field),
            None => Run::Missing(self.clean(name)),
        }
    }
}

fn spoken(field: &Field, answer: bool) -> String {
    let (yes, no) = match &field.spoken {
        Some((yes, no)) => (yes.as_str(), no.as_str()),
        None => ("是", "否"),
    };
    if answer { yes.to_owned() } else { no.to_owned() }
}

/// The paragraphs of a longer text; a mark stays one paragraph.
pub(crate) fn paragraphs(run: Run) -> Vec<Runs> {
    match run {
        Run::Missing(title) => vec![vec![Run::Missing(title)]],
        Run::Text(text) => text
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| vec![Run::Text(line.to_owned())])
            .collect(),
    }
}
