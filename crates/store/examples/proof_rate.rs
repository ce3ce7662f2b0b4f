//! How long proofs take out of a large log, and what a durable append takes: `proof_rate [FACTS]`.
//!
//! The facts are written past the program, straight into the tables, because appending ten million
//! of them would take a quarter of an hour; hashes and tiles are those they would have had.

#![expect(clippy::disallowed_methods, reason = "a program that measures")]

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use ledger::{Frontier, Sha256Tree, Sm3Tree, TileLevels, TreeHash as _, verify_inclusion};
use sqlx::{Connection as _, SqliteConnection};
use store::{Append, NewFact, Store};
use terms::{AgencyId, CaseId, Timestamp};

const FACTS: u64 = 10_000_000;
/// Rows of one statement.
const ROWS: usize = 1_000;
const PROOFS: u64 = 2_000;
const APPENDS: u32 = 300;

#[tokio::main]
async fn main() -> Result<()> {
    let facts = std::env::args().nth(1).map_or(Ok(FACTS), |facts| facts.parse())?;
    let folder = tempfile::tempdir()?;
    Store::open_folder(folder.path()).await?.close().await;
    fill(&database(folder.path())?, facts).await?;
    settle(folder.path())?;
    let store = Store::open_folder(folder.path()).await?;
    proofs(&store, facts).await?;
    appends(&store).await
}

fn database(folder: &std::path::Path) -> Result<String> {
    let files = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let mut files = files.filter(|path| path.extension().is_some_and(|name| name == "db"));
    let path = files.next().context("no database")?;
    Ok(format!("sqlite://{}", path.display()))
}

/// Waits until all that was written is on disk: it is not the proofs that are to wait for it.
fn settle(folder: &std::path::Path) -> Result<()> {
    for file in std::fs::read_dir(folder)? {
        std::fs::File::open(file?.path())?.sync_all()?;
    }
    Ok(())
}

/// Leaves of the length they have on average.
fn leaf(n: u64) -> String {
    format!(
        "{{\"at\":1764000000000,\"body\":{{\"c\":\"7fRISPmV0MuwdmIYsf6vWAvDjqxg0ISHwlgBtUmc1Yw=\"}},\"by\":\"off_00000000000000000000000001\",\"case\":\"case_{n:026}\",\"n\":{n},\"org\":\"agency_00000000000000000000000001\",\"stream\":\"case_{n:026}\",\"sv\":1,\"t\":\"case.noted\",\"v\":1}}"
    )
}

fn values(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

async fn fill(url: &str, facts: u64) -> Result<()> {
    let mut on = SqliteConnection::connect(url).await?;
    sqlx::raw_sql("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL").execute(&mut on).await?;
    let (mut sha256, mut sm3) = (Frontier::<Sha256Tree>::new(), Frontier::<Sm3Tree>::new());
    let (mut tiles, mut sm3_tiles) =
        (TileLevels::<Sha256Tree>::new(), TileLevels::<Sm3Tree>::new());
    let mut n = 0;
    while n < facts {
        let count = usize::try_from(facts - n).unwrap_or(ROWS).min(ROWS);
        let journal = format!(
            "INSERT INTO journal (n, stream, version, kind, at, leaf, leaf_hash) VALUES {}",
            values(count, 7)
        );
        let sm3_rows =
            format!("INSERT INTO sm3_tile (level, idx, hash) VALUES {}", values(count, 3));
        let mut facts = sqlx::query(sqlx::AssertSqlSafe(journal));
        let mut hashes = sqlx::query(sqlx::AssertSqlSafe(sm3_rows));
        for _ in 0..count {
            let (line, at) = (leaf(n), i64::try_from(n)?);
            let hash = Sha256Tree::leaf_hash(line.as_bytes());
            let sm3_hash = Sm3Tree::leaf_hash(line.as_bytes());
            sha256.push(hash);
            sm3.push(sm3_hash);
            tiles.push(hash);
            sm3_tiles.push(sm3_hash);
            facts = facts.bind(at).bind(format!("case_{n:026}")).bind(1_i64).bind("case.noted");
            facts = facts.bind(1_764_000_000_000_i64).bind(line).bind(hash.to_vec());
            hashes = hashes.bind(0_i64).bind(at).bind(sm3_hash.to_vec());
            n += 1;
        }
        let mut together = on.begin().await?;
        facts.execute(&mut *together).await?;
        hashes.execute(&mut *together).await?;
        together.commit().await?;
    }
    for (table, all) in
        [("tile", tiles.all().collect::<Vec<_>>()), ("sm3_tile", sm3_tiles.all().collect())]
    {
        for (level, index, hash) in all {
            let sql = format!("INSERT INTO {table} (level, idx, hash) VALUES (?, ?, ?)");
            let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(level));
            row.bind(i64::try_from(index)?).bind(hash.to_vec()).execute(&mut on).await?;
        }
    }
    let head = "UPDATE log_head SET size = ?, frontier_sha256 = ?, frontier_sm3 = ?, root_sha256 = ?, root_sm3 = ?";
    sqlx::query(head)
        .bind(i64::try_from(facts)?)
        .bind(sha256.to_bytes())
        .bind(sm3.to_bytes())
        .bind(sha256.root().to_vec())
        .bind(sm3.root().to_vec())
        .execute(&mut on)
        .await?;
    on.close().await?;
    Ok(())
}

