//! Reads a scenario file.

use std::collections::BTreeMap;

use terms::{ActKind, Date, Procedure, Timestamp};

use super::{How, Shown};
use crate::book::RuleBook;
use crate::due::From;
use crate::fact::{About, Fact, Matter, Sphere};
use crate::pack::read_value;
use crate::read::{Defects, Node, Table, Tree, parse};
use crate::reading::{Place, Reading};

/// What the main thing of a scenario is called if the file does not name it.
const fn subject_of(about: About) -> &'static str {
    match about {
        About::Case { .. } => "本案",
        About::Agency => "本机关",
    }
}

/// A scenario as it is written.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) story: Option<String>,
    pub(super) matter: Matter,
    pub(super) now: Option<Timestamp>,
    pub(super) expect: Vec<Expect>,
    pub(super) blocked: Vec<Blocked>,
    pub(super) due: Vec<DueWanted>,
    pub(super) accrued: Vec<AccruedWanted>,
    pub(super) coverage: Vec<CoverageWanted>,
}

/// What a rule should say.
pub(super) struct Expect {
    pub(super) rule: String,
    pub(super) subject: Option<String>,
    /// `met`, `open`, `not_applicable`, `explained`, or `absent`: no finding at all.
    pub(super) standing: String,
    pub(super) due_on: Option<Date>,
    pub(super) lenient_due_on: Option<Date>,
    pub(super) due_at: Option<Timestamp>,
    pub(super) no_due: bool,
    pub(super) late: Option<bool>,
    pub(super) estimated: Option<bool>,
    /// What the law has done by itself by `now`; `none` for nothing.
    pub(super) lapsed: Option<String>,
    pub(super) message_has: Vec<String>,
}

/// What should stand in the way of an act.
pub(super) struct Blocked {
    pub(super) act: String,
    pub(super) at: Option<Timestamp>,
    pub(super) by: Vec<String>,
    pub(super) not_by: Vec<String>,
    /// Nothing else may stand in the way.
    pub(super) exactly: bool,
}

/// A date that should be computed.
pub(super) struct DueWanted {
    pub(super) rule: String,
    pub(super) from: Option<From>,
    pub(super) extended: u32,
    pub(super) due_on: Option<Date>,
    pub(super) lenient_due_on: Option<Date>,
    pub(super) due_at: Option<Timestamp>,
    pub(super) estimated: Option<bool>,
}

/// A sum that should be computed.
pub(super) struct AccruedWanted {
    pub(super) rule: String,
    pub(super) principal_fen: i64,
    pub(super) days: u32,
    pub(super) amount_fen: i64,
}

/// What of a piece of work should be covered.
pub(super) struct CoverageWanted {
    pub(super) activity: String,
    pub(super) ratio_ppm: Option<u32>,
    pub(super) gaps: Option<u32>,
    pub(super) unexplained: Option<u32>,
}

impl Script {
    pub(super) fn read(book: &RuleBook, file: &str, text: &str) -> (Self, Defects) {
        let mut defects = Defects::of(file);
        let mut document = parse(text, &mut defects);
        let mut reader = Reader { book, defects: &mut defects };
        let name = document.need_text("name", reader.defects);
        let story = document.text("story", reader.defects);
        let matter = reader.matter(&mut document);
        let now = reader.instant(&mut document, "now");
        let expect = reader.each(&mut document, "expect", Reader::expect);
        let blocked = reader.each(&mut document, "blocked", |r, t| vec![r.blocked(t)]);
        let due = reader.each(&mut document, "due", |r, t| vec![r.due(t)]);
        let accrued = reader.each(&mut document, "accrued", |r, t| vec![r.accrued(t)]);
        let coverage = reader.each(&mut document, "coverage", |r, t| vec![r.coverage(t)]);
        document.finish(reader.defects);
        let script = Self { name, story, matter, now, expect, blocked, due, accrued, coverage };
        if script.shows().is_empty() && script.coverage.is_empty() {
            defects.add(1, "情景没有写应当得出什么", "补写[[expect]]、[[blocked]]或者[[due]]");
        }
        (script, defects)
    }

    pub(super) fn shows(&self) -> Vec<Shown> {
        let shown = |rule: &String, how| Shown { rule: rule.clone(), how };
        let expected = self.expect.iter().map(|expect| {
            let how = match (expect.standing.as_str(), expect.late) {
                ("open", _) | (_, Some(true)) => How::Broken,
                ("met", _) => How::Kept,
                _ => How::Excused,
            };
            shown(&expect.rule, how)
        });
        let blocked = self.blocked.iter().flat_map(|blocked| {
            let by = blocked.by.iter().map(|rule| shown(rule, How::Broken));
            by.chain(blocked.not_by.iter().map(|rule| shown(rule, How::Kept)))
        });
        let due = self.due.iter().map(|due| shown(&due.rule, How::Computed));
        let accrued = self.accrued.iter().map(|sum| shown(&sum.rule, How::Computed));
        expected.chain(blocked).chain(due).chain(accrued).collect()
    }
}

