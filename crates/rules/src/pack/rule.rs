//! Reads what all rules have in common.

use std::sync::Arc;

use terms::{ActKind, Article, Procedure, Severity};

use super::selector::read_selectors;
use super::{Pack, read_mark, shape};
use crate::fact::Sphere;
use crate::read::{Defects, Table};
use crate::rule::{Message, Rule, Shape};
use crate::vocabulary::Vocabulary;

pub(super) fn read_rule(
    mut table: Table,
    pack: &Pack,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Rule {
    let line = table.line();
    let written = Arc::new(table.clone());
    let id = table.need_text("id", defects);
    let clause = table.need_text("article", defects);
    if !clause.is_empty() && !is_clause(&clause) {
        let fix = "写成21、22.2、11(三)或者24.1(二)";
        defects.add(line, format!("“{clause}”不是条款号"), fix);
    }
    let effective_from = table.date("effective_from", defects).or(pack.effective_from);
    let effective_until = table.date("effective_until", defects).or(pack.effective_until);
    let verified = table.text("verified", defects);
    let verified = verified.map_or(pack.verified, |word| read_mark(&word, line, defects));
    let rule = Rule {
        article: Article::new(&pack.short, clause),
        pack: pack.tag(),
        title: table.need_text("title", defects),
        quote: table.need_text("quote", defects),
        severity: read_severity(&mut table, defects),
        verified,
        of: read_spheres(&mut table, defects),
        applies_to: read_acts(&mut table, defects),
        procedures: read_procedures(&mut table, defects),
        blocks: read_blocks(&mut table, vocabulary, defects),
        exemption: table.text("exemption", defects),
        is_optional: table.bool("optional", defects).unwrap_or(false),
        effective_from,
        effective_until,
        written_at: (defects.file().to_owned(), line),
        message: read_message(&mut table, defects),
        given: read_selectors(&mut table, "given", vocabulary, defects),
        given_any: read_selectors(&mut table, "given_any", vocabulary, defects),
        unless: read_selectors(&mut table, "unless", vocabulary, defects),
        explained_by: read_selectors(&mut table, "explained_by", vocabulary, defects),
        otherwise: table.text("otherwise", defects),
        shape: shape::read_shape(&mut table, vocabulary, defects),
        written,
        id,
    };
    table.finish(defects);
    check_rule(&rule, line, vocabulary, defects);
    rule
}

/// Digits, then maybe `.` and digits, then maybe an item in brackets.
fn is_clause(text: &str) -> bool {
    let (main, item) = match text.split_once('(') {
        Some((main, item)) => (main, Some(item)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let main_ok =
        main.split_once('.').map_or_else(|| digits(main), |(a, b)| digits(a) && digits(b));
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    main_ok
        && item.is_none_or(|item| {
            item.strip_suffix(')').is_some_and(|n| !n.is_empty() && n.chars().all(numeral))
        })
}

fn read_severity(table: &mut Table, defects: &mut Defects) -> Severity {
    let line = table.line();
    let word = table.need_text("severity", defects);
    Severity::parse(&word).unwrap_or_else(|| {
        let words: Vec<&str> = Severity::ALL.iter().map(|severity| severity.as_str()).collect();
        let what = format!("没有“{word}”这个级别");
        defects.add(line, what, format!("可用：{}", words.join("、")));
        Severity::S4
    })
}

fn read_spheres(table: &mut Table, defects: &mut Defects) -> Vec<Sphere> {
    let words = table.texts("of", defects);
    if words.is_empty() {
        return vec![Sphere::Case];
    }
    words
        .into_iter()
        .filter_map(|(word, line)| {
            let sphere = Sphere::parse(&word);
            if sphere.is_none() {
                let what = format!("没有“{word}”这类对象");
                defects.add(line, what, "用case或者agency");
            }
            sphere
        })
        .collect()
}

fn read_acts(table: &mut Table, defects: &mut Defects) -> Vec<ActKind> {
    let words = table.texts("applies_to", defects);
    if words.is_empty() {
        return ActKind::ALL.to_vec();
    }
    words
        .into_iter()
        .filter_map(|(word, line)| {
            let act = ActKind::parse(&word);
            if act.is_none() {
                let all: Vec<&str> = ActKind::ALL.iter().map(|act| act.as_str()).collect();
                let what = format!("没有“{word}”这类行政执法行为");
                defects.add(line, what, format!("可用：{}", all.join("、")));
            }
            act
        })
        .collect()
}

fn read_procedures(table: &mut Table, defects: &mut Defects) -> Vec<Procedure> {
    let words = table.texts("procedure", defects);
    words
        .into_iter()
        .filter_map(|(word, line)| {
            let procedure = Procedure::parse(&word);
            if procedure.is_none() {
                let what = format!("没有“{word}”这种程序");
                defects.add(line, what, "用ordinary或者summary");
            }
            procedure
        })
        .collect()
}

fn read_blocks(table: &mut Table, vocabulary: &Vocabulary, defects: &mut Defects) -> Vec<String> {
    let words = table.texts("blocks", defects);
    for (word, line) in &words {
        if !vocabulary.acts().contains_key(word) {
            let known: Vec<&str> = vocabulary.acts().keys().map(String::as_str).collect();
            let what = format!("没有“{word}”这种可以拦住的行为");
            defects.add(*line, what, format!("可用：{}", known.join("、")));
        }
    }
    words.into_iter().map(|(word, _)| word).collect()
}

fn read_message(table: &mut Table, defects: &mut Defects) -> Message {
    let line = table.line();
    let text = table.need_text("message", defects);
    Message::parse(&text).unwrap_or_else(|what| {
        defects.add(line, what, "占位写成{名称}");
        Message::default()
    })
}

/// What can only be seen once the whole rule is known.
fn check_rule(rule: &Rule, line: u32, vocabulary: &Vocabulary, defects: &mut Defects) {
    let trigger = rule.shape.trigger();
    let kind = trigger.and_then(|trigger| vocabulary.fact(&trigger.fact));
    let words = shape_words(&rule.shape);
    for name in rule.message.placeholders() {
        if !words.contains(&name) && kind.and_then(|kind| kind.attr(name)).is_none() {
            let fix = format!("可用：{}", words.join("、"));
            defects.add(line, format!("“{}”的提示里“{name}”没有值", rule.id), fix);
        }
    }
    if matches!(rule.shape, Shape::Gate(_)) && rule.blocks.is_empty() {
        let what = format!("“{}”是关口，却什么也不拦", rule.id);
        defects.add(line, what, "写blocks = [\"…\"]");
    }
    for selector in &rule.unless {
        if selector.because.is_none() {
            let what = format!("“{}”的unless没有写理由", rule.id);
            defects.add(line, what, "写because = \"…\"");
        }
    }
}

/// Placeholders that a shape fills itself.
const fn shape_words(shape: &Shape) -> &'static [&'static str] {
    match shape {
        Shape::RequiredRecord(_) | Shape::Gate(_) | Shape::Order(_) => &["missing"],
        Shape::Clock(_) | Shape::Waiting(_) => &["due", "start"],
        Shape::Coverage(_) => &["gaps", "count"],
        Shape::Separation(_) | Shape::NoOverlap(_) => &["persons"],
        Shape::ValueCheck(_) => &["problems"],
        Shape::Accrual(_) => &[],
    }
}
