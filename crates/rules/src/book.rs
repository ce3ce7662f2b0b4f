//! The whole law of one installation: packs, calendar and vocabulary, checked once and then used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use terms::{Date, Timestamp};

use crate::calendar::{Calendar, read_year};
use crate::coverage::Cover;
use crate::evaluate::{self, Context};
use crate::fact::{Matter, Sphere, Value};
use crate::finding::Finding;
use crate::pack::{Pack, check_replacements, read_choices, read_head, read_rules};
use crate::read::{Defects, PackDefect, Table, parse};
use crate::reading::{Choice, Place, Reading};
use crate::rule::{Aspect, Rule, Shape};
use crate::selector::Facts;
use crate::vocabulary::Vocabulary;

const VOCABULARY_FILE: &str = "facts.toml";
const CHOICES_FILE: &str = "choices.toml";
const HEAD_FILE: &str = "pack.toml";

/// Packs, calendar and vocabulary. Made once by [`RuleBook::load`], then only read.
#[derive(Debug, Clone)]
pub struct RuleBook {
    packs: Vec<Pack>,
    rules: Vec<Arc<Rule>>,
    by_id: BTreeMap<String, Vec<usize>>,
    choices: Vec<Choice>,
    calendar: Calendar,
    vocabulary: Vocabulary,
    /// How the law is read where nothing is known of the place.
    anywhere: Reading,
}

