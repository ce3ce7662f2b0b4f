//! `liuhen-dock`: the collection station's agent. It brings recordings from devices to the server,
//! works without a line, and deletes nothing but on the server's signed receipt.
//!
//! Exit codes: 0 all deposited, 10 some files need somebody to look, 20 the line was away or not all
//! was sent (the queue is kept), 30 it cannot be done; 2 for a command line that it does not
//! understand.

mod args;
mod clear;
mod clock;
mod config;
mod disk;
mod flag;
mod hash;
mod import;
mod journal;
mod key;
mod layout;
mod print;
mod progress;
mod queue;
mod receipt;
mod receipts;
mod scan;
mod send;
mod server;
mod sniff;
mod throttle;
mod wall;
mod watch;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use clap::Parser as _;

use crate::args::{Args, Command, KeyCommand, LayoutsCommand, LineArgs};
use crate::config::{Config, Said};
use crate::import::{Fate, Options, Summary};
use crate::journal::Journal;
use crate::key::StationKey;
use crate::progress::Progress;
use crate::queue::Queue;
use crate::scan::Slot;
use crate::send::Line;
use crate::server::Server;
use crate::throttle::Throttle;

const DONE: u8 = 0;
const SEE_TO: u8 = 10;
const UNFINISHED: u8 = 20;
const IMPOSSIBLE: u8 = 30;
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { USAGE } else { DONE };
            return ExitCode::from(error.print().map_or(USAGE, |()| code));
        }
    };
    match run(args) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let told = writeln!(std::io::stderr(), "不能办理：{error:#}");
            ExitCode::from(told.map_or(IMPOSSIBLE, |()| IMPOSSIBLE))
        }
    }
}

fn run(args: Args) -> Result<u8> {
    match args.command {
        Command::Import { folders, line, device_clock, battery } => {
            if battery.is_some_and(|percent| percent > 100) {
                bail!("电量须为 0 至 100");
            }
            let device_clock =
                device_clock.map(|text| text.parse::<terms::Timestamp>()).transpose();
            let device_clock =
                device_clock.context("设备时间须写成 2025-03-07T10:05:00+08:00 的样子")?;
            let config = Config::read(line.config.as_deref(), line.said())?;
            let options = Options { device_clock, battery, ..options(&config) };
            runtime()?.block_on(import(&folders, &line, &config, &options))
        }
        Command::Watch { line } => {
            let config = Config::read(line.config.as_deref(), line.said())?;
            runtime()?.block_on(watch(&line, &config))
        }
        Command::Status { queue } => {
            let config = Config::read(queue.config.as_deref(), queue.said())?;
            let clips = queue::fold(&Journal::peek(&config.queue()?)?);
            print::status(clips.iter(), queue.json)?;
            Ok(DONE)
        }
        Command::Receipts { queue, out } => {
            let config = Config::read(queue.config.as_deref(), queue.said())?;
            let clips = queue::fold(&Journal::peek(&config.queue()?)?);
            print::receipts(clips.iter(), out.as_deref(), queue.json)?;
            Ok(DONE)
        }
        Command::Key(command) => key_command(command),
        Command::Layouts(command) => layouts_command(command),
    }
}

fn key_command(command: KeyCommand) -> Result<u8> {
    let public = match command {
        KeyCommand::New { station } => key::make(&station)?,
        KeyCommand::Show { station } => key::public_key(&station)?,
        KeyCommand::Pin { station, id, server_key } => {
            key::pin(&station, &id, server_key.trim())?;
            key::public_key(&station)?
        }
    };
    print::lines([public])?;
    Ok(DONE)
}

