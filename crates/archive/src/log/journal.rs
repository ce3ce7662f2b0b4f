//! The whole journal: every fact with its body, read once from the first to the last.

use std::io::{BufRead, BufReader, Read};

use ledger::{ParsedLeaf, TileAt};

use super::expected::Expected;
use super::folder::{Folder, unreadable};
use super::rows::Rows;
use crate::line::{FactLine, MAX_LINE_BYTES, read_line};
use crate::report::{DefectCode, Findings};
use crate::verify::Lines;

/// The facts, one a line, from the first on.
pub(super) const FACTS: &str = "facts.jsonl";

pub(super) struct Journal {
    facts: Option<BufReader<Box<dyn Read>>>,
    line: Vec<u8>,
    next: u64,
    bytes: usize,
    lines: Lines,
    expected: Expected,
    rows: Option<Rows>,
}

impl Journal {
    pub(super) fn open(size: u64, folder: &mut Folder<'_>, findings: &mut Findings) -> Self {
        let facts = folder.open(FACTS, findings);
        if facts.is_none() && size > 0 {
            findings.defect(DefectCode::MemberMissing, FACTS, "缺少事实。");
        }
        let rows = Rows::open(folder, findings);
        let until = rows.as_ref().map_or(0, Rows::facts);
        Self {
            facts,
            line: Vec::new(),
            next: 0,
            bytes: 0,
            lines: Lines::default(),
            expected: Expected::until(until),
            rows,
        }
    }

    /// The leaves of the next tile; fewer or none where the facts end early.
    pub(super) fn next(&mut self, tile: TileAt, findings: &mut Findings) -> Option<Vec<Vec<u8>>> {
        self.facts.as_ref()?;
        let mut leaves = Vec::new();
        for n in (tile.range().first..).take(usize::try_from(tile.width).unwrap_or(256)) {
            let Some(leaf) = self.fact(n, findings) else {
                self.facts = None;
                return None;
            };
            leaves.push(leaf);
        }
        Some(leaves)
    }

    /// The facts have ended.
    pub(super) const fn is_spent(&self) -> bool {
        self.facts.is_none()
    }

    /// Reads one line. Facts that are not one after the other from 0 on end it: what follows could
    /// not be told apart.
    fn fact(&mut self, n: u64, findings: &mut Findings) -> Option<Vec<u8>> {
        self.line.clear();
        let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
        let read = self.facts.as_mut()?.by_ref().take(limit).read_until(b'\n', &mut self.line);
        match read {
            Ok(0) => {
                let what = format!("只有 {n} 条事实,检查点所签的更多。");
                findings.defect(DefectCode::ProofMissing, FACTS, what);
                return None;
            }
            Ok(read) => self.bytes = self.bytes.saturating_add(read),
            Err(cause) => {
                unreadable(FACTS, &cause, findings);
                return None;
            }
        }
        let Some(fact) = self.line.strip_suffix(b"\n").and_then(read_line::<FactLine>) else {
            let what = format!("第 {} 行不是一条事实。", n.saturating_add(1));
            findings.defect(DefectCode::Form, FACTS, what);
            return None;
        };
        if fact.n != n {
            let what = format!("第 {} 行应是第 {n} 条事实,写的却是第 {} 条。", n + 1, fact.n);
            findings.defect(DefectCode::FactOrder, FACTS, what);
            return None;
        }
        self.next = n + 1;
        match ParsedLeaf::parse(&fact.leaf) {
            Ok(leaf) => {
                self.lines.check(&fact, &leaf, FACTS, findings);
                self.expected.take(&fact, &leaf);
            }
            Err(_) => {
                let what = format!("事实 {n} 的叶不合格式。");
                findings.defect(DefectCode::Form, FACTS, what);
            }
        }
        Some(fact.leaf.into_bytes())
    }

    /// Compares the rows; how many facts were read, and what they prove.
    pub(super) fn finish(
        mut self,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) -> (u64, Vec<String>) {
        folder.count(self.bytes);
        if self.next > 0 && self.facts.as_mut().is_some_and(has_more) {
            findings.warn("检查点之后还有事实,没有核对。");
        }
        self.lines.warn_of_bodies(findings);
        let streams = self.lines.streams();
        let mut proven = vec![format!(
            "{} 条事实、{streams} 个流:序号和版本没有断号;每条正文与其叶中的承诺值相符,已依法销毁的除外。",
            self.next
        )];
        match self.rows {
            // Rows would be compared with facts that were not read.
            Some(rows) if rows.facts() > self.next => {
                let what = format!("投影依据 {} 条事实,只读到 {} 条。", rows.facts(), self.next);
                findings.defect(DefectCode::ProofMissing, super::rows::ROWS, what);
            }
            Some(rows) => proven.extend(rows.compare(self.expected, folder, findings)),
            None => findings.warn("没有投影,只核对了事实。"),
        }
        findings.warn("不证明事实所说的内容属实,也不证明没有写入的事情没有发生。");
        (self.next, proven)
    }
}

fn has_more(facts: &mut impl BufRead) -> bool {
    facts.fill_buf().is_ok_and(|rest| !rest.is_empty())
}
