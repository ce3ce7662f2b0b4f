//! Reads packs: a head (`pack.toml`) and rules, in as many files as are readable.

mod choice;
mod place;
mod rule;
mod selector;
mod shape;

use terms::Date;

use crate::finding::Verification;
use crate::read::{Defects, Table};
use crate::rule::Rule;
use crate::vocabulary::Vocabulary;

pub(crate) use choice::read_choices;
pub(crate) use place::check_replacements;
pub(crate) use selector::read_value;

/// The head of a pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Folder name and id, e.g. `qgc-28`.
    pub id: String,
    /// Version, e.g. `1`.
    pub version: String,
    /// Full Chinese title of the law.
    pub title: String,
    /// Short Chinese title, used when an article is cited.
    pub short: String,
    /// Where the text was taken from.
    pub sources: Vec<String>,
    /// What whoever relies on it has to know of how it was read.
    pub note: Option<String>,
    /// First day on which it is law; `None` if unknown.
    pub effective_from: Option<Date>,
    /// First day on which it no longer is.
    pub effective_until: Option<Date>,
    /// How well its wording was checked, unless a rule says otherwise.
    pub verified: Verification,
    /// Beginnings of codes of GB/T 2260 of the regions where it is law; empty: everywhere.
    pub regions: Vec<String>,
    /// Sectors whose agencies it binds, by the words of the vocabulary; empty: all.
    pub sectors: Vec<String>,
    /// Rules that step back for its own where it is law.
    pub replaces: Vec<Replacement>,
    /// Packs are listed in this order: the regulation first, statutes behind it.
    pub rank: u32,
    /// Clauses that oblige somebody, for the matrix of articles and rules.
    pub clauses: Vec<Clause>,
}

/// A clause of a law, as the matrix lists it.
#[derive(Debug, Clone)]
pub struct Clause {
    /// E.g. `22.2`.
    pub clause: String,
    /// What it demands, in a few Chinese words.
    pub title: String,
    /// Why no rule can judge it from facts; `None` if rules do.
    pub no_rule: Option<String>,
}

/// A rule that steps back for others.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The rule that is then not judged.
    pub rule: String,
    /// The rules that stand in its place.
    pub by: Vec<String>,
    /// Why, in Chinese.
    pub because: String,
    pub(crate) written_at: (String, u32),
}

impl Pack {
    /// `id@version`: what findings and cases name.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// Most rules in one pack; far above any law, so that a broken file cannot fill the memory.
const MAX_RULES: usize = 2_000;

/// Reads the head from a `pack.toml`; its `[[rule]]` entries stay in the table.
pub(crate) fn read_head(
    document: &mut Table,
    folder: &str,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Pack {
    let line = document.line();
    let id = document.need_text("id", defects);
    if id != folder {
        let what = format!("规则包“{id}”放在目录“{folder}”下");
        defects.add(line, what, "让目录与规则包同名");
    }
    let word = document.need_text("verified", defects);
    Pack {
        id,
        version: document.need_text("version", defects),
        title: document.need_text("title", defects),
        short: document.need_text("short", defects),
        sources: document.texts("sources", defects).into_iter().map(|(text, _)| text).collect(),
        note: document.text("note", defects),
        effective_from: document.date("effective_from", defects),
        effective_until: document.date("effective_until", defects),
        verified: read_mark(&word, line, defects),
        regions: place::read_regions(document, defects),
        sectors: place::read_sectors(document, vocabulary, defects),
        replaces: place::read_replacements(document, defects),
        rank: document.number("rank", 1_000, defects).unwrap_or(100),
        clauses: document
            .tables("clause", defects)
            .into_iter()
            .map(|table| read_clause(table, defects))
            .collect(),
    }
}

fn read_clause(mut table: Table, defects: &mut Defects) -> Clause {
    let clause = Clause {
        clause: table.need_text("clause", defects),
        title: table.need_text("title", defects),
        no_rule: table.text("no_rule", defects),
    };
    table.finish(defects);
    clause
}

/// Reads the `[[rule]]` entries of one file of a pack; what else is in the file is a defect.
pub(crate) fn read_rules(
    mut document: Table,
    pack: &Pack,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Vec<Rule> {
    let entries = document.tables("rule", defects);
    document.finish(defects);
    if entries.len() > MAX_RULES {
        defects.add(1, "规则太多", format!("一个规则包不超过{MAX_RULES}条"));
        return Vec::new();
    }
    entries.into_iter().map(|entry| rule::read_rule(entry, pack, vocabulary, defects)).collect()
}

pub(crate) fn read_mark(word: &str, line: u32, defects: &mut Defects) -> Verification {
    Verification::parse(word).unwrap_or_else(|| {
        let fix = "用checked、second_hand或者unverified";
        defects.add(line, format!("没有“{word}”这种核对标记"), fix);
        Verification::Unverified
    })
}
