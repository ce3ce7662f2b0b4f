//! The command lines around a tool: limits always, bubblewrap where it works.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What surrounds the tools. Limits on processor time, memory, output and open files hold in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sandbox {
    /// Own namespaces: no network, no files but the tools, the input and the output.
    Bubblewrap,
    /// Only the limits: bubblewrap is missing, not wanted, or not allowed by the kernel.
    LimitsOnly,
}

impl fmt::Display for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bubblewrap => "bubblewrap",
            Self::LimitsOnly => "limits only",
        })
    }
}

/// What one run may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    pub(crate) cpu: Duration,
    pub(crate) memory_bytes: u64,
    pub(crate) output_bytes: u64,
}

impl Allowance {
    /// Wall time: twice the processor time, since others use the machine too.
    pub(crate) fn wall(&self) -> Duration {
        self.cpu.saturating_mul(2)
    }
}

/// Files a run may touch, and what the tool must call them.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub(crate) input: PathBuf,
    pub(crate) output: Option<PathBuf>,
}

impl Files {
    /// The tool's argument for the input.
    pub(crate) fn input_name(&self, sandbox: Sandbox) -> OsString {
        match sandbox {
            Sandbox::Bubblewrap => "file:/input".into(),
            Sandbox::LimitsOnly => named(&self.input),
        }
    }

    /// The tool's argument for the output.
    pub(crate) fn output_name(&self, sandbox: Sandbox) -> OsString {
        match (sandbox, &self.output) {
            (_, None) => "pipe:1".into(),
            (Sandbox::Bubblewrap, Some(_)) => "file:/output".into(),
            (Sandbox::LimitsOnly, Some(path)) => named(path),
        }
    }
}

fn named(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// Arguments of `nice` up to the tool's own path: `-n 10 prlimit … [bwrap …]`.
pub(crate) fn prefix(
    prlimit: &Path,
    bwrap: Option<&Path>,
    tool: &Path,
    files: &Files,
    allowance: Allowance,
) -> Vec<OsString> {
    let mut args: Vec<OsString> = vec!["-n".into(), "10".into(), prlimit.into()];
    let cpu = allowance.cpu.as_secs().max(1);
    args.push(format!("--cpu={cpu}:{}", cpu.saturating_add(1)).into());
    args.push(format!("--as={}", allowance.memory_bytes).into());
    args.push(format!("--fsize={}", allowance.output_bytes).into());
    args.extend(["--nofile=64", "--core=0"].map(OsString::from));
    if let Some(bwrap) = bwrap {
        args.push(bwrap.into());
        args.extend(bubble(tool, files));
        args.push("--".into());
    }
    args
}

fn bubble(tool: &Path, files: &Files) -> Vec<OsString> {
    let mut args: Vec<OsString> = [
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--cap-drop",
        "ALL",
        "--setenv",
        "PATH",
        "/usr/bin",
        "--ro-bind",
        "/usr",
        "/usr",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
    ]
    .map(OsString::from)
    .to_vec();
    for name in ["/lib", "/lib32", "/lib64", "/libx32", "/bin"] {
        match fs::read_link(name) {
            Ok(target) => args.extend(["--symlink".into(), target.into(), name.into()]),
            Err(_) => args.extend(["--ro-bind-try", name, name].map(OsString::from)),
        }
    }
    for name in ["/etc/ld.so.cache", "/etc/alternatives"] {
        args.extend(["--ro-bind-try", name, name].map(OsString::from));
    }
    if !tool.starts_with("/usr") {
        args.extend(["--ro-bind".into(), tool.into(), tool.into()]);
    }
    args.extend(["--ro-bind".into(), files.input.clone().into(), "/input".into()]);
    if let Some(output) = &files.output {
        args.extend(["--bind".into(), output.clone().into(), "/output".into()]);
    }
    args.extend(["--chdir", "/"].map(OsString::from));
    args
}
