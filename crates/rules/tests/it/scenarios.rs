//! Every scenario of the law holds, and every rule is proven by some.

use rules::scenario::{ScenarioResult, run_file};

use super::{law_files, shipped_book};

fn run_all() -> Vec<(String, ScenarioResult)> {
    let book = shipped_book();
    law_files("scenarios")
        .into_iter()
        .map(|(path, text)| {
            let result = run_file(&book, &path, &text);
            (path, result)
        })
        .collect()
}

#[test]
fn every_scenario_holds() {
    let mut lines = Vec::new();
    for (path, result) in run_all() {
        lines.extend(result.defects.iter().map(ToString::to_string));
        lines.extend(result.differences.iter().map(|found| format!("{path}: {found}")));
    }
    assert!(lines.is_empty(), "{} problems:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_rule_is_shown_kept_and_broken() {
    let book = shipped_book();
    let results: Vec<ScenarioResult> = run_all().into_iter().map(|(_, result)| result).collect();
    let holes = rules::unproven(&book, &results);
    assert!(holes.is_empty(), "{}", holes.join("\n"));
}
