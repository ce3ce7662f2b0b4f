//! Runs ffprobe and ffmpeg: bounded in everything, killed when time is over or nobody waits.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};

use crate::sandbox::{Allowance, Files, Sandbox, prefix};
use crate::{Config, ProbeFailure};

/// The end of what a tool says on standard error that is kept.
const SAID_BYTES: usize = 4096;
/// Signals by which the kernel ends a process at its limits.
const AT_LIMITS: [i32; 3] = [9, 24, 25]; // KILL, XCPU, XFSZ

/// The tools, found once.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) ffmpeg: PathBuf,
    pub(crate) ffprobe: PathBuf,
    pub(crate) version: String,
    pub(crate) sandbox: Sandbox,
    nice: PathBuf,
    prlimit: PathBuf,
    bwrap: Option<PathBuf>,
}

/// How a run ended and what it said on standard error.
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

impl Tools {
    /// Looks for the tools and tries the sandbox; the name of what is missing otherwise.
    pub(crate) async fn find(config: &Config) -> Result<Self, &'static str> {
        let look = |name: &'static str| {
            let found = config.search.iter().map(|folder| folder.join(name)).find(|p| p.is_file());
            found.ok_or(name)
        };
        let (ffmpeg, ffprobe) = (look("ffmpeg")?, look("ffprobe")?);
        let (nice, prlimit) = (look("nice")?, look("prlimit")?);
        let bwrap = if config.bubblewrap { look("bwrap").ok() } else { None };
        let (version, sandbox) = (String::new(), Sandbox::LimitsOnly);
        let mut tools = Self { ffmpeg, ffprobe, version, sandbox, nice, prlimit, bwrap: None };
        if bwrap.is_some() {
            tools.bwrap = bwrap;
            tools.sandbox = Sandbox::Bubblewrap;
            if let Some(version) = tools.ask_version().await {
                tools.version = version;
                return Ok(tools);
            }
            tools.bwrap = None;
            tools.sandbox = Sandbox::LimitsOnly;
        }
        tools.version = tools.ask_version().await.ok_or("ffprobe")?;
        Ok(tools)
    }

    async fn ask_version(&self) -> Option<String> {
        let files = Files { input: self.ffprobe.clone(), output: None };
        let allowance =
            Allowance { cpu: Duration::from_secs(5), memory_bytes: 1 << 30, output_bytes: 1 << 20 };
        let args = vec!["-version".into()];
        let mut first = None;
        let ran = self.run(&self.ffprobe, args, &files, allowance, |line| {
            if first.is_none() {
                first = line.split(' ').nth(2).map(str::to_owned);
            }
            Ok(())
        });
        ran.await.ok().filter(|ran| ran.status.success())?;
        first
    }

    /// Runs a tool and hands each line of its standard output to `line`, which may stop it.
    pub(crate) async fn run(
        &self,
        tool: &Path,
        args: Vec<OsString>,
        files: &Files,
        allowance: Allowance,
        line: impl FnMut(&str) -> Result<(), ProbeFailure>,
    ) -> Result<Ran, ProbeFailure> {
        let mut command = Command::new(&self.nice);
        command
            .args(prefix(&self.prlimit, self.bwrap.as_deref(), tool, files, allowance))
            .arg(tool)
            .args(args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(ProbeFailure::io("start the tool"))?;
        let wall = allowance.wall();
        let ran = match tokio::time::timeout(wall, listen(&mut child, line)).await {
            Ok(ran) => ran,
            Err(_) => Err(ProbeFailure::TimedOut { after: wall }),
        };
        if ran.is_err() {
            // Reaped here, so that no process is left behind the answer.
            child.kill().await.map_err(ProbeFailure::io("kill the tool"))?;
        }
        let ran = ran?;
        if at_limits(ran.status) { Err(ProbeFailure::OverLimits) } else { Ok(ran) }
    }
}

async fn listen(
    child: &mut Child,
    line: impl FnMut(&str) -> Result<(), ProbeFailure>,
) -> Result<Ran, ProbeFailure> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let lines = async {
        match stdout {
            Some(stdout) => each_line(stdout, line).await,
            None => Ok(()),
        }
    };
    let said = async {
        match stderr {
            Some(stderr) => tail(stderr).await,
            None => Ok(String::new()),
        }
    };
    let ((), said) = tokio::try_join!(lines, said)?;
    let status = child.wait().await.map_err(ProbeFailure::io("wait for the tool"))?;
    Ok(Ran { status, said })
}

/// Lines of at most 4 KiB; a longer one is cut, as none of ours is.
async fn each_line(
    mut from: impl AsyncRead + Unpin,
    mut line: impl FnMut(&str) -> Result<(), ProbeFailure>,
) -> Result<(), ProbeFailure> {
    const LINE_BYTES: usize = 4096;
    let mut buffer = vec![0; 64 << 10];
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let len = from.read(&mut buffer).await.map_err(ProbeFailure::io("hear the tool"))?;
        if len == 0 {
            return if rest.is_empty() { Ok(()) } else { line(&String::from_utf8_lossy(&rest)) };
        }
        for piece in buffer.get(..len).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
            let (text, ends) = match piece.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (piece, false),
            };
            let room = LINE_BYTES.saturating_sub(rest.len());
            rest.extend(text.iter().take(room));
            if ends {
                line(&String::from_utf8_lossy(&rest))?;
                rest.clear();
            }
        }
    }
}

/// The last bytes of a stream as harmless text.
async fn tail(mut from: impl AsyncRead + Unpin) -> Result<String, ProbeFailure> {
    let mut buffer = vec![0; SAID_BYTES];
    let mut kept: Vec<u8> = Vec::new();
    loop {
        let len = from.read(&mut buffer).await.map_err(ProbeFailure::io("hear the tool"))?;
        if len == 0 {
            break;
        }
        kept.extend(buffer.iter().take(len));
        let surplus = kept.len().saturating_sub(SAID_BYTES);
        kept.drain(..surplus);
    }
    let text = String::from_utf8_lossy(&kept);
    Ok(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

fn at_limits(status: ExitStatus) -> bool {
    // A shell-like parent (bubblewrap) reports a signal as 128 and its number.
    let signal = status.signal().or_else(|| status.code().map(|code| code - 128));
    signal.is_some_and(|signal| AT_LIMITS.contains(&signal))
}
