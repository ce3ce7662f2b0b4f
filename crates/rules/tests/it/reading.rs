//! Where law holds, what steps back for what, and what an agency may choose.

use std::collections::BTreeMap;

use rules::{Fact, Matter, PackDefect, Place, RuleBook};
use terms::{ActKind, Procedure};

use super::{shipped_book, shipped_files};

const HEAD: &str = "id = \"test\"\nversion = \"1\"\ntitle = \"试行规则\"\nshort = \"试行规则\"\n\
                    verified = \"checked\"\n";
const RULE: &str = r#"
[[rule]]
id = "T-1"
article = "3"
title = "试"
severity = "S3"
quote = "试"
message = "缺少{missing}"
[rule.required_record]
all = [{ fact = "case.opened" }]
"#;

/// The shipped law with one more pack, and with other choices if some are given.
fn load(pack: &str, choices: Option<&str>) -> Result<RuleBook, Vec<PackDefect>> {
    let mut files = shipped_files();
    files.push(("law/packs/test/pack.toml".to_owned(), format!("{HEAD}{pack}")));
    if let Some(choices) = choices {
        files.retain(|(path, _)| !path.ends_with("choices.toml"));
        files.push(("law/choices.toml".to_owned(), choices.to_owned()));
    }
    RuleBook::load(&files)
}

fn assert_refused(found: Result<RuleBook, Vec<PackDefect>>, file: &str, line: u32, what: &str) {
    let defects = found.err().unwrap_or_default();
    let is_it = |defect: &PackDefect| {
        defect.file.ends_with(file)
            && defect.line == line
            && defect.what.contains(what)
            && !defect.fix.is_empty()
    };
    assert!(defects.iter().any(is_it), "wanted '{what}' at {file}:{line}, got {defects:#?}");
}

fn place(region: &str, sectors: &[&str]) -> Place {
    let sectors = sectors.iter().map(|&sector| sector.to_owned()).collect();
    Place { region: region.to_owned(), sectors }
}

fn chosen(made: &[(&str, &str)]) -> BTreeMap<String, String> {
    made.iter().map(|&(choice, option)| (choice.to_owned(), option.to_owned())).collect()
}

#[test]
fn a_region_or_sector_nobody_knows_is_refused() {
    for region in ["4", "440", "广东", "4401061"] {
        let pack = format!("regions = [\"{region}\"]\n{RULE}");
        assert_refused(load(&pack, None), "pack.toml", 6, &format!("“{region}”不是行政区划代码"));
    }
    let pack = format!("sectors = [\"fishing\"]\n{RULE}");
    assert_refused(load(&pack, None), "pack.toml", 6, "没有“fishing”这个领域");
    let sound = format!("regions = [\"44\", \"3301\"]\nsectors = [\"water\"]\n{RULE}");
    assert!(load(&sound, None).is_ok());
}

#[test]
fn a_replacement_of_or_by_an_unknown_rule_is_refused() {
    let replace = |rule: &str, by: &str| {
        format!("{RULE}\n[[replace]]\nrule = \"{rule}\"\nby = [{by}]\nbecause = \"试\"\n")
    };
    let line = 17;
    assert!(load(&replace("QGC-21-01", "\"T-1\""), None).is_ok());
    let unknown = load(&replace("QGC-99", "\"T-1\""), None);
    assert_refused(unknown, "test/pack.toml", line, "被代替的规则“QGC-99”不存在");
    let unknown = load(&replace("QGC-21-01", "\"T-9\""), None);
    assert_refused(unknown, "test/pack.toml", line, "的规则“T-9”不存在");
    let nothing = load(&replace("QGC-21-01", ""), None);
    assert_refused(nothing, "test/pack.toml", line, "没有写由什么代替“QGC-21-01”");
}

#[test]
fn rules_that_replace_each_other_are_refused() {
    let round = "\n[[replace]]\nrule = \"QGC-21-01\"\nby = [\"T-1\"]\nbecause = \"试\"\n\
                 \n[[replace]]\nrule = \"T-1\"\nby = [\"QGC-21-01\"]\nbecause = \"试\"\n";
    let found = load(&format!("{RULE}{round}"), None);
    assert_refused(found, "test/pack.toml", 17, "“QGC-21-01”的代替关系首尾相接");
    let itself = "\n[[replace]]\nrule = \"T-1\"\nby = [\"T-1\"]\nbecause = \"试\"\n";
    let found = load(&format!("{RULE}{itself}"), None);
    assert_refused(found, "test/pack.toml", 17, "“T-1”的代替关系首尾相接");
}

/// A choice of two options, the second with `effect`; it is written from line 1 on.
fn choice(default: &str, about: &str, effect: &str) -> String {
    format!(
        "[[choice]]\nid = \"c\"\ntitle = \"试\"\nquestion = \"试？\"\nrules = [{about}]\n\
         [[choice.option]]\nid = \"a\"\ntitle = \"甲\"\n{default}\n\
         [[choice.option]]\nid = \"b\"\ntitle = \"乙\"\n{effect}\n"
    )
}

