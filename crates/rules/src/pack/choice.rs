//! Reads `law/choices.toml`: where the law is doubtful, and what an agency may choose.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::read::{Defects, Table, parse};
use crate::reading::{Choice, ChoiceOption};
use crate::rule::{Rule, Shape};

/// Reads the choices and compares every rule in them with the packs.
pub(crate) fn read_choices(file: &str, text: &str, rules: &[Arc<Rule>]) -> (Vec<Choice>, Defects) {
    let mut defects = Defects::of(file);
    let mut document = parse(text, &mut defects);
    let mut ids = BTreeSet::new();
    let mut choices = Vec::new();
    let line = document.line();
    for mut entry in document.tables("choice", &mut defects) {
        let mut reader = Reader { rules, defects: &mut defects };
        let choice = reader.choice(&mut entry);
        entry.finish(&mut defects);
        if !ids.insert(choice.id.clone()) {
            let what = format!("选择事项“{}”写了两次", choice.id);
            defects.add(choice.written_at.1, what, "换一个编号");
        }
        choices.push(choice);
    }
    document.finish(&mut defects);
    for rule in rules.iter().filter(|rule| rule.is_optional) {
        let options = || choices.iter().flat_map(|choice| &choice.options);
        if !options().any(|option| option.adds.contains(&rule.id)) {
            let what = format!("没有选项能选上备选规则“{}”", rule.id);
            defects.add(line, what, "写进某个选项的adds，或者删去optional");
        }
    }
    (choices, defects)
}

struct Reader<'a> {
    rules: &'a [Arc<Rule>],
    defects: &'a mut Defects,
}

impl Reader<'_> {
    fn choice(&mut self, entry: &mut Table) -> Choice {
        let line = entry.line();
        let id = entry.need_text("id", self.defects);
        let title = entry.need_text("title", self.defects);
        let question = entry.need_text("question", self.defects);
        let about = entry.texts("rules", self.defects);
        for (rule, line) in &about {
            if !self.rules.iter().any(|known| known.id == *rule) {
                let fix = "用规则包里有的规则编号";
                self.defects.add(*line, format!("没有规则“{rule}”"), fix);
            }
        }
        let rules: Vec<String> = about.into_iter().map(|(rule, _)| rule).collect();
        if rules.is_empty() {
            self.defects.add(
                line,
                format!("选择事项“{id}”没有写是关于哪些规则的"),
                "写rules = [\"…\"]",
            );
        }
        let mut options = Vec::new();
        for mut option in entry.tables("option", self.defects) {
            options.push(self.option(&mut option, &rules));
            option.finish(self.defects);
        }
        self.check_options(&id, line, &options);
        let written_at = (self.defects.file().to_owned(), line);
        Choice { id, title, question, rules, options, written_at }
    }

    fn option(&mut self, entry: &mut Table, about: &[String]) -> ChoiceOption {
        let drops = self.effect(entry, "drops", about);
        let adds = self.effect(entry, "adds", about);
        for rule in &adds {
            if !self.rules.iter().any(|known| known.id == *rule && known.is_optional) {
                let what = format!("规则“{rule}”不经选择就已适用");
                self.defects.add(entry.line(), what, "在规则里写optional = true");
            }
        }
        let lenient = self.effect(entry, "lenient", about);
        let strict = self.effect(entry, "strict", about);
        for rule in lenient.iter().chain(&strict) {
            let rolls = |rule: &Rule| matches!(&rule.shape, Shape::Clock(clock) if clock.roll);
            let is_clock = self.rules.iter().any(|known| known.id == *rule && rolls(known));
            if !is_clock {
                let what = format!("规则“{rule}”的末日从不顺延");
                let fix = "写末日遇休息日可以顺延的期限规则";
                self.defects.add(entry.line(), what, fix);
            }
        }
        ChoiceOption {
            id: entry.need_text("id", self.defects),
            title: entry.need_text("title", self.defects),
            is_default: entry.bool("default", self.defects).unwrap_or(false),
            drops,
            adds,
            lenient,
            strict,
        }
    }

    /// The rules an option does something to; they must be among those the choice is about.
    fn effect(&mut self, entry: &mut Table, key: &str, about: &[String]) -> Vec<String> {
        let rules = entry.texts(key, self.defects);
        for (rule, line) in &rules {
            if !about.contains(rule) {
                let what = format!("规则“{rule}”不在这个选择事项之内");
                self.defects.add(*line, what, "写进它的rules，或者改正编号");
            }
        }
        rules.into_iter().map(|(rule, _)| rule).collect()
    }

    fn check_options(&mut self, id: &str, line: u32, options: &[ChoiceOption]) {
        let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
        if options.len() < 2 || ids.len() < options.len() {
            let what = format!("选择事项“{id}”没有可选的");
            self.defects.add(line, what, "写两个以上的[[choice.option]]，各有编号");
        }
        let defaults = options.iter().filter(|option| option.is_default).count();
        if defaults != 1 {
            let what = format!("选择事项“{id}”有{defaults}个默认选项");
            self.defects.add(line, what, "只给一个选项写default = true");
        }
    }
}
