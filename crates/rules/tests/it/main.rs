//! The law as it is shipped, judged by the engine.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect, its helpers too"
)]

mod book;
mod calendar;
mod compare;
mod internal;
mod limits;
mod oracle;
mod planted;
mod properties;
mod reading;
mod scenarios;

use std::fs;
use std::path::{Path, PathBuf};

use rules::RuleBook;

/// The `law/` folder of the repository.
fn law_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")
}

/// All TOML files below a folder of `law/`, as (path from `law/` on, text), in order.
fn law_files(below: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    let root = law_folder();
    let mut paths = Vec::new();
    collect(&root.join(below), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            (format!("law/{name}"), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The shipped law: vocabulary, packs, choices and calendars.
fn shipped_files() -> Vec<(String, String)> {
    let mut files = law_files("packs");
    files.extend(law_files("calendars"));
    for name in ["facts.toml", "choices.toml"] {
        let text = fs::read_to_string(law_folder().join(name)).unwrap();
        files.push((format!("law/{name}"), text));
    }
    files
}

fn shipped_book() -> RuleBook {
    RuleBook::load(&shipped_files()).unwrap_or_else(|defects| {
        let lines: Vec<String> = defects.iter().map(ToString::to_string).collect();
        panic!("{} defects:\n{}", lines.len(), lines.join("\n"));
    })
}
