//! What must hold whatever happened: one function, used by every campaign.
//!
//! It knows nothing of the server's memory. It starts the server on the data that is there, asks
//! it over HTTP for everything that was acknowledged, kills it, recomputes the rest with
//! `liuhen check` and `liuhen scrub`, and reads the files itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::chance::bytes;
use super::ledger::{Mine, Upload};
use super::world::{Served, World};
use crate::bench::http::Line;
use crate::bench::ours::{at, data_folder};
use crate::clock::Stopwatch;

/// How often the server is asked whether it is done.
const ASKED_EVERY: Duration = Duration::from_millis(50);
/// A deposit that does not come in this time never comes.
const PATIENCE: Duration = Duration::from_secs(240);
/// Where something is broken already, the rest is not waited for.
const BRIEFLY: Duration = Duration::from_secs(3);

/// Everything that does not hold; empty if all does.
#[derive(Debug, Default)]
pub(super) struct Broken(pub(super) Vec<String>);

impl Broken {
    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

/// Starts the server, checks everything, kills it again.
pub(super) fn check(world: &World, data: &Path, clients: &mut [Mine]) -> Result<Broken> {
    let mut broken = Broken::default();
    let served = match world.serve(data) {
        Ok(served) => served,
        Err(fault) => {
            broken.0.push(format!("启动：{fault:#}"));
            return Ok(broken);
        }
    };
    let published = published(data)?;
    if let Err(fault) = over_http(world, data, &served, clients, &mut broken) {
        broken.0.push(format!("I1：{fault:#}"));
    }
    drop(served);
    at_rest(world, data, clients, &mut broken)?;
    // What lay there at the start was published by an acknowledged upload, or by one that is
    // complete and whose last answer got lost.
    let ours: BTreeSet<String> =
        clients.iter().flat_map(|mine| &mine.uploads).map(digest).collect();
    for (name, _) in published {
        broken.unless(ours.contains(&name), || format!("I7：字节 {name} 无人上传过"));
    }
    Ok(broken)
}

/// I1, I6, I8 by asking.
fn over_http(
    world: &World,
    data: &Path,
    served: &Served,
    clients: &mut [Mine],
    broken: &mut Broken,
) -> Result<()> {
    let ours: BTreeSet<String> =
        clients.iter().flat_map(|mine| &mine.uploads).map(|one| one.id().to_owned()).collect();
    for (person, mine) in clients.iter_mut().enumerate() {
        let mut line = world.line(served.port, person)?;
        for upload in &mut mine.uploads {
            if !upload.is_settled {
                offset(&mut line, data, upload, broken)?;
            }
        }
        deposits(&mut line, data, mine, broken)?;
        give_up_strangers(&mut line, &ours)?;
        for case in &mine.cases {
            let Some(id) = &case.id else { continue };
            let answer = line.ask("GET", &at(&format!("/cases/{id}")), "", b"")?;
            let body = String::from_utf8_lossy(&answer.body);
            let is_there = answer.status == 200 && body.contains(&case.title);
            broken.unless(is_there, || format!("I1：案件 {id}（{}）不在", case.title));
        }
        for what in mine.unexpected.drain(..) {
            broken.0.push(format!("意外的回答：{what}"));
        }
    }
    Ok(())
}

/// I6: the offset is not below what was told, and so many bytes lie there and are those sent.
fn offset(line: &mut Line, data: &Path, upload: &mut Upload, broken: &mut Broken) -> Result<()> {
    let answer = line.head_of("HEAD", &upload.place, "Tus-Resumable: 1.0.0\r\n", b"")?;
    let stands = answer.header("upload-offset").and_then(|text| text.parse::<u64>().ok());
    let (place, told) = (upload.place.clone(), upload.told);
    let Some(stands) = stands else {
        broken.0.push(format!("I1：上传 {place} 不在（答 {}）", answer.status));
        upload.is_settled = true;
        return Ok(());
    };
    broken.unless(stands >= told, || format!("I6：{place} 曾告知 {told}，现为 {stands}"));
    upload.told = stands;
    if stands == upload.size {
        return Ok(()); // its bytes are compared once it is a recording
    }
    let staged = data.join("vault/staging").join(upload.id()).join("bytes");
    let there = fs::read(&staged).unwrap_or_default();
    let wanted = bytes(upload.file, 0, stands);
    broken.unless(there.get(..wanted.len()) == Some(&wanted), || {
        format!("I6：{place} 的前 {stands} 字节与发送的不同或不全（盘上 {}）", there.len())
    });
    Ok(())
}

/// I1: what is complete becomes a recording with the digest of what was sent, and lies there.
fn deposits(line: &mut Line, data: &Path, mine: &mut Mine, broken: &mut Broken) -> Result<()> {
    let begin = Stopwatch::start();
    loop {
        let known = listed(line)?;
        let mut waits = 0;
        for upload in mine.uploads.iter_mut().filter(|one| !one.is_settled && one.told == one.size)
        {
            let (state, sha256) = known.get(upload.id()).cloned().unwrap_or_default();
            if state == "deposited" {
                upload.is_settled = true;
                let wanted = digest(upload);
                broken.unless(sha256 == wanted, || {
                    format!("I1：{} 的摘要为 {sha256}，应为 {wanted}", upload.place)
                });
                same_bytes(data, upload, &wanted, broken);
            } else if state == "quarantined" {
                upload.is_settled = true;
                broken.0.push(format!("I1：{} 被隔离", upload.place));
            } else {
                waits += 1;
            }
        }
        if waits == 0 {
            return Ok(());
        }
        let patience = if broken.0.is_empty() { PATIENCE } else { BRIEFLY };
        if begin.elapsed() > patience {
            broken.0.push(format!("I1：{waits} 份已收全的文件没有入库"));
            return Ok(());
        }
        thread::sleep(ASKED_EVERY);
    }
}

/// An upload whose beginning was never answered is nobody's: its place is given back.
fn give_up_strangers(line: &mut Line, ours: &BTreeSet<String>) -> Result<()> {
    for (id, (state, _)) in listed(line)? {
        if state == "receiving" && !ours.contains(&id) {
            line.ask("DELETE", &at(&format!("/uploads/{id}")), "Tus-Resumable: 1.0.0\r\n", b"")?;
        }
    }
    Ok(())
}

/// State and SHA-256 of each upload of a person.
fn listed(line: &mut Line) -> Result<BTreeMap<String, (String, String)>> {
    let list = line.json("GET", &at("/uploads"), None)?;
    let items = list.get("items").and_then(Value::as_array).context("没有上传列表")?;
    let text = |item: &Value, key: &str| {
        item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Ok(items
        .iter()
        .map(|item| (text(item, "upload_id"), (text(item, "state"), text(item, "sha256"))))
        .collect())
}

fn same_bytes(data: &Path, upload: &Upload, sha256: &str, broken: &mut Broken) {
    let there = fs::read(original(data, sha256)).unwrap_or_default();
    broken.unless(there == bytes(upload.file, 0, upload.size), || {
        format!("I1：原件 {sha256} 与发送的字节不同")
    });
}

fn original(data: &Path, sha256: &str) -> PathBuf {
    let (first, second) = (sha256.get(..2), sha256.get(2..4));
    data.join("vault/blobs").join(first.unwrap_or("-")).join(second.unwrap_or("-")).join(sha256)
}

/// SHA-256 of a whole file that is sent, hexadecimal.
pub(super) fn digest(upload: &Upload) -> String {
    hex(&Sha256::digest(bytes(upload.file, 0, upload.size)))
}

/// Hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names and paths of all published originals.
pub(super) fn published(data: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    let mut todo = vec![data.join("vault/blobs")];
    while let Some(folder) = todo.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.with_context(|| format!("无法读取 {}", folder.display()))?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                todo.push(entry.path());
            } else {
                found.insert(entry.file_name().to_string_lossy().into_owned(), entry.path());
            }
        }
    }
    Ok(found)
}