/// Proofs for facts all over the log, each against the whole of it and checked.
async fn proofs(store: &Store, facts: u64) -> Result<()> {
    let (root, sm3_root) = (store.root_at(facts).await?, store.sm3_root_at(facts).await?);
    for is_sm3 in [false, true] {
        let mut times = Vec::new();
        for number in 0..PROOFS {
            // Far apart, so that neighbours do not warm each other's pages.
            let n = number.wrapping_mul(6_364_136_223_846_793_005) % facts;
            let begin = Instant::now();
            let line = leaf(n);
            if is_sm3 {
                let proof = store.sm3_inclusion_proof(n, facts).await?;
                times.push(begin.elapsed());
                let hash = Sm3Tree::leaf_hash(line.as_bytes());
                verify_inclusion::<Sm3Tree>(n, facts, &hash, &proof, sm3_root.as_bytes())?;
            } else {
                let proof = store.inclusion_proof(n, facts).await?;
                times.push(begin.elapsed());
                let hash = Sha256Tree::leaf_hash(line.as_bytes());
                verify_inclusion::<Sha256Tree>(n, facts, &hash, &proof, root.as_bytes())?;
            }
        }
        times.sort();
        let at = |share: usize| times.get(times.len() * share / 1000).map_or(0.0, millis);
        let tree = if is_sm3 { "SM3" } else { "SHA-256" };
        writeln!(
            std::io::stdout(),
            "inclusion proof over {facts} leaves, {tree}: p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms",
            at(500),
            at(990),
            times.last().map_or(0.0, millis)
        )?;
    }
    Ok(())
}

fn millis(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// One after another, and in groups as many clients make them.
async fn appends(store: &Store) -> Result<()> {
    let fact = |client: u32| NewFact {
        stream: CaseId::from_bits(u128::from(client)).into(),
        kind: "case.noted",
        case: Some(CaseId::from_bits(u128::from(client))),
        by: String::from("system"),
        org: AgencyId::from_bits(1).to_string(),
        binds: Vec::new(),
        body: "x".repeat(500),
        salt: [7; 32],
    };
    let append = |client| Append {
        facts: vec![fact(client)],
        ..Append::new(Timestamp::from_ms(1_764_000_000_000))
    };
    let begin = Instant::now();
    for _ in 0..APPENDS {
        store.append(append(0)).await?;
    }
    let alone = begin.elapsed().as_secs_f64() / f64::from(APPENDS) * 1e6;
    let begin = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..16 {
        let store = store.clone();
        let all: Vec<Append> = (0..APPENDS).map(|_| append(client)).collect();
        clients.spawn(async move {
            for one in all {
                store.append(one).await?;
            }
            Ok::<(), anyhow::Error>(())
        });
    }
    for done in clients.join_all().await {
        done?;
    }
    let together = begin.elapsed().as_secs_f64() / f64::from(APPENDS * 16) * 1e6;
    writeln!(
        std::io::stdout(),
        "durable append: {alone:.0} µs a fact alone, {together:.0} µs a fact with 16 clients"
    )?;
    Ok(())
}
