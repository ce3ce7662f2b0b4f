//! Benchmarks: measured on demand, never as timed tests.

use anyhow::{Result, bail};

use crate::command::{cargo, run};
use crate::repo::Repo;

/// Cases judged when nobody says how many.
const CASES: &str = "1000000";

/// `bench NAME`: builds the program that measures with optimisation, and runs it.
///
/// # Errors
/// An unknown benchmark, or the program that measures fails.
pub(crate) fn bench(repo: &Repo, arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (package, example, argument) = match words.as_slice() {
        ["rules"] => ("liuhen-store", "rules_rate", Some(CASES)),
        ["rules", cases] => ("liuhen-store", "rules_rate", Some(*cases)),
        ["digests"] => ("liuhen-sm3x", "digest_rate", None),
        ["packages"] => ("liuhen-archive", "package_rate", None),
        ["packages", folder] => ("liuhen-archive", "package_rate", Some(*folder)),
        ["read-back"] => ("liuhen-vault", "read_back_rate", None),
        _ => {
            bail!("用法:cargo xtask bench rules [案件数] | digests | packages [文件夹] | read-back")
        }
    };
    let program = ["run", "--release", "--package", package, "--example", example, "--"];
    run(cargo(repo.root(), program).args(argument))
}
