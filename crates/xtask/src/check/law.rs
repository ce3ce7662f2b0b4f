//! The law as data checks itself, and every article has its rules and scenarios.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::repo::Repo;

/// Loads all packs, calendars, record kinds and scenarios, runs them, and prints the matrix to a
/// file for the reviewer.
///
/// # Errors
/// A pack is faulty, a scenario fails, or an article that obliges someone has no rule.
pub(super) fn check(repo: &Repo, program: &Path) -> Result<()> {
    let law = |word: &str| {
        let mut command = Command::new(program);
        command.current_dir(repo.root()).args(["law", word]);
        command
    };
    command::run(&mut law("check"))?;
    command::run(&mut law("run"))?;
    let matrix = command::output(&mut law("matrix"))?;
    let file = repo.target("law-matrix.txt");
    std::fs::write(&file, matrix)?;
    eprintln!("条文矩阵:{}", file.display());
    Ok(())
}
