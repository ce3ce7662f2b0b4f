//! `bench uploads`: ours beside servers that compute no digest and do not wait for the disk; one big
//! file, and many at the same time.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::http::{Filler, Line};
use super::ours::{Served, at};
use super::peers::{Kit, Peer};
use super::usage::{self, Usage};
use super::{float, median, number};
use crate::clock::Stopwatch;
use crate::command;
use crate::repo::Repo;

/// Rounds, in each of which every server is started anew.
const ROUNDS: u64 = 3;
/// What the browser sends in one request.
const PIECE_MIB: u64 = 16;
const MIB: u64 = 1 << 20;
const BIG_BYTES: u64 = 2048 * MIB;
const SMALL_BYTES: u64 = 64 * MIB;
const AT_ONCE: u64 = 32;
/// How often the server is asked whether it is done.
const ASKED_EVERY: Duration = Duration::from_millis(50);
/// Far longer than any of it takes.
const PATIENCE: Duration = Duration::from_secs(300);

/// One job of one server in one round.
#[derive(Debug, Clone, Copy)]
struct Run {
    peer: Peer,
    is_parallel: bool,
    /// Until the last answer.
    accepted_s: f64,
    /// Until both digests are facts; for ours only.
    deposited_s: Option<f64>,
    /// Processor time until accepted, and until the end.
    cpu_s: (f64, f64),
    peak_mib: f64,
}

/// Measures and prints a table.
pub(super) fn bench(repo: &Repo, words: &[&str]) -> Result<()> {
    let rounds = number(words, 0, ROUNDS)?;
    let piece_bytes = number(words, 1, PIECE_MIB)?.saturating_mul(MIB);
    let folder = repo.target("bench-peers/run");
    empty(&folder)?;
    let kit = Kit::fetch(repo, &folder)?;
    let mut runs = Vec::new();
    for round in 0..rounds {
        for peer in Peer::ALL {
            for is_parallel in [false, true] {
                let run = measure(&kit, &folder.join("server"), peer, is_parallel, piece_bytes)?;
                eprintln!("第{}轮 {run:?}", round + 1);
                runs.push(run);
            }
        }
    }
    fs::remove_dir_all(&folder).context("无法清理")?;
    print(&runs);
    Ok(())
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("无法清空 {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("无法建立 {}", folder.display()))
}

fn measure(
    kit: &Kit,
    folder: &Path,
    peer: Peer,
    is_parallel: bool,
    piece_bytes: u64,
) -> Result<Run> {
    empty(folder)?;
    let Served { running, port } = peer.start(kit, folder, piece_bytes)?;
    // What others left to be written must not fall into our time.
    command::output(&mut Command::new("sync"))?;
    let before = usage::of(running.id())?;
    let (count, bytes) = if is_parallel { (AT_ONCE, SMALL_BYTES) } else { (1, BIG_BYTES) };
    let begin = Stopwatch::start();
    send_all(kit, peer, port, count, bytes, piece_bytes)?;
    let accepted_s = begin.elapsed().as_secs_f64();
    let accepted = usage::of(running.id())?;
    let mut deposited_s = None;
    if peer == Peer::Ours {
        wait_for_deposits(kit, port, count)?;
        deposited_s = Some(begin.elapsed().as_secs_f64());
    }
    let Usage { cpu_s, peak_mib } = usage::of(running.id())?;
    drop(running);
    empty(folder)?;
    let cpu_s = (accepted.cpu_s - before.cpu_s, cpu_s - before.cpu_s);
    Ok(Run { peer, is_parallel, accepted_s, deposited_s, cpu_s, peak_mib })
}

fn send_all(
    kit: &Kit,
    peer: Peer,
    port: u16,
    count: u64,
    bytes: u64,
    piece_bytes: u64,
) -> Result<()> {
    let start = Barrier::new(usize::try_from(count)?);
    let headers = if peer == Peer::Ours { kit.ours.headers() } else { String::new() };
    thread::scope(|scope| {
        let sending: Vec<_> = (0..count)
            .map(|number| {
                let (start, headers) = (&start, &headers);
                scope.spawn(move || {
                    let line = Line::open(port, headers);
                    start.wait();
                    send(&mut line?, peer, number, bytes, piece_bytes)
                })
            })
            .collect();
        for sent in sending {
            sent.join().map_err(|_| anyhow::anyhow!("发送线程出错"))??;
        }
        Ok(())
    })
}

/// One file, in pieces by tus or at once.
fn send(line: &mut Line, peer: Peer, number: u64, bytes: u64, piece_bytes: u64) -> Result<()> {
    let Some(path) = peer.tus_path() else {
        let filler = Filler { number, from: 0, len: bytes };
        line.send("PUT", &format!("/put/{number}"), "", filler)?.success()?;
        return Ok(());
    };
    // "clip.mp4"
    let begin = format!(
        "Tus-Resumable: 1.0.0\r\nUpload-Length: {bytes}\r\nUpload-Metadata: filename Y2xpcC5tcDQ=\r\n"
    );
    let begun = line.ask("POST", path, &begin, b"")?.success()?;
    let place = begun.header("location").context("没有 Location")?;
    let place = match place.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(rest),
        None => place,
    };
    let place = place.to_owned();
    let mut from = 0;
    while from < bytes {
        let len = piece_bytes.min(bytes - from);
        let headers = format!(
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: {from}\r\nContent-Type: application/offset+octet-stream\r\n"
        );
        let taken =
            line.send("PATCH", &place, &headers, Filler { number, from, len })?.success()?;
        from += len;
        if taken.header("upload-offset") != Some(&from.to_string()) {
            bail!("{} 没有收下全部:{taken:?}", peer.name());
        }
    }
    Ok(())
}

