//! Legal elements a record still lacks.

use serde::Serialize;
use serde_json::{Map, Value};

use super::field::{Condition, Field};
use super::kind::RecordKind;

/// An element without which the record cannot be signed; printed as 【缺：…】.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MissingElement {
    /// Field name; in a list of items `goods[2].name`, counted from 0.
    pub field: String,
    /// Chinese name; in a list of items with the row, counted from 1.
    pub title: String,
}

/// All elements `fields` lacks, in the order of the form.
///
/// Blank text, an empty list and a yes-or-no answer that must be yes but is not all count as
/// missing. Whether values are well formed is for the schema to say.
#[must_use]
pub fn missing_elements(kind: &RecordKind, fields: &Map<String, Value>) -> Vec<MissingElement> {
    let mut missing = Vec::new();
    for field in &kind.fields {
        let value = fields.get(&field.name);
        let wanted = field.required || is_required_now(kind, &field.name, fields);
        if wanted && !is_answered(field, value) {
            missing.push(MissingElement { field: field.name.clone(), title: field.title.clone() });
        }
        missing.extend(missing_cells(field, value));
        let choices = kind.conditions.iter().filter(|c| c.any_of.first() == Some(&field.name));
        missing.extend(choices.filter_map(|choice| missing_choice(kind, choice, fields)));
    }
    missing
}

fn is_required_now(kind: &RecordKind, name: &str, fields: &Map<String, Value>) -> bool {
    let asks = |c: &Condition| c.required.iter().any(|asked| asked == name) && holds(c, fields);
    kind.conditions.iter().any(asks)
}

fn holds(condition: &Condition, fields: &Map<String, Value>) -> bool {
    fields.get(&condition.field).is_some_and(|value| condition.values.contains(value))
}

fn missing_choice(
    kind: &RecordKind,
    condition: &Condition,
    fields: &Map<String, Value>,
) -> Option<MissingElement> {
    let answered =
        |name: &String| kind.field(name).is_some_and(|field| is_answered(field, fields.get(name)));
    if !holds(condition, fields) || condition.any_of.iter().any(answered) {
        return None;
    }
    let titles: Vec<&str> = condition.any_of.iter().filter_map(|n| kind.title_of(n)).collect();
    Some(MissingElement { field: condition.any_of.first()?.clone(), title: titles.join("或者") })
}

fn missing_cells(field: &Field, value: Option<&Value>) -> Vec<MissingElement> {
    let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let empty = Map::new();
    let mut missing = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let row = row.as_object().unwrap_or(&empty);
        for column in field.columns.iter().filter(|column| column.required) {
            if !is_answered(column, row.get(&column.name)) {
                missing.push(MissingElement {
                    field: format!("{}[{index}].{}", field.name, column.name),
                    title: format!("{}第{}行：{}", field.title, index + 1, column.title),
                });
            }
        }
    }
    missing
}

fn is_answered(field: &Field, value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Bool(answer)) => *answer || !field.must_be_true,
        Some(Value::Number(_) | Value::Object(_)) => true,
    }
}