/// I2, I3, I4, I8 and I10 with nobody serving.
fn at_rest(world: &World, data: &Path, clients: &[Mine], broken: &mut Broken) -> Result<()> {
    let place = data_folder(data);
    if let Err(fault) = recompute(world, &place, clients, broken) {
        broken.0.push(format!("I3：{fault:#}"));
    }
    for line in world.panics()? {
        broken.0.push(format!("I10：{line}"));
    }
    Ok(())
}

fn recompute(world: &World, place: &[String], clients: &[Mine], broken: &mut Broken) -> Result<()> {
    for what in differences(world, place)? {
        broken.0.push(format!("I3/I4：{what}"));
    }
    let scrubbed = world.ask(&["scrub"], place)?;
    let damaged = scrubbed.pointer("/0/damaged").and_then(Value::as_array).context("scrub")?;
    broken.unless(damaged.is_empty(), || format!("I2：{damaged:?}"));
    once_each(world, place, clients, broken)
}

/// What `liuhen check` names.
pub(super) fn differences(world: &World, place: &[String]) -> Result<Vec<String>> {
    let report = world.ask(&["check"], place)?;
    let list = report.pointer("/0/differences").and_then(Value::as_array).context("check")?;
    Ok(list.iter().map(Value::to_string).collect())
}

/// I8: however often a case was asked for under one key, it is there once; and I1 once more.
pub(super) fn once_each(
    world: &World,
    place: &[String],
    clients: &[Mine],
    broken: &mut Broken,
) -> Result<()> {
    let list = world.ask(&["export", "case", "--list"], place)?;
    let mut titles: BTreeMap<&str, u32> = BTreeMap::new();
    for case in list.as_array().into_iter().flatten() {
        *titles
            .entry(case.get("title").and_then(Value::as_str).unwrap_or_default())
            .or_default() += 1;
    }
    for case in clients.iter().flat_map(|mine| &mine.cases) {
        let count = titles.get(case.title.as_str()).copied().unwrap_or(0);
        let wanted = if case.id.is_some() { 1..=1 } else { 0..=1 };
        broken
            .unless(wanted.contains(&count), || format!("I8：键 {} 的案件有 {count} 件", case.key));
    }
    Ok(())
}
