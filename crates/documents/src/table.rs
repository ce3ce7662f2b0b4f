//! Lists of items as tables.

use rules::catalogue::Field;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::value::{Run, Speaker};

/// Column weights: narrow columns stay readable, one long text does not starve the others.
const NARROWEST: usize = 6;
const WIDEST: usize = 34;
/// Columns that number the rows themselves.
const NUMBERING: [&str; 3] = ["seq", "no", "nth"];

/// A table as the templates read it.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    /// Column titles.
    columns: Vec<String>,
    /// Relative widths, one for each column.
    weights: Vec<usize>,
    /// A first column with the row's number is wanted.
    numbered: bool,
    /// Cells.
    rows: Vec<Vec<Run>>,
}

/// The table of an items field; an empty list gives a table without rows.
pub(crate) fn table(speaker: &mut Speaker<'_, '_>, field: &Field, value: Option<&Value>) -> Table {
    let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let used: Vec<&Field> =
        field.columns.iter().filter(|column| column.required || is_used(column, items)).collect();
    let columns: Vec<String> = used.iter().map(|column| speaker.clean(&column.title)).collect();
    let mut weights: Vec<usize> = columns.iter().map(|title| width(title) + 2).collect();
    let empty = Map::new();
    let mut rows = Vec::new();
    for item in items {
        let item = item.as_object().unwrap_or(&empty);
        let cells: Vec<Run> = used
            .iter()
            .map(|column| speaker.answer(column, item.get(&column.name), column.required))
            .collect();
        for (weight, cell) in weights.iter_mut().zip(&cells) {
            let (Run::Text(words) | Run::Missing(words)) = cell;
            *weight = (*weight).max(width(words));
        }
        rows.push(cells);
    }
    let weights = weights.into_iter().map(|weight| weight.clamp(NARROWEST, WIDEST)).collect();
    let numbered = !used.iter().any(|column| NUMBERING.contains(&column.name.as_str()));
    Table { columns, weights, numbered, rows }
}

fn is_used(column: &Field, items: &[Value]) -> bool {
    items.iter().any(|item| match item.get(&column.name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    })
}

/// Display width: a Chinese character counts two.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
