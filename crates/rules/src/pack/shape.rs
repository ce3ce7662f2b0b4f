//! Reads the one shape of a rule.

use super::selector::{
    check_words, known, read_needed, read_optional, read_selector, read_selectors, read_value,
};
use crate::count::{Length, Unit};
use crate::fact::Value;
use crate::finding::Lapse;
use crate::read::{Defects, Table};
use crate::rule::{
    Accrual, Aspect, Check, Clock, Coverage, Extension, NoOverlap, Order, Persons, Required,
    Separation, Shape, Suspension, Test, ValueCheck, Waiting,
};
use crate::selector::Selector;
use crate::vocabulary::Vocabulary;

/// A hole of more than a day is no tolerance.
const MAX_TOLERANCE_S: u32 = 86_400;
/// 100 percent a day, in millionths.
const MAX_PPM: u32 = 1_000_000;

pub(super) fn read_shape(
    rule: &mut Table,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Shape {
    let line = rule.line();
    let found: Vec<&str> = Shape::NAMES.into_iter().filter(|name| rule.has(name)).collect();
    let nothing = Shape::Gate(Required { when: None, needs: Vec::new(), any: false });
    let [name] = found.as_slice() else {
        let what = format!("一条规则只有一种写法，这里有{}种", found.len());
        defects.add(line, what, format!("写其中一种：{}", Shape::NAMES.join("、")));
        for name in found {
            rule.take(name);
        }
        return nothing;
    };
    let Some(mut table) = rule.table(name, defects) else { return nothing };
    let mut reader = Reader { vocabulary, defects };
    let shape = match *name {
        "required_record" => Shape::RequiredRecord(reader.required(&mut table)),
        "gate" => Shape::Gate(reader.required(&mut table)),
        "order" => Shape::Order(reader.order(&mut table)),
        "clock" => Shape::Clock(Box::new(reader.clock(&mut table))),
        "waiting" => Shape::Waiting(reader.waiting(&mut table)),
        "coverage" => Shape::Coverage(Box::new(reader.coverage(&mut table))),
        "separation" => Shape::Separation(reader.separation(&mut table)),
        "value_check" => Shape::ValueCheck(reader.value_check(&mut table)),
        "no_overlap" => Shape::NoOverlap(reader.no_overlap(&mut table)),
        _ => Shape::Accrual(reader.accrual(&mut table)),
    };
    table.finish(reader.defects);
    shape
}

struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    defects: &'a mut Defects,
}

