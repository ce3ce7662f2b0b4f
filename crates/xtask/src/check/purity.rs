//! Pure rooms touch nothing: no file, socket, process, environment or clock.

use super::Finding;
use super::homes::PURE;
use super::source::{Kind, Token, tokens, without_tests};
use crate::repo::TextFile;

/// Modules of `std` that reach outside.
const OUTSIDE: [&str; 4] = ["env", "fs", "net", "process"];
/// Types that read a clock.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];

/// Whether the file is product code of a pure room.
fn is_pure(path: &str) -> bool {
    PURE.iter().any(|room| path.starts_with(&format!("crates/{room}/src/")))
        && path.ends_with(".rs")
        && !path.ends_with("/tests.rs")
        && !path.contains("/tests/")
}

/// Every reach outside in a pure room, with its line.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| is_pure(&file.path))
        .flat_map(|file| {
            reaches(&without_tests(&tokens(&file.text))).into_iter().map(|(line, what)| {
                Finding::new(
                    format!("{}:{line}", file.path),
                    format!("纯净房间不得使用 {what};由调用者传入"),
                )
            })
        })
        .collect()
}

fn reaches(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        if first.is_word("std") {
            for branch in branches(after) {
                found.extend(reach(branch));
            }
        }
        rest = after;
    }
    found
}

/// What a path outside reaches, given its words after `std::`.
fn reach(path: &[Token]) -> Vec<(usize, String)> {
    let Some((Token { kind: Kind::Word(module), line }, after)) = path.split_first() else {
        return Vec::new();
    };
    if OUTSIDE.contains(&module.as_str()) {
        return vec![(*line, format!("std::{module}"))];
    }
    if module != "time" {
        return Vec::new();
    }
    branches(after)
        .into_iter()
        .filter_map(|branch| match branch.first() {
            Some(Token { kind: Kind::Word(name), line }) if CLOCKS.contains(&name.as_str()) => {
                Some((*line, format!("std::time::{name}")))
            }
            Some(_) | None => None,
        })
        .collect()
}

/// What follows `::`: one path, or each branch of a group, from its first word on.
fn branches(tokens: &[Token]) -> Vec<&[Token]> {
    let [one, two, path @ ..] = tokens else { return Vec::new() };
    if !(one.is_sign(':') && two.is_sign(':')) {
        return Vec::new();
    }
    let Some((open, mut rest)) = path.split_first() else { return Vec::new() };
    if !open.is_sign('{') {
        return vec![path];
    }
    let (mut found, mut depth, mut at_branch) = (Vec::new(), 0_usize, true);
    while let Some((first, after)) = rest.split_first() {
        match first.kind {
            Kind::Sign('{') => depth += 1,
            Kind::Sign('}') if depth == 0 => break,
            Kind::Sign('}') => depth -= 1,
            Kind::Sign(',') if depth == 0 => at_branch = true,
            Kind::Sign(_) | Kind::Text(_) => {}
            Kind::Word(_) if at_branch => {
                found.push(rest);
                at_branch = false;
            }
            Kind::Word(_) => {}
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&[TextFile { path: path.to_owned(), text: text.to_owned() }])
            .into_iter()
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_pure_room_that_opens_a_file_is_found_with_its_line() {
        let lines = found("crates/rules/src/pack.rs", "use std::fmt;\nuse std::fs::File;\n");
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("crates/rules/src/pack.rs:2"), "{lines:?}");
        assert_eq!(found("crates/ledger/src/a.rs", "use std::{fmt, io::{Read}, env};").len(), 1);
        assert_eq!(found("crates/domain/src/a.rs", "let t = std::time::Instant::now();").len(), 1);
        let clock = "use std::{fmt, time::{Duration, SystemTime}};";
        assert_eq!(found("crates/domain/src/a.rs", clock).len(), 1);
    }

    #[test]
    fn words_in_comments_tests_and_other_rooms_do_not_count() {
        assert!(
            found("crates/terms/src/a.rs", "// std::fs\nuse std::{io::{self, net}};").is_empty()
        );
        let own = "use std::time::Duration; enum From { Instant(i64) }";
        assert!(found("crates/rules/src/a.rs", own).is_empty());
        let tests = "#[cfg(test)]\nmod tests { use std::fs; }";
        assert!(found("crates/terms/src/a.rs", tests).is_empty());
        assert!(found("crates/store/src/a.rs", "use std::fs;").is_empty());
        assert!(found("crates/rules/src/a/tests.rs", "use std::fs;").is_empty());
    }
}
