//! How many durable appends a second: `append_rate ADDRESS CLIENTS SECONDS [plain]`.
//!
//! ADDRESS is a folder (SQLite) or `postgres://…`. Each append is one fact of 300 bytes on a
//! stream of its own client, with a projection row and a version check, as a use case makes it.
//! `plain` inserts the same bytes into a plain table instead, one commit each: what the database
//! itself can do.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use sqlx::Connection as _;
use store::{Append, DivisionRow, NewFact, RowChange, Store};
use terms::{AgencyId, CaseId, DivisionId, Timestamp};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (address, clients, seconds, plain) = match arguments.as_slice() {
        [address, clients, seconds] => (address, clients, seconds, false),
        [address, clients, seconds, plain] if plain == "plain" => (address, clients, seconds, true),
        _ => bail!("append_rate ADDRESS CLIENTS SECONDS [plain]"),
    };
    let (clients, seconds): (u32, u32) = (clients.parse()?, seconds.parse()?);
    let time = Duration::from_secs(seconds.into());
    let count = if plain {
        plain_inserts(address, clients, time).await?
    } else {
        appends(address, clients, time).await?
    };
    let per_second = count / u64::from(seconds.max(1));
    writeln!(std::io::stdout(), "{clients} clients: {per_second} commits/s acknowledged")?;
    Ok(())
}

/// Turns true when the time is over.
fn alarm(time: Duration) -> Arc<AtomicBool> {
    let over = Arc::new(AtomicBool::new(false));
    let set = over.clone();
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
        set.store(true, Ordering::Relaxed);
    });
    over
}

async fn appends(address: &str, clients: u32, time: Duration) -> Result<u64> {
    let store = if address.starts_with("postgres") {
        Store::connect(address).await?
    } else {
        Store::open_folder(address.as_ref()).await?
    };
    let over = alarm(time);
    let mut running = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (store, over) = (store.clone(), over.clone());
        running.spawn(async move {
            let case = CaseId::from_bits(u128::from(client));
            let first = store.version(&case.into()).await?;
            let mut version = first;
            while !over.load(Ordering::Relaxed) {
                store.append(append(case, client, version)).await?;
                version += 1;
            }
            Ok::<u64, anyhow::Error>(version - first)
        });
    }
    running.join_all().await.into_iter().sum()
}

fn append(case: CaseId, client: u32, version: u64) -> Append {
    let mut salt = [7; 32];
    salt.iter_mut().zip(version.to_be_bytes()).for_each(|(to, from)| *to = from);
    let fact = NewFact {
        stream: case.into(),
        kind: "case.noted",
        case: Some(case),
        by: String::from("system"),
        org: AgencyId::from_bits(1).to_string(),
        binds: Vec::new(),
        body: "x".repeat(300),
        salt,
    };
    let row = DivisionRow {
        division_id: DivisionId::from_bits(u128::from(client)),
        agency_id: AgencyId::from_bits(1),
        name: version.to_string(),
    };
    Append {
        reads: vec![(case.into(), version)],
        facts: vec![fact],
        rows: vec![RowChange::put(row)],
        ..Append::new(Timestamp::from_ms(1_764_000_000_000))
    }
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS plain (text TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO plain (text) VALUES ($1)";

async fn plain_inserts(address: &str, clients: u32, time: Duration) -> Result<u64> {
    let text = "x".repeat(700);
    let mut count = 0_u64;
    if !address.starts_with("postgres") {
        let url = format!("sqlite://{address}/plain.db?mode=rwc");
        let mut on = sqlx::SqliteConnection::connect(&url).await.context("open")?;
        let durable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        sqlx::raw_sql(durable).execute(&mut on).await?;
        sqlx::query(CREATE).execute(&mut on).await?;
        let over = alarm(time);
        while !over.load(Ordering::Relaxed) {
            sqlx::query(INSERT).bind(&text).execute(&mut on).await?;
            count += 1;
        }
        return Ok(count);
    }
    sqlx::query(CREATE).execute(&mut sqlx::PgConnection::connect(address).await?).await?;
    let over = alarm(time);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let mut on = sqlx::PgConnection::connect(address).await?;
        let (text, over) = (text.clone(), over.clone());
        running.spawn(async move {
            let mut count = 0_u64;
            while !over.load(Ordering::Relaxed) {
                sqlx::query(INSERT).bind(&text).execute(&mut on).await?;
                count += 1;
            }
            Ok::<u64, anyhow::Error>(count)
        });
    }
    running.join_all().await.into_iter().sum()
}
