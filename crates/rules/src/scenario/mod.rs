//! Cases a lawyer can read: given facts, expected findings. They are the tests of the law.

mod judge;
mod read;

use crate::book::RuleBook;
use crate::read::PackDefect;

use read::Script;

/// How a scenario went.
#[derive(Debug, Clone)]
pub struct ScenarioResult {
    /// Chinese name, as the file gives it.
    pub name: String,
    /// What happens in it, in Chinese.
    pub story: Option<String>,
    /// What each rule is shown doing, in the order of the file.
    pub shows: Vec<Shown>,
    /// What came out otherwise than expected, in Chinese; empty if the scenario holds.
    pub failures: Vec<String>,
    /// What is wrong with the file itself.
    pub defects: Vec<PackDefect>,
}

/// One rule in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// Id of the rule.
    pub rule: String,
    /// What it is shown doing.
    pub how: How,
}

/// What a scenario shows a rule doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Kept: met in time.
    Kept,
    /// Broken: open, late, or standing in the way.
    Broken,
    /// Excused: explained or not applicable.
    Excused,
    /// Computing a date or a sum.
    Computed,
}

impl ScenarioResult {
    /// Everything came out as expected and the file is sound.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.defects.is_empty()
    }
}

/// Runs the scenario written in `text`; never fails, what is wrong is in the result.
#[must_use]
pub fn run(book: &RuleBook, text: &str) -> ScenarioResult {
    run_file(book, "scenario", text)
}

/// As [`run`], naming the file in defects.
#[must_use]
pub fn run_file(book: &RuleBook, file: &str, text: &str) -> ScenarioResult {
    let (script, defects) = Script::read(book, file, text);
    let defects = defects.into_found();
    let failures = if defects.is_empty() { judge::failures(book, &script) } else { Vec::new() };
    ScenarioResult {
        shows: script.shows(),
        name: script.name,
        story: script.story,
        failures,
        defects,
    }
}
