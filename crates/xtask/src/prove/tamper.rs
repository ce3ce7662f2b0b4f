//! `prove tamper`: whatever is changed behind the program's back is found and named, and nothing is
//! where nothing was changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::world::{World, copy_folder};
use super::{Ended, Found, Options, invariants};
use crate::bench::ours::{at, data_folder};
use crate::command;
use crate::repo::Repo;

const CASES: u32 = 4;
const FILES: u32 = 4;
/// The row is chosen and changed by SQLite's own library.
const CHANGE_A_ROW: &str = include_str!("tamper.py");

/// What is done to a published file.
#[derive(Debug, Clone, Copy)]
enum ToBytes {
    Flip,
    CutShort,
    Remove,
    Replace,
}

const TO_BYTES: [ToBytes; 4] =
    [ToBytes::Flip, ToBytes::CutShort, ToBytes::Remove, ToBytes::Replace];

/// `prove tamper`.
pub(super) fn tamper(repo: &Repo, options: &Options) -> Result<Ended> {
    if command::found("python3").is_none() {
        return Ok(Ended::CannotRun("没有 python3，不能改动数据库".to_owned()));
    }
    let world = World::found(repo, "tamper", options, options.sabotage.as_deref())?;
    let clean = world.folder.join("clean");
    world.copy_to(&clean)?;
    let mut clients = fill(&world, &clean, options.seed)?;
    let mut found = Found::default();
    // A clean run: nothing may be named.
    found.broken.append(&mut invariants::check(&world, &clean, &mut clients)?.0);
    let script = world.folder.join("tamper.py");
    fs::write(&script, CHANGE_A_ROW).context("无法写脚本")?;
    let mut kinds = std::collections::BTreeMap::<String, u64>::new();
    for round in 0..options.rounds(24, 1_000) {
        let mut chance = Chance::branch(options.seed, round);
        let data = world.folder.join("data");
        copy_folder(&clean, &data)?;
        let (what, is_named) = if round % 4 == 3 {
            bytes(&world, &data, &mut chance)?
        } else {
            row(&world, &data, &script, chance.next() >> 1)?
        };
        *kinds.entry(what.split(' ').next().unwrap_or_default().to_owned()).or_default() += 1;
        if !is_named {
            found.broken.push(format!("没有指出：{what}"));
        }
        found.rounds += 1;
        found.faults += 1;
        fs::remove_dir_all(&data).context("无法清理")?;
    }
    found.notes.push(format!("改动：{kinds:?}"));
    Ok(Ended::Ran(found))
}

/// Cases, recordings and a signed head.
fn fill(world: &World, data: &Path, seed: u64) -> Result<[Mine; 1]> {
    let served = world.serve(data)?;
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let (acks, mut mine) = (AtomicU64::new(0), Mine::default());
    let line = world.line(served.port, 0)?;
    let chance = Chance::new(seed);
    let mut client = Client { line, mine: &mut mine, ledger: &ledger, chance, acks: &acks };
    for _ in 0..CASES {
        client.register(&world.ours.officers())?;
    }
    for _ in 0..FILES {
        client.begin()?;
        client.rest(u64::MAX)?;
    }
    client.line.ask("GET", &at("/log/head"), "", b"")?.success()?;
    drop(served);
    let mut clients = [mine];
    let broken = invariants::check(world, data, &mut clients)?;
    if !broken.0.is_empty() {
        bail!("还没有改动就不成立：{:?}", broken.0);
    }
    Ok(clients)
}

/// Changes a row; whether `liuhen check` names its table.
fn row(world: &World, data: &Path, script: &Path, seed: u64) -> Result<(String, bool)> {
    let mut python = Command::new("python3");
    python.arg(script).arg(data.join("liuhen.db")).arg(seed.to_string());
    let done: Value = serde_json::from_slice(&command::output(&mut python)?)?;
    let table = done.get("table").and_then(Value::as_str).context("没有表名")?.to_owned();
    let named = match world.ask(&["check"], &data_folder(data)) {
        Ok(report) => report
            .pointer("/0/differences")
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|one| names(one, &table))),
        // It may also refuse to read at all, and say where.
        Err(fault) => format!("{fault:#}").contains(&table),
    };
    Ok((format!("{table} {done}"), named))
}

/// A fact stands in two tables, and its own row may be named by either.
fn names(difference: &Value, table: &str) -> bool {
    let named = difference.get("table").and_then(Value::as_str).unwrap_or_default();
    named == table || matches!((named, table), ("journal", "body") | ("body", "journal"))
}

/// Changes a published file; whether `liuhen scrub` names exactly those recordings that it is of.
fn bytes(world: &World, data: &Path, chance: &mut Chance) -> Result<(String, bool)> {
    let originals: Vec<PathBuf> = invariants::published(data)?.into_values().collect();
    let path = chance.pick(&originals).context("没有原件")?;
    let how = *chance.pick(&TO_BYTES).context("没有办法")?;
    let mut there = fs::read(path).context("无法读原件")?;
    let place = usize::try_from(chance.below(u64::try_from(there.len())?))?;
    match how {
        ToBytes::Flip => {
            if let Some(byte) = there.get_mut(place) {
                *byte ^= 1 << chance.below(8);
            }
        }
        ToBytes::CutShort => there.truncate(place),
        ToBytes::Remove => {}
        ToBytes::Replace => there = super::chance::bytes(chance.next(), 0, there.len().try_into()?),
    }
    fs::remove_file(path).context("无法改原件")?;
    if !matches!(how, ToBytes::Remove) {
        fs::write(path, there).context("无法改原件")?;
    }
    let report = world.ask(&["scrub"], &data_folder(data))?;
    let damaged = report.pointer("/0/damaged").and_then(Value::as_array).map_or(0, Vec::len);
    Ok((format!("原件 {how:?} {}", path.display()), damaged == 1))
}
