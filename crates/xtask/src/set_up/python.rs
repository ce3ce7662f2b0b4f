//! Programs of others in Python: the Library of Congress' BagIt, the independent judge of our
//! packages, and a tus client that shares nothing with the browser's.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::repo::Repo;
use crate::set_up::stamp;

const RELEASES: [&str; 2] = ["bagit==1.9.0", "tuspy==1.1.0"];

/// Installs them into a virtual environment of its own and returns that environment's Python.
///
/// # Errors
/// Python cannot make the environment, or pip cannot fetch a package.
pub(crate) fn install(repo: &Repo) -> Result<PathBuf> {
    let folder = repo.target("venv");
    let python = folder.join("bin/python");
    stamp::unless_done(repo, "python", &RELEASES.join(" "), &python, || {
        command::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        command::run(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                // bagit imports pkg_resources, which newer setuptools no longer carry.
                .args(["setuptools<81"])
                .args(RELEASES),
        )?;
        command::output(Command::new(&python).args(["-c", "import bagit, tusclient"])).map(drop)
    })?;
    Ok(python)
}
