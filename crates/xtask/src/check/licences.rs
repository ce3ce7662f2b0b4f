//! Every outside crate and package may be used and passed on under our licence.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Finding;

/// Licences that let us ship the part inside an Apache-2.0 program. MPL-2.0 holds for its own
/// files only, which we do not change.
const WELCOME: [&str; 18] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// npm packages whose manifest states no licence, and the one their own readme states.
const STATED_ELSEWHERE: [(&str, &str); 1] = [("combine-errors", "MIT")];

/// Crates and npm packages whose licence is missing or not in the list.
///
/// # Errors
/// The lock file of the UI is there but cannot be read.
pub(super) fn check(crates: &[(String, String)], npm_lock: &Path) -> Result<Vec<Finding>> {
    let mut findings = unwelcome("Cargo.lock", crates);
    if npm_lock.exists() {
        let text = fs::read_to_string(npm_lock)
            .with_context(|| format!("无法读取 {}", npm_lock.display()))?;
        let lock: Value = serde_json::from_str(&text)
            .with_context(|| format!("不是 JSON:{}", npm_lock.display()))?;
        findings.extend(unwelcome("web/package-lock.json", &npm_packages(&lock)));
    }
    Ok(findings)
}

fn unwelcome(place: &str, parts: &[(String, String)]) -> Vec<Finding> {
    parts
        .iter()
        .filter(|(_, licence)| !is_welcome(licence))
        .map(|(name, licence)| {
            let licence = if licence.is_empty() { "未注明" } else { licence };
            Finding::new(place, format!("{name} 的许可证 {licence} 不在允许之列"))
        })
        .collect()
}

fn npm_packages(lock: &Value) -> Vec<(String, String)> {
    let packages = lock.get("packages").and_then(Value::as_object);
    packages
        .into_iter()
        .flatten()
        .filter(|(path, _)| !path.is_empty())
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            let stated = package.get("license").and_then(Value::as_str);
            let elsewhere = STATED_ELSEWHERE.iter().find(|(package, _)| *package == name);
            let licence = stated.or(elsewhere.map(|(_, licence)| *licence)).unwrap_or_default();
            (name.to_owned(), licence.to_owned())
        })
        .collect()
}

/// Whether an SPDX expression can be met by welcome licences alone.
fn is_welcome(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any_of(&mut rest);
    met == Some(true) && rest.is_empty()
}

/// `a OR b OR …`; `None` if it is not an expression.
fn any_of(rest: &mut &[&str]) -> Option<bool> {
    let mut met = all_of(rest)?;
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        met |= all_of(rest)?;
    }
    Some(met)
}

/// `a AND b AND …`, which binds tighter.
fn all_of(rest: &mut &[&str]) -> Option<bool> {
    let mut met = one(rest)?;
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        met &= one(rest)?;
    }
    Some(met)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let met = any_of(rest)?;
            let [")", after @ ..] = *rest else { return None };
            *rest = after;
            Some(met)
        }
        [licence, "WITH", exception, after @ ..] => {
            *rest = after;
            Some(WELCOME.contains(&format!("{licence} WITH {exception}").as_str()))
        }
        ["AND" | "OR" | ")", ..] | [] => None,
        [licence, after @ ..] => {
            *rest = after;
            Some(WELCOME.contains(licence))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_welcome_choice_is_enough_and_every_part_must_be_welcome() {
        for yes in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(is_welcome(yes), "{yes}");
        }
        for no in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "MIT OR", "MIT MIT", "Apache-2.0 WITH x"]
        {
            assert!(!is_welcome(no), "{no}");
        }
    }

    #[test]
    fn an_npm_package_without_a_licence_is_named() {
        let lock = json!({"packages": {
            "": {"name": "web"},
            "node_modules/a": {"license": "MIT"},
            "node_modules/a/node_modules/@b/c": {},
        }});
        let found = unwelcome("web", &npm_packages(&lock));
        assert_eq!(found.len(), 1);
        assert!(found[0].what.starts_with("@b/c"), "{found:?}");
    }
}
