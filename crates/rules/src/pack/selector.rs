//! Reads selectors and compares every word in them with the vocabulary.

use crate::fact::Value;
use crate::read::{Defects, Node, Table, Tree};
use crate::selector::{Filter, Key, Pick, Selector, Tie};
use crate::vocabulary::{FactKind, Vocabulary};

/// Selectors nest (`with`, `without`) at most this deep.
const MAX_DEPTH: u32 = 4;

pub(crate) fn read_selector(
    table: Table,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Selector {
    read_nested(table, vocabulary, defects, 0)
}

/// The selectors under `key`, one table or a list of them.
pub(crate) fn read_selectors(
    table: &mut Table,
    key: &str,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Vec<Selector> {
    table
        .tables(key, defects)
        .into_iter()
        .map(|table| read_selector(table, vocabulary, defects))
        .collect()
}

/// The selector under `key`, if there is one.
pub(crate) fn read_optional(
    table: &mut Table,
    key: &str,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Option<Selector> {
    table.table(key, defects).map(|table| read_selector(table, vocabulary, defects))
}

/// The selector under `key`; a defect if there is none.
pub(crate) fn read_needed(
    table: &mut Table,
    key: &str,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Selector {
    if !table.has(key) {
        table.missing(key, defects);
    }
    read_optional(table, key, vocabulary, defects).unwrap_or_default()
}

fn read_nested(
    mut table: Table,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
    depth: u32,
) -> Selector {
    let line = table.line();
    let name = table.need_text("fact", defects);
    let kind = vocabulary.fact(&name);
    if kind.is_none() && !name.is_empty() {
        let fix = "用law/facts.toml里的事实，或者先在那里补写";
        defects.add(line, format!("没有“{name}”这种事实"), fix);
    }
    let mut selector = Selector { fact: name, ..Selector::default() };
    let called = table.text("called", defects);
    selector.because = table.text("because", defects);
    selector.pick = read_pick(&mut table, defects);
    selector.has = table.texts("has", defects).into_iter().map(|(attr, _)| attr).collect();
    selector.lacks = table.texts("lacks", defects).into_iter().map(|(attr, _)| attr).collect();
    for attr in selector.has.iter().chain(&selector.lacks) {
        known(kind, &selector.fact, attr, line, defects);
    }
    selector.ties = read_ties(&mut table, kind, &selector.fact, defects);
    selector.is = read_filters_of(&mut table, "is", kind, &selector.fact, defects);
    selector.not = read_filters_of(&mut table, "not", kind, &selector.fact, defects);
    selector.with = read_beside(&mut table, "with", vocabulary, defects, depth);
    selector.without = read_beside(&mut table, "without", vocabulary, defects, depth);
    selector.wanted = read_filters(table.take_rest(), kind, &selector.fact, defects);
    selector.words = words(&selector, kind);
    selector.label = called.unwrap_or_else(|| label(&selector, kind));
    selector
}

/// Selectors of facts that must, or must not, stand beside the one that is picked.
fn read_beside(
    table: &mut Table,
    key: &str,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
    depth: u32,
) -> Vec<Selector> {
    let mut beside = Vec::new();
    for nested in table.tables(key, defects) {
        if depth >= MAX_DEPTH {
            let what = format!("“{key}”套得太深");
            defects.add(nested.line(), what, "把规则写得简单些");
            break;
        }
        beside.push(read_nested(nested, vocabulary, defects, depth + 1));
    }
    beside
}

/// The words it asks for in the leading attribute of its kind of fact.
fn words(selector: &Selector, kind: Option<&FactKind>) -> Option<Vec<String>> {
    let leading = kind?.leading()?;
    let filter = selector.wanted.iter().find(|filter| filter.attr == leading)?;
    filter.any_of.iter().map(|word| word.as_text().map(str::to_owned)).collect()
}

fn read_pick(table: &mut Table, defects: &mut Defects) -> Pick {
    let line = table.line();
    match table.text("pick", defects).as_deref() {
        None | Some("all") => Pick::All,
        Some("first") => Pick::First,
        Some("last") => Pick::Last,
        Some(other) => {
            defects.add(line, format!("没有“{other}”这种取法"), "用all、first或者last");
            Pick::All
        }
    }
}

fn read_ties(
    table: &mut Table,
    kind: Option<&FactKind>,
    fact: &str,
    defects: &mut Defects,
) -> Vec<Tie> {
    let Some(mut ties) = table.table("tie", defects) else { return Vec::new() };
    let mut read = Vec::new();
    for (own, line, node) in ties.take_rest() {
        let own = Key::parse(&own);
        if let Key::Attr(attr) = &own {
            known(kind, fact, attr, line, defects);
        }
        if let Tree::Text(theirs) = node.tree {
            read.push(Tie { own, theirs: Key::parse(&theirs) });
        } else {
            let fix = "写成tie = { 自己的属性 = \"另一事实的属性\" }";
            defects.add(line, format!("tie应为文字，写成了{}", node.tree.name()), fix);
        }
    }
    read
}

fn read_filters_of(
    table: &mut Table,
    key: &str,
    kind: Option<&FactKind>,
    fact: &str,
    defects: &mut Defects,
) -> Vec<Filter> {
    let rest = table.table(key, defects).map(|mut table| table.take_rest()).unwrap_or_default();
    read_filters(rest, kind, fact, defects)
}

fn read_filters(
    entries: Vec<(String, u32, Node)>,
    kind: Option<&FactKind>,
    fact: &str,
    defects: &mut Defects,
) -> Vec<Filter> {
    entries
        .into_iter()
        .map(|(attr, line, node)| {
            let any_of = read_value(node).members().to_vec();
            check_words(kind, fact, &attr, &any_of, line, defects);
            Filter { attr, any_of }
        })
        .collect()
}

/// Says when an attribute is unknown.
pub(crate) fn known(
    kind: Option<&FactKind>,
    fact: &str,
    attr: &str,
    line: u32,
    defects: &mut Defects,
) {
    let Some(kind) = kind else { return };
    if kind.attr(attr).is_none() {
        let names: Vec<&str> = kind.attr_names().collect();
        let fix = format!("可用：{}", names.join("、"));
        defects.add(line, format!("事实“{fact}”没有属性“{attr}”"), fix);
    }
}

/// Says when an attribute or one of the words given for it is unknown.
pub(crate) fn check_words(
    kind: Option<&FactKind>,
    fact: &str,
    attr: &str,
    words: &[Value],
    line: u32,
    defects: &mut Defects,
) {
    known(kind, fact, attr, line, defects);
    let Some(known) = kind.and_then(|kind| kind.attr(attr)) else { return };
    if known.words.is_empty() {
        return;
    }
    for word in words.iter().filter_map(Value::as_text) {
        if !known.words.contains_key(word) {
            let what = format!("“{fact}”的“{attr}”没有“{word}”这个值");
            let words: Vec<&str> = known.words.keys().map(String::as_str).take(12).collect();
            defects.add(line, what, format!("用law/facts.toml里的词：{}……", words.join("、")));
        }
    }
}

/// A TOML value as a value of an attribute; a table cannot be one and reads as blank.
pub(crate) fn read_value(node: Node) -> Value {
    match node.tree {
        Tree::Text(text) => Value::Text(text),
        Tree::Int(number) => Value::Int(number),
        Tree::Bool(yes) => Value::Bool(yes),
        Tree::Date(day) => Value::Date(day),
        Tree::Time(at) => Value::Time(at),
        Tree::List(nodes) => Value::List(nodes.into_iter().map(read_value).collect()),
        Tree::Table(_) => Value::List(Vec::new()),
    }
}

/// `生效的《行政处罚决定书》` where the vocabulary has such a phrase, else
/// `文书生效（行政处罚决定书）`.
fn label(selector: &Selector, kind: Option<&FactKind>) -> String {
    let Some(kind) = kind else { return selector.fact.clone() };
    let words: Vec<(String, Vec<String>)> = selector
        .wanted
        .iter()
        .filter_map(|filter| Some((kind.attr(&filter.attr)?, filter)))
        .filter(|(attr, _)| !attr.words.is_empty())
        .map(|(attr, filter)| {
            let words = filter.any_of.iter().map(|word| attr.to_chinese(word)).collect();
            (format!("{{{}}}", filter.attr), words)
        })
        .collect();
    let named = kind.phrase.as_ref().and_then(|phrase| {
        let (place, words) = words.iter().find(|(place, _)| phrase.contains(place.as_str()))?;
        Some(phrase.replace(place.as_str(), &words.join("》或者《")))
    });
    named.unwrap_or_else(|| {
        let words: Vec<String> = words.into_iter().flat_map(|(_, words)| words).collect();
        if words.is_empty() {
            kind.label.clone()
        } else {
            format!("{}（{}）", kind.label, words.join("、"))
        }
    })
}
