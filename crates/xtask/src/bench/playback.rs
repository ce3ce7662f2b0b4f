//! `bench playback`: a granted original by HTTP ranges, each checked against the grant, beside nginx
//! on the very same file.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::http::{Filler, Line};
use super::matter::Matter;
use super::ours::{at, text};
use super::peers::{Kit, serve_with_nginx};
use super::{float, median, number, usage};
use crate::clock::Stopwatch;
use crate::repo::Repo;
use crate::running::free_port;

const ROUNDS: u64 = 5;
const MIB: u64 = 1 << 20;
const FILE_BYTES: u64 = 512 * MIB;
/// Parts asked for by each player that jumps about.
const JUMPS: u64 = 100;
const PLAYERS: u64 = 4;

/// Who serves the file.
struct Place {
    name: &'static str,
    pid: u32,
    port: u16,
    path: String,
    headers: String,
}

/// How it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// From the beginning to the end, by one player.
    Through,
    /// Parts of 1 MiB from anywhere, by several players.
    Jumping,
}

/// Measures and prints a table.
pub(super) fn bench(repo: &Repo, words: &[&str]) -> Result<()> {
    let rounds = number(words, 0, ROUNDS)?;
    let folder = repo.target("bench-peers/run");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("无法清空")?;
    }
    let (own, web) = (folder.join("server"), folder.join("nginx"));
    for folder in [&own, &web] {
        fs::create_dir_all(folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    }
    let ours = Kit::ours_alone(repo, &folder)?;
    let served = ours.start(&own)?;
    let mut matter = Matter::open(&ours, served.port)?;
    let place = matter.begin(FILE_BYTES)?;
    matter.fill(&place, Filler { number: 0, from: 0, len: FILE_BYTES })?;
    let deposited = |list: &serde_json::Value| {
        list.pointer("/items/0/state").is_some_and(|state| state == "deposited")
    };
    let list = matter.until(&at("/uploads"), deposited)?;
    let upload = list.pointer("/items/0").context("没有上传")?;
    matter.grant()?;
    let view = at(&format!("/recordings/{}/view", text(upload, "recording_id")?));
    let ticket = matter.line.json("POST", &view, Some(&json!({ "original": true })))?;
    let file = find(&own.join("data/vault/blobs"), text(upload, "sha256")?)?;
    let (files, name) = (file.parent().context("没有文件夹")?, file.file_name());
    let name = name.context("没有文件名")?.to_string_lossy().into_owned();
    let nginx = serve_with_nginx(&web, files, free_port()?)?;
    let places = [
        Place {
            name: "nginx",
            pid: nginx.running.id(),
            port: nginx.port,
            path: format!("/get/{name}"),
            headers: String::new(),
        },
        Place {
            name: "liuhen",
            pid: served.running.id(),
            port: served.port,
            path: text(&ticket, "url")?.to_owned(),
            headers: ours.headers(),
        },
    ];
    measure(&places, rounds)?;
    drop((served, nginx));
    fs::remove_dir_all(&folder).context("无法清理")
}

/// The file below a folder whose name holds the digest.
fn find(folder: &Path, digest: &str) -> Result<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("无法读取 {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name.to_string_lossy().contains(digest)) {
                return Ok(path);
            }
        }
    }
    anyhow::bail!("找不到 {digest}")
}

fn measure(places: &[Place], rounds: u64) -> Result<()> {
    eprintln!("\n| how | server | MB/s | × nginx | CPU s/GB |");
    eprintln!("|---|---|---|---|---|");
    for reading in [Reading::Through, Reading::Jumping] {
        let mut found: Vec<Vec<(f64, f64)>> = places.iter().map(|_| Vec::new()).collect();
        // The first round only brings the file into the cache of the machine.
        for round in 0..=rounds {
            for (place, rates) in places.iter().zip(&mut found) {
                let before = usage::of(place.pid)?.cpu_s;
                let begin = Stopwatch::start();
                let bytes = float(read(place, reading)?);
                let rate = bytes / begin.elapsed().as_secs_f64() / 1e6;
                if round > 0 {
                    rates.push((rate, (usage::of(place.pid)?.cpu_s - before) / bytes * 1e9));
                }
            }
        }
        let base = found.first().cloned().unwrap_or_default();
        for (place, rates) in places.iter().zip(&found) {
            eprintln!(
                "| {reading:?} | {} | {:.0} | {:.2} | {:.2} |",
                place.name,
                median(rates.iter().map(|(rate, _)| *rate)),
                median(rates.iter().zip(&base).map(|((ours, _), (theirs, _))| ours / theirs)),
                median(rates.iter().map(|(_, cpu)| *cpu)),
            );
        }
    }
    Ok(())
}

fn read(place: &Place, reading: Reading) -> Result<u64> {
    if reading == Reading::Through {
        return Line::open(place.port, &place.headers)?.swallow(&place.path, "Range: bytes=0-\r\n");
    }
    thread::scope(|scope| {
        let players: Vec<_> =
            (0..PLAYERS).map(|player| scope.spawn(move || jump(place, player))).collect();
        let mut bytes = 0;
        for player in players {
            bytes += player.join().map_err(|_| anyhow::anyhow!("读取线程出错"))??;
        }
        Ok(bytes)
    })
}

fn jump(place: &Place, player: u64) -> Result<u64> {
    let mut line = Line::open(place.port, &place.headers)?;
    let (mut bytes, mut state) = (0, 0x9e37_79b9_7f4a_7c15_u64 ^ (player + 1));
    for _ in 0..JUMPS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let from = state % (FILE_BYTES - MIB);
        let range = format!("Range: bytes={from}-{}\r\n", from + MIB - 1);
        bytes += line.swallow(&place.path, &range)?;
    }
    Ok(bytes)
}
