//! The program under test with an agency and people, on data that a campaign may do anything to.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::Options;
use crate::bench::http::Line;
use crate::bench::ours::{self, Ours};
use crate::command;
use crate::repo::Repo;
use crate::running::{Launch, Running, Stop, free_port};

/// A start takes a second; longer only where the machine is very busy.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a campaign works with.
pub(super) struct World {
    pub(super) ours: Ours,
    pub(super) program: PathBuf,
    /// Ours alone, empty at the beginning.
    pub(super) folder: PathBuf,
    /// Logs of the servers, on another path than their data.
    pub(super) logs: PathBuf,
    /// The step that a control leaves out.
    pub(super) sabotage: Option<String>,
    starts: AtomicU32,
}

/// A server that runs. Dropping it is `kill -9`.
pub(super) struct Served {
    pub(super) running: Running,
    pub(super) port: u16,
}

/// Builds the program and answers its copy, which later builds do not touch. With `is_sabotaged`
/// it has the feature by which a step can be left out.
fn program(repo: &Repo, options: &Options, is_sabotaged: bool) -> Result<PathBuf> {
    if options.is_built && !is_sabotaged {
        return Ok(repo.target("debug/liuhen"));
    }
    let (variable, name) = match is_sabotaged {
        false => ("LIUHEN_PROGRAM", "liuhen"),
        true => ("LIUHEN_SABOTAGED_PROGRAM", "liuhen-sabotaged"),
    };
    if let Some(program) = std::env::var_os(variable) {
        return Ok(PathBuf::from(program));
    }
    let mut build = command::cargo(repo.root(), ["build", "--quiet", "-p", "liuhen-server"]);
    build.args(["--bin", "liuhen"]);
    if is_sabotaged {
        build.args(["--features", "liuhen-server/sabotage"]);
    }
    command::run(&mut build)?;
    let folder = repo.target("prove");
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    let copy = folder.join(name);
    let new = copy.with_extension("new");
    fs::copy(repo.target("debug/liuhen"), &new).context("无法复制程序")?;
    fs::rename(&new, &copy).context("无法复制程序")?;
    Ok(copy)
}

impl World {
    /// Builds, empties the campaign's folder and founds an agency.
    pub(super) fn found(
        repo: &Repo,
        campaign: &str,
        options: &Options,
        sabotage: Option<&str>,
    ) -> Result<Self> {
        Self::found_at(repo, campaign, options, sabotage, |_| Ok(Vec::new()))
    }

    /// Founds where `place` says; it is given the campaign's folder.
    pub(super) fn found_at(
        repo: &Repo,
        campaign: &str,
        options: &Options,
        sabotage: Option<&str>,
        place: impl FnOnce(&Path) -> Result<Vec<String>>,
    ) -> Result<Self> {
        let program = program(repo, options, sabotage.is_some())?;
        let folder = repo.target("prove").join(campaign);
        // What a run that was cut off left mounted.
        drop(Command::new("umount").arg("-lq").arg(folder.join("mount")).output());
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("无法清空 {}", folder.display()))?;
        }
        let logs = folder.join("logs");
        fs::create_dir_all(&logs).with_context(|| format!("无法建立 {}", logs.display()))?;
        let place = place(&folder)?;
        let ours = Ours::found_at(program.clone(), &folder.join("seed"), &place, &logs)?;
        let sabotage = sabotage.map(str::to_owned);
        Ok(Self { ours, program, folder, logs, sabotage, starts: AtomicU32::new(0) })
    }

    /// A fresh copy of what was founded.
    pub(super) fn copy_to(&self, data: &Path) -> Result<()> {
        copy_folder(&self.folder.join("seed"), data)
    }

    fn variables(&self) -> Vec<(&'static str, OsString)> {
        let named = self.sabotage.iter().map(|step| ("LIUHEN_SABOTAGE", step.into()));
        std::iter::once(("RUST_LOG", "warn".into())).chain(named).collect()
    }

    /// Serves a data folder.
    pub(super) fn serve(&self, data: &Path) -> Result<Served> {
        self.serve_at(&ours::data_folder(data), &[])
    }

    /// Serves what the command line names, with more variables.
    pub(super) fn serve_at(
        &self,
        place: &[String],
        more: &[(&'static str, OsString)],
    ) -> Result<Served> {
        let port = free_port()?;
        let mut arguments = vec!["serve".to_owned()];
        arguments.extend_from_slice(place);
        arguments.extend(["--listen".to_owned(), format!("127.0.0.1:{port}")]);
        let mut variables = self.variables();
        variables.extend_from_slice(more);
        let number = self.starts.fetch_add(1, Ordering::Relaxed);
        let running = Running::start(&Launch {
            program: &self.program,
            arguments: &arguments,
            variables: &variables,
            user: None,
            stop: Stop::Kill,
            log: &self.logs.join(format!("{number}.log")),
            patience: PATIENCE,
            is_ready: |line| line.contains("http://127.0.0.1:"),
        })?;
        Ok(Served { running, port })
    }

    /// A connection of one of the two officers.
    pub(super) fn line(&self, port: u16, person: usize) -> Result<Line> {
        Line::open(port, &self.ours.headers_of(person))
    }

    /// Runs a sub-command that prints JSON and may end with 1 where it found something.
    pub(super) fn ask(&self, words: &[&str], place: &[String]) -> Result<Value> {
        let mut command = Command::new(&self.program);
        command.args(words).args(place).arg("--json").envs(self.variables());
        let done = command.output().with_context(|| format!("无法运行 {words:?}"))?;
        if !matches!(done.status.code(), Some(0 | 1)) {
            bail!("{words:?} 未成功：{}", String::from_utf8_lossy(&done.stderr).trim_end());
        }
        let text = String::from_utf8_lossy(&done.stdout);
        let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        let lines = lines.with_context(|| format!("{words:?} 的回答不是 JSON"))?;
        Ok(Value::Array(lines))
    }

    /// Lines in the logs that tell of a panic.
    pub(super) fn panics(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.logs).context("无法读取日志")? {
            let text = fs::read(entry.context("无法读取日志")?.path()).context("无法读取日志")?;
            let text = String::from_utf8_lossy(&text);
            found.extend(text.lines().filter(|line| line.contains("panicked")).map(str::to_owned));
        }
        Ok(found)
    }
}

/// Copies a folder with everything in it to a place where nothing is.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    command::output(Command::new("cp").arg("-r").arg(from).arg(to)).map(drop)
}