struct Reader<'a> {
    book: &'a RuleBook,
    defects: &'a mut Defects,
}

impl Reader<'_> {
    fn each<T>(
        &mut self,
        document: &mut Table,
        key: &str,
        read: impl Fn(&mut Self, &mut Table) -> Vec<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for mut table in document.tables(key, self.defects) {
            found.extend(read(self, &mut table));
            table.finish(self.defects);
        }
        found
    }

    fn matter(&mut self, document: &mut Table) -> Matter {
        let of = document.text("of", self.defects);
        let of = of.as_deref().map_or(Some(Sphere::Case), Sphere::parse);
        if of.is_none() {
            self.defects.add(document.line(), "of写得不对", "用case或者agency");
        }
        let about = match of {
            Some(Sphere::Agency) => About::Agency,
            Some(Sphere::Case) | None => self.case(document),
        };
        let subject = document.text("subject", self.defects);
        let subject = subject.unwrap_or_else(|| subject_of(about).to_owned());
        let facts = document.tables("given", self.defects);
        let facts = facts.into_iter().map(|table| self.fact(table, &subject)).collect();
        Matter { subject, about, facts, reading: Some(self.reading(document)) }
    }

    /// Where it happens and what the agency has chosen.
    fn reading(&mut self, document: &mut Table) -> Reading {
        let region = document.text("region", self.defects).unwrap_or_default();
        let sectors = document.texts("sectors", self.defects);
        let known = self.book.vocabulary().word_list("sector");
        for (sector, line) in sectors.iter().filter(|(sector, _)| !known.contains_key(sector)) {
            let fix = "用law/facts.toml里的领域";
            self.defects.add(*line, format!("没有“{sector}”这个领域"), fix);
        }
        let place = Place { region, sectors: sectors.into_iter().map(|(word, _)| word).collect() };
        let made = document.table("chosen", self.defects);
        let mut chosen = BTreeMap::new();
        for (choice, line, node) in made.map(|mut made| made.take_rest()).unwrap_or_default() {
            let Tree::Text(option) = node.tree else { continue };
            let known = self.book.choices().iter().find(|known| known.id == choice);
            if !known.is_some_and(|known| known.options.iter().any(|one| one.id == option)) {
                let what = format!("选择事项“{choice}”没有“{option}”这个选项");
                self.defects.add(line, what, "用law/choices.toml里的选择事项和选项");
            }
            chosen.insert(choice, option);
        }
        self.book.reading(&place, &chosen)
    }

    fn case(&mut self, document: &mut Table) -> About {
        let line = document.line();
        let act = document.text("act", self.defects);
        let act = act.as_deref().map_or(Some(ActKind::Penalty), ActKind::parse);
        let procedure = document.text("procedure", self.defects);
        let procedure = procedure.as_deref().map(Procedure::parse);
        if act.is_none() || procedure == Some(None) {
            self.defects.add(line, "act或者procedure写得不对", "用规则包里的词");
        }
        About::Case { act: act.unwrap_or(ActKind::Penalty), procedure: procedure.flatten() }
    }

    fn fact(&mut self, mut table: Table, subject: &str) -> Fact {
        let line = table.line();
        let name = table.need_text("fact", self.defects);
        if !table.has("at") {
            table.missing("at", self.defects);
        }
        let at = self.instant(&mut table, "at").unwrap_or(Timestamp::from_ms(0));
        let own = table.text("subject", self.defects);
        let mut fact = Fact::new(name, at, own.unwrap_or_else(|| subject.to_owned()));
        for (attr, _, node) in table.take_rest() {
            fact.attrs.insert(attr, read_value(node));
        }
        for what in self.book.vocabulary().misfits(&fact) {
            self.defects.add(line, what, "用law/facts.toml里的事实和词");
        }
        fact
    }

    /// An instant; a day stands for its first instant.
    fn instant(&mut self, table: &mut Table, key: &str) -> Option<Timestamp> {
        let Node { line, tree } = table.take(key)?;
        if let Tree::Time(at) = tree {
            return Some(at);
        }
        if let Tree::Date(day) = tree {
            return Some(day.start());
        }
        let what = format!("“{key}”应为时刻，写成了{}", tree.name());
        self.defects.add(line, what, "写成2025-03-07T10:00:00+08:00");
        None
    }

    fn rules(&mut self, table: &mut Table, key: &str) -> Vec<String> {
        let rules = table.texts(key, self.defects);
        for (rule, line) in &rules {
            if self.book.rule(rule).is_none() {
                let fix = "用规则包里有的规则编号";
                self.defects.add(*line, format!("没有规则“{rule}”"), fix);
            }
        }
        rules.into_iter().map(|(rule, _)| rule).collect()
    }

    fn one_rule(&mut self, table: &mut Table) -> String {
        if !table.has("rule") {
            table.missing("rule", self.defects);
        }
        self.rules(table, "rule").into_iter().next().unwrap_or_default()
    }

    /// One expectation for each of the rules the entry names.
    fn expect(&mut self, table: &mut Table) -> Vec<Expect> {
        if !table.has("rule") {
            table.missing("rule", self.defects);
        }
        let rules = self.rules(table, "rule");
        let line = table.line();
        let standing = table.need_text("standing", self.defects);
        if !["met", "open", "not_applicable", "explained", "absent"].contains(&standing.as_str()) {
            let fix = "use met, open, not_applicable, explained or absent";
            self.defects.add(line, format!("unknown standing '{standing}'"), fix);
        }
        let subject = table.text("subject", self.defects);
        let due_on = table.date("due_on", self.defects);
        let lenient_due_on = table.date("lenient_due_on", self.defects);
        let due_at = self.instant(table, "due_at");
        let no_due = table.bool("no_due", self.defects).unwrap_or(false);
        let late = table.bool("late", self.defects);
        let estimated = table.bool("estimated", self.defects);
        let lapsed = table.text("lapsed", self.defects);
        let message_has = table.texts("message_has", self.defects);
        let message_has: Vec<String> = message_has.into_iter().map(|(text, _)| text).collect();
        rules
            .into_iter()
            .map(|rule| Expect {
                rule,
                subject: subject.clone(),
                standing: standing.clone(),
                due_on,
                lenient_due_on,
                due_at,
                no_due,
                late,
                estimated,
                lapsed: lapsed.clone(),
                message_has: message_has.clone(),
            })
            .collect()
    }

    fn blocked(&mut self, table: &mut Table) -> Blocked {
        let line = table.line();
        let act = table.need_text("act", self.defects);
        if !self.book.vocabulary().acts().contains_key(&act) {
            self.defects.add(
                line,
                format!("没有“{act}”这种可以拦住的行为"),
                "用law/facts.toml里的acts",
            );
        }
        Blocked {
            act,
            at: self.instant(table, "at"),
            by: self.rules(table, "by"),
            not_by: self.rules(table, "not_by"),
            exactly: table.bool("exactly", self.defects).unwrap_or(false),
        }
    }

    fn due(&mut self, table: &mut Table) -> DueWanted {
        let rule = self.one_rule(table);
        let line = table.line();
        let from = match table.take("from").map(|node| node.tree) {
            Some(Tree::Date(day)) => Some(From::Date(day)),
            Some(Tree::Time(at)) => Some(From::Instant(at)),
            _ => {
                self.defects.add(line, "from不是日期，也不是时刻", "写成from = 2025-03-07");
                None
            }
        };
        DueWanted {
            rule,
            from,
            extended: table.number("extended", 100, self.defects).unwrap_or(0),
            due_on: table.date("due_on", self.defects),
            lenient_due_on: table.date("lenient_due_on", self.defects),
            due_at: self.instant(table, "due_at"),
            estimated: table.bool("estimated", self.defects),
        }
    }

    fn accrued(&mut self, table: &mut Table) -> AccruedWanted {
        let rule = self.one_rule(table);
        for key in ["principal_fen", "days", "amount_fen"] {
            if !table.has(key) {
                table.missing(key, self.defects);
            }
        }
        AccruedWanted {
            rule,
            principal_fen: table.int("principal_fen", self.defects).unwrap_or(0),
            days: table.number("days", 100_000, self.defects).unwrap_or(0),
            amount_fen: table.int("amount_fen", self.defects).unwrap_or(0),
        }
    }

    fn coverage(&mut self, table: &mut Table) -> CoverageWanted {
        CoverageWanted {
            activity: table.need_text("activity", self.defects),
            ratio_ppm: table.number("ratio_ppm", 1_000_000, self.defects),
            gaps: table.number("gaps", 10_000, self.defects),
            unexplained: table.number("unexplained", 10_000, self.defects),
        }
    }
}
