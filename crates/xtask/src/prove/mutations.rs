//! `prove mutations`: packages drawn at random, each sound, and ten changes of each; both verifiers
//! must find every change, name it alike, and accuse no sound package.

use anyhow::{Result, bail};

use super::{Ended, Found, Options};
use crate::command;
use crate::generate;
use crate::repo::Repo;
use crate::set_up::web;

/// Changes of each package, as `web/e2e/verifier-mutations.e2e.ts` makes them.
const OF_EACH: u64 = 10;
/// The control: both verifiers are shown the sound package instead of the changed one.
const UNSHOWN: &str = "unshown";

/// `prove mutations`; a round is one package.
pub(super) fn mutations(repo: &Repo, options: &Options) -> Result<Ended> {
    let is_unshown = match options.sabotage.as_deref() {
        None => false,
        Some(UNSHOWN) => true,
        Some(other) => bail!("没有「{other}」这一步可以省去;有:{UNSHOWN}"),
    };
    web::install(repo)?;
    if !options.is_built {
        let build = ["build", "--quiet", "--bin", "liuhen-verify"];
        command::run(&mut command::cargo(repo.root(), build))?;
    }
    let rounds = options.rounds(20, 1_000);
    let mut story = web::npm(repo);
    story
        .args(["run", "--silent", "e2e", "--", "verifier-mutations"])
        .env("LIUHEN_PROGRAM", generate::built_program(repo))
        .env("LIUHEN_SEED", options.seed.to_string())
        .env("LIUHEN_MUTATIONS", rounds.saturating_mul(OF_EACH).to_string());
    if is_unshown {
        story.env("LIUHEN_UNSHOWN", "1");
    }
    let broken = match command::run(&mut story) {
        Ok(()) => Vec::new(),
        Err(fault) => vec![format!("{fault:#}")],
    };
    let faults = rounds.saturating_mul(OF_EACH);
    Ok(Ended::Ran(Found { rounds, faults, broken, notes: Vec::new() }))
}
