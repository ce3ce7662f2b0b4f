//! A run over the whole log: one at a time, and called off without losing what the last one found.

use domain::authority::Role;

use crate::county::County;

#[tokio::test]
async fn one_run_at_a_time_and_one_that_was_called_off_finds_nothing() {
    let mut county = County::found().await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    county.registered().await;
    let (app, keeper) = (&county.app, county.id("keeper"));
    app.run_pending_jobs().await.unwrap();
    let seen = app.recompute_seen(keeper).await.unwrap();
    assert!(seen.running.is_none() && seen.last.is_none() && seen.may.is_ok());
    app.start_recompute(keeper).await.unwrap();
    app.start_recompute(keeper).await.unwrap();
    let running = app.recompute_seen(keeper).await.unwrap().running.unwrap();
    assert_eq!((running.run, running.is_waiting, running.asked_by), (1, true, Some(keeper)));
    app.run_pending_jobs().await.unwrap();
    let first = app.recompute_seen(keeper).await.unwrap();
    let found = first.last.unwrap();
    let size = app.log_head().await.unwrap().size;
    assert_eq!((found.run, found.differs, found.leaves), (1, 0, size));
    // Called off before a worker came: nothing new is found, and the old stays.
    app.start_recompute(keeper).await.unwrap();
    app.cancel_recompute(keeper).await.unwrap();
    let seen = app.recompute_seen(keeper).await.unwrap();
    assert!(seen.running.is_none() && seen.cancelled_at.is_some());
    app.run_pending_jobs().await.unwrap();
    assert_eq!(app.recompute_seen(keeper).await.unwrap().last.unwrap(), found);
    // Calling off what does not run changes nothing; the next run is another one.
    app.cancel_recompute(keeper).await.unwrap();
    app.start_recompute(keeper).await.unwrap();
    app.run_pending_jobs().await.unwrap();
    let seen = app.recompute_seen(keeper).await.unwrap();
    assert_eq!((seen.last.unwrap().run, seen.cancelled_at), (3, None));
    assert!(app.recompute_seen(county.id("li")).await.is_err());
    assert!(app.start_recompute(county.id("li")).await.is_err());
}
