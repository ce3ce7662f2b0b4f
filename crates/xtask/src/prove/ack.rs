//! `prove ack` and `prove powercut`: whatever was acknowledged is there after the server is killed
//! at any point, and after the power is cut.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::chance::Chance;
use super::client::Client;
use super::ledger::{Ledger, Mine};
use super::loss::{self, Loss};
use super::world::World;
use super::{Ended, Found, Options, invariants};
use crate::repo::Repo;

/// Clients at a time; the two officers take turns.
const CLIENTS: usize = 8;
/// Acknowledgements before a kill, at most.
const MOST_ACKS: u64 = 60;
/// After those, so many microseconds more at most: a kill falls anywhere in a request.
const MOST_MICROS: u64 = 20_000;

/// `prove ack`.
pub(super) fn ack(repo: &Repo, options: &Options) -> Result<Ended> {
    let world = World::found(repo, "ack", options, options.sabotage.as_deref())?;
    let data = world.folder.join("data");
    world.copy_to(&data)?;
    let mut found = Found::default();
    let run = Run { world: &world, data, seed: options.seed };
    run.rounds(options.rounds(6, 100), &mut found, |_| Ok(()))?;
    Ok(Ended::Ran(found))
}

/// `prove powercut`.
pub(super) fn powercut(repo: &Repo, options: &Options) -> Result<Ended> {
    if let Some(why) = loss::missing() {
        return Ok(Ended::CannotRun(why.to_owned()));
    }
    // `lie` is done by the disk and needs no other program.
    let lies = options.sabotage.as_deref() == Some("lie");
    let sabotage = options.sabotage.as_deref().filter(|_| !lies);
    let world = World::found(repo, "powercut", options, sabotage)?;
    let loss = Loss::mount(repo, options, &world.folder)?;
    let data = loss.data();
    world.copy_to(&data)?;
    loss.order("sync")?;
    if lies {
        loss.order("lie on")?;
    }
    let mut found = Found::default();
    let run = Run { world: &world, data, seed: options.seed };
    run.rounds(options.rounds(6, 100), &mut found, |chance| {
        // Every third cut leaves nothing; the others some of it.
        let left = match chance.below(3) {
            0 => "nothing".to_owned(),
            _ => chance.next().to_string(),
        };
        loss.order(&format!("cut {left}")).map(drop)
    })?;
    Ok(Ended::Ran(found))
}

/// Rounds on one data folder.
struct Run<'a> {
    world: &'a World,
    data: PathBuf,
    seed: u64,
}

impl Run<'_> {
    /// Each: serve, let clients work, kill, `strike`, check everything. Ends at the first round
    /// after which something does not hold.
    fn rounds(
        &self,
        rounds: u64,
        found: &mut Found,
        mut strike: impl FnMut(&mut Chance) -> Result<()>,
    ) -> Result<()> {
        let ledger = Ledger::open(&self.world.folder.join("ledger.jsonl"))?;
        let mut clients: Vec<Mine> = (0..CLIENTS).map(|_| Mine::default()).collect();
        let acks = AtomicU64::new(0);
        for round in 0..rounds {
            let mut chance = Chance::branch(self.seed, round);
            self.work(&mut chance, &ledger, &mut clients, &acks)?;
            strike(&mut chance)?;
            found.rounds += 1;
            found.faults += 1;
            let broken = invariants::check(self.world, &self.data, &mut clients)?;
            if !broken.0.is_empty() {
                found.notes.push(format!("第 {} 轮之后不成立", round + 1));
                found.broken = broken.0;
                break;
            }
        }
        let count = |of: fn(&Mine) -> usize| clients.iter().map(of).sum::<usize>();
        found.notes.push(format!(
            "确认 {} 次:案件 {} 件,文件 {} 份(入库 {} 份)",
            acks.load(Ordering::Relaxed),
            count(|mine| mine.cases.iter().filter(|case| case.id.is_some()).count()),
            count(|mine| mine.uploads.len()),
            count(|mine| mine.uploads.iter().filter(|one| one.is_settled).count()),
        ));
        Ok(())
    }

    /// Clients work until the server is killed.
    fn work(
        &self,
        chance: &mut Chance,
        ledger: &Ledger,
        clients: &mut [Mine],
        acks: &AtomicU64,
    ) -> Result<()> {
        let served = self.world.serve(&self.data)?;
        let goal = acks.load(Ordering::Relaxed) + 1 + chance.below(MOST_ACKS);
        let after = Duration::from_micros(chance.below(MOST_MICROS));
        let officers = self.world.ours.officers();
        thread::scope(|scope| {
            let mut working = Vec::new();
            for (person, mine) in clients.iter_mut().enumerate() {
                let line = self.world.line(served.port, person)?;
                let chance = Chance::new(chance.next());
                let mut client = Client { line, mine, ledger, chance, acks };
                let officers = &officers;
                working.push(scope.spawn(move || client.work(officers)));
            }
            while acks.load(Ordering::Relaxed) < goal
                && working.iter().any(|client| !client.is_finished())
            {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(after);
            drop(served);
            for client in working {
                client.join().map_err(|_| anyhow::anyhow!("客户端线程出错"))?;
            }
            Ok(())
        })
    }
}
