//! Writes that fail, and writes that succeed but report failure.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use store::{Append, AppendError, NewIdempotency, RowChange, Store, StoreFault};
use terms::Digest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::fixture::{Place, on_both, one, stream};
use crate::lists::case_row;

on_both! {
    a_refused_row_fails_its_own_append_only
}

/// A row that the database refuses, in the middle of a group: the neighbours are recorded.
async fn a_refused_row_fails_its_own_append_only(place: Place) {
    let store = place.open().await;
    let mut raw = place.raw().await;
    if place.is_postgres() {
        raw.run("ALTER TABLE case_row ADD CHECK (title <> 'poison')").await;
    } else {
        raw.run(
            "CREATE TRIGGER poison BEFORE INSERT ON case_row WHEN NEW.title = 'poison' \
             BEGIN SELECT RAISE(ABORT, 'poison'); END",
        )
        .await;
    }
    raw.run(if place.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" }).await;
    raw.run("UPDATE log_head SET size = size").await;
    let mut running = tokio::task::JoinSet::new();
    for number in 1..=20_u128 {
        let store = store.clone();
        running.spawn(async move {
            let title = if number == 10 { "poison" } else { "案" };
            let rows = vec![RowChange::put(case_row(number, title, "某"))];
            (number, store.append(Append { rows, ..one(number, 0, "a") }).await)
        });
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    raw.run("COMMIT").await;
    for (number, answer) in running.join_all().await {
        match answer {
            Ok(_) => assert_ne!(number, 10),
            Err(AppendError::Fault(StoreFault::Database { doing: "case_row", .. })) => {
                assert_eq!(number, 10);
            }
            Err(other) => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(store.head().await.unwrap().size, 19);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

/// SQLite takes a transaction back by itself on a full disk; here a trigger makes it do so. What
/// follows is recorded as ever.
#[tokio::test]
async fn a_transaction_that_sqlite_took_back_itself_stops_nobody() {
    let place = Place::sqlite();
    let store = place.open().await;
    let mut raw = place.raw().await;
    raw.run(
        "CREATE TRIGGER poison BEFORE INSERT ON case_row WHEN NEW.title = 'poison' \
         BEGIN SELECT RAISE(ROLLBACK, 'poison'); END",
    )
    .await;
    for round in 0..3 {
        let rows = vec![RowChange::put(case_row(7, "poison", "某"))];
        let refused = store.append(Append { rows, ..one(7, round, "a") }).await;
        assert!(matches!(refused, Err(AppendError::Fault(StoreFault::Database { .. }))));
        store.append(one(7, round, "b")).await.unwrap();
    }
    assert_eq!(store.head().await.unwrap().size, 3);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

const PASS: u8 = 0;
const CUT_BEFORE_COMMIT: u8 = 1;
const CUT_AFTER_COMMIT: u8 = 2;

/// A wire to PostgreSQL that can be cut just before a COMMIT arrives, or just after it was done.
async fn wire(place: &Place) -> (String, Arc<AtomicU8>) {
    let url = place.address();
    let (_, rest) = url.split_once('@').unwrap();
    let (target, database) = rest.split_once('/').unwrap();
    let target = target.to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mode = Arc::new(AtomicU8::new(PASS));
    let shared = mode.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&target).await.unwrap();
            tokio::spawn(carry(client, server, shared.clone()));
        }
    });
    (format!("postgres://postgres@127.0.0.1:{port}/{database}"), mode)
}

async fn carry(mut client: TcpStream, mut server: TcpStream, mode: Arc<AtomicU8>) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    let mut cut = false;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(count @ 1..) = read else { return };
                let commit = up[..count].windows(6).any(|bytes| bytes == b"COMMIT");
                match mode.load(Ordering::SeqCst) {
                    CUT_BEFORE_COMMIT if commit => return,
                    CUT_AFTER_COMMIT if commit => cut = true,
                    _ => {}
                }
                if server.write_all(&up[..count]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(count @ 1..) = read else { return };
                if cut || client.write_all(&down[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn asked(number: u128, version: u64) -> Append {
    let key = format!("{number}/{version}");
    let request_digest = Digest::from_bytes([1; 32]);
    let idempotency =
        NewIdempotency { actor: "off_1".into(), response: key.clone(), request_digest, key };
    Append { idempotency: Some(idempotency), ..one(number, version, "a") }
}

async fn assert_uncertain(store: &Store, append: Append) {
    let fault = store.append(append).await.unwrap_err();
    assert!(matches!(fault, AppendError::Fault(StoreFault::Uncertain(_))), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_never_arrived_is_done_by_the_retry() {
    let place = Place::postgres();
    let (url, mode) = wire(&place).await;
    let store = Store::connect(&url).await.unwrap();
    store.append(asked(1, 0)).await.unwrap();
    mode.store(CUT_BEFORE_COMMIT, Ordering::SeqCst);
    assert_uncertain(&store, asked(1, 1)).await;
    mode.store(PASS, Ordering::SeqCst);
    assert_eq!(store.version(&stream(1)).await.unwrap(), 1, "it was not recorded");
    store.append(asked(1, 1)).await.unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
    assert_eq!(store.head().await.unwrap().size, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_was_done_but_not_reported_is_found_by_the_retry() {
    let place = Place::postgres();
    let (url, mode) = wire(&place).await;
    let store = Store::connect(&url).await.unwrap();
    store.append(asked(1, 0)).await.unwrap();
    mode.store(CUT_AFTER_COMMIT, Ordering::SeqCst);
    assert_uncertain(&store, asked(1, 1)).await;
    mode.store(PASS, Ordering::SeqCst);
    let again = store.append(asked(1, 1)).await.unwrap_err();
    assert!(matches!(&again, AppendError::Repeated { response } if response == "1/1"), "{again:?}");
    store.append(asked(1, 2)).await.unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
    assert_eq!(store.head().await.unwrap().size, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_drops_its_connections_is_used_again() {
    let place = Place::postgres();
    let store = place.open().await;
    store.append(one(1, 0, "a")).await.unwrap();
    let mut raw = place.raw().await;
    raw.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await;
    // Whatever the first answers, it is the truth; and the store recovers by itself.
    let first = store.append(one(1, 1, "b")).await;
    let version = if first.is_ok() { 2 } else { 1 };
    assert_eq!(store.version(&stream(1)).await.unwrap(), version);
    store.append(one(1, version, "c")).await.unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
}
