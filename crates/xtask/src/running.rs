//! Servers that live as long as a step: started, waited for, logged, always stopped.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::command;

/// How a server is asked to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// SIGTERM: it may finish what it is doing.
    Terminate,
    /// SIGQUIT: PostgreSQL ends its children and leaves without a checkpoint.
    Quit,
    /// SIGKILL: it is given no time at all.
    Kill,
}

impl Stop {
    const fn signal(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
        }
    }
}

/// What to start and how to know that it is up.
#[derive(Debug)]
pub(crate) struct Launch<'a> {
    /// The program.
    pub(crate) program: &'a Path,
    /// Its arguments.
    pub(crate) arguments: &'a [String],
    /// Variables beside our own.
    pub(crate) variables: &'a [(&'static str, OsString)],
    /// The account to run as; ours if `None`. Needs root.
    pub(crate) user: Option<&'static str>,
    /// How to end it.
    pub(crate) stop: Stop,
    /// Where both outputs go.
    pub(crate) log: &'a Path,
    /// The longest wait until it is ready.
    pub(crate) patience: Duration,
    /// Recognises the line by which it says that it is ready.
    pub(crate) is_ready: fn(&str) -> bool,
}

/// A server of ours. Dropping it stops it and waits until it is gone.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    stop: Stop,
}

impl Running {
    /// Starts the server and waits until it says that it is ready.
    ///
    /// If this tool itself is killed, the kernel kills the server.
    ///
    /// # Errors
    /// It cannot be started, ends early, or is not ready in time; the message has the end of the
    /// log.
    pub(crate) fn start(launch: &Launch<'_>) -> Result<Self> {
        let mut command = launch.command();
        let line = command::spelled(&command);
        eprintln!("$ {line}   (日志 {})", launch.log.display());
        let file =
            File::create(launch.log).with_context(|| format!("无法写 {}", launch.log.display()))?;
        let child = command.spawn().with_context(|| format!("无法启动:{line}"))?;
        let mut running = Self { child, stop: launch.stop };
        let (sender, ready) = mpsc::channel();
        let log = || file.try_clone().context("无法复制日志句柄");
        if let Some(pipe) = running.child.stdout.take() {
            follow(pipe, log()?, launch.is_ready, sender.clone());
        }
        if let Some(pipe) = running.child.stderr.take() {
            follow(pipe, log()?, launch.is_ready, sender.clone());
        }
        drop(sender);
        match ready.recv_timeout(launch.patience) {
            Ok(()) => Ok(running),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("{} 秒内未就绪:{line}\n{}", launch.patience.as_secs(), tail(launch.log))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                bail!("启动后即退出:{line}\n{}", tail(launch.log))
            }
        }
    }
}

impl Running {
    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let order = format!("kill -s {} {}", self.stop.signal(), self.child.id());
        let asked =
            Command::new("sh").args(["-c", &order]).status().is_ok_and(|status| status.success());
        if !asked && let Err(fault) = self.child.kill() {
            eprintln!("无法结束进程 {}:{fault}", self.child.id());
        }
        if let Err(fault) = self.child.wait() {
            eprintln!("进程 {} 未能等到结束:{fault}", self.child.id());
        }
    }
}

impl Launch<'_> {
    /// `setpriv` becomes the server: one process, its account changed, tied to our life.
    fn command(&self) -> Command {
        let mut command = Command::new("setpriv");
        if let Some(user) = self.user {
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        command
            .args(["--pdeathsig", "KILL", "--"])
            .arg(self.program)
            .args(self.arguments)
            .envs(self.variables.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// In a thread of its own: copies lines into the log until the pipe closes; says once that the
/// server is ready.
fn follow(
    pipe: impl Read + Send + 'static,
    mut log: File,
    is_ready: fn(&str) -> bool,
    ready: mpsc::Sender<()>,
) {
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        let mut waiting = Some(ready);
        while reader.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
            if let Err(fault) = log.write_all(&line) {
                eprintln!("无法写日志:{fault}");
            }
            if is_ready(&String::from_utf8_lossy(&line))
                && let Some(ready) = waiting.take()
                && ready.send(()).is_err()
            {
                eprintln!("服务就绪过晚");
            }
            line.clear();
        }
    });
}

fn tail(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(20)).map(|line| format!("{line}\n")).collect()
}

/// A loopback port that was free a moment ago.
///
/// # Errors
/// No port can be bound.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("无法取得空闲端口")?;
    Ok(listener.local_addr().context("无法取得空闲端口")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch<'a>(script: &'a [String], log: &'a Path, patience: Duration) -> Launch<'a> {
        Launch {
            program: Path::new("/bin/sh"),
            arguments: script,
            variables: &[],
            user: None,
            stop: Stop::Terminate,
            log,
            patience,
            is_ready: |line| line.contains("ready"),
        }
    }

    fn script(text: &str) -> [String; 2] {
        ["-c".to_owned(), text.to_owned()]
    }

    fn alive(pid: u32) -> bool {
        Path::new(&format!("/proc/{pid}")).exists()
    }

    fn log(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("xtask-{name}-{}.log", std::process::id()))
    }

    #[test]
    fn a_server_is_waited_for_and_gone_after_use() {
        let log = log("ready");
        let lines = script("echo starting; echo ready >&2; exec cat /dev/zero > /dev/null");
        let running = Running::start(&launch(&lines, &log, Duration::from_secs(20))).unwrap();
        let pid = running.child.id();
        assert!(alive(pid));
        drop(running);
        assert!(!alive(pid));
        assert!(std::fs::read_to_string(&log).unwrap().contains("starting"));
        std::fs::remove_file(&log).unwrap();
    }

    #[test]
    fn a_server_that_ends_early_is_reported_with_its_last_words() {
        let log = log("early");
        let lines = script("echo no such disk; exit 1");
        let fault = Running::start(&launch(&lines, &log, Duration::from_secs(20))).unwrap_err();
        assert!(format!("{fault:#}").contains("no such disk"), "{fault:#}");
        std::fs::remove_file(&log).unwrap();
    }

    #[test]
    fn a_server_that_is_never_ready_is_stopped() {
        let log = log("never");
        let lines = script("echo hello; exec cat /dev/zero > /dev/null");
        let fault = Running::start(&launch(&lines, &log, Duration::from_millis(300))).unwrap_err();
        assert!(format!("{fault:#}").contains("未就绪"), "{fault:#}");
        std::fs::remove_file(&log).unwrap();
    }
}
