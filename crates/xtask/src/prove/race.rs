//! `prove race`: four nodes on one PostgreSQL append at the same time and make one history.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::thread;

use anyhow::{Context as _, Result};

use super::chance::Chance;
use super::client::Client;
use super::invariants::{self, Broken};
use super::ledger::{Ledger, Mine};
use super::world::{Served, World, copy_folder};
use super::{Ended, Found, Options};
use crate::repo::Repo;
use crate::set_up::postgres::PrivatePostgres;
use crate::set_up::programs;

const NODES: usize = 4;
/// Clients of each node.
const CLIENTS: usize = 2;

/// `prove race`.
pub(super) fn race(repo: &Repo, options: &Options) -> Result<Ended> {
    if programs::postgres_folder().is_none() {
        return Ok(Ended::CannotRun("没有 PostgreSQL 的服务端程序".to_owned()));
    }
    let postgres = PrivatePostgres::start(repo)?;
    let url = postgres.url().to_owned();
    let world = World::found_at(repo, "race", options, options.sabotage.as_deref(), |folder| {
        config(folder, &folder.join("seed"), "seed", &url)
    })?;
    let mut places = Vec::new();
    for node in 0..NODES {
        // The keys are those of the first; staging is each node's own.
        let data = world.folder.join(format!("node-{node}"));
        copy_folder(&world.folder.join("seed"), &data)?;
        places.push(config(&world.folder, &data, &format!("node-{node}"), &url)?);
    }
    let nodes: Result<Vec<Served>> =
        places.iter().map(|place| world.serve_at(place, &[])).collect();
    let nodes = nodes?;
    // A round is one case of each client.
    let rounds = options.rounds(25, 300);
    let mut clients = append(&world, &nodes, options.seed, rounds)?;
    let mut broken = Broken::default();
    for mine in &mut clients {
        broken.0.extend(mine.unexpected.drain(..).map(|what| format!("意外的回答：{what}")));
    }
    drop(nodes);
    let place = places.first().context("没有节点")?;
    broken.0.extend(invariants::differences(&world, place)?);
    invariants::once_each(&world, place, &clients, &mut broken)?;
    broken.0.extend(world.panics()?);
    let cases: Vec<&str> =
        clients.iter().flat_map(|mine| &mine.cases).filter_map(|case| case.id.as_deref()).collect();
    let count = u64::try_from(cases.len())?;
    let mut found = Found { rounds, faults: 0, broken: broken.0, notes: Vec::new() };
    let facts = world.ask(&["check"], place)?;
    let facts = facts.pointer("/0/facts").and_then(serde_json::Value::as_u64).context("check")?;
    found.notes.push(format!("{NODES} 个节点,{count} 件案件,日志共 {facts} 条"));
    if count != rounds * u64::try_from(NODES * CLIENTS)? {
        found.broken.push(format!("有请求没有确认:只有 {count} 件"));
    }
    Ok(Ended::Ran(found))
}

/// Writes a node's configuration; how the command line names it.
fn config(folder: &Path, data: &Path, name: &str, url: &str) -> Result<Vec<String>> {
    let file = folder.join(format!("{name}.toml"));
    let text = format!("data = {:?}\ndatabase = {url:?}\n", data.to_string_lossy());
    fs::write(&file, text).with_context(|| format!("无法写 {}", file.display()))?;
    Ok(vec!["--config".to_owned(), file.to_string_lossy().into_owned()])
}

/// Every client registers cases at its node and asks for each once more, under the same key, at
/// another node.
fn append(world: &World, nodes: &[Served], seed: u64, rounds: u64) -> Result<Vec<Mine>> {
    let ledger = Ledger::open(&world.folder.join("ledger.jsonl"))?;
    let acks = AtomicU64::new(0);
    let officers = world.ours.officers();
    let ports: Vec<u16> = nodes.iter().map(|node| node.port).collect();
    thread::scope(|scope| {
        let mut working = Vec::new();
        for number in 0..NODES * CLIENTS {
            let (ledger, acks, officers, ports) = (&ledger, &acks, &officers, &ports);
            working.push(scope.spawn(move || -> Result<Mine> {
                let mut mine = Mine::default();
                let mut ids = BTreeMap::new();
                'all: for round in 0..rounds {
                    let chance =
                        Chance::branch(seed ^ round, u64::try_from(number).unwrap_or_default());
                    for hop in [0, 1] {
                        let port = *ports.get((number + hop) % NODES).context("没有节点")?;
                        let line = world.line(port, number)?;
                        let chance = chance.clone();
                        let mut client = Client { line, mine: &mut mine, ledger, chance, acks };
                        if let Err(fault) = client.register(officers) {
                            client.mine.unexpected.push(format!("{fault:#}"));
                            break 'all;
                        }
                        // The second time the same is asked again: its answer is forgotten.
                        let case = client.mine.cases.last_mut().context("没有案件")?;
                        if let Some(id) = &case.id {
                            let before = ids.entry(case.key.clone()).or_insert_with(|| id.clone());
                            if before != id {
                                client.mine.unexpected.push(format!("一键两件:{before} {id}"));
                            }
                        }
                        if hop == 0 {
                            case.id = None;
                        }
                    }
                }
                Ok(mine)
            }));
        }
        let mut all = Vec::new();
        for client in working {
            all.push(client.join().map_err(|_| anyhow::anyhow!("客户端线程出错"))??);
        }
        Ok(all)
    })
}
