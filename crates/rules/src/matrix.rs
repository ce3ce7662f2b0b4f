//! Article → rules → scenarios: who proves what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use terms::Article;

use crate::book::RuleBook;
use crate::pack::Pack;
use crate::rule::Rule;
use crate::scenario::{How, ScenarioResult};

/// The table as text: one line a clause, its rules below it, their scenarios below those.
#[must_use]
pub fn matrix(book: &RuleBook, scenarios: &[ScenarioResult]) -> String {
    let shown = Shows::of(scenarios);
    let mut text = String::new();
    for pack in book.packs() {
        line(&mut text, 0, &format!("{} {}", pack.tag(), pack.title));
        for clause in clauses(book, pack) {
            let article = Article::new("", clause.article.clause.as_str());
            line(&mut text, 1, &format!("{article} {}", clause.title));
            if let Some(reason) = clause.no_rule {
                line(&mut text, 2, &format!("不设规则：{reason}"));
            }
            for rule in clause.rules {
                let head = format!(
                    "{} [{} {} {}] {}",
                    rule.id,
                    rule.severity.as_str(),
                    rule.shape_name(),
                    rule.verified.zh(),
                    rule.title
                );
                line(&mut text, 2, &head);
                for (name, hows) in shown.of_rule(&rule.id) {
                    let hows: Vec<&str> = hows.iter().map(|how| how.zh()).collect();
                    line(&mut text, 3, &format!("{}：{name}", hows.join("、")));
                }
            }
        }
    }
    text
}

/// What is not proven: clauses without a rule, and clauses or rules without a scenario in
/// which they are kept and one in which they are broken. One Chinese sentence each.
#[must_use]
pub fn unproven(book: &RuleBook, scenarios: &[ScenarioResult]) -> Vec<String> {
    let shown = Shows::of(scenarios);
    let mut holes = Vec::new();
    for pack in book.packs() {
        for clause in pack.clauses.iter().filter(|clause| clause.no_rule.is_none()) {
            if rules_of(book, pack, &clause.clause).next().is_none() {
                holes.push(format!("{}没有规则", Article::new(&*pack.short, &*clause.clause)));
            }
        }
    }
    for rule in book.rules() {
        let hows = shown.hows(&rule.id);
        if hows.contains(&How::Computed) && !hows.contains(&How::Broken) {
            continue; // a date that is only asked for cannot be broken
        }
        if !hows.contains(&How::Kept) {
            holes.push(format!("{}没有满足的情景", rule.id));
        }
        if !hows.contains(&How::Broken) {
            holes.push(format!("{}没有不满足的情景", rule.id));
        }
    }
    holes
}

fn line(text: &mut String, depth: usize, content: &str) {
    // Writing to a String cannot fail.
    let written = writeln!(text, "{}{content}", "  ".repeat(depth));
    debug_assert!(written.is_ok(), "writing to memory");
}

/// A clause of a law with the rules that judge it.
#[derive(Debug, Clone)]
pub struct ClauseRules<'b> {
    /// Where it stands.
    pub article: Article,
    /// What it demands, in a few Chinese words.
    pub title: &'b str,
    /// Why no rule can judge it from facts; `None` if rules do.
    pub no_rule: Option<&'b str>,
    /// Its rules, in the order of the pack.
    pub rules: Vec<&'b Rule>,
}

/// Clauses as the pack lists them, then those that only rules name.
#[must_use]
pub fn clauses<'b>(book: &'b RuleBook, pack: &'b Pack) -> Vec<ClauseRules<'b>> {
    let mut listed: Vec<(&str, &str, Option<&str>)> = pack
        .clauses
        .iter()
        .map(|clause| (&*clause.clause, &*clause.title, clause.no_rule.as_deref()))
        .collect();
    for rule in book.rules().filter(|rule| rule.pack == pack.tag()) {
        let clause = &*rule.article.clause;
        if !listed.iter().any(|(known, _, _)| *known == clause) {
            listed.push((clause, &rule.title, None));
        }
    }
    let with_rules = |(clause, title, no_rule)| ClauseRules {
        article: Article::new(&*pack.short, clause),
        title,
        no_rule,
        rules: rules_of(book, pack, clause).collect(),
    };
    listed.into_iter().map(with_rules).collect()
}

fn rules_of<'a>(
    book: &'a RuleBook,
    pack: &'a Pack,
    clause: &'a str,
) -> impl Iterator<Item = &'a Rule> {
    book.rules().filter(move |rule| rule.pack == pack.tag() && rule.article.clause == clause)
}

/// Rule → scenario → what it shows.
struct Shows<'a>(BTreeMap<&'a str, BTreeMap<&'a str, BTreeSet<How>>>);

impl<'a> Shows<'a> {
    fn of(scenarios: &'a [ScenarioResult]) -> Self {
        let mut shows: BTreeMap<&str, BTreeMap<&str, BTreeSet<How>>> = BTreeMap::new();
        for scenario in scenarios.iter().filter(|scenario| scenario.passed()) {
            for shown in &scenario.shows {
                let of_rule = shows.entry(&shown.rule).or_default();
                of_rule.entry(&scenario.name).or_default().insert(shown.how);
            }
        }
        Self(shows)
    }

    fn of_rule(&self, rule: &str) -> impl Iterator<Item = (&'a str, &BTreeSet<How>)> {
        self.0.get(rule).into_iter().flatten().map(|(name, hows)| (*name, hows))
    }

    fn hows(&self, rule: &str) -> BTreeSet<How> {
        self.of_rule(rule).flat_map(|(_, hows)| hows.iter().copied()).collect()
    }
}