/// Until every upload is a recording with both digests.
fn wait_for_deposits(kit: &Kit, port: u16, count: u64) -> Result<()> {
    let mut line = kit.ours.line(port)?;
    let begin = Stopwatch::start();
    while begin.elapsed() < PATIENCE {
        let list = line.json("GET", &at("/uploads"), None)?;
        let items = list.get("items").and_then(Value::as_array).context("没有上传列表")?;
        let done = items
            .iter()
            .filter(|item| item.get("state").is_some_and(|state| state == "deposited"))
            .count();
        if u64::try_from(done)? == count {
            return Ok(());
        }
        thread::sleep(ASKED_EVERY);
    }
    bail!("{} 秒内没有全部入库", PATIENCE.as_secs())
}

fn print(runs: &[Run]) {
    let gib = float(BIG_BYTES) / float(1 << 30);
    let mb = float(BIG_BYTES) / 1e6;
    for is_parallel in [false, true] {
        let of = |peer: Peer, value: &dyn Fn(&Run) -> f64| {
            let some = runs.iter().filter(|run| run.peer == peer && run.is_parallel == is_parallel);
            median(some.map(value))
        };
        let whole = |run: &Run| run.deposited_s.unwrap_or(run.accepted_s);
        let rate = |run: &Run| mb / run.accepted_s;
        eprintln!("\n{}", if is_parallel { "### 32 × 64 MiB" } else { "### 2 GiB" });
        eprintln!(
            "\n| server | accepted MB/s | × @tus/server | both digests MB/s | × @tus/server | CPU s/GiB accepted | CPU s/GiB all | peak MiB |"
        );
        eprintln!("|---|---|---|---|---|---|---|---|");
        for peer in Peer::ALL {
            let than = |value: &dyn Fn(&Run) -> f64| ratio(runs, peer, is_parallel, value);
            let (all, all_than) = if peer == Peer::Ours {
                let after = median(
                    runs.iter()
                        .filter(|run| run.peer == peer && run.is_parallel == is_parallel)
                        .map(|run| mb / whole(run)),
                );
                (format!("{after:.0}"), format!("{:.2}", than(&|run| mb / whole(run))))
            } else {
                ("–".to_owned(), "–".to_owned())
            };
            eprintln!(
                "| {} | {:.0} | {:.2} | {all} | {all_than} | {:.2} | {:.2} | {:.0} |",
                peer.name(),
                of(peer, &rate),
                than(&rate),
                of(peer, &|run| run.cpu_s.0 / gib),
                of(peer, &|run| run.cpu_s.1 / gib),
                of(peer, &|run| run.peak_mib),
            );
        }
        if !is_parallel {
            let behind = of(Peer::Ours, &|run| mb / (whole(run) - run.accepted_s));
            eprintln!("\nAfter that the digests of the big file came at {behind:.0} MB/s.");
        }
    }
}

/// The middle of the quotients to `@tus/server`, each within one round.
fn ratio(runs: &[Run], peer: Peer, is_parallel: bool, value: &dyn Fn(&Run) -> f64) -> f64 {
    let of = |wanted: Peer| {
        runs.iter().filter(move |run| run.peer == wanted && run.is_parallel == is_parallel)
    };
    median(of(peer).zip(of(Peer::TusServer)).map(|(ours, theirs)| value(ours) / value(theirs)))
}
