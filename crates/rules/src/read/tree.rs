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
            Self::Text(_) => "文字",
            Self::Int(_) => "整数",
            Self::Bool(_) => "true或者false",
            Self::Date(_) => "日期",
            Self::Time(_) => "时刻",
            Self::List(_) => "列表",
            Self::Table(_) => "表",
        }
    }

    /// As TOML writes it in one line.
    pub(super) fn to_toml(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{text}\""),
            Self::Int(number) => number.to_string(),
            Self::Bool(yes) => yes.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(at) => at.to_china_rfc3339(),
            Self::List(nodes) => {
                let nodes: Vec<String> = nodes.iter().map(|node| node.tree.to_toml()).collect();
                format!("[{}]", nodes.join(", "))
            }
            Self::Table(table) => table.to_toml(),
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
            defects.add(
                line,
                format!("不是TOML格式（{}）", error.message()),
                "从这一行起核对引号、括号和等号",
            );
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
                defects.add(line, format!("{number}太大"), "改用小一些的数");
                return None;
            }
        },
        DeValue::Float(number) => {
            defects.add(line, format!("{number}不是整数"), "改用整数");
            return None;
        }
        DeValue::Datetime(at) => {
            let text = at.to_string();
            if let Ok(day) = text.parse() {
                Tree::Date(day)
            } else if let Ok(at) = text.parse() {
                Tree::Time(at)
            } else {
                let fix = "写成2025-03-07，或者2025-03-07T10:00:00+08:00";
                defects.add(line, format!("{text}不是日期，也不是时刻"), fix);
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