impl Reader<'_> {
    fn needed(&mut self, table: &mut Table, key: &str) -> Selector {
        read_needed(table, key, self.vocabulary, self.defects)
    }

    fn optional(&mut self, table: &mut Table, key: &str) -> Option<Selector> {
        read_optional(table, key, self.vocabulary, self.defects)
    }

    fn several(&mut self, table: &mut Table, key: &str) -> Vec<Selector> {
        read_selectors(table, key, self.vocabulary, self.defects)
    }

    /// At least one selector.
    fn some(&mut self, table: &mut Table, key: &str) -> Vec<Selector> {
        if !table.has(key) {
            table.missing(key, self.defects);
        }
        self.several(table, key)
    }

    fn attr_of(&mut self, fact: &str, attr: &str, line: u32) {
        known(self.vocabulary.fact(fact), fact, attr, line, self.defects);
    }

    fn required(&mut self, table: &mut Table) -> Required {
        let when = self.optional(table, "when");
        let any = table.has("any");
        if any == table.has("all") {
            let what = "any和all须写一个，且只写一个";
            self.defects.add(table.line(), what, "写any = [{ … }]或者all = [{ … }]");
        }
        let needs = self.several(table, if any { "any" } else { "all" });
        Required { when, needs, any }
    }

    fn order(&mut self, table: &mut Table) -> Order {
        Order { first: self.some(table, "first"), then: self.needed(table, "then") }
    }

    fn length(&mut self, table: &mut Table, key: &str) -> Length {
        let nothing = Length { n: 0, unit: Unit::SameDay };
        if !table.has(key) {
            table.missing(key, self.defects);
        }
        let Some(mut inner) = table.table(key, self.defects) else { return nothing };
        let line = inner.line();
        let word = inner.need_text("unit", self.defects);
        let Some(unit) = Unit::parse(&word) else {
            let words: Vec<&str> = Unit::ALL.iter().map(|(word, _)| *word).collect();
            let fix = format!("可用：{}", words.join("、"));
            self.defects.add(line, format!("没有“{word}”这种单位"), fix);
            return nothing;
        };
        let n = inner.number("n", unit.most(), self.defects).unwrap_or(0);
        if n == 0 && !matches!(unit, Unit::SameDay | Unit::Immediate) {
            self.defects.add(line, "期限为零", "写n = 1或者更大的数");
        }
        inner.finish(self.defects);
        Length { n, unit }
    }

    fn clock(&mut self, table: &mut Table) -> Clock {
        let line = table.line();
        let when = self.optional(table, "when");
        let from = self.optional(table, "from");
        let from_attr = table.text("from_attr", self.defects);
        if let (Some(from), Some(attr)) = (&from, &from_attr) {
            self.attr_of(&from.fact, attr, line);
        }
        let or_at = table.bool("or_at", self.defects).unwrap_or(false);
        if or_at && from_attr.is_none() {
            self.defects.add(line, "有or_at而没有from_attr", "删去or_at，或者补写from_attr");
        }
        let start = table.need_text("start", self.defects);
        let within = self.length(table, "within");
        let backwards = table.bool("backwards", self.defects).unwrap_or(false);
        let stop = self.several(table, "stop");
        let stop_with = table.text("stop_with", self.defects);
        if stop_with.as_deref().is_some_and(|word| word != "last" && word != "first") {
            self.defects.add(line, "stop_with写得不对", "用first或者last");
        }
        let clock = Clock {
            when,
            from,
            from_attr,
            or_at,
            start,
            within,
            backwards,
            roll: table.bool("roll", self.defects).unwrap_or(true),
            strict: table.bool("strict", self.defects).unwrap_or(false),
            stop,
            stop_with_last: stop_with.as_deref() == Some("last"),
            stop_early: table.bool("stop_early", self.defects).unwrap_or(backwards),
            extend: self.extensions(table),
            pause: self.suspensions(table),
            binding: table.bool("binding", self.defects).unwrap_or(true),
            lapse: self.lapse(table),
        };
        if within.unit.needs_instant() && !clock.pause.is_empty() {
            self.defects.add(line, "按时刻计算的期限不能扣除日数", "删去pause");
        }
        clock
    }

    fn lapse(&mut self, table: &mut Table) -> Option<Lapse> {
        let line = table.line();
        let word = table.text("lapse", self.defects)?;
        let lapse = Lapse::parse(&word);
        if lapse.is_none() {
            let words: Vec<&str> = Lapse::ALL.iter().map(|lapse| lapse.as_str()).collect();
            let fix = format!("可用：{}", words.join("、"));
            self.defects.add(line, format!("没有“{word}”这种逾期后果"), fix);
        }
        lapse
    }

    fn extensions(&mut self, table: &mut Table) -> Vec<Extension> {
        let entries = table.tables("extend", self.defects);
        entries
            .into_iter()
            .map(|mut entry| {
                let extension = Extension {
                    by: self.needed(&mut entry, "by"),
                    within: self.length(&mut entry, "within"),
                    most: entry.number("most", 100, self.defects).unwrap_or(1),
                };
                entry.finish(self.defects);
                extension
            })
            .collect()
    }

    fn suspensions(&mut self, table: &mut Table) -> Vec<Suspension> {
        let entries = table.tables("pause", self.defects);
        entries
            .into_iter()
            .map(|mut entry| {
                let suspension = self.suspension(&mut entry);
                entry.finish(self.defects);
                suspension
            })
            .collect()
    }

    fn suspension(&mut self, entry: &mut Table) -> Suspension {
        if !entry.has("by") {
            let start = Box::new(self.needed(entry, "start"));
            return Suspension::Between { start, end: Box::new(self.needed(entry, "end")) };
        }
        let line = entry.line();
        let by = self.needed(entry, "by");
        let from_attr = entry.need_text("from_attr", self.defects);
        let until_attr = entry.need_text("until_attr", self.defects);
        self.attr_of(&by.fact, &from_attr, line);
        self.attr_of(&by.fact, &until_attr, line);
        Suspension::Stated { by: Box::new(by), from_attr, until_attr }
    }

    fn waiting(&mut self, table: &mut Table) -> Waiting {
        Waiting {
            from: self.needed(table, "from"),
            start: table.need_text("start", self.defects),
            within: self.length(table, "within"),
            roll: table.bool("roll", self.defects).unwrap_or(true),
            then: self.needed(table, "then"),
        }
    }

    fn coverage(&mut self, table: &mut Table) -> Coverage {
        let line = table.line();
        let word = table.need_text("aspect", self.defects);
        let aspect = Aspect::ALL.into_iter().find(|(name, _)| *name == word);
        if aspect.is_none() {
            let fix = "用start、end、inner或者all";
            self.defects.add(line, format!("没有“{word}”这种范围"), fix);
        }
        let mut milliseconds = |key: &str, table: &mut Table| {
            let seconds = table.number(key, MAX_TOLERANCE_S, self.defects).unwrap_or(0);
            i64::from(seconds) * 1_000
        };
        let start_ms = milliseconds("start_s", table);
        let end_ms = milliseconds("end_s", table);
        let gap_ms = milliseconds("gap_s", table);
        let coverage = Coverage {
            when: self.needed(table, "when"),
            until: self.needed(table, "until"),
            recorded: self.some(table, "recorded"),
            explained: self.some(table, "explained"),
            aspect: aspect.map_or(Aspect::All, |(_, aspect)| aspect),
            manner: table.text("manner", self.defects),
            start_ms,
            end_ms,
            gap_ms,
        };
        for one in &coverage.recorded {
            ["from", "to"].iter().for_each(|attr| self.attr_of(&one.fact, attr, line));
        }
        for one in &coverage.explained {
            let attrs = ["from", "to", "cause", "manner"];
            attrs.iter().for_each(|attr| self.attr_of(&one.fact, attr, line));
        }
        coverage
    }

    fn persons(&mut self, table: &mut Table, key: &str) -> Vec<Persons> {
        if !table.has(key) {
            table.missing(key, self.defects);
        }
        let entries = table.tables(key, self.defects);
        entries
            .into_iter()
            .map(|mut entry| {
                let line = entry.line();
                let attr = entry.need_text("persons", self.defects);
                let who = read_selector(entry, self.vocabulary, self.defects);
                self.attr_of(&who.fact, &attr, line);
                Persons { who, attr }
            })
            .collect()
    }

    fn separation(&mut self, table: &mut Table) -> Separation {
        Separation { of: self.persons(table, "of"), from: self.persons(table, "from") }
    }

    fn value_check(&mut self, table: &mut Table) -> ValueCheck {
        let when = self.optional(table, "when");
        let on = self.needed(table, "on");
        let any = table.bool("any", self.defects).unwrap_or(false);
        if !table.has("check") {
            table.missing("check", self.defects);
        }
        let entries = table.tables("check", self.defects);
        let checks = entries.into_iter().map(|entry| self.check(entry, &on.fact)).collect();
        ValueCheck { when, on, any, checks }
    }

    fn check(&mut self, mut entry: Table, fact: &str) -> Check {
        let line = entry.line();
        let attr = entry.need_text("attr", self.defects);
        self.attr_of(fact, &attr, line);
        let kind = self.vocabulary.fact(fact);
        let label = entry.text("called", self.defects);
        let known_label = kind.and_then(|kind| kind.attr(&attr)).map(|attr| attr.label.clone());
        let test = self.test(&mut entry, fact, &attr);
        entry.finish(self.defects);
        let label = label.or(known_label).unwrap_or_else(|| attr.clone());
        Check { attr, label, test }
    }

    fn test(&mut self, entry: &mut Table, fact: &str, attr: &str) -> Test {
        let line = entry.line();
        if let Some(node) = entry.take("equals") {
            let value = read_value(node);
            self.words(fact, attr, std::slice::from_ref(&value), line);
            Test::Equals(value)
        } else if let Some(node) = entry.take("one_of") {
            let values = read_value(node).members().to_vec();
            self.words(fact, attr, &values, line);
            Test::OneOf(values)
        } else if let Some(node) = entry.take("contains") {
            let values = read_value(node).members().to_vec();
            self.words(fact, attr, &values, line);
            Test::Contains(values)
        } else if entry.has("min_count") {
            Test::MinCount(entry.number("min_count", 1_000, self.defects).unwrap_or(1))
        } else if entry.has("min") {
            Test::Min(entry.int("min", self.defects).unwrap_or(i64::MIN))
        } else if entry.has("max") {
            Test::Max(entry.int("max", self.defects).unwrap_or(i64::MAX))
        } else if entry.has("not_after") {
            let other = entry.need_text("not_after", self.defects);
            self.attr_of(fact, &other, line);
            Test::NotAfter(other)
        } else if entry.has("valid") {
            self.valid(entry)
        } else {
            if entry.bool("present", self.defects) != Some(true) {
                let fix = "写present = true、equals、one_of、contains、min_count、min、max、not_after或者valid";
                self.defects.add(line, "这项核对没有写核对什么", fix);
            }
            Test::Present
        }
    }

    fn words(&mut self, fact: &str, attr: &str, values: &[Value], line: u32) {
        check_words(self.vocabulary.fact(fact), fact, attr, values, line, self.defects);
    }

    fn valid(&mut self, entry: &mut Table) -> Test {
        let mut inner = entry.table("valid", self.defects).unwrap_or_else(|| Table::empty(0));
        let line = inner.line();
        let person = inner.need_text("person", self.defects);
        let from = inner.need_text("valid_from", self.defects);
        let until = inner.need_text("valid_until", self.defects);
        let holds = read_selector(inner, self.vocabulary, self.defects);
        for attr in [&person, &from, &until] {
            self.attr_of(&holds.fact, attr, line);
        }
        Test::ValidOn { holds: Box::new(holds), person, from, until }
    }

    fn no_overlap(&mut self, table: &mut Table) -> NoOverlap {
        let line = table.line();
        let shape = NoOverlap {
            on: self.needed(table, "on"),
            persons: table.need_text("persons", self.defects),
            from_attr: table.need_text("from_attr", self.defects),
            to_attr: table.need_text("to_attr", self.defects),
        };
        for attr in [&shape.persons, &shape.from_attr, &shape.to_attr] {
            self.attr_of(&shape.on.fact, attr, line);
        }
        shape
    }

    fn accrual(&mut self, table: &mut Table) -> Accrual {
        for key in ["ppm_per_day", "cap_ppm"] {
            if !table.has(key) {
                table.missing(key, self.defects);
            }
        }
        Accrual {
            ppm_per_day: table.number("ppm_per_day", MAX_PPM, self.defects).unwrap_or(0),
            cap_ppm: table.number("cap_ppm", MAX_PPM * 100, self.defects).unwrap_or(0),
        }
    }
}
