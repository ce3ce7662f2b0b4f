//! Cases a lawyer can read: given facts, expected findings. They are the tests of the law.

mod judge;
mod read;

use std::fmt;

use terms::words;

use crate::book::RuleBook;
use crate::fact::Sphere;
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
    /// What came out otherwise than expected; empty if the scenario holds.
    pub differences: Vec<Difference>,
    /// What is wrong with the file itself.
    pub defects: Vec<PackDefect>,
}

/// One thing that came out otherwise than expected, all of it in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: a rule, maybe with its subject, or a piece of work.
    pub about: String,
    /// Which side of it, e.g. `到期日`.
    pub what: String,
    /// What the scenario expects.
    pub wanted: String,
    /// What the rules say.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, what, wanted, found } = self;
        write!(f, "{about}：{what}应为{wanted}，实为{found}")
    }
}

/// What a scenario is about, before it is run.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Chinese name; empty if the file gives none.
    pub name: String,
    /// What happens in it, in Chinese.
    pub story: Option<String>,
    /// A case or an agency.
    pub sphere: Sphere,
    /// Ids of the rules it speaks of, each once, in the order of the file.
    pub rules: Vec<String>,
}

/// One rule in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// Id of the rule.
    pub rule: String,
    /// What it is shown doing.
    pub how: How,
}

words! {
    /// What a scenario shows a rule doing.
    How {
        /// Met in time.
        Kept = "kept", "满足";
        /// Open, late, or standing in the way.
        Broken = "broken", "不满足";
        /// Explained or not applicable.
        Excused = "excused", "不适用或者已说明";
        /// Computing a date or a sum.
        Computed = "computed", "计算";
    }
}

impl ScenarioResult {
    /// Everything came out as expected and the file is sound.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty() && self.defects.is_empty()
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
    let sound = defects.is_empty();
    let differences = if sound { judge::differences(book, &script) } else { Vec::new() };
    ScenarioResult {
        shows: script.shows(),
        name: script.name,
        story: script.story,
        differences,
        defects,
    }
}

/// What the scenario written in `text` is about.
#[must_use]
pub fn outline(book: &RuleBook, file: &str, text: &str) -> Outline {
    let (script, _) = Script::read(book, file, text);
    let mut rules: Vec<String> = Vec::new();
    for shown in script.shows() {
        if !rules.contains(&shown.rule) {
            rules.push(shown.rule);
        }
    }
    let sphere = script.matter.about.sphere();
    Outline { name: script.name, story: script.story, sphere, rules }
}
