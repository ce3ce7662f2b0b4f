//! kill -9 in the middle of appending: nothing that was acknowledged is lost, nothing is half
//! there. The ledger of acknowledgements is kept by the client, on another path, and synced.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use store::{Append, NewIdempotency, NewJob};
use terms::Digest;

use crate::fixture::{Place, at, fact, on_both, one, open, stream};

const ROUNDS: u64 = 50;
const TASKS: u128 = 8;
const ADDRESS: &str = "LIUHEN_TEST_CHILD_ADDRESS";
const LEDGER: &str = "LIUHEN_TEST_CHILD_LEDGER";

on_both! {
    nothing_acknowledged_is_lost_by_a_kill
}

/// Not a test by itself: the process that is killed. Appends until then, several at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started and killed by nothing_acknowledged_is_lost_by_a_kill"]
async fn child_that_appends_until_it_is_killed() {
    let (Ok(address), Ok(ledger)) = (std::env::var(ADDRESS), std::env::var(LEDGER)) else {
        return;
    };
    let store = open(&address).await;
    let ledger = std::fs::OpenOptions::new().create(true).append(true).open(ledger).unwrap();
    let ledger = Arc::new(Mutex::new(ledger));
    let mut running = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let (store, ledger) = (store.clone(), ledger.clone());
        running.spawn(async move {
            let mut version = store.version(&stream(task)).await.unwrap();
            loop {
                let key = format!("{task}/{version}");
                let mut append = one(task, version, &key);
                append.facts.push(fact(task, "second of two"));
                append.jobs.push(NewJob {
                    id: key.clone(),
                    kind: "probe",
                    payload: String::new(),
                    run_at: at(0),
                });
                append.idempotency = Some(NewIdempotency {
                    actor: "off_1".into(),
                    key: key.clone(),
                    request_digest: Digest::from_bytes([1; 32]),
                    response: String::new(),
                });
                let done = store.append(append).await.unwrap();
                version += 2;
                let mut ledger = ledger.lock().unwrap();
                // One write: a line is there or not.
                ledger.write_all(format!("{} {key}\n", done.first_n).as_bytes()).unwrap();
                ledger.sync_data().unwrap();
            }
        });
    }
    running.join_all().await;
}

fn start(place: &Place, ledger: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crashes::child_that_appends_until_it_is_killed", "--ignored"])
        .env(ADDRESS, place.address())
        .env(LEDGER, ledger)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn acknowledged(ledger: &Path) -> Vec<(u64, String)> {
    let text = std::fs::read_to_string(ledger).unwrap_or_default();
    // The last line may be cut short by the kill: then it was not acknowledged.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let entry = |line: &str| {
        let (n, key) = line.split_once(' ').unwrap();
        (n.parse().unwrap(), key.to_owned())
    };
    whole.lines().map(entry).collect()
}

async fn nothing_acknowledged_is_lost_by_a_kill(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("acknowledged");
    drop(place.open().await);
    for round in 0..ROUNDS {
        let before = acknowledged(&ledger).len();
        let mut child = start(&place, &ledger);
        // A different number of acknowledgements each time, so that the kill falls elsewhere.
        let wanted = before + usize::try_from(round * 7 % 23).unwrap() + 1;
        for _ in 0..2_000 {
            if acknowledged(&ledger).len() >= wanted || child.try_wait().unwrap().is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(acknowledged(&ledger).len() >= wanted, "round {round}: the child did not append");
    }
    check(&place, &acknowledged(&ledger)).await;
}

async fn check(place: &Place, acknowledged: &[(u64, String)]) {
    let store = place.open().await;
    assert_eq!(store.verify_journal().await.unwrap(), []);
    let facts = store.facts(0, u32::MAX).await.unwrap();
    for (n, key) in acknowledged {
        let fact = &facts[usize::try_from(*n).unwrap()];
        assert_eq!(fact.body.as_deref(), Some(key.as_str()), "fact {n} is another one");
        assert!(store.idempotent_answer("off_1", key).await.unwrap().is_some());
    }
    // Whole or not at all: two facts, one job and one answer for each append.
    let mut raw = place.raw().await;
    let count = i64::try_from(facts.len()).unwrap() / 2;
    assert_eq!(facts.len() % 2, 0);
    assert_eq!(raw.number("SELECT COUNT(*) FROM job").await, count);
    assert_eq!(raw.number("SELECT COUNT(*) FROM idempotency").await, count);
    assert!(count >= i64::try_from(acknowledged.len()).unwrap());
    store
        .append(Append { facts: vec![fact(99, "on it goes")], ..Append::new(at(0)) })
        .await
        .unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
}
