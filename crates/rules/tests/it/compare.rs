//! Two versions of the law beside each other.

use rules::{Change, Comparison, RuleBook, compare};

use super::{shipped_book, shipped_files};

/// The shipped law with one text of one file replaced.
fn changed(file: &str, old: &str, new: &str) -> Comparison {
    let mut files = shipped_files();
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).unwrap();
    assert!(text.contains(old), "{file} has no {old}");
    *text = text.replacen(old, new, 1);
    compare(&shipped_book(), &RuleBook::load(&files).unwrap())
}

#[test]
fn the_same_law_differs_in_nothing() {
    assert_eq!(compare(&shipped_book(), &shipped_book()), Comparison::default());
    let comment = changed("law/packs/qgc-28/keeping.toml", "[[rule]]", "# 注\n\n[[rule]]");
    assert_eq!(comment, Comparison::default());
}

/// Art. 21: the length of a limit is told in words, old and new.
#[test]
fn a_shorter_limit_is_told_as_one_key() {
    let found = changed("law/packs/qgc-28/keeping.toml", "n = 20", "n = 15");
    assert_eq!(found.packs, []);
    let [rule] = found.rules.as_slice() else { panic!("{found:#?}") };
    assert_eq!((rule.id.as_str(), rule.change), ("QGC-21-01", Change::Changed));
    let [key] = rule.keys.as_slice() else { panic!("{rule:#?}") };
    assert_eq!((key.key.as_str(), key.label.as_str()), ("within", "期限"));
    let told = (key.old.as_deref(), key.new.as_deref());
    assert_eq!(told, (Some("20个工作日"), Some("15个工作日")));
}

#[test]
fn rules_that_come_and_go_are_told() {
    let found = changed("law/packs/qgc-28/keeping.toml", "\"QGC-21-01\"", "\"QGC-21-09\"");
    let told: Vec<_> = found.rules.iter().map(|rule| (rule.id.as_str(), rule.change)).collect();
    assert_eq!(told, [("QGC-21-01", Change::Removed), ("QGC-21-09", Change::Added)]);
    assert!(found.rules.iter().all(|rule| rule.keys.is_empty()));
}

#[test]
fn a_new_version_of_a_pack_is_told_once() {
    let found = changed("law/packs/qgc-28/pack.toml", "version = \"1\"", "version = \"2\"");
    let [pack] = found.packs.as_slice() else { panic!("{found:#?}") };
    assert_eq!((pack.id.as_str(), pack.change), ("qgc-28", Change::Changed));
    assert_eq!(pack.keys.len(), 1);
    assert_eq!(found.rules, [], "the rules themselves are the same");
}
