//! The feature that leaves out safety steps is asked for by nobody but the campaigns.

use super::Finding;
use crate::repo::TextFile;

const FEATURE: &str = "sabotage";

/// Crates that have it on by default, or that ask another crate for it.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let manifests = files.iter().filter(|file| file.path.ends_with("Cargo.toml"));
    let mut findings = Vec::new();
    for file in manifests {
        for (index, line) in file.text.lines().enumerate() {
            let asks = line.contains(FEATURE)
                && !line.trim_start().starts_with('#')
                && !line.starts_with("sabotage = [");
            if asks {
                let place = format!("{}:{}", file.path, index + 1);
                let what = "只有 cargo xtask prove 的对照可以打开 sabotage,产品不得带它";
                findings.push(Finding::new(place, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> usize {
        check(&[TextFile { path: "crates/x/Cargo.toml".to_owned(), text: line.to_owned() }]).len()
    }

    #[test]
    fn a_default_or_a_dependency_with_it_is_found() {
        assert_eq!(found("default = [\"s3\", \"sabotage\"]"), 1);
        assert_eq!(found("liuhen-app = { workspace = true, features = [\"sabotage\"] }"), 1);
    }

    #[test]
    fn the_feature_itself_is_not() {
        assert_eq!(found("sabotage = [\"liuhen-store/sabotage\"]"), 0);
        assert_eq!(found("# sabotage: for controls only"), 0);
    }
}
