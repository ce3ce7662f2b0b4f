//! Benchmarks: measured on demand, never as timed tests.

use anyhow::{Result, bail};

use crate::command::{cargo, run};
use crate::repo::Repo;

/// Cases judged when nobody says how many.
const CASES: &str = "1000000";

/// `bench rules [CASES]`: all rules over invented cases, one new fact, and a plain SQL query.
///
/// # Errors
/// An unknown benchmark, or the program that measures fails.
pub(crate) fn bench(repo: &Repo, arguments: &[String]) -> Result<()> {
    let cases = match arguments {
        [name] if name == "rules" => CASES,
        [name, cases] if name == "rules" => cases,
        _ => bail!("用法:cargo xtask bench rules [案件数]"),
    };
    let program = ["run", "--release", "--package", "liuhen-store", "--example", "rules_rate"];
    run(cargo(repo.root(), program).args(["--", cases]))
}
