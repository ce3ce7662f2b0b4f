//! `lossfs` as a campaign uses it: mounted, told what to do, unmounted at the end.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::Options;
use crate::command;
use crate::repo::Repo;
use crate::running::{Launch, Running, Stop};

/// A mounted `lossfs`.
pub(super) struct Loss {
    running: Option<Running>,
    folder: PathBuf,
    socket: PathBuf,
}

/// Why this machine cannot run it.
pub(super) fn missing() -> Option<&'static str> {
    if !Path::new("/dev/fuse").exists() {
        return Some("本机没有 /dev/fuse，不能挂载 lossfs");
    }
    if !command::is_root() {
        return Some("不是 root，不能挂载 lossfs");
    }
    (!may_mount()).then_some("本机不许挂载文件系统，不能挂载 lossfs")
}

/// Root in a container often may not: tried on something small, and with the device itself.
fn may_mount() -> bool {
    let is_open = fs::File::options().read(true).write(true).open("/dev/fuse").is_ok();
    let folder = std::env::temp_dir().join(format!("liuhen-mount-{}", std::process::id()));
    if !is_open || fs::create_dir_all(&folder).is_err() {
        return false;
    }
    let mount = Command::new("mount").args(["-t", "tmpfs", "liuhen"]).arg(&folder).output();
    let is_mounted = mount.is_ok_and(|done| done.status.success());
    if is_mounted {
        drop(Command::new("umount").arg(&folder).output());
    }
    drop(fs::remove_dir(&folder));
    is_mounted
}

impl Loss {
    /// Builds it and mounts it below a folder.
    pub(super) fn mount(repo: &Repo, options: &Options, below: &Path) -> Result<Self> {
        let program = match std::env::var_os("LIUHEN_LOSSFS") {
            Some(program) => PathBuf::from(program),
            None if options.is_built => repo.target("debug/lossfs"),
            None => {
                let build = ["build", "--quiet", "-p", "liuhen-lossfs"];
                command::run(&mut command::cargo(repo.root(), build))?;
                repo.target("debug/lossfs")
            }
        };
        let (folder, socket) = (below.join("mount"), below.join("lossfs.socket"));
        fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
        let arguments = [&folder, &socket].map(|path| path.to_string_lossy().into_owned());
        let running = Running::start(&Launch {
            program: &program,
            arguments: &arguments,
            variables: &[],
            user: None,
            stop: Stop::Kill,
            log: &below.join("lossfs.log"),
            patience: Duration::from_secs(60),
            is_ready: |line| line.trim() == "ready",
        })?;
        Ok(Self { running: Some(running), folder, socket })
    }

    /// The data folder on it.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Gives an order; its answer.
    pub(super) fn order(&self, line: &str) -> Result<String> {
        let mut stream = UnixStream::connect(&self.socket).context("连接不上 lossfs")?;
        writeln!(stream, "{line}")?;
        let mut said = String::new();
        BufReader::new(stream).read_line(&mut said)?;
        let said = said.trim_end();
        if said.starts_with("error") {
            bail!("lossfs 不接受“{line}”：{said}");
        }
        Ok(said.to_owned())
    }
}

impl Drop for Loss {
    fn drop(&mut self) {
        if let Err(fault) = self.order("end") {
            eprintln!("lossfs 没有自行结束：{fault:#}");
        }
        // Lazily: whatever still holds a file there must not keep the folder.
        drop(Command::new("umount").arg("-l").arg(&self.folder).output());
        drop(self.running.take());
    }
}
