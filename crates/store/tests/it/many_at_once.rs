//! Many tasks, and several stores, appending at the same time.

use std::collections::BTreeSet;

use store::{AppendError, Store};

use crate::fixture::{Place, fact, on_both, one, stream};

on_both! {
    appends_from_64_tasks_leave_no_gap
    one_winner_of_many_and_no_harm_to_the_others
    repeats_within_one_group_are_recorded_once
}

/// Appends `each` facts from each of `tasks` tasks, spread over `stores`; what was acknowledged.
async fn append_from_many(stores: &[Store], tasks: u128, each: u64) -> Vec<(u64, u128, u64)> {
    let mut running = tokio::task::JoinSet::new();
    for task in 0..tasks {
        let store = stores[usize::try_from(task).unwrap() % stores.len()].clone();
        running.spawn(async move {
            let mut acknowledged = Vec::new();
            for version in 0..each {
                let body = format!("{task}/{version}");
                let done = store.append(one(task, version, &body)).await.unwrap();
                acknowledged.push((done.first_n, task, version));
            }
            acknowledged
        });
    }
    running.join_all().await.concat()
}

async fn check(store: &Store, mut acknowledged: Vec<(u64, u128, u64)>) {
    acknowledged.sort_unstable();
    let count = u64::try_from(acknowledged.len()).unwrap();
    assert_eq!(store.head().await.unwrap().size, count);
    let facts = store.facts(0, u32::MAX).await.unwrap();
    for (place, (fact, (n, task, version))) in (0_u64..).zip(facts.iter().zip(&acknowledged)) {
        assert_eq!((fact.n, *n), (place, place));
        assert_eq!((&fact.stream, fact.version), (&stream(*task), version + 1));
        assert_eq!(fact.body.as_deref(), Some(format!("{task}/{version}").as_str()));
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn appends_from_64_tasks_leave_no_gap(place: Place) {
    let store = place.open().await;
    let acknowledged = append_from_many(std::slice::from_ref(&store), 64, 10).await;
    assert_eq!(acknowledged.len(), 640);
    check(&store, acknowledged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_one_postgres_make_one_history() {
    let place = Place::postgres();
    let (one, other) = tokio::join!(place.open(), place.open());
    let acknowledged = append_from_many(&[one.clone(), other.clone()], 32, 20).await;
    assert_eq!(acknowledged.len(), 640);
    check(&one, acknowledged).await;
    assert_eq!(one.head().await.unwrap(), other.head().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_openings_of_one_sqlite_file_make_one_history() {
    let place = Place::sqlite();
    let (one, other) = (place.open().await, place.open().await);
    let acknowledged = append_from_many(&[one.clone(), other], 8, 10).await;
    check(&one, acknowledged).await;
}

/// Holds the database so that everything appended meanwhile waits and becomes one group.
async fn hold(place: &Place) -> crate::fixture::Raw {
    let mut raw = place.raw().await;
    let begin = if place.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" };
    raw.run(begin).await;
    raw.run("UPDATE log_head SET size = size").await;
    raw
}

async fn one_winner_of_many_and_no_harm_to_the_others(place: Place) {
    let store = place.open().await;
    store.append(one(1, 0, "first")).await.unwrap();
    let mut raw = hold(&place).await;
    let mut running = tokio::task::JoinSet::new();
    for number in 0..40_u128 {
        let store = store.clone();
        running.spawn(async move {
            // Every second one wants the same stream, the others have one of their own.
            let shared = number % 2 == 0;
            let mut append = if shared { one(1, 1, "mine") } else { one(100 + number, 0, "own") };
            if shared {
                append.facts.push(fact(200 + number, "beside it"));
            }
            (shared, store.append(append).await)
        });
    }
    // The first append waits for the lock and the rest wait in the queue behind it.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    raw.run("COMMIT").await;
    let answers = running.join_all().await;
    let won = |shared| answers.iter().filter(move |(s, a)| *s == shared && a.is_ok()).count();
    assert_eq!((won(true), won(false)), (1, 20));
    let lost = answers.iter().filter_map(|(_, answer)| answer.as_ref().err());
    for error in lost {
        assert!(matches!(error, AppendError::Conflict { found: 2, .. }), "{error:?}");
    }
    assert_eq!(store.head().await.unwrap().size, 1 + 2 + 20);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn repeats_within_one_group_are_recorded_once(place: Place) {
    let store = place.open().await;
    let mut raw = hold(&place).await;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let store = store.clone();
        running.spawn(async move {
            let mut append = one(1, 0, "a");
            append.idempotency = Some(store::NewIdempotency {
                actor: "off_1".into(),
                key: "k".into(),
                request_digest: terms::Digest::from_bytes([1; 32]),
                response: "done".into(),
            });
            match store.append(append).await {
                Ok(_) => "recorded",
                Err(AppendError::Repeated { response }) if response == "done" => "repeated",
                Err(other) => panic!("{other:?}"),
            }
        });
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    raw.run("COMMIT").await;
    let answers = running.join_all().await;
    assert_eq!(answers.iter().filter(|answer| **answer == "recorded").count(), 1);
    assert_eq!(BTreeSet::from_iter(answers).len(), 2);
    assert_eq!(store.head().await.unwrap().size, 1);
}
