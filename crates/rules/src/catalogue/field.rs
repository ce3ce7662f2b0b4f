//! One field of a record, read from its property in `schema.json`.

use serde::Serialize;
use serde_json::{Map, Value};
use terms::Article;

use super::words::{Print, Widget};

/// A legal element of a record: what it is called, how it is filled in and printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Property name in the schema, English.
    pub name: String,
    /// Chinese label.
    pub title: String,
    /// Chinese help for whoever fills it in.
    pub help: Option<String>,
    /// A legal element: without it the record cannot be signed.
    pub required: bool,
    /// The input it is filled in with.
    pub widget: Widget,
    /// How it appears on paper.
    pub print: Print,
    /// Source of its first value, one of [`super::PREFILLS`].
    pub prefill: Option<String>,
    /// The law that asks for it.
    pub article: Option<Article>,
    /// A yes-or-no field whose answer must be yes before anyone signs.
    pub must_be_true: bool,
    /// What is printed for yes and for no.
    pub spoken: Option<(String, String)>,
    /// The columns of a list of items; empty for every other widget.
    pub columns: Vec<Field>,
}

/// Elements that become required by another field's value, e.g. a witness by 留置送达.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The field that decides.
    pub field: String,
    /// The values that trigger the condition.
    pub values: Vec<Value>,
    /// Fields required then.
    pub required: Vec<String>,
    /// Of these fields at least one is required then; empty if there is no such choice.
    pub any_of: Vec<String>,
}

/// Reads the properties of an object schema in their order; every flaw is named in `flaws`.
pub(super) fn read_fields(schema: &Value, at: &str, flaws: &mut Vec<String>) -> Vec<Field> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        flaws.push(format!("{at}缺少 properties 对象"));
        return Vec::new();
    };
    let required = texts(schema.get("required"));
    for name in required.iter().filter(|name| !properties.contains_key(name.as_str())) {
        flaws.push(format!("{at}required 中的“{name}”不在 properties 中"));
    }
    let read = |(name, property): (&String, &Value)| {
        read_field(name, property, required.contains(name), at, flaws)
    };
    properties.iter().filter_map(read).collect()
}

fn read_field(
    name: &str,
    property: &Value,
    required: bool,
    at: &str,
    flaws: &mut Vec<String>,
) -> Option<Field> {
    let at = format!("{at}字段“{name}”");
    let Some(property) = property.as_object() else {
        flaws.push(format!("{at}不是对象"));
        return None;
    };
    let Some(widget) = text(property, "x-widget").and_then(|word| Widget::parse(&word)) else {
        flaws.push(format!("{at}的 x-widget 缺失或者不在词表中"));
        return None;
    };
    let Some(title) = text(property, "title") else {
        flaws.push(format!("{at}没有中文 title"));
        return None;
    };
    let print = match text(property, "x-print") {
        None => default_print(widget),
        Some(word) => Print::parse(&word).unwrap_or_else(|| {
            flaws.push(format!("{at}的 x-print“{word}”不在词表中"));
            Print::Line
        }),
    };
    let columns = match property.get("items") {
        Some(items) if widget == Widget::Items => read_fields(items, &format!("{at}的"), flaws),
        _ => Vec::new(),
    };
    Some(Field {
        name: name.to_owned(),
        title,
        help: text(property, "description"),
        required,
        widget,
        print,
        prefill: text(property, "x-prefill"),
        article: text(property, "x-article").map(|words| parse_article(&words)),
        must_be_true: property.get("const") == Some(&Value::Bool(true)),
        spoken: text(property, "x-yes").zip(text(property, "x-no")),
        columns,
    })
}

const fn default_print(widget: Widget) -> Print {
    match widget {
        Widget::Textarea => Print::Block,
        Widget::Items => Print::Table,
        Widget::Text
        | Widget::Date
        | Widget::Datetime
        | Widget::Officers
        | Widget::Money
        | Widget::Number
        | Widget::Record
        | Widget::Recording
        | Widget::Choice
        | Widget::Checkbox => Print::Line,
    }
}

/// Reads `allOf: [{ if, then }]`: one deciding field, then `required` and one `anyOf` of fields.
pub(super) fn read_conditions(schema: &Value, flaws: &mut Vec<String>) -> Vec<Condition> {
    let Some(all_of) = schema.get("allOf") else { return Vec::new() };
    let parts = all_of.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut conditions = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match read_condition(part) {
            Some(condition) => conditions.push(condition),
            None => flaws.push(format!("allOf 第 {} 项不是“某字段取某值时须有某字段”", index + 1)),
        }
    }
    conditions
}

fn read_condition(part: &Value) -> Option<Condition> {
    let deciding = part.get("if")?.get("properties")?.as_object()?;
    let (field, test) = deciding.iter().next()?;
    let values = match (test.get("const"), test.get("enum")) {
        (Some(value), None) => vec![value.clone()],
        (None, Some(values)) => values.as_array()?.clone(),
        _ => return None,
    };
    let then = part.get("then")?;
    let any_of = match then.get("anyOf").and_then(Value::as_array) {
        None => Vec::new(),
        Some(choices) => choices.iter().flat_map(|choice| texts(choice.get("required"))).collect(),
    };
    let required = texts(then.get("required"));
    let says_something = !required.is_empty() || !any_of.is_empty();
    (deciding.len() == 1 && says_something).then(|| Condition {
        field: field.clone(),
        values,
        required,
        any_of,
    })
}

/// `"10(一)"` is a clause of the regulation; `"行政处罚法 59(二)"` names another law.
pub(super) fn parse_article(words: &str) -> Article {
    match words.rsplit_once(' ') {
        Some((law, clause)) => Article::new(law.trim(), clause),
        None => Article::new("本办法", words),
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let words = object.get(key)?.as_str()?.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}