#[test]
fn a_choice_that_cannot_be_made_is_refused() {
    // The optional rules of the shipped packs would want to be chosen: that is told besides.
    let refused = |text: &str, line, what: &str| {
        assert_refused(load(RULE, Some(text)), "choices.toml", line, what);
    };
    let default = "default = true";
    refused(&choice(default, "\"QGC-99\"", ""), 5, "没有规则“QGC-99”");
    refused(&choice(default, "\"T-1\"", "drops = [\"QGC-21-01\"]"), 13, "不在这个选择事项之内");
    refused(&choice(default, "\"T-1\"", default), 1, "有2个默认选项");
    refused(&choice("", "\"T-1\"", ""), 1, "有0个默认选项");
    refused(&choice(default, "\"T-1\"", "lenient = [\"T-1\"]"), 10, "“T-1”的末日从不顺延");
    refused(&choice(default, "\"T-1\"", "adds = [\"T-1\"]"), 10, "不经选择就已适用");
    refused(&choice(default, "", ""), 1, "没有写是关于哪些规则的");
    let two = format!("{0}{0}", choice(default, "\"T-1\"", ""));
    refused(&two, 14, "“c”写了两次");
    let one = choice(default, "\"T-1\"", "").replace("id = \"b\"", "id = \"a\"");
    refused(&one, 1, "没有可选的");
    refused("", 1, "没有选项能选上备选规则“QGC-22-01b”");
}

#[test]
fn a_rule_steps_back_only_where_the_other_is_law() {
    let book = shipped_book();
    let day = "2025-03-04".parse().unwrap();
    let speaks = |region: &str, rule: &str| {
        let reading = book.reading(&place(region, &[]), &BTreeMap::new());
        book.rules_by(&reading, Some(day)).any(|known| known.id == rule)
    };
    assert!(speaks("33", "QGC-22-01") && !speaks("33", "SX-AV-GD25"));
    assert!(speaks("", "QGC-22-01") && !speaks("", "SX-AV-GD25"));
    assert!(!speaks("440106", "QGC-22-01") && speaks("440106", "SX-AV-GD25"));
    // A pack that was not pinned replaces nothing.
    let pinned = book.pinned(&["qgc-28@1".to_owned()]);
    let reading = pinned.reading(&place("44", &[]), &BTreeMap::new());
    assert!(pinned.rules_by(&reading, Some(day)).any(|rule| rule.id == "QGC-22-01"));
}

/// What replaces a rule must itself be law on that day.
#[test]
fn a_rule_does_not_step_back_for_one_that_is_not_law_yet() {
    let later = RULE.replace("id = \"T-1\"", "id = \"T-1\"\neffective_from = 2026-01-01");
    let replace = "\n[[replace]]\nrule = \"QGC-21-01\"\nby = [\"T-1\"]\nbecause = \"试\"\n";
    let book = load(&format!("{later}{replace}"), None).unwrap();
    let reading = book.reading(&Place::default(), &BTreeMap::new());
    let speaks = |day: &str, rule: &str| {
        book.rules_by(&reading, Some(day.parse().unwrap())).any(|known| known.id == rule)
    };
    assert!(speaks("2025-12-31", "QGC-21-01") && !speaks("2025-12-31", "T-1"));
    assert!(!speaks("2026-01-01", "QGC-21-01") && speaks("2026-01-01", "T-1"));
}

#[test]
fn a_matter_without_a_reading_is_read_by_the_defaults() {
    let book = shipped_book();
    let at = "2025-03-04T10:00:00+08:00".parse().unwrap();
    let facts = vec![Fact::new("activity.departed", at, "检查")];
    let matter = Matter::of_case("本案", ActKind::Penalty, Some(Procedure::Ordinary), facts);
    let defaults = book.reading(&Place::default(), &BTreeMap::new());
    assert_eq!(book.evaluate(&matter), book.evaluate(&matter.clone().read_by(defaults)));
    let odd = book.reading(&Place::default(), &chosen(&[("night-work", "never")]));
    assert_eq!(book.evaluate(&matter), book.evaluate(&matter.clone().read_by(odd)));
}

/// Art. 25 of the compulsion law: what an agency chose in writing is told with the date.
#[test]
fn a_lenient_choice_makes_the_later_day_the_due_day() {
    let book = shipped_book();
    let at = "2025-09-03T10:00:00+08:00".parse().unwrap();
    let sealed = Fact::new("record.effective", at, "决定书").with("kind", "WS27");
    let matter = Matter::of_case("本案", ActKind::Compulsion, None, vec![sealed]);
    let due = |option: &str| {
        let made = chosen(&[("seizure-on-a-holiday", option)]);
        let matter = matter.clone().read_by(book.reading(&Place::default(), &made));
        let findings = book.evaluate(&matter);
        let found = findings.into_iter().find(|found| found.rule.id == "SX-QZ-25").unwrap();
        found.due.unwrap()
    };
    let (strict, lenient) = (due("strict"), due("lenient"));
    assert_eq!(strict.due_on.unwrap().to_string(), "2025-10-03");
    assert_eq!(strict.lenient.unwrap().due_on, lenient.due_on);
    assert_eq!(lenient.due_on.unwrap().to_string(), "2025-10-09");
    assert_eq!(lenient.lenient, None);
    assert!(lenient.trace.iter().any(|line| line.contains("机关已书面选定")));
}

#[test]
fn conflicts_and_choices_can_be_shown() {
    let book = shipped_book();
    let deposit = book.conflicts().find(|conflict| conflict.rule == "QGC-22-01").unwrap();
    assert_eq!((deposit.pack.id.as_str(), deposit.by), ("gd-av-2021", &["SX-AV-GD25".into()][..]));
    assert!(deposit.because.contains("一个工作日"));
    assert_eq!(book.choices().len(), 8);
    let market = place("33", &["market_regulation"]);
    let ids = |place: &Place| -> Vec<String> {
        book.choices_in(place).map(|choice| choice.id.clone()).collect()
    };
    assert_eq!(ids(&market).len(), 8);
    assert!(!ids(&Place::default()).contains(&"publication-term".to_owned()));
    for choice in book.choices() {
        let default = choice.option(None).unwrap();
        assert!(default.is_default && choice.option(Some("nonsense")) == Some(default));
        assert!(!choice.question.is_empty() && choice.written_at.1 > 0);
    }
}
