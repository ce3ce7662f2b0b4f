//! What a record kind is.

use serde::Serialize;
use serde_json::{Map, Value};
use terms::{ActKind, Article, Procedure, Stage};

use super::field::{Condition, Field};
use super::tell::Tell;
use super::wording::Wording;
use super::words::{Effect, Gate, Layout, Slot, Volume};

/// A kind of text record, e.g. `WS08` 现场检查（勘验）笔录.
#[doc(alias = "文字记录")]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordKind {
    /// Stable code, `WS` and two digits. An agency may rename a kind, its code stays.
    pub code: String,
    /// Chinese title as printed.
    pub title: String,
    /// English gloss for developers.
    pub gloss: String,
    /// Chinese: on which occasion it is made.
    pub occasion: String,
    /// The stage it belongs to (Art. 3).
    pub stage: Stage,
    /// The kinds of act it is made in.
    pub acts: Vec<ActKind>,
    /// The procedures it is made in; empty: in any.
    pub procedures: Vec<Procedure>,
    /// The clauses that ask for it; the first is the main one.
    pub articles: Vec<Article>,
    /// The part of the case file it is bound into.
    pub volume: Volume,
    /// Its place among all kinds; inside a volume records are bound in this order.
    pub order: u32,
    /// Goes to someone outside, so its service must be recorded (Art. 12(一)).
    pub outward: bool,
    /// Carries the agency's seal.
    pub sealed: bool,
    /// Series token of its number 机关代字+series〔YYYY〕N号; absent if it has no number.
    pub numbering: Option<String>,
    /// The act whose rules are checked before drafting and before taking effect, unless what it
    /// does to the case names another.
    pub gate: Option<Gate>,
    /// What it does to the case when it takes effect, in this order.
    pub effects: Vec<Consequence>,
    /// How it is laid out on paper.
    pub layout: Layout,
    /// The field printed as the person addressed, in letters.
    pub addressee: Option<String>,
    /// Who must sign, in the order of signing.
    pub signers: Vec<SignerSlot>,
    /// What the rules are told once it counts, besides that it does.
    pub tells: Vec<Tell>,
    /// Locked wording, in order.
    pub wording: Vec<Wording>,
    /// Its fields in the order of the form, read from `schema`.
    pub fields: Vec<Field>,
    /// Elements required only for some values.
    pub conditions: Vec<Condition>,
    /// JSON Schema 2020-12 of the complete record.
    pub schema: Value,
}

/// What a record does to its case when it takes effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consequence {
    /// What changes.
    pub does: Effect,
    /// In which kinds of act; empty: in any.
    pub acts: Vec<ActKind>,
    /// Only while a field has one of some values.
    pub only_if: Option<OnlyIf>,
    /// The act whose rules are checked before.
    pub gate: Option<Gate>,
}

/// One capacity in which a record must be signed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignerSlot {
    /// The capacity.
    pub slot: Slot,
    /// Its Chinese title on this record.
    pub title: String,
    /// How many persons at least; 0 only for a witness, who may sign but need not.
    pub min: u32,
    /// Each signer writes an opinion on the record.
    pub opinion: bool,
    /// A list of this record: everybody in it signs, and `min` is the fewest there may be.
    pub each_of: Option<String>,
    /// A field of this record that names officers: only they sign.
    pub named_in: Option<String>,
    /// The signer may refuse; reason and witness are noted instead.
    pub refusable: bool,
    /// Asked for only while a field has one of some values; always if absent.
    pub only_if: Option<OnlyIf>,
}

impl SignerSlot {
    /// The ids of those who alone may sign a record with these fields; `None`: whoever holds the
    /// office.
    #[must_use]
    pub fn named<'a>(&self, fields: &'a Map<String, Value>) -> Option<Vec<&'a str>> {
        let named = fields.get(self.named_in.as_ref()?).and_then(Value::as_array);
        Some(named.into_iter().flatten().filter_map(Value::as_str).collect())
    }

    /// How many must sign a record with these fields.
    #[must_use]
    pub fn hands(&self, fields: &Map<String, Value>) -> u32 {
        let listed = self.each_of.as_ref().and_then(|list| fields.get(list)?.as_array());
        let listed = listed.and_then(|rows| u32::try_from(rows.len()).ok());
        listed.unwrap_or_default().max(self.min)
    }
}

