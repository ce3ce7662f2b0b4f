//! `bench witness`: the memory of a witness of 200 logs.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::http::Line;
use super::proof;
use crate::command;
use crate::repo::Repo;
use crate::running::{Launch, Running, Stop, free_port};

const LOGS: &str = "200";
const REQUESTS: &str = "1000";

/// Lets each log ask some times and prints what the witness then holds.
pub(super) fn bench(repo: &Repo) -> Result<()> {
    let build = ["build", "--release", "--bin", "liuhen-witness"];
    command::run(&mut command::cargo(repo.root(), build))?;
    let program = repo.target("release/liuhen-witness");
    let maker = proof::built(repo, "liuhen-witness", "many_logs")?;
    let folder = repo.target("bench-peers/witness");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("无法清空")?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    let requests = command::output(Command::new(maker).arg(&folder).args([LOGS, REQUESTS]))?;
    let port = free_port()?;
    let words = ["serve", "--listen", &format!("127.0.0.1:{port}"), "--state"];
    let mut arguments = words.map(str::to_owned).to_vec();
    arguments.push(folder.join("witness").display().to_string());
    let running = Running::start(&Launch {
        program: &program,
        arguments: &arguments,
        // As the unit in docs/operating says.
        variables: &[("RUST_LOG", "warn".into()), ("MALLOC_ARENA_MAX", "2".into())],
        user: None,
        stop: Stop::Terminate,
        log: &folder.join("witness.log"),
        patience: Duration::from_secs(60),
        is_ready: |line| line.contains("http://127.0.0.1:"),
    })?;
    let begun = memory(running.id())?;
    let mut line = Line::open(port, "")?;
    for request in String::from_utf8(requests)?.lines() {
        let body: String = serde_json::from_str(request)?;
        let answer = line.ask("POST", "/add-checkpoint", "", body.as_bytes())?;
        ensure!(answer.status == 200, "见证方没有签名：{}", answer.status);
    }
    eprintln!("\n| witness of {LOGS} logs | MiB resident | of its own | of the program file |");
    eprintln!("|---|---|---|---|");
    for (when, held) in
        [("begun", begun), (&*format!("after {REQUESTS} requests"), memory(running.id())?)]
    {
        let [all, own] = held;
        eprintln!("| {when} | {all:.1} | {own:.1} | {:.1} |", all - own);
    }
    Ok(())
}

/// What a process holds, and what of it no file stands behind, in MiB.
fn memory(pid: u32) -> Result<[f64; 2]> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("读不到进程")?;
    let of = |name: &str| -> Result<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok());
        Ok(f64::from(kib.with_context(|| format!("smaps_rollup 没有 {name}"))?) / 1024.0)
    };
    Ok([of("Rss:")?, of("Anonymous:")?])
}
