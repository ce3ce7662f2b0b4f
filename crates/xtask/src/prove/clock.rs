//! `prove clock`: the server's clock jumps, also in the middle of an upload and while a record is
//! written; order and what was acknowledged stay.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::world::World;
use super::{Ended, Found, Options, invariants};
use crate::bench::http::Line;
use crate::bench::ours::{at, data_folder};
use crate::repo::Repo;

/// Where Debian puts libfaketime.
const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
/// What the clock says from then on.
const CLOCKS: [&str; 8] =
    ["-1h", "+1h", "-1d", "+1d", "@1970-01-02 00:00:00", "+0", "@2099-06-01 00:00:00", "+0"];

/// `prove clock`.
pub(super) fn clock(repo: &Repo, options: &Options) -> Result<Ended> {
    if !Path::new(LIBRARY).exists() {
        return Ok(Ended::CannotRun("没有 libfaketime：apt-get install faketime".to_owned()));
    }
    let world = World::found(repo, "clock", options, options.sabotage.as_deref())?;
    let data = world.folder.join("data");
    world.copy_to(&data)?;
    let dial = world.folder.join("clock");
    set(&dial, "+0")?;
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let mut clients = [Mine::default()];
    let mut found = Found::default();
    for round in 0..options.rounds(8, 64) {
        let [mine] = &mut clients;
        let mut chance = Chance::branch(options.seed, round);
        let to = CLOCKS.get(usize::try_from(round)? % CLOCKS.len()).copied().unwrap_or("+0");
        set(&dial, "+0")?;
        let served = world.serve_at(&data_folder(&data), &variables(&dial))?;
        let acks = AtomicU64::new(0);
        let line = world.line(served.port, 0)?;
        let branch = Chance::new(chance.next());
        let mut client = Client { line, mine, ledger: &ledger, chance: branch, acks: &acks };
        client.register(&world.ours.officers())?;
        client.begin()?;
        client.piece_of_last(1 + chance.below(100_000))?;
        let record = draft(&mut client, "拨钟以前")?;
        // In the middle of an upload. Sessions end by the clock, so everybody logs in anew; where
        // nobody has a role yet at that time, that is refused and so is all else.
        set(&dial, to)?;
        client.line =
            world.ours.line_anew(served.port, 0).or_else(|_| world.line(served.port, 0))?;
        // A refusal leaves the body unread and ends the connection; whether the server is still there
        // is seen when the clock is right again.
        drop(
            write(&mut client.line, &record, "拨钟以后")
                .and_then(|_| client.register(&world.ours.officers()))
                .and_then(|()| client.rest(100_000)),
        );
        let faults = client.mine.unexpected.drain(..).filter(|what| what.contains(" 答 5"));
        found.broken.extend(faults.map(|what| format!("时钟 {to}：{what}")));
        set(&dial, "+0")?;
        client.line = world.ours.line_anew(served.port, 0)?;
        found.broken.extend(written_last(&mut client.line, &record, to)?);
        client.mine.unexpected.clear();
        client.rest(100_000)?;
        client.mine.unexpected.clear();
        drop(served);
        found.broken.append(&mut invariants::check(&world, &data, &mut clients)?.0);
        found.rounds += 1;
        found.faults += 1;
        if !found.broken.is_empty() {
            break;
        }
    }
    Ok(Ended::Ran(found))
}

/// Begins a record of the last case; answers where it is.
fn draft(client: &mut Client<'_>, cause: &str) -> Result<String> {
    let case = client.mine.cases.last().and_then(|case| case.id.as_deref());
    let place = at(&format!("/cases/{}/records", case.context("没有案件")?));
    let new = json!({ "kind": "WS02", "fields": { "cause": cause } });
    let done = client.line.json("POST", &place, Some(&new))?;
    let id = done.get("id").and_then(Value::as_str).context("没有文书编号")?;
    Ok(format!("{place}/{id}"))
}

/// Writes on; answers the status.
fn write(line: &mut Line, record: &str, cause: &str) -> Result<u16> {
    let body = json!({ "fields": { "cause": cause } }).to_string();
    let headers = "Content-Type: application/json\r\n";
    Ok(line.ask("PUT", &format!("{record}/fields"), headers, body.as_bytes())?.status)
}

/// What was written last is what is there, whatever the clock said in between.
fn written_last(line: &mut Line, record: &str, to: &str) -> Result<Option<String>> {
    let status = write(line, record, "时钟复原")?;
    let shown = line.ask("GET", record, "", b"")?;
    let is_last = String::from_utf8_lossy(&shown.body).contains("时钟复原");
    let is_there = matches!(status, 200 | 204) && shown.status == 200 && is_last;
    Ok((!is_there)
        .then(|| format!("时钟 {to}：文书续写答 {status}，读出答 {}，次序不对", shown.status)))
}

/// Sets the clock for all that look at this file.
fn set(dial: &Path, to: &str) -> Result<()> {
    let new = dial.with_extension("new");
    fs::write(&new, to).and_then(|()| fs::rename(&new, dial)).context("无法拨钟")
}

fn variables(dial: &Path) -> [(&'static str, OsString); 4] {
    [
        ("LD_PRELOAD", LIBRARY.into()),
        ("FAKETIME_TIMESTAMP_FILE", dial.into()),
        ("FAKETIME_NO_CACHE", "1".into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
    ]
}
