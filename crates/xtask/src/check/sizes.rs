//! No file so long that nobody reads it whole.

use super::Finding;
use crate::repo::TextFile;

/// Style guide §1: aim under 300, never over 500.
const MAX_LINES: usize = 500;

fn is_source(path: &str) -> bool {
    [".rs", ".ts", ".tsx", ".css"].iter().any(|end| path.ends_with(end))
}

/// Tests may be long, and nobody reads generated files.
fn is_exempt(path: &str) -> bool {
    path == "web/src/api/generated.ts"
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.contains("/e2e/")
        || [".spec.ts", ".spec.tsx", ".e2e.ts"].iter().any(|end| path.ends_with(end))
}

/// Source files with more than [`MAX_LINES`] lines.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| is_source(&file.path) && !is_exempt(&file.path))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > MAX_LINES)
                .then(|| Finding::new(&file.path, format!("{lines} 行,超过 {MAX_LINES} 行,请拆分")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(path: &str, lines: usize) -> usize {
        check(&[TextFile { path: path.to_owned(), text: "x\n".repeat(lines) }]).len()
    }

    #[test]
    fn five_hundred_lines_pass_and_one_more_does_not() {
        assert_eq!(long("crates/a/src/b.rs", 500), 0);
        assert_eq!(long("crates/a/src/b.rs", 501), 1);
        assert_eq!(long("web/src/CasePage.tsx", 501), 1);
    }

    #[test]
    fn tests_and_generated_files_are_apart() {
        for path in
            ["crates/a/src/b/tests.rs", "crates/a/tests/it/x.rs", "web/src/api/generated.ts"]
        {
            assert_eq!(long(path, 900), 0, "{path}");
        }
        assert_eq!(long("docs/a.md", 900), 0);
    }
}
