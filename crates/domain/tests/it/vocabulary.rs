//! Rules may only wait for what something tells them: each fact and attribute of `law/facts.toml` is
//! told by the dossier or by a kind of record, or stands in a list here with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rules::RuleBook;
use rules::catalogue::Catalogue;

/// Facts and attributes nothing tells yet, and who will. This list may only shrink.
const UNTOLD: &[(&str, &str, &str)] = &[];

/// Attributes of facts, by the fact's name.
type Told = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(below: &str, into: &mut Vec<(String, String)>) {
    let law = root().join("law");
    let mut folders = vec![law.join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path
                .extension()
                .is_some_and(|ending| ["toml", "json", "typ"].iter().any(|e| ending == *e))
            {
                let name = path.strip_prefix(&law).unwrap().to_string_lossy().into_owned();
                into.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
}

fn book() -> RuleBook {
    let mut law = Vec::new();
    files("packs", &mut law);
    files("calendars", &mut law);
    for name in ["facts.toml", "choices.toml"] {
        law.push((name.to_owned(), fs::read_to_string(root().join("law").join(name)).unwrap()));
    }
    RuleBook::load(&law).unwrap()
}

fn catalogue() -> Catalogue {
    let mut law = Vec::new();
    files("records", &mut law);
    files("processes", &mut law);
    Catalogue::load(&law).unwrap()
}

/// The texts between quotes that follow `before`.
fn quoted_after<'a>(code: &'a str, before: &str) -> Vec<&'a str> {
    let ends = code.match_indices(before).map(|(at, _)| at + before.len());
    ends.filter_map(|at| code.get(at..)?.split('"').next()).collect()
}

/// What one function tells: a fact begins where its name stands, and the attributes that follow are
/// its own; those before the first name are those of every fact the function makes.
fn told_by(code: &str, known: &BTreeSet<&str>, told: &mut Told) {
    let mut names: Vec<(usize, &str)> = Vec::new();
    for name in known {
        let literal = format!("\"{name}\"");
        names.extend(code.match_indices(&literal).map(|(at, _)| (at, *name)));
    }
    names.sort_unstable();
    let attrs = |code: &str| -> Vec<String> {
        let plain = quoted_after(code, ".with(\"").into_iter().map(str::to_owned);
        let formed = quoted_after(code, ".with(format!(\"").into_iter();
        let formed = formed.map(|text| format!("{}.", text.split('.').next().unwrap()));
        plain.chain(formed).collect()
    };
    let first = names.first().map_or(0, |(at, _)| *at);
    let shared = attrs(code.get(..first).unwrap());
    for (place, (from, name)) in names.iter().enumerate() {
        let to = names.get(place + 1).map_or(code.len(), |(at, _)| *at);
        let own = attrs(code.get(*from..to).unwrap());
        told.entry((*name).to_owned()).or_default().extend(shared.iter().cloned().chain(own));
    }
}

/// What the dossier tells, read from its own code, and what kinds of record tell.
fn told(book: &RuleBook) -> Told {
    let known: BTreeSet<&str> = book.vocabulary().fact_names().collect();
    let mut told = Told::new();
    let dossier = ["facts.rs", "access.rs", "custody.rs", "people.rs", "oversight.rs"];
    let files = dossier.map(|file| format!("dossier/{file}")).into_iter();
    for file in files.chain(["device/mod.rs".to_owned()]) {
        let code = fs::read_to_string(root().join("crates/domain/src").join(file)).unwrap();
        for function in code.split("\nfn ").flat_map(|part| part.split(") fn ")) {
            for function in function.split("\npub fn ") {
                told_by(function, &known, &mut told);
            }
        }
    }
    for kind in &catalogue() {
        for tell in &kind.tells {
            assert_eq!(tell.misfits(book.vocabulary()), Vec::<String>::new(), "{}", kind.code);
            told.entry(tell.fact.clone()).or_default().extend(tell.attrs.keys().cloned());
        }
    }
    told
}

fn is_told(told: &BTreeSet<String>, attr: &str) -> bool {
    let beginning = attr.split_once('.').map(|(beginning, _)| format!("{beginning}."));
    told.contains(attr) || beginning.is_some_and(|beginning| told.contains(&beginning))
}

#[test]
fn whatever_rules_may_ask_for_is_told_or_excused() {
    let book = book();
    let told = told(&book);
    let vocabulary = book.vocabulary();
    let mut untold = BTreeSet::new();
    for name in vocabulary.fact_names() {
        let attrs = told.get(name);
        if attrs.is_none() {
            untold.insert((name.to_owned(), String::new()));
        }
        let nothing = BTreeSet::new();
        for attr in vocabulary.fact(name).unwrap().attr_names() {
            if !is_told(attrs.unwrap_or(&nothing), attr) {
                untold.insert((name.to_owned(), attr.to_owned()));
            }
        }
    }
    let excused: BTreeSet<(String, String)> =
        UNTOLD.iter().map(|(fact, attr, _)| ((*fact).to_owned(), (*attr).to_owned())).collect();
    assert!(UNTOLD.iter().all(|(.., reason)| !reason.is_empty()));
    let forgotten: Vec<_> = untold.difference(&excused).collect();
    assert!(forgotten.is_empty(), "nothing tells these: {forgotten:?}");
    let told_now: Vec<_> = excused.difference(&untold).collect();
    assert!(told_now.is_empty(), "these are told now, take them off the list: {told_now:?}");
}

#[test]
fn whatever_is_told_is_in_the_vocabulary() {
    let book = book();
    for (name, attrs) in told(&book) {
        let kind = book.vocabulary().fact(&name).unwrap();
        for attr in attrs {
            let is_known = if attr.ends_with('.') {
                kind.attr_names().any(|known| known.starts_with(&attr))
            } else {
                kind.attr(&attr).is_some()
            };
            assert!(is_known, "the vocabulary has no {attr} of {name}");
        }
    }
}
