//! `prove nth`: a working day of storage operations, and each of them fails once.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::loss::{self, Loss};
use super::world::{Served, World};
use super::{Ended, Found, Options, invariants};
use crate::bench::ours::at;
use crate::repo::Repo;

/// In the short form one operation of so many is struck, and the seed says which.
const SHORT_STEP: u64 = 16;
/// What is sent at a time.
const PIECE_BYTES: u64 = 200_000;
/// So often, 50 ms apart, the day looks whether its files became recordings, then it goes on.
const LOOKS: u32 = 60;

/// What an operation meets.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Eio,
    Short,
    NoRoom,
    SyncFails,
    CrashAfter,
}

const FAULTS: [Fault; 5] =
    [Fault::Eio, Fault::Short, Fault::NoRoom, Fault::SyncFails, Fault::CrashAfter];

impl Fault {
    fn order(self, pass: u64, pid: u32) -> String {
        match self {
            Self::Eio => format!("arm eio pass={pass}"),
            Self::Short => format!("arm short pass={pass}"),
            Self::NoRoom => format!("arm enospc pass={pass}"),
            // About every third operation is a sync.
            Self::SyncFails => format!("arm eio op=sync pass={}", pass / 3),
            Self::CrashAfter => format!("arm crash={pid} pass={pass}"),
        }
    }
}

/// What an officer does in a day.
#[derive(Debug, Clone, Copy)]
enum Act {
    Register,
    Begin,
    /// Sends a piece of what was begun last.
    Piece,
    /// Sends the rest of everything begun.
    Rest,
    /// Looks until what is complete is deposited.
    Look,
}

const DAY: [Act; 12] = [
    Act::Register,
    Act::Begin,
    Act::Piece,
    Act::Register,
    Act::Piece,
    Act::Rest,
    Act::Look,
    Act::Begin,
    Act::Piece,
    Act::Register,
    Act::Rest,
    Act::Look,
];

struct Day<'a> {
    world: &'a World,
    loss: &'a Loss,
    ledger: &'a Ledger,
    acks: &'a AtomicU64,
}

/// `prove nth`.
pub(super) fn nth(repo: &Repo, options: &Options) -> Result<Ended> {
    if let Some(why) = loss::missing() {
        return Ok(Ended::CannotRun(why.to_owned()));
    }
    let lies = options.sabotage.as_deref() == Some("lie");
    let sabotage = options.sabotage.as_deref().filter(|_| !lies);
    let world = World::found(repo, "nth", options, sabotage)?;
    let loss = Loss::mount(repo, options, &world.folder)?;
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let acks = AtomicU64::new(0);
    let day = Day { world: &world, loss: &loss, ledger: &ledger, acks: &acks };
    let mut found = Found::default();
    let operations = day.count(options.seed)?;
    found.notes.push(format!("一天有 {operations} 次存储操作"));
    let step = if options.is_short { SHORT_STEP } else { 1 };
    let mut struck = 0_u64;
    for k in (options.seed % step..operations).step_by(usize::try_from(step)?) {
        // The short form takes one fault for each operation, in turn.
        let only = usize::try_from(k / step)? % FAULTS.len();
        for (number, fault) in FAULTS.iter().enumerate() {
            if options.is_short && number != only {
                continue;
            }
            if options.rounds.is_some_and(|rounds| found.rounds >= rounds) {
                break;
            }
            let broken = day.with(*fault, k, options.seed, lies, &mut struck)?;
            found.rounds += 1;
            if !broken.is_empty() {
                found.notes.push(format!("第 {k} 次操作遇 {fault:?} 之后不成立"));
                found.broken = broken;
                found.faults = struck;
                return Ok(Ended::Ran(found));
            }
        }
    }
    found.faults = struck;
    Ok(Ended::Ran(found))
}

impl Day<'_> {
    /// Storage operations of a day without faults.
    fn count(&self, seed: u64) -> Result<u64> {
        self.fresh()?;
        let mut mine = Mine::default();
        let served = self.world.serve(&self.loss.data())?;
        self.loss.order("reset")?;
        self.from(0, &served, &mut mine, seed);
        drop(served);
        let seen = self.loss.order("seen")?;
        seen.parse().context("lossfs 没有答次数")
    }

    /// An untouched data folder, and nothing else in memory.
    fn fresh(&self) -> Result<()> {
        let data = self.loss.data();
        self.loss.order("reset")?;
        if data.exists() {
            fs::remove_dir_all(&data).context("无法清空")?;
        }
        self.world.copy_to(&data)?;
        self.loss.order("sync")?;
        self.loss.order("cut nothing").map(drop)
    }

    /// A day on which the k-th operation meets a fault: restart, the rest of the day, what must
    /// hold.
    fn with(
        &self,
        fault: Fault,
        k: u64,
        seed: u64,
        lies: bool,
        struck: &mut u64,
    ) -> Result<Vec<String>> {
        self.fresh()?;
        let data = self.loss.data();
        let mut mine = Mine::default();
        let served = self.world.serve(&data)?;
        self.loss.order("reset")?;
        if lies {
            self.loss.order("lie on")?;
        }
        self.loss.order(&fault.order(k, served.running.id()))?;
        let reached = self.from(0, &served, &mut mine, seed);
        drop(served);
        *struck += u64::from(!self.loss.order("struck")?.is_empty());
        self.loss.order("reset")?;
        // Every other time or so the power goes too.
        if Chance::branch(seed, k).below(2) == 0 {
            self.loss.order("cut nothing")?;
        }
        // What it refused while the disk failed is no surprise.
        mine.unexpected.clear();
        let mut clients = [mine];
        let broken = self.after(&data, &mut clients)?;
        if !broken.is_empty() {
            return Ok(broken);
        }
        let served = self.world.serve(&data)?;
        let [mine] = &mut clients;
        let ended = self.from(reached, &served, mine, seed ^ 1);
        drop(served);
        let mut broken = self.after(&data, &mut clients)?;
        if ended < DAY.len() {
            broken.push(format!("重启后这一天做不完：停在第 {ended} 步"));
        }
        Ok(broken)
    }

    fn after(&self, data: &Path, clients: &mut [Mine]) -> Result<Vec<String>> {
        Ok(invariants::check(self.world, data, clients)?.0)
    }

    /// Does the day from a step on; answers the step that could not be done, or how many there are.
    fn from(&self, first: usize, served: &Served, mine: &mut Mine, seed: u64) -> usize {
        let officers = self.world.ours.officers();
        for (number, act) in DAY.iter().enumerate().skip(first) {
            let Ok(line) = self.world.line(served.port, 0) else { return number };
            let chance = Chance::branch(seed, u64::try_from(number).unwrap_or(0));
            let before = mine.unexpected.len();
            let (ledger, acks) = (self.ledger, self.acks);
            let mut client = Client { line, mine, ledger, chance, acks };
            let done = match act {
                Act::Register => client.register(&officers),
                Act::Begin => client.begin(),
                Act::Piece => client.piece_of_last(PIECE_BYTES),
                Act::Rest => client.rest(PIECE_BYTES),
                Act::Look => look(&mut client),
            };
            if done.is_err() || mine.unexpected.len() > before {
                return number;
            }
        }
        DAY.len()
    }
}

/// Asks until every complete file is a recording, but not for long: a deposit that met a fault is
/// tried again later.
fn look(client: &mut Client<'_>) -> Result<()> {
    for _ in 0..LOOKS {
        let list = client.line.json("GET", &at("/uploads"), None)?;
        if !list.to_string().contains("\"verifying\"") {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
