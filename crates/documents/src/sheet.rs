//! The sheet: everything a template prints, already in words and in order.

use rules::catalogue::{Field, Layout, Place, Print, RecordKind, Widget, Wording};
use serde::Serialize;
use serde_json::Value;

use crate::fonts::Fonts;
use crate::glyphs::Glyphs;
use crate::instrument::Instrument;
use crate::signatures::{SlotOnPaper, slots};
use crate::table::{Table, table, width};
use crate::value::{Run, Runs, Speaker, paragraphs};

/// What 【缺：】 adds to the width of an element's name.
const MARK: usize = 8;

/// What the templates read as `sheet.json`.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    agency: String,
    title: String,
    doc_no: Option<Run>,
    case_no: String,
    addressee: Option<Run>,
    parts: Vec<Part>,
    slots: Vec<SlotOnPaper>,
    seal: Option<String>,
    sealed: bool,
    outward: bool,
    made_on: String,
    draft: bool,
    first_page_no: u32,
}

/// One thing on the sheet, from top to bottom.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "part")]
enum Part {
    /// With display widths, by which a layout decides what shares a row.
    Line {
        name: String,
        label: String,
        value: Run,
        label_width: usize,
        value_width: usize,
    },
    Block {
        name: String,
        label: String,
        paragraphs: Vec<Runs>,
    },
    Table {
        name: String,
        label: String,
        table: Table,
        missing: bool,
    },
    Dialogue {
        label: String,
        turns: Vec<[Run; 2]>,
        missing: bool,
    },
    Wording {
        paragraphs: Vec<Runs>,
    },
}

/// Makes the sheet of an instrument, and the warnings about it.
pub(crate) fn sheet(instrument: &Instrument<'_>, fonts: &Fonts) -> (Sheet, Vec<String>) {
    let kind = instrument.kind;
    let doc_no = instrument.doc_no.as_deref();
    let mut speaker = Speaker {
        kind,
        fields: instrument.fields,
        labels: &instrument.labels,
        outer: [("agency", Some(instrument.agency_name)), ("doc_no", doc_no)],
        glyphs: Glyphs::new(fonts),
        warnings: Vec::new(),
    };
    let addressee = kind.addressee.as_ref().and_then(|name| kind.field(name));
    let mut parts = Vec::new();
    for field in &kind.fields {
        parts.extend(wordings(&mut speaker, |place| is_before(place, &field.name)));
        parts.extend(field_part(&mut speaker, field));
        parts.extend(wordings(&mut speaker, |place| is_after(place, &field.name)));
    }
    parts.extend(wordings(&mut speaker, |place| *place == Place::End));
    for name in instrument.fields.keys().filter(|name| kind.field(name).is_none()) {
        speaker.warnings.push(format!("“{name}”不是本文书的字段，没有打印"));
    }
    let sheet = Sheet {
        agency: speaker.clean(instrument.agency_name),
        title: speaker.clean(instrument.title),
        doc_no: number(&mut speaker, kind, doc_no),
        case_no: speaker.clean(instrument.case_no),
        addressee: addressee.map(|field| speaker.field(field)),
        parts,
        slots: slots(&mut speaker, instrument),
        seal: instrument.seal.as_ref().map(|words| speaker.clean(words)),
        sealed: kind.sealed,
        outward: kind.outward,
        made_on: instrument.made_on.to_chinese(),
        draft: instrument.draft,
        first_page_no: instrument.first_page_no,
    };
    let mut warnings = speaker.glyphs.warnings();
    warnings.append(&mut speaker.warnings);
    (sheet, warnings)
}

fn number(speaker: &mut Speaker<'_, '_>, kind: &RecordKind, doc_no: Option<&str>) -> Option<Run> {
    match (doc_no, &kind.numbering) {
        (Some(number), _) => Some(Run::Text(speaker.clean(number))),
        (None, Some(_)) => Some(Run::Missing("文号".to_owned())),
        (None, None) => None,
    }
}

fn is_before(place: &Place, name: &str) -> bool {
    matches!(place, Place::Before(field) if field == name)
}

fn is_after(place: &Place, name: &str) -> bool {
    matches!(place, Place::After(field) if field == name)
}

fn wordings(speaker: &mut Speaker<'_, '_>, wanted: impl Fn(&Place) -> bool) -> Vec<Part> {
    let kind = speaker.kind;
    let fields = speaker.fields;
    let chosen = kind.wording_for(fields).filter(|wording| wanted(&wording.place));
    chosen.map(|wording: &Wording| Part::Wording { paragraphs: speaker.wording(wording) }).collect()
}

/// `None` for a field that is not printed here.
fn field_part(speaker: &mut Speaker<'_, '_>, field: &Field) -> Option<Part> {
    let value = speaker.fields.get(&field.name);
    let label = speaker.clean(&field.title);
    let name = field.name.clone();
    let absent = match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => false,
    };
    match field.print {
        Print::Hidden | Print::Inline => None,
        Print::Line | Print::Block | Print::Table | Print::Dialogue
            if absent && may_be_left_out(speaker, field) =>
        {
            None
        }
        Print::Dialogue => {
            Some(Part::Dialogue { label, turns: turns(speaker, field), missing: absent })
        }
        Print::Table | Print::Line | Print::Block if field.widget == Widget::Items => {
            let table = table(speaker, field, value);
            Some(Part::Table { name, label, table, missing: absent })
        }
        Print::Block => {
            let paragraphs = paragraphs(speaker.field(field));
            Some(Part::Block { name, label, paragraphs })
        }
        Print::Line | Print::Table => {
            let value = speaker.field(field);
            let value_width = match &value {
                Run::Text(words) => width(words),
                Run::Missing(title) => width(title) + MARK,
            };
            let label_width = width(&label);
            Some(Part::Line { name, label, value, label_width, value_width })
        }
    }
}

/// An empty element that nothing asks for: kept as a struck-out cell where the form is fixed,
/// left out of letters and where another value made it pointless.
fn may_be_left_out(speaker: &mut Speaker<'_, '_>, field: &Field) -> bool {
    if matches!(speaker.field(field), Run::Missing(_)) {
        return false;
    }
    let kind = speaker.kind;
    let named = |names: &[String]| names.contains(&field.name);
    let conditional = kind.conditions.iter().any(|c| named(&c.required) || named(&c.any_of));
    conditional || kind.layout == Layout::Letter || field.print != Print::Line
}

fn turns(speaker: &mut Speaker<'_, '_>, field: &Field) -> Vec<[Run; 2]> {
    let items = speaker.fields.get(&field.name).and_then(Value::as_array);
    let [question, answer] = field.columns.as_slice() else { return Vec::new() };
    let mut turns = Vec::new();
    for item in items.map(Vec::as_slice).unwrap_or_default() {
        let asked = speaker.answer(question, item.get(&question.name), question.required);
        let answered = speaker.answer(answer, item.get(&answer.name), answer.required);
        turns.push([asked, answered]);
    }
    turns
}
