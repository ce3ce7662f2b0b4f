//! The rows that screens read, compared with what single facts say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::expected::{Expected, Row, checked_tables, key_of};
use super::folder::{Folder, unreadable};
use crate::line::read_line;
use crate::report::{DefectCode, Findings};

/// The rows, one a line, after a line that says of how many facts they are.
pub(super) const ROWS: &str = "rows.jsonl";

pub(super) struct Rows {
    file: BufReader<Box<dyn Read>>,
    facts: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    facts: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: String,
    row: Map<String, Value>,
}

/// What was compared so far.
#[derive(Default)]
struct Seen {
    compared: u64,
    others: BTreeMap<String, u64>,
    keys: BTreeSet<(&'static str, String)>,
}

impl Rows {
    pub(super) fn open(folder: &mut Folder<'_>, findings: &mut Findings) -> Option<Self> {
        let mut file = folder.open(ROWS, findings)?;
        let mut line = Vec::new();
        match file.read_until(b'\n', &mut line) {
            Ok(_) => {}
            Err(cause) => {
                unreadable(ROWS, &cause, findings);
                return None;
            }
        }
        let Some(Head { facts }) = read_line(&line) else {
            findings.defect(DefectCode::Form, ROWS, "第一行没有写明依据多少条事实。");
            return None;
        };
        Some(Self { file, facts })
    }

    /// The facts on which the rows rest.
    pub(super) const fn facts(&self) -> u64 {
        self.facts
    }

    /// Compares every row; what that proves, and what it leaves open.
    pub(super) fn compare(
        self,
        mut expected: Expected,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) -> Option<String> {
        let mut seen = Seen::default();
        for (number, line) in (2_u64..).zip(self.file.split(b'\n')) {
            let line = match line {
                Ok(line) => line,
                Err(cause) => {
                    unreadable(ROWS, &cause, findings);
                    return None;
                }
            };
            folder.count(line.len() + 1);
            match read_line::<Line>(&line) {
                Some(line) => seen.take(&line, &mut expected, findings),
                None => {
                    let what = format!("第 {number} 行不是一行投影。");
                    findings.defect(DefectCode::Form, ROWS, what);
                }
            }
        }
        let made = expected.rows.iter().filter(|(_, row)| row.is_made);
        let mut missing: Vec<_> = made.map(|((table, key), _)| (table, key)).collect();
        missing.sort();
        for (table, key) in missing {
            let what = format!("{table} 应有 {key} 一行而没有。");
            findings.defect(DefectCode::FactDisagrees, ROWS, what);
        }
        Some(seen.words(findings))
    }
}

impl Seen {
    fn take(&mut self, line: &Line, expected: &mut Expected, findings: &mut Findings) {
        let Some((table, column)) = key_of(&line.table) else {
            *self.others.entry(line.table.clone()).or_default() += 1;
            return;
        };
        self.compared += 1;
        let key = line.row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut differ = |what: String| findings.defect(DefectCode::FactDisagrees, ROWS, what);
        let place = (table, key);
        let Some(row) = expected.rows.remove(&place).filter(|row| row.is_made) else {
            let (table, key) = &place;
            return match self.keys.contains(&place) {
                true => differ(format!("{table} 的 {key} 不止一行。")),
                false => differ(format!("{table} 的 {key} 没有事实依据。")),
            };
        };
        for column in differing(&row, &line.row) {
            differ(format!("{table} 的 {} 的 {column} 与事实所记不同。", place.1));
        }
        self.keys.insert(place);
    }

    fn words(self, findings: &mut Findings) -> String {
        let tables = checked_tables();
        let columns: usize = tables.values().map(BTreeSet::len).sum();
        let mut open = "没有核对:由多条事实和规则推出的其余各列".to_owned();
        if !self.others.is_empty() {
            let rows: u64 = self.others.values().sum();
            let names: Vec<_> = self.others.keys().map(String::as_str).collect();
            open.push_str(&format!(",以及 {} 的 {rows} 行", names.join("、")));
        }
        findings.warn(format!("{open};它们由系统一方的 liuhen check 重算。"));
        format!(
            "{} 行投影、{} 张表:与事实逐行对应,由单条事实直接写明的 {columns} 列与事实一致。",
            self.compared,
            tables.len()
        )
    }
}

fn differing<'a>(expected: &'a Row, row: &'a Map<String, Value>) -> impl Iterator<Item = &'a str> {
    let differs = |(column, said): &(&&'static str, &Option<Value>)| {
        said.as_ref().is_some_and(|said| !is_same(said, row.get(**column).unwrap_or(&Value::Null)))
    };
    expected.columns.iter().filter(differs).map(|(column, _)| *column)
}

/// The databases keep a yes or no as 1 or 0.
fn is_same(said: &Value, stored: &Value) -> bool {
    match said {
        Value::Bool(yes) => stored.as_i64() == Some(i64::from(*yes)),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            said == stored
        }
    }
}