impl RuleBook {
    /// Reads `facts.toml`, `packs/<id>/*.toml`, `choices.toml` and `calendars/*.toml` from (path,
    /// text) pairs.
    ///
    /// Paths may have anything before those parts; files that are none of these are passed
    /// over, so the whole `law/` folder can be given.
    ///
    /// # Errors
    /// Every defect of every file, in order of file and line.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<PackDefect>> {
        let mut found = Vec::new();
        let vocabulary = load_vocabulary(files, &mut found);
        let calendar = load_calendar(files, &mut found);
        let (packs, rules) = load_packs(files, &vocabulary, &mut found);
        let by_id = index(&rules, &mut found);
        check_replacements(&packs, &rules, &mut found);
        let choices = load_choices(files, &rules, &mut found);
        if found.is_empty() {
            Ok(Self::of(packs, rules, by_id, choices, calendar, vocabulary))
        } else {
            found.sort_unstable();
            found.dedup();
            Err(found)
        }
    }

    /// The same law with only the packs named by `tags` (`id@version`): what a case has pinned.
    ///
    /// Tags of packs that are not here are passed over; compare with [`RuleBook::packs`].
    #[must_use]
    pub fn pinned(&self, tags: &[String]) -> Self {
        let keep = |tag: &str| tags.iter().any(|wanted| wanted == tag);
        let rules: Vec<Arc<Rule>> = self.rules.iter().filter(|r| keep(&r.pack)).cloned().collect();
        let packs = self.packs.iter().filter(|pack| keep(&pack.tag())).cloned().collect();
        let by_id = index(&rules, &mut Vec::new());
        let (choices, calendar) = (self.choices.clone(), self.calendar.clone());
        Self::of(packs, rules, by_id, choices, calendar, self.vocabulary.clone())
    }

    fn of(
        packs: Vec<Pack>,
        rules: Vec<Arc<Rule>>,
        by_id: BTreeMap<String, Vec<usize>>,
        choices: Vec<Choice>,
        calendar: Calendar,
        vocabulary: Vocabulary,
    ) -> Self {
        let anywhere = Reading::of(&packs, &choices, &Place::default(), &BTreeMap::new());
        Self { packs, rules, by_id, choices, calendar, vocabulary, anywhere }
    }

    /// Judges a matter by every rule that applies to it and was law when it began.
    ///
    /// One finding for each rule and subject, in the order of packs and rules; the order of
    /// the facts does not matter. A rule that nothing set off yields one `NotApplicable`.
    #[must_use]
    pub fn evaluate(&self, matter: &Matter) -> Vec<Finding> {
        let context = self.context(matter);
        self.applicable(matter).flat_map(|rule| evaluate::evaluate(rule, &context)).collect()
    }

    /// Every unmet rule that stands in the way of `act`, all at once; empty if none does.
    ///
    /// Waiting periods are left out, because they depend on when the act is to happen: use
    /// [`RuleBook::blocked_at`] where that is known.
    #[must_use]
    pub fn blocked(&self, act: &str, matter: &Matter) -> Vec<Finding> {
        self.in_the_way(act, matter, None)
    }

    /// As [`RuleBook::blocked`], with waiting periods that are not over at `at`.
    #[must_use]
    pub fn blocked_at(&self, act: &str, matter: &Matter, at: Timestamp) -> Vec<Finding> {
        self.in_the_way(act, matter, Some(at))
    }

    fn in_the_way(&self, act: &str, matter: &Matter, at: Option<Timestamp>) -> Vec<Finding> {
        let context = self.context(matter);
        self.applicable(matter)
            .filter(|rule| rule.blocks.iter().any(|blocked| blocked == act))
            .flat_map(|rule| evaluate::in_the_way(rule, &context, at))
            .collect()
    }

    /// What of one piece of work is recorded, by the tolerances of the first coverage rule that
    /// looks at the whole of it.
    ///
    /// `None` if there is no such work, it has not ended, or no rule speaks of its coverage.
    #[must_use]
    pub fn coverage(&self, matter: &Matter, activity: &str) -> Option<Cover> {
        let context = self.context(matter);
        let (shape, anchor) = self.applicable(matter).find_map(|rule| {
            let Shape::Coverage(shape) = &rule.shape else { return None };
            let anchors = shape.when.find(&context.facts, None);
            let anchor = anchors.into_iter().find(|anchor| anchor.subject == activity)?;
            (shape.aspect == Aspect::All).then_some((shape, anchor))
        })?;
        evaluate::cover_of(shape, &context, anchor)
    }

    /// All rules, in the order of packs and files.
    #[must_use]
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter().map(Arc::as_ref)
    }

    /// The words of an attribute for which some rule is set off by a fact, e.g. the stages in which a
    /// fact means anything.
    #[must_use]
    pub fn words_asked_for(&self, fact: &str, attr: &str) -> BTreeSet<&str> {
        let triggers = self.rules.iter().filter_map(|rule| rule.shape.trigger());
        let wanted = triggers.filter(|trigger| trigger.fact == fact).flat_map(|t| &t.wanted);
        let values = wanted.filter(|filter| filter.attr == attr).flat_map(|f| &f.any_of);
        values.filter_map(Value::as_text).collect()
    }

    /// The rule of this id; of several versions the one that came into force last.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.versions(id).last()
    }

    /// The version of a rule that is law on `day`.
    #[must_use]
    pub fn rule_on(&self, id: &str, day: Date) -> Option<&Rule> {
        self.versions(id).find(|rule| rule.in_force_on(day))
    }

    pub(crate) fn versions(&self, id: &str) -> impl Iterator<Item = &Rule> {
        let places = self.by_id.get(id).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.rules.get(*place)).map(Arc::as_ref)
    }

    /// All packs, the regulation first.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// What the law leaves to an agency to decide, in the order of the file.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// How the law is read where nothing is known of the place.
    pub(crate) const fn anywhere(&self) -> &Reading {
        &self.anywhere
    }

    /// Working days as far as notices are known.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The words facts are made of.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What in a matter's facts the vocabulary does not know, one sentence each.
    #[must_use]
    pub fn misfits(&self, matter: &Matter) -> Vec<String> {
        matter.facts.iter().flat_map(|fact| self.vocabulary.misfits(fact)).collect()
    }

    fn context<'a>(&'a self, matter: &'a Matter) -> Context<'a> {
        Context {
            matter,
            facts: Facts::of(matter, &self.vocabulary),
            reading: self.reading_of(matter),
            calendar: &self.calendar,
            vocabulary: &self.vocabulary,
        }
    }

    /// Rules for this kind of matter that were law on the day of its first fact. Before anything
    /// happened, and for an agency, which never ends, those that have not been repealed.
    fn applicable<'a>(&'a self, matter: &'a Matter) -> impl Iterator<Item = &'a Arc<Rule>> {
        let began = match matter.about.sphere() {
            Sphere::Case => first_day(matter),
            Sphere::Agency => None,
        };
        let reading = self.reading_of(matter);
        let speaks = move |rule: &&Arc<Rule>| self.speaks(rule, reading, began);
        self.rules.iter().filter(|rule| rule.applies_to(matter)).filter(speaks)
    }

    fn reading_of<'a>(&'a self, matter: &'a Matter) -> &'a Reading {
        matter.reading.as_ref().unwrap_or(&self.anywhere)
    }
}

/// The day of the matter's own first fact; credentials and appointments are older than it.
fn first_day(matter: &Matter) -> Option<Date> {
    let own = matter.facts.iter().filter(|fact| fact.subject == matter.subject);
    let first = own.map(|fact| fact.at).min();
    first.or_else(|| matter.facts.iter().map(|fact| fact.at).min()).map(Timestamp::date)
}

/// The path from `part` on, if it is a folder or the file itself: `law/packs/a/b` → `a/b`.
fn below<'a>(path: &'a str, part: &str) -> Option<&'a str> {
    let padded = format!("/{part}/");
    path.strip_prefix(&format!("{part}/"))
        .or_else(|| path.split_once(padded.as_str()).map(|(_, rest)| rest))
}

fn load_vocabulary(files: &[(String, String)], found: &mut Vec<PackDefect>) -> Vocabulary {
    let is_it = |path: &str| {
        path.rsplit('/').next() == Some(VOCABULARY_FILE) && below(path, "packs").is_none()
    };
    let Some((path, text)) = files.iter().find(|(path, _)| is_it(path)) else {
        let mut defects = Defects::of(VOCABULARY_FILE);
        defects.add(0, "没有事实词汇表", "补上law/facts.toml");
        found.extend(defects.into_found());
        return Vocabulary::default();
    };
    let (vocabulary, defects) = Vocabulary::read(path, text);
    found.extend(defects.into_found());
    vocabulary
}

