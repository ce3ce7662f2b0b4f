//! `prove faults`: a full disk, a sync that fails, a disk that gives back other bytes. Intake stops
//! with a plain word, nothing acknowledged is lost, and it goes on by itself.

use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::loss::{self, Loss};
use super::world::World;
use super::{Ended, Found, Options, invariants};
use crate::bench::ours::at;
use crate::repo::Repo;

/// A file is sent in pieces of at most this.
const PIECE_BYTES: u64 = 300_000;
/// So often, 50 ms apart, a verdict on flipped bytes is waited for.
const LOOKS: u32 = 1_200;

/// `prove faults`.
pub(super) fn faults(repo: &Repo, options: &Options) -> Result<Ended> {
    if let Some(why) = loss::missing() {
        return Ok(Ended::CannotRun(why.to_owned()));
    }
    let world = World::found(repo, "faults", options, options.sabotage.as_deref())?;
    let loss = Loss::mount(repo, options, &world.folder)?;
    world.copy_to(&loss.data())?;
    loss.order("sync")?;
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let mut clients = [Mine::default()];
    let mut found = Found::default();
    for round in 0..options.rounds(1, 10) {
        let chance = Chance::branch(options.seed, round);
        let [mine] = &mut clients;
        let mut broken = one_round(&world, &loss, &ledger, mine, chance, &mut found)?;
        loss.order("cut nothing")?;
        broken.append(&mut invariants::check(&world, &loss.data(), &mut clients)?.0);
        found.rounds += 1;
        if !broken.is_empty() {
            found.broken = broken;
            break;
        }
    }
    Ok(Ended::Ran(found))
}

/// One server meets each fault in turn, with work before, within and after.
fn one_round(
    world: &World,
    loss: &Loss,
    ledger: &Ledger,
    mine: &mut Mine,
    chance: Chance,
    found: &mut Found,
) -> Result<Vec<String>> {
    let served = world.serve(&loss.data())?;
    let acks = AtomicU64::new(0);
    let line = world.line(served.port, 0)?;
    let officers = world.ours.officers();
    let mut client = Client { line, mine, ledger, chance, acks: &acks };
    let mut broken = Vec::new();
    // What may still be on its way while the disk fails.
    client.register(&officers)?;
    client.begin()?;
    client.piece_of_last(1)?;
    for (what, order) in [
        ("磁盘写满", "full on"),
        ("日志落盘失败", "arm eio op=sync path=-wal forever"),
        ("日志写入失败", "arm eio op=write path=-wal forever"),
        ("字节落盘失败", "arm eio op=sync path=/bytes forever"),
        ("进度落盘失败", "arm eio op=sync path=/state forever"),
    ] {
        let before = client.mine.unexpected.len();
        loss.order(order)?;
        client.register(&officers)?;
        client.piece_of_last(PIECE_BYTES)?;
        let is_struck = !loss.order("struck")?.is_empty();
        loss.order("reset")?;
        found.faults += u64::from(is_struck);
        let refusals = client.mine.unexpected.split_off(before);
        if !is_struck || refusals.is_empty() {
            broken.push(format!("{what}：没有遇到，或没有拒绝"));
        }
        for refusal in &refusals {
            if !is_plain(refusal) {
                broken.push(format!("{what}：拒绝没有说明：{refusal}"));
            }
        }
        found.notes.push(format!("{what}：{}", first_words(&refusals)));
        goes_on(&mut client, &officers, what, &mut broken)?;
    }
    client.rest(PIECE_BYTES)?;
    flipped(&mut client, loss, &mut broken)?;
    found.faults += 1;
    Ok(broken)
}

/// Without a restart: the same requests are taken now.
fn goes_on(
    client: &mut Client<'_>,
    officers: &[&str],
    what: &str,
    broken: &mut Vec<String>,
) -> Result<()> {
    client.register(officers)?;
    client.rest(PIECE_BYTES)?;
    client.begin()?;
    client.piece_of_last(1)?;
    for refusal in client.mine.unexpected.drain(..) {
        broken.push(format!("{what}过后仍拒绝：{refusal}"));
    }
    Ok(())
}

/// A bit turns on the way to the disk: the file is set aside and never becomes a recording.
fn flipped(client: &mut Client<'_>, loss: &Loss, broken: &mut Vec<String>) -> Result<()> {
    client.begin()?;
    loss.order("arm flip op=write path=/bytes")?;
    client.rest(PIECE_BYTES)?;
    let upload = client.mine.uploads.pop().context("没有上传")?;
    let mut state = String::new();
    for _ in 0..LOOKS {
        let list = client.line.json("GET", &at("/uploads"), None)?;
        let items = list.get("items").and_then(Value::as_array).context("没有上传列表")?;
        let is_it = |item: &&Value| item.get("upload_id").is_some_and(|id| id == upload.id());
        let found = items.iter().find(is_it).and_then(|item| item.get("state"));
        state = found.and_then(Value::as_str).unwrap_or_default().to_owned();
        if matches!(state.as_str(), "quarantined" | "deposited") {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    if state != "quarantined" {
        broken.push(format!("读回的字节与收到的不同，却没有隔离：{state}"));
    }
    Ok(())
}

/// It says what is wrong and what to do, in Chinese, and is no success.
fn is_plain(refusal: &str) -> bool {
    refusal.contains("\"detail\"") && refusal.contains("\"code\"")
}

fn first_words(refusals: &[String]) -> String {
    refusals.first().map(|text| text.chars().take(90).collect()).unwrap_or_default()
}
