//! One word, one meaning: `docs/glossary.tsv` and the `doc(alias)` marks in the code agree.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::source::{Kind, Token, tokens};
use crate::repo::TextFile;

const TABLE: &str = "docs/glossary.tsv";
const COLUMNS: &str = "zh\ten\tidentifier\tarticle\tin_use";

/// One term of the table.
#[derive(Debug, PartialEq, Eq)]
struct Term {
    zh: String,
    in_use: bool,
    line: usize,
}

/// Terms marked in use without a mark in the code, marks without a term, and faults of the table.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let Some(table) = files.iter().find(|file| file.path == TABLE) else {
        return vec![Finding::new(TABLE, "术语表不存在")];
    };
    let (terms, mut findings) = parse(&table.text);
    let mut aliases: BTreeMap<String, String> = BTreeMap::new();
    for file in files.iter().filter(|file| holds_marks(&file.path)) {
        for (line, alias) in marks(&tokens(&file.text)) {
            aliases.entry(alias).or_insert_with(|| format!("{}:{line}", file.path));
        }
    }
    let known: BTreeSet<&str> = terms.iter().map(|term| term.zh.as_str()).collect();
    for (alias, place) in &aliases {
        if !known.contains(alias.as_str()) {
            let what = format!("「{alias}」不在 {TABLE}:先加一行");
            findings.push(Finding::new(place, what));
        }
    }
    for term in terms.iter().filter(|term| term.in_use && !aliases.contains_key(&term.zh)) {
        let what = format!("「{0}」标为在用,但代码里没有 #[doc(alias = \"{0}\")]", term.zh);
        findings.push(Finding::new(format!("{TABLE}:{}", term.line), what));
    }
    findings
}

/// Product code only: this tool talks about marks without making any.
fn holds_marks(path: &str) -> bool {
    path.starts_with("crates/") && path.ends_with(".rs") && !path.starts_with("crates/xtask/")
}

fn parse(table: &str) -> (Vec<Term>, Vec<Finding>) {
    let (mut terms, mut findings) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (line, row) in table.lines().enumerate().map(|(index, row)| (index + 1, row)) {
        let mut fault = |what: &str| findings.push(Finding::new(format!("{TABLE}:{line}"), what));
        if line == 1 {
            if row != COLUMNS {
                fault("首行应是 zh、en、identifier、article、in_use 五列");
            }
            continue;
        }
        let cells: Vec<&str> = row.split('\t').collect();
        let [zh, en, _identifier, _article, in_use] = cells.as_slice() else {
            fault("应有五列,以制表符分隔");
            continue;
        };
        if zh.is_empty() || en.is_empty() {
            fault("中文和英文都不能空");
        }
        if !seen.insert(*zh) {
            fault("同一个词出现两次");
        }
        if !matches!(*in_use, "yes" | "no") {
            fault("in_use 只能是 yes 或 no");
        }
        terms.push(Term { zh: (*zh).to_owned(), in_use: *in_use == "yes", line });
    }
    (terms, findings)
}

/// Texts of `doc(alias = "…")` and `doc(alias("…", "…"))`, with their lines.
fn marks(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        let [open, alias, inside @ ..] = after else { break };
        if !(first.is_word("doc") && open.is_sign('(') && alias.is_word("alias")) {
            continue;
        }
        let mut depth = 1_usize;
        for token in inside {
            match &token.kind {
                Kind::Sign('(') => depth += 1,
                Kind::Sign(')') => depth -= 1,
                Kind::Text(text) => found.push((token.line, text.clone())),
                Kind::Sign(_) | Kind::Word(_) => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn table(rows: &str) -> TextFile {
        file(TABLE, &format!("{COLUMNS}\n{rows}"))
    }

    #[test]
    fn a_term_in_use_needs_a_mark_and_a_term_not_in_use_does_not() {
        let rows = "案件\tcase\tCase\t9\tyes\n立案\topening\tOpenCase\t9\tno\n";
        let found = check(&[table(rows)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, format!("{TABLE}:2"));
        let code = file("crates/domain/src/case.rs", "#[doc(alias = \"案件\")]\nstruct Case;");
        assert!(check(&[table(rows), code]).is_empty());
    }

    #[test]
    fn a_mark_without_a_term_is_found_where_it_stands() {
        let code = file("crates/a/src/b.rs", "\n#[doc(alias(\"案件\", \"事项\"))] struct Case;");
        let found = check(&[table("案件\tcase\tCase\t9\tno\n"), code]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/a/src/b.rs:2");
    }

    #[test]
    fn faults_of_the_table_are_all_named() {
        let rows = "案件\tcase\tCase\t9\tmaybe\n案件\tcase\tCase\t9\tno\n短\n\tcase\t\t\tno\n";
        let lines: Vec<String> = check(&[table(rows)]).into_iter().map(|f| f.place).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(check(&[file(TABLE, "zh\n")]).len(), 1);
        assert_eq!(check(&[]).len(), 1);
    }
}
