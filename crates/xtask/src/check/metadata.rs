//! What Cargo knows about the crates: ours with their arrows, and the licences of all.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command;
use crate::repo::Repo;

/// For whom a dependency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// The product.
    Product,
    /// A build script.
    Build,
    /// Tests and examples only.
    Tests,
}

/// One dependency of one of our crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// Package name as on the registry, or the room's name if it is ours.
    pub(super) to: String,
    /// Whether it is a crate of this workspace.
    pub(super) is_ours: bool,
    /// For whom.
    pub(super) purpose: For,
}

/// A crate of this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Room {
    /// Its name without `liuhen-`.
    pub(super) name: String,
    /// Its direct dependencies.
    pub(super) arrows: Vec<Arrow>,
}

/// What the checks need of `cargo metadata`.
#[derive(Debug)]
pub(super) struct Metadata {
    /// Our crates, sorted by name.
    pub(super) crates: Vec<Room>,
    /// Package and licence expression of every outside crate used on Linux; empty if it states
    /// none.
    pub(super) licences: Vec<(String, String)>,
}

/// The room's name of a package of ours.
fn room(package: &str) -> &str {
    package.strip_prefix("liuhen-").unwrap_or(package)
}

/// Asks Cargo.
///
/// # Errors
/// Cargo fails, or its answer is not as documented.
pub(super) fn read(repo: &Repo) -> Result<Metadata> {
    let mut command = command::cargo(repo.root(), ["metadata", "--format-version", "1"]);
    command.args(["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let answer: Value = serde_json::from_slice(&command::output(&mut command)?)
        .context("cargo metadata 的回答不是 JSON")?;
    parse(&answer).context("cargo metadata 的回答缺少字段")
}

fn parse(answer: &Value) -> Option<Metadata> {
    let (mut crates, mut licences) = (Vec::new(), Vec::new());
    for package in answer.get("packages")?.as_array()? {
        let name = package.get("name")?.as_str()?;
        if package.get("source").is_some_and(|source| !source.is_null()) {
            let licence = package.get("license").and_then(Value::as_str).unwrap_or_default();
            licences.push((name.to_owned(), licence.to_owned()));
            continue;
        }
        let arrows: Option<Vec<Arrow>> =
            package.get("dependencies")?.as_array()?.iter().map(arrow).collect();
        crates.push(Room { name: room(name).to_owned(), arrows: arrows? });
    }
    crates.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Metadata { crates, licences })
}

fn arrow(dependency: &Value) -> Option<Arrow> {
    let name = dependency.get("name")?.as_str()?;
    let is_ours = dependency.get("path").is_some_and(Value::is_string);
    let purpose = match dependency.get("kind")?.as_str() {
        None => For::Product,
        Some("build") => For::Build,
        Some(_) => For::Tests,
    };
    Some(Arrow { to: if is_ours { room(name) } else { name }.to_owned(), is_ours, purpose })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ours_and_outside_crates_are_told_apart() {
        let answer = json!({"packages": [
            {"name": "serde", "source": "registry+x", "license": "MIT OR Apache-2.0", "dependencies": []},
            {"name": "liuhen-store", "source": null, "dependencies": [
                {"name": "liuhen-terms", "path": "/x/crates/terms", "kind": null},
                {"name": "sqlx", "kind": null},
                {"name": "tempfile", "kind": "dev"},
            ]},
        ]});
        let metadata = parse(&answer).unwrap();
        assert_eq!(metadata.licences, [("serde".to_owned(), "MIT OR Apache-2.0".to_owned())]);
        let [store] = &metadata.crates[..] else { panic!("one crate is ours") };
        assert_eq!(store.name, "store");
        let seen: Vec<_> =
            store.arrows.iter().map(|a| (a.to.as_str(), a.is_ours, a.purpose)).collect();
        let (product, tests) = (For::Product, For::Tests);
        assert_eq!(
            seen,
            [("terms", true, product), ("sqlx", false, product), ("tempfile", false, tests)]
        );
    }
}
