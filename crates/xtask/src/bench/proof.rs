//! `bench proof`: verifying against hashing alone on one core, a whole journal rebuilt, inclusion
//! proofs out of a large log, and what leaf and trees cost an append.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, found, run};
use crate::repo::Repo;

/// Builds the programs that measure with optimisation, and runs one after the other. `leaves` are
/// those of the log that proofs are made of, ten millions if nobody says.
pub(super) fn bench(repo: &Repo, leaves: Option<&str>) -> Result<()> {
    let archive = built(repo, "liuhen-archive", "log_rate")?;
    let store = built(repo, "liuhen-store", "proof_rate")?;
    run(one_core(&archive).arg("package"))?;
    run(Command::new(&archive).arg("journal"))?;
    run(Command::new(store).args(leaves))
}

pub(super) fn built(repo: &Repo, package: &str, example: &str) -> Result<PathBuf> {
    let build = ["build", "--release", "--package", package, "--example", example];
    run(&mut cargo(repo.root(), build))?;
    Ok(repo.target(&format!("release/examples/{example}")))
}

/// Tied to one core, where the system can.
fn one_core(program: &Path) -> Command {
    match found("taskset") {
        Some(taskset) => {
            let mut command = Command::new(taskset);
            command.args(["-c", "0"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}
