//! `prove rollback`: an older copy of the data is put back, and must not pass as the present.
//!
//! What was signed is remembered by the signer, in a folder of its own; that memory is kept,
//! everything else is put back. The control puts the memory back as well.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result};

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::world::{World, copy_folder};
use super::{Ended, Found, Options};
use crate::bench::ours::at;
use crate::repo::Repo;

/// Facts between the copy and the present, at most.
const MOST_CASES: u64 = 5;
/// Where the signer keeps what it signed.
const SIGNER: &str = "signer";
/// The control: the signer's memory is put back with the rest.
const FORGET: &str = "forget-signed";

/// How an older copy is met.
#[derive(Debug, PartialEq, Eq)]
enum Met {
    DoesNotStart,
    RefusesToWrite,
    RefusesToSign,
    Accepted,
}

/// `prove rollback`.
pub(super) fn rollback(repo: &Repo, options: &Options) -> Result<Ended> {
    let forgets = options.sabotage.as_deref() == Some(FORGET);
    let sabotage = options.sabotage.as_deref().filter(|_| !forgets);
    let world = World::found(repo, "rollback", options, sabotage)?;
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let mut found = Found::default();
    for round in 0..options.rounds(2, 20) {
        let mut chance = Chance::branch(options.seed, round);
        let at_round = world.folder.join(round.to_string());
        fs::create_dir(&at_round).context("无法建立目录")?;
        let (data, old) = (at_round.join("data"), at_round.join("old"));
        world.copy_to(&data)?;
        work(&world, &data, &ledger, &mut chance)?;
        copy_folder(&data, &old)?;
        work(&world, &data, &ledger, &mut chance)?;
        let whole = at_round.join("whole");
        copy_folder(&old, &whole)?;
        keep_memory(&data, &old)?;
        let (with_memory, without) = (meet(&world, &old)?, meet(&world, &whole)?);
        found.rounds += 1;
        found.faults += 2;
        let judged = if forgets { &without } else { &with_memory };
        if *judged == Met::Accepted {
            found.broken.push(format!("第 {} 轮：旧副本被当作现在", round + 1));
        }
        found
            .notes
            .push(format!("签名状态仍在：{with_memory:?}；连同签名状态一起放回：{without:?}"));
    }
    found.notes.dedup();
    Ok(Ended::Ran(found))
}

/// Some facts, signed.
fn work(world: &World, data: &Path, ledger: &Ledger, chance: &mut Chance) -> Result<()> {
    let served = world.serve(data)?;
    let acks = AtomicU64::new(0);
    let mut mine = Mine::default();
    let line = world.line(served.port, 0)?;
    let branch = Chance::new(chance.next());
    let mut client = Client { line, mine: &mut mine, ledger, chance: branch, acks: &acks };
    for _ in 0..=chance.below(MOST_CASES) {
        client.register(&world.ours.officers())?;
    }
    client.line.ask("GET", &at("/log/head"), "", b"")?.success()?;
    Ok(())
}

fn keep_memory(present: &Path, old: &Path) -> Result<()> {
    fs::remove_dir_all(old.join(SIGNER)).context("无法移走旧的签名状态")?;
    copy_folder(&present.join(SIGNER), &old.join(SIGNER))
}

fn meet(world: &World, data: &Path) -> Result<Met> {
    let Ok(served) = world.serve(data) else { return Ok(Met::DoesNotStart) };
    let mut line = world.line(served.port, 0)?;
    let kind = "Content-Type: application/json\r\n";
    let new = super::client::new_case("旧副本上的案件");
    let written = line.ask("POST", &at("/cases"), kind, new.to_string().as_bytes())?;
    let signed = line.ask("GET", &at("/log/head"), "", b"")?;
    Ok(match (written.status, signed.status) {
        (500.., _) => Met::RefusesToWrite,
        (_, 500..) => Met::RefusesToSign,
        _ => Met::Accepted,
    })
}
