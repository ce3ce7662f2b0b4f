//! Runs outside programs and says which one failed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// The command as a person would type it, without the environment.
pub(crate) fn spelled(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// Prints the command, runs it with our own output and waits.
///
/// # Errors
/// The program cannot be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = spelled(command);
    eprintln!("$ {line}");
    let status = command.status().with_context(|| format!("无法运行:{line}"))?;
    if !status.success() {
        bail!("未成功({status}):{line}");
    }
    Ok(())
}

/// Runs the command quietly and returns what it wrote to standard output.
///
/// # Errors
/// As [`run`]; the last lines of its standard error are part of the message.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let line = spelled(command);
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("无法运行:{line}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("未成功({}):{line}\n{}", done.status, said.trim_end());
    }
    Ok(done.stdout)
}

/// Where a program lies: the first folder of `PATH` that holds it.
pub(crate) fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// `cargo` of the toolchain that runs us, working in `folder`.
pub(crate) fn cargo<I, S>(folder: &Path, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder).args(arguments);
    command
}

/// Whether we run as root, and so may install packages.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|text| text.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_what_it_said() {
        let fault = output(Command::new("sh").args(["-c", "echo why >&2; exit 3"])).unwrap_err();
        let text = format!("{fault:#}");
        assert!(text.contains("sh -c") && text.contains("why"), "{text}");
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let fault = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(format!("{fault:#}").contains("no-such-program-here"));
        assert_eq!(found("no-such-program-here"), None);
        assert!(found("sh").is_some());
    }
}
