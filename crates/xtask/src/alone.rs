//! `cargo xtask dock` and `cargo xtask witness`: a program that runs on others' machines, as one file
//! that needs no library of their systems.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::repo::Repo;

/// The C library is linked in; only with a target of its own do build scripts stay as they are.
const TARGET: &str = "x86_64-unknown-linux-gnu";
const FLAGS: (&str, &str) =
    ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-C target-feature=+crt-static");

/// Builds it and checks that it loads nothing. `--dev` takes the development profile, to try it out.
///
/// # Errors
/// It does not build, or is not static.
pub(crate) fn build(repo: &Repo, program: &str, arguments: &[String]) -> Result<()> {
    let (profile, folder) = match arguments {
        [] => ("release", "release"),
        [only] if only == "--dev" => ("dev", "debug"),
        [extra, ..] => bail!("编译 {program} 不接受参数:{extra}"),
    };
    let mut build = command::cargo(
        repo.root(),
        ["build", "--bin", program, "--target", TARGET, "--profile", profile],
    );
    command::run(build.env(FLAGS.0, FLAGS.1))?;
    let made = repo.target(&format!("{TARGET}/{folder}/{program}"));
    let headers = command::output(Command::new("readelf").arg("-lW").arg(&made))?;
    if is_dynamic(&String::from_utf8_lossy(&headers)) {
        bail!("编译出的程序仍要装载系统的库:{}", made.display());
    }
    let size = std::fs::metadata(&made).context("没有编译出程序")?.len();
    eprintln!("静态程序 {}({} MiB)", made.display(), size >> 20);
    Ok(())
}

/// A program that names a loader, or libraries, needs the system it was built on.
fn is_dynamic(headers: &str) -> bool {
    headers.lines().any(|line| line.trim_start().starts_with("INTERP"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_names_a_loader_is_not_static() {
        let own = std::env::current_exe().unwrap();
        let headers = command::output(Command::new("readelf").arg("-lW").arg(own)).unwrap();
        assert!(is_dynamic(&String::from_utf8_lossy(&headers)), "tests are built as usual");
        assert!(!is_dynamic("Program Headers:\n  LOAD 0x000000\n  GNU_STACK 0x000000\n"));
    }
}
