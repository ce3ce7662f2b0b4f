//! No path of one person's machine in what we keep.

use std::path::Path;

use super::Finding;
use crate::repo::TextFile;

/// First folders of paths that exist on one machine only.
const PERSONAL: [&str; 6] = ["home", "root", "Users", "work", "workspace", "mnt"];

/// Whether an absolute path starts at `at`: nothing path-like stands before it.
fn starts_a_path(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|before| before.chars().next_back())
        .is_none_or(|before| !(before.is_alphanumeric() || "._-~}>)*/:".contains(before)))
}

fn names_personal_path(line: &str, root: &str) -> bool {
    let personal = PERSONAL.iter().any(|folder| {
        let wanted = format!("/{folder}/");
        line.match_indices(&wanted).any(|(at, _)| starts_a_path(line, at))
    });
    personal || line.match_indices(root).any(|(at, _)| starts_a_path(line, at))
}

/// Lines that name a path of a home folder, or of this very working tree.
pub(super) fn check(files: &[TextFile], root: &Path) -> Vec<Finding> {
    let root = root.to_string_lossy();
    let mut findings = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            if names_personal_path(line, &root) {
                let place = format!("{}:{}", file.path, index + 1);
                findings.push(Finding::new(place, "含有某台机器上的绝对路径"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> bool {
        let file = TextFile { path: "a.md".to_owned(), text: line.to_owned() };
        !check(&[file], Path::new("/opt/tree")).is_empty()
    }

    #[test]
    fn a_home_folder_or_this_tree_is_found() {
        for folder in PERSONAL {
            assert!(found(&format!("see \"/{folder}/wang/notes\"")), "{folder}");
        }
        assert!(found("cd /opt/tree/crates"));
    }

    #[test]
    fn relative_paths_routes_and_system_folders_are_not() {
        for line in ["src/home/page.rs", "/usr/lib/postgresql", "https://example.test/home/x"] {
            assert!(!found(line), "{line}");
        }
    }
}
