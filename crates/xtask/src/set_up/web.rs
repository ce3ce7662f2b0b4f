//! The UI: its packages and its build.

use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::repo::Repo;
use crate::set_up::{programs, stamp};

/// `npm` working in `web/`, without its own advertising.
pub(crate) fn npm(repo: &Repo) -> Command {
    let mut command = Command::new("npm");
    command
        .current_dir(repo.path("web"))
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}

/// Installs exactly what `web/package-lock.json` names, if that has changed.
///
/// # Errors
/// Node.js is missing or too old, or npm fails.
pub(crate) fn install(repo: &Repo) -> Result<()> {
    programs::ensure_node()?;
    let inputs =
        stamp::of_files(&[&repo.path("web/package.json"), &repo.path("web/package-lock.json")])?;
    let product = repo.path("web/node_modules");
    stamp::unless_done(repo, "web-packages", &inputs, &product, || {
        command::run(npm(repo).args(["ci", "--no-progress"]))
    })
}

/// Builds `web/dist`, if anything it is made of has changed.
///
/// # Errors
/// As [`install`], or Vite fails.
pub(crate) fn build(repo: &Repo) -> Result<()> {
    install(repo)?;
    let made_of =
        ["package-lock.json", "index.html", "vite.config.ts", "tsconfig.json", "src", "verifier"]
            .map(|name| repo.path("web").join(name));
    let public = repo.path("web/public");
    let inputs: Vec<_> = made_of
        .iter()
        .chain(public.exists().then_some(&public))
        .map(std::path::PathBuf::as_path)
        .collect();
    let inputs = stamp::of_files(&inputs)?;
    let product = repo.path("web/dist/index.html");
    stamp::unless_done(repo, "web-build", &inputs, &product, || {
        command::run(npm(repo).args(["run", "--silent", "build"]))
    })
}