fn load_calendar(files: &[(String, String)], found: &mut Vec<PackDefect>) -> Calendar {
    let mut calendar = Calendar::default();
    let of_years = files
        .iter()
        .filter(|(path, _)| path.ends_with(".toml") && below(path, "calendars").is_some());
    for (path, text) in of_years {
        let (year, mut defects) = read_year(path, text);
        if let Some(year) = year {
            let number = year.year;
            if calendar.add(year).is_some() {
                defects.add(1, format!("{number}年有两份"), "删去一份");
            }
        }
        found.extend(defects.into_found());
    }
    calendar
}

fn load_choices(
    files: &[(String, String)],
    rules: &[Arc<Rule>],
    found: &mut Vec<PackDefect>,
) -> Vec<Choice> {
    let is_it = |path: &str| {
        path.rsplit('/').next() == Some(CHOICES_FILE) && below(path, "packs").is_none()
    };
    let Some((path, text)) = files.iter().find(|(path, _)| is_it(path)) else { return Vec::new() };
    let (choices, defects) = read_choices(path, text, rules);
    found.extend(defects.into_found());
    choices
}

fn load_packs(
    files: &[(String, String)],
    vocabulary: &Vocabulary,
    found: &mut Vec<PackDefect>,
) -> (Vec<Pack>, Vec<Arc<Rule>>) {
    // Folder of the pack → its files, the head first and the others by name.
    let mut folders: BTreeMap<&str, Vec<(bool, &str, &str)>> = BTreeMap::new();
    for (path, text) in files {
        let inside = below(path, "packs").filter(|_| path.ends_with(".toml"));
        if let Some((folder, file)) = inside.and_then(|inside| inside.rsplit_once('/')) {
            folders.entry(folder).or_default().push((file != HEAD_FILE, path, text));
        }
    }
    let mut read: Vec<(Pack, Vec<Rule>)> = Vec::new();
    for (folder, mut inside) in folders {
        inside.sort_unstable();
        let Some((false, _, _)) = inside.first() else {
            let mut defects = Defects::of(folder);
            defects.add(0, format!("规则包“{folder}”没有{HEAD_FILE}"), "补上它");
            found.extend(defects.into_found());
            continue;
        };
        read.extend(load_pack(folder, &inside, vocabulary, found));
    }
    read.sort_by_key(|(pack, _)| (pack.rank, pack.tag()));
    let mut packs = Vec::new();
    let mut rules = Vec::new();
    for (pack, own) in read {
        packs.push(pack);
        rules.extend(own.into_iter().map(Arc::new));
    }
    (packs, rules)
}

fn load_pack(
    folder: &str,
    inside: &[(bool, &str, &str)],
    vocabulary: &Vocabulary,
    found: &mut Vec<PackDefect>,
) -> Option<(Pack, Vec<Rule>)> {
    let mut read: Option<(Pack, Vec<Rule>)> = None;
    for (_, path, text) in inside {
        let mut defects = Defects::of(path);
        let mut document: Table = parse(text, &mut defects);
        match &mut read {
            None => {
                let pack = read_head(&mut document, folder, vocabulary, &mut defects);
                let rules = read_rules(document, &pack, vocabulary, &mut defects);
                read = Some((pack, rules));
            }
            Some((pack, rules)) => {
                rules.extend(read_rules(document, pack, vocabulary, &mut defects));
            }
        }
        found.extend(defects.into_found());
    }
    read
}

/// Rules of one id must be law at different times: values by date, never two at once.
fn index(rules: &[Arc<Rule>], found: &mut Vec<PackDefect>) -> BTreeMap<String, Vec<usize>> {
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, rule) in rules.iter().enumerate() {
        let others = by_id.entry(rule.id.clone()).or_default();
        let clash = others
            .iter()
            .filter_map(|other| rules.get(*other))
            .find(|other| in_force_together(rule, other));
        if let Some(other) = clash {
            let (file, line) = &rule.written_at;
            let (other_file, other_line) = &other.written_at;
            found.push(PackDefect {
                file: file.clone(),
                line: *line,
                what: format!("规则“{}”在{other_file}第{other_line}行已有，且同时有效", rule.id),
                fix: "换一个编号，或者写明施行、失效日期，使同一天只有一条有效".to_owned(),
            });
        }
        others.push(place);
    }
    for places in by_id.values_mut() {
        places.sort_by_key(|place| rules.get(*place).and_then(|rule| rule.effective_from));
    }
    by_id
}

fn in_force_together(a: &Rule, b: &Rule) -> bool {
    let ends_before = |one: &Rule, other: &Rule| matches!((one.effective_until, other.effective_from), (Some(until), Some(from)) if until <= from);
    !ends_before(a, b) && !ends_before(b, a)
}
