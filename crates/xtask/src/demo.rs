//! `cargo xtask demo`: from a fresh clone to a filled sample county in the browser.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::Result;

use crate::clock::{Stopwatch, for_people};
use crate::command;
use crate::repo::Repo;
use crate::set_up::{fonts, programs, web};

const PROGRAMS: [&str; 4] = ["liuhen", "liuhen-dock", "liuhen-verify", "liuhen-witness"];
const DEFAULTS: [(&str, &str); 2] = [("--data", "demo-data"), ("--listen", "127.0.0.1:8080")];

/// Prepares everything and becomes the server.
///
/// # Errors
/// Something is missing or does not build. Does not return once the server runs.
pub(crate) fn demo(repo: &Repo, arguments: &[String]) -> Result<()> {
    let watch = Stopwatch::start();
    programs::ensure(programs::FOR_DEMO)?;
    programs::ensure_node()?;
    let fonts = fonts::fetch(repo)?;
    web::build(repo)?;
    let programs = PROGRAMS.iter().flat_map(|program| ["--bin", program]);
    command::run(command::cargo(repo.root(), ["build"]).args(programs))?;
    eprintln!("程序在 {}:{}", repo.target("debug").display(), PROGRAMS.join("、"));
    eprintln!("准备用时 {}", for_people(watch.elapsed()));
    let mut server = Command::new(repo.target("debug/liuhen"));
    server
        .current_dir(repo.root())
        .env("LIUHEN_FONTS", fonts)
        .arg("demo")
        .args(with_defaults(arguments));
    eprintln!("$ {}   (按 Ctrl-C 结束)", command::spelled(&server));
    Err(server.exec().into())
}

/// Adds the usual folder and address unless the caller named others.
fn with_defaults(arguments: &[String]) -> Vec<String> {
    let mut all = arguments.to_vec();
    for (option, value) in DEFAULTS {
        let assigned = format!("{option}=");
        if !arguments.iter().any(|given| given == option || given.starts_with(&assigned)) {
            all.extend([option.to_owned(), value.to_owned()]);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_caller_names_is_not_overruled() {
        let given = ["--listen=127.0.0.1:9".to_owned()];
        assert_eq!(with_defaults(&given), ["--listen=127.0.0.1:9", "--data", "demo-data"]);
        assert_eq!(with_defaults(&[]).len(), 4);
    }
}
