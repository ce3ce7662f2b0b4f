//! A row of steps: each is timed, a failure does not hide the next, the summary shows all.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::clock::{Stopwatch, for_people};

enum Outcome {
    Passed,
    Failed(String),
    NotRun(&'static str),
    /// What this machine cannot do and nobody can install.
    LeftOut(&'static str),
}

impl Outcome {
    const fn is_bad(&self) -> bool {
        match self {
            Self::Passed | Self::LeftOut(_) => false,
            Self::Failed(_) | Self::NotRun(_) => true,
        }
    }
}

/// What has been run so far.
pub(crate) struct Steps {
    rows: Vec<(&'static str, Duration, Outcome)>,
    since: Stopwatch,
}

impl Steps {
    /// An empty row; the total counts from here.
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), since: Stopwatch::start() }
    }

    /// Runs one step and returns what it made, or `None` after writing its failure down.
    pub(crate) fn run<T>(
        &mut self,
        title: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Option<T> {
        eprintln!("\n== {title}");
        let watch = Stopwatch::start();
        let (made, outcome) = match work() {
            Ok(made) => (Some(made), Outcome::Passed),
            Err(fault) => {
                eprintln!("未通过:{fault:#}");
                (None, Outcome::Failed(format!("{fault:#}")))
            }
        };
        self.rows.push((title, watch.elapsed(), outcome));
        made
    }

    /// Writes down that a step was not run because what it needs is missing. Counts as a failure.
    pub(crate) fn not_run(&mut self, title: &'static str, why: &'static str) {
        self.rows.push((title, Duration::ZERO, Outcome::NotRun(why)));
    }

    /// Writes down that this machine cannot do a step, and why. No failure, but never unseen.
    pub(crate) fn left_out(&mut self, title: &'static str, why: &'static str) {
        eprintln!("\n== {title}\n本机不能运行:{why}");
        self.rows.push((title, Duration::ZERO, Outcome::LeftOut(why)));
    }

    /// The summary: one line a step, then the total.
    fn summary(&self) -> String {
        let mut text = String::from("\n== 汇总\n");
        for (title, lasted, outcome) in &self.rows {
            let (mark, note) = match outcome {
                Outcome::Passed => ("通过  ", String::new()),
                Outcome::Failed(why) => {
                    ("未通过", format!("  {}", why.lines().next().unwrap_or_default()))
                }
                Outcome::NotRun(why) => ("未运行", format!("  {why}")),
                Outcome::LeftOut(why) => ("不能做", format!("  {why}")),
            };
            text.push_str(&format!("{mark}  {:>12}  {title}{note}\n", for_people(*lasted)));
        }
        text.push_str(&format!("合计    {:>12}", for_people(self.since.elapsed())));
        text
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// Some step failed or was not run.
    pub(crate) fn finish(self) -> Result<()> {
        eprintln!("{}", self.summary());
        let bad = self.rows.iter().filter(|(_, _, outcome)| outcome.is_bad()).count();
        match bad {
            0 => Ok(()),
            count => bail!("{count} 项未通过或未运行"),
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_failed_step_does_not_hide_the_next_and_fails_the_whole() {
        let mut steps = Steps::new();
        assert_eq!(steps.run("first", || Ok(1)), Some(1));
        assert_eq!(steps.run::<()>("second", || Err(anyhow!("broken glass"))), None);
        assert_eq!(steps.run("third", || Ok(3)), Some(3));
        let summary = steps.summary();
        assert!(summary.contains("second  broken glass"), "{summary}");
        assert!(steps.finish().is_err());
    }

    #[test]
    fn what_a_machine_cannot_do_is_shown_and_fails_nothing() {
        let mut steps = Steps::new();
        steps.left_out("powercut", "no /dev/fuse");
        assert!(steps.summary().contains("不能做") && steps.summary().contains("no /dev/fuse"));
        assert!(steps.finish().is_ok());
    }

    #[test]
    fn a_step_not_run_is_no_success() {
        let mut steps = Steps::new();
        steps.not_run("e2e", "no binary");
        assert!(steps.summary().contains("未运行"));
        assert!(steps.finish().is_err());
    }
}