fn layouts_command(command: LayoutsCommand) -> Result<u8> {
    match command {
        LayoutsCommand::List { config, json } => {
            let config = Config::read(config.as_deref(), Said::default())?;
            print::layouts(&config.layouts, json)?;
            Ok(DONE)
        }
        LayoutsCommand::Test { path, config, json } => {
            let config = Config::read(config.as_deref(), Said::default())?;
            let paths: Vec<String> = if path.is_dir() {
                scan::list(&path)?.into_keys().collect()
            } else {
                vec![path.to_string_lossy().replace('\\', "/")]
            };
            let found: Vec<_> =
                paths.into_iter().map(|path| (path.clone(), config.layouts.named(&path))).collect();
            print::named(&found, json)?;
            let all_fit = found.iter().all(|(_, named)| named.layout.is_some());
            Ok(if all_fit { DONE } else { SEE_TO })
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Runtime::new().context("无法启动")
}

fn options(config: &Config) -> Options {
    Options {
        parallel: config.parallel,
        wipe: config.wipe,
        settle: config.settle,
        device_clock: None,
        battery: None,
    }
}

fn line_of(config: &Config) -> Result<(Arc<Line>, PathBuf)> {
    let server = config.server.as_deref().context("请用 --server 指明服务器地址")?;
    let station = config.station.as_deref().context("请用 --station 指明采集站密钥文件")?;
    let server = Server::new(server, StationKey::open(station)?, config.ca.as_deref())?;
    let folder = config.queue()?;
    let line = Line {
        server,
        queue: Queue::open(&folder)?,
        progress: Progress::default(),
        throttle: Throttle::new(config.bytes_per_s),
        patience: config.patience,
    };
    Ok((Arc::new(line), folder))
}

async fn import(
    folders: &[PathBuf],
    said: &LineArgs,
    config: &Config,
    options: &Options,
) -> Result<u8> {
    let (line, queue) = line_of(config)?;
    let slots = slots_of(folders)?;
    let drawing = tokio::spawn(wall::draw(line.clone(), !said.json));
    let reporting = tokio::spawn(wall::report(line.clone(), queue.clone()));
    let done = import::run(&line, &slots, &config.layouts, options).await;
    drawing.abort();
    reporting.abort();
    let summary = done?;
    wall::tell(&line, &queue).await;
    print::summary(&summary, said.json)?;
    Ok(code(&summary))
}

async fn watch(said: &LineArgs, config: &Config) -> Result<u8> {
    let (line, queue) = line_of(config)?;
    let options = options(config);
    let drawing = tokio::spawn(wall::draw(line.clone(), !said.json));
    let reporting = tokio::spawn(wall::report(line.clone(), queue));
    let told = |summary: &Summary| print::summary(summary, said.json);
    let done = tokio::select! {
        done = watch::watch(&line, config, &options, told) => done,
        stopped = tokio::signal::ctrl_c() => stopped.context("无法等待中止"),
    };
    drawing.abort();
    reporting.abort();
    done.map(|()| DONE)
}

/// A slot for each folder, called as the folder is.
fn slots_of(folders: &[PathBuf]) -> Result<Vec<Slot>> {
    let slot = |folder: &PathBuf| {
        let root =
            folder.canonicalize().with_context(|| format!("没有找到 {}", folder.display()))?;
        let name = root.file_name().map_or_else(
            || root.to_string_lossy().into_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        Ok(Slot { name: name.chars().take(100).collect(), root })
    };
    let slots = folders.iter().map(slot).collect::<Result<Vec<_>>>()?;
    let mut roots: Vec<&Path> = slots.iter().map(|slot| slot.root.as_path()).collect();
    roots.sort();
    roots.dedup();
    let mut names: Vec<&str> = slots.iter().map(|slot| slot.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if roots.len() < slots.len() || names.len() < slots.len() {
        bail!("目录重复或者同名，每个仓位的目录名须各不相同");
    }
    Ok(slots)
}

fn code(summary: &Summary) -> u8 {
    let is_told_why = summary.files.iter().any(|file| file.why.is_some());
    if summary.count(Fate::Waiting) > 0 || summary.untold > 0 {
        UNFINISHED
    } else if is_told_why {
        SEE_TO
    } else {
        DONE
    }
}