/// A field and the values of it for which something applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnlyIf {
    /// The field that decides.
    pub field: String,
    /// The values for which it applies.
    pub values: Vec<Value>,
}

impl OnlyIf {
    /// Whether a record with these fields is one of those it speaks of.
    #[must_use]
    pub fn holds(&self, fields: &Map<String, Value>) -> bool {
        fields.get(&self.field).is_some_and(|value| self.values.contains(value))
    }
}

impl RecordKind {
    /// The Chinese label of a field; `None` if the kind has no such field.
    #[must_use]
    pub fn title_of(&self, field: &str) -> Option<&str> {
        self.field(field).map(|field| field.title.as_str())
    }

    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// It tells of on-site work: a field of it is first filled in from there.
    #[must_use]
    pub fn is_about_activity(&self) -> bool {
        let from_activity = |key: &str| key.starts_with("activity.");
        self.fields.iter().any(|field| field.prefill.as_deref().is_some_and(from_activity))
    }

    /// Whether it is made in such a case at all.
    #[must_use]
    pub fn is_made_in(&self, act: ActKind, procedure: Procedure) -> bool {
        self.acts.contains(&act)
            && (self.procedures.is_empty() || self.procedures.contains(&procedure))
    }

    /// What a record with these fields does to a case of this kind of act.
    pub fn effects_in(
        &self,
        act: ActKind,
        fields: &Map<String, Value>,
    ) -> impl Iterator<Item = Effect> {
        self.fitting(act, fields).map(|consequence| consequence.does)
    }

    /// Whether it may do this to a case of this kind of act, whatever its fields will say.
    #[must_use]
    pub fn may_do(&self, effect: Effect, act: ActKind) -> bool {
        self.consequences_in(act).any(|consequence| consequence.does == effect)
    }

    /// The act whose rules a record with these fields must pass.
    #[must_use]
    pub fn gate_in(&self, act: ActKind, fields: &Map<String, Value>) -> Option<Gate> {
        self.fitting(act, fields).find_map(|consequence| consequence.gate).or(self.gate)
    }

    /// Everything it may do to a case of this kind of act.
    pub fn consequences_in(&self, act: ActKind) -> impl Iterator<Item = &Consequence> {
        let fits = move |one: &&Consequence| one.acts.is_empty() || one.acts.contains(&act);
        self.effects.iter().filter(fits)
    }

    fn fitting(
        &self,
        act: ActKind,
        fields: &Map<String, Value>,
    ) -> impl Iterator<Item = &Consequence> {
        self.consequences_in(act)
            .filter(|one| one.only_if.as_ref().is_none_or(|only_if| only_if.holds(fields)))
    }

    /// The slot of this capacity.
    #[must_use]
    pub fn signer(&self, slot: Slot) -> Option<&SignerSlot> {
        self.signers.iter().find(|signer| signer.slot == slot)
    }

    /// The slots that apply to a record with these fields, in the order of signing.
    ///
    /// A receipt for service by post, for example, has no signature of the person served.
    pub fn signers_for(&self, fields: &Map<String, Value>) -> impl Iterator<Item = &SignerSlot> {
        let applies = |signer: &&SignerSlot| {
            signer.only_if.as_ref().is_none_or(|only_if| only_if.holds(fields))
        };
        self.signers.iter().filter(applies)
    }

    /// The locked wording that a record with these fields carries, in order.
    pub fn wording_for(&self, fields: &Map<String, Value>) -> impl Iterator<Item = &Wording> {
        self.wording.iter().filter(|wording| wording.is_carried(fields))
    }

    /// The schema for a draft: the same limits, but nothing is required yet.
    ///
    /// What a draft still lacks is told by [`super::missing_elements`], in words.
    #[must_use]
    pub fn draft_schema(&self) -> Value {
        let mut schema = self.schema.clone();
        loosen(&mut schema);
        schema
    }
}

/// Drops what makes elements required, at every depth of the schema.
fn loosen(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for keyword in ["required", "allOf", "minItems", "minLength", "const"] {
        object.remove(keyword);
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(loosen);
    }
    if let Some(items) = object.get_mut("items") {
        loosen(items);
    }
}
