//! Prescribed wording (Art. 8): locked text of an instrument, with places for field values.

use serde::Serialize;
use serde_json::{Map, Value};

use super::kind::OnlyIf;

/// A locked block of text. Changing it means a new version.
#[doc(alias = "规范用语")]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wording {
    /// Name inside the record, e.g. `recusal_notice`.
    pub id: String,
    /// Counts up with every change of the text.
    pub version: u32,
    /// The text; `{field}` stands for that field's value, a blank line starts a paragraph.
    pub text: String,
    /// Where it is printed.
    pub place: Place,
    /// Printed only while a field has one of some values; always if absent.
    pub only_if: Option<OnlyIf>,
}

/// Where a wording stands among the fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Right before this field.
    Before(String),
    /// Right after this field.
    After(String),
    /// After all fields, before signatures and seal.
    End,
}

/// A stretch of a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordingPart {
    /// Fixed words.
    Text(String),
    /// The value of a field, or of `agency` or `doc_no`.
    Value(String),
}

/// Names a wording may use besides the fields: the agency's name and the instrument's number.
pub(super) const OUTER_NAMES: [&str; 2] = ["agency", "doc_no"];

impl Wording {
    /// Whether a record with these fields carries it.
    #[must_use]
    pub fn is_carried(&self, fields: &Map<String, Value>) -> bool {
        self.only_if.as_ref().is_none_or(|only_if| only_if.holds(fields))
    }

    /// The name and version by which a record says that it carries it, `id@version`.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// The text cut at its `{…}` places. A brace without its partner stays text.
    #[must_use]
    pub fn parts(&self) -> Vec<WordingPart> {
        let mut parts = Vec::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(WordingPart::Text(before.to_owned()));
            }
            parts.push(WordingPart::Value(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(WordingPart::Text(rest.to_owned()));
        }
        parts
    }

    /// The names between braces.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.parts().into_iter().filter_map(|part| match part {
            WordingPart::Value(name) => Some(name),
            WordingPart::Text(_) => None,
        })
    }
}
