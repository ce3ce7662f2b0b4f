//! A TOML document as owned values with line numbers.

use terms::{Date, Timestamp};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Defects, Table};

/// A value and the line it starts on.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) tree: Tree,
}

impl Node {
    /// The members of a list; anything else counts as a list of one.
    pub(crate) fn into_list(self) -> Vec<Self> {
        if let Tree::List(nodes) = self.tree { nodes } else { vec![self] }
    }
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Text(String),
    Int(i64),
    Bool(bool),
    Date(Date),
    Time(Timestamp),
    List(Vec<Node>),
    Table(Table),
}

impl Tree {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Int(_) => "a whole number",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Time(_) => "an instant",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Reads a document. Syntax errors become defects, the result is then empty.
pub(crate) fn parse(text: &str, defects: &mut Defects) -> Table {
    let lines = Lines::of(text);
    match DeTable::parse(text) {
        Ok(document) => {
            let line = lines.at(document.span().start);
            table(document.get_ref(), line, &lines, defects)
        }
        Err(error) => {
            let line = error.span().map_or(0, |span| lines.at(span.start));
            defects.add(line, format!("not TOML: {}", error.message()), "correct the syntax");
            Table::empty(1)
        }
    }
}

struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(after.map(|(place, _)| place + 1)).collect() }
    }

    fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }
}

fn table(from: &DeTable<'_>, line: u32, lines: &Lines, defects: &mut Defects) -> Table {
    let mut entries = Table::empty(line);
    for (key, value) in from {
        let key_line = lines.at(key.span().start);
        if let Some(node) = node(value, lines, defects) {
            entries.push(key.get_ref().to_string(), key_line, node);
        }
    }
    entries
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines, defects: &mut Defects) -> Option<Node> {
    let line = lines.at(value.span().start);
    let tree = match value.get_ref() {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Boolean(yes) => Tree::Bool(*yes),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Tree::Int(number),
            Err(_) => {
                defects.add(line, format!("{number} is too large"), "use a smaller number");
                return None;
            }
        },
        DeValue::Float(number) => {
            defects.add(line, format!("{number} is not whole"), "use whole numbers");
            return None;
        }
        DeValue::Datetime(at) => {
            let text = at.to_string();
            if let Ok(day) = text.parse() {
                Tree::Date(day)
            } else if let Ok(at) = text.parse() {
                Tree::Time(at)
            } else {
                let fix = "write 2025-03-07 or 2025-03-07T10:00:00+08:00";
                defects.add(line, format!("{text} is no day and no instant"), fix);
                return None;
            }
        }
        DeValue::Array(values) => {
            Tree::List(values.iter().filter_map(|value| node(value, lines, defects)).collect())
        }
        DeValue::Table(entries) => Tree::Table(table(entries, line, lines, defects)),
    };
    Some(Node { line, tree })
}
