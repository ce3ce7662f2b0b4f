//! The Library of Congress' BagIt program: the independent judge of our archive packages.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::repo::Repo;
use crate::set_up::stamp;

const RELEASE: &str = "bagit==1.9.0";

/// Installs it into a virtual environment of its own and returns that environment's Python.
///
/// # Errors
/// Python cannot make the environment, or pip cannot fetch the package.
pub(crate) fn install(repo: &Repo) -> Result<PathBuf> {
    let folder = repo.target("venv");
    let python = folder.join("bin/python");
    stamp::unless_done(repo, "bagit", RELEASE, &python, || {
        command::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        command::run(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                // bagit imports pkg_resources, which newer setuptools no longer carry.
                .args([RELEASE, "setuptools<81"]),
        )?;
        command::output(Command::new(&python).args(["-c", "import bagit"])).map(drop)
    })?;
    Ok(python)
}
