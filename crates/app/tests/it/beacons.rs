//! Beacons: when one is written, that one of many writes it, and the boxes that follow.

use app::{App, CaseIntegrity, Told};
use domain::Event;
use domain::beacon;
use ledger::{AddCheckpoint, Cosigner, KeyKind, Outside};
use terms::{CaseId, Timestamp};

use crate::county::County;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn witness(name: &str) -> Cosigner {
    let seed = [u8::try_from(name.len()).unwrap(); 32];
    Cosigner::from_seed(&format!("{name}.example/w"), seed).unwrap()
}

/// A county whose policy asks for one of two witnesses, or for both.
async fn watched(needed: &str) -> County {
    let key = |name| witness(name).verifier_key().to_string();
    let policy = format!(
        "witness city {}\nwitness province {}\ngroup q {needed} city province\nquorum q\n",
        key("city"),
        key("province")
    );
    County::found_with(|config| std::fs::write(config.data.join("policy"), policy).unwrap()).await
}

/// The witness sees the log's head as it is now, its clock showing `at`.
async fn cosign(app: &App, name: &str, at: Timestamp) -> u64 {
    let ask = app.witness_ask(KeyKind::Log, name, None).await.unwrap().unwrap();
    let note = AddCheckpoint::parse(&ask.body).unwrap().note;
    let seconds = u64::try_from(at.ms() / 1000).unwrap();
    let line = witness(name).cosign(&note, seconds).to_string();
    app.witness_told(&ask, Told::Cosigned(format!("{line}\n"))).await.unwrap();
    app.log_head().await.unwrap().size
}

async fn integrity(county: &County, case: CaseId) -> CaseIntegrity {
    county.app.case_integrity(county.id("li"), case).await.unwrap()
}

/// The beacons there are: size of the head and the witnesses' time.
async fn beacons(county: &County) -> Vec<(u64, Timestamp)> {
    let facts = county.beside().await.facts_of_family("beacon.").await.unwrap();
    let read = |fact: &store::StoredFact| {
        let event = Event::from_body(&fact.kind, fact.body.as_deref().unwrap()).unwrap();
        let Event::Beacon(beacon::Event::Cosigned { size, cosigned_at, note, digests, .. }) = event
        else {
            panic!("{event:?}")
        };
        assert_eq!(archive::digests_of(note.as_bytes()), digests);
        let leaf = ledger::ParsedLeaf::parse(&fact.leaf).unwrap();
        assert!(leaf.bound_bytes().unwrap().are(&digests), "the leaf binds the note");
        (size, cosigned_at)
    };
    facts.iter().map(read).collect()
}

#[tokio::test]
async fn a_beacon_waits_for_the_quorum_and_for_the_hour_and_for_something_new() {
    let county = watched("all").await;
    let app = &county.app;
    assert!(!app.set_beacon().await.unwrap(), "nobody cosigned");
    let at = county.clock.now();
    let size = cosign(app, "city", at).await;
    assert!(!app.set_beacon().await.unwrap(), "one of two is no quorum");
    cosign(app, "province", at.plus_ms(-2 * MINUTE)).await;
    assert!(app.set_beacon().await.unwrap());
    // Both are asked for, so only the earlier of their clocks is sure.
    assert_eq!(beacons(&county).await, [(size, at.plus_ms(-2 * MINUTE))]);

    county.clock.advance_ms(2 * HOUR);
    assert!(!app.set_beacon().await.unwrap(), "no newer head was cosigned");
    let later = county.clock.now();
    cosign(app, "city", later).await;
    let size = cosign(app, "province", later).await;
    assert!(app.set_beacon().await.unwrap());
    assert_eq!(beacons(&county).await.last(), Some(&(size, later)));
    county.clock.advance_ms(HOUR - 1);
    for name in ["city", "province"] {
        cosign(app, name, county.clock.now()).await;
    }
    assert!(!app.set_beacon().await.unwrap(), "not yet");
    county.clock.advance_ms(1);
    // Another process on the same data knows what this one did.
    assert!(county.another().await.set_beacon().await.unwrap());
    assert!(!app.set_beacon().await.unwrap());
    assert_eq!(beacons(&county).await.len(), 3);
    assert!(app.check().await.unwrap().differences.is_empty());
}

#[tokio::test]
async fn of_many_that_look_at_once_one_writes_it() {
    let county = watched("any").await;
    cosign(&county.app, "city", county.clock.now()).await;
    let (a, b) = (county.another().await, county.another().await);
    let app = &county.app;
    let wrote = tokio::join!(
        app.set_beacon(),
        a.set_beacon(),
        b.set_beacon(),
        a.set_beacon(),
        b.set_beacon(),
        app.set_beacon()
    );
    let wrote = [wrote.0, wrote.1, wrote.2, wrote.3, wrote.4, wrote.5];
    assert_eq!(wrote.into_iter().filter(|wrote| *wrote.as_ref().unwrap()).count(), 1);
    assert_eq!(beacons(&county).await.len(), 1);
}

#[tokio::test]
async fn a_log_at_rest_comes_to_rest() {
    let county = watched("any").await;
    for _ in 0..30 {
        cosign(&county.app, "city", county.clock.now()).await;
        county.app.set_beacon().await.unwrap();
        county.clock.advance_ms(HOUR);
    }
    assert_eq!(beacons(&county).await.len(), 24);
    county.registered().await;
    cosign(&county.app, "city", county.clock.now()).await;
    assert!(county.app.set_beacon().await.unwrap(), "something was written");
}

#[tokio::test]
async fn facts_lie_between_the_beacon_before_and_the_head_after_them() {
    let county = watched("any").await;
    let case = county.registered().await;
    let found = integrity(&county, case).await;
    assert_eq!(found.times.boxes.len(), 1);
    assert_eq!(found.times.boxes[0].time, ledger::TimeBox::default(), "nobody saw it yet");

    let first = county.clock.now().plus_ms(MINUTE);
    cosign(&county.app, "city", first).await;
    assert!(county.app.set_beacon().await.unwrap());
    county.clock.advance_ms(10 * MINUTE);
    let later = county.registered().await;
    let second = county.clock.now().plus_ms(MINUTE);
    cosign(&county.app, "province", second).await;
    // A witness that comes back to the head says that it still stands; the facts are no younger.
    cosign(&county.app, "province", second.plus_ms(9 * HOUR)).await;

    let sides = |found: &CaseIntegrity| {
        let boxes = &found.times.boxes;
        assert_eq!((boxes.len(), boxes[0].facts), (1, found.facts));
        let time = boxes[0].time.clone();
        (time.not_before.map(|b| (b.at, b.by)), time.not_after.map(|b| (b.at, b.by)))
    };
    let by = |at: Timestamp, name: &str| Some((at, name.to_owned()));
    assert_eq!(sides(&integrity(&county, case).await), (None, by(first, "city")));
    let found = integrity(&county, later).await;
    assert_eq!(sides(&found), (by(first, "city"), by(second, "province")));
    assert_eq!(found.times.clock, []);
}

#[tokio::test]
async fn a_clock_that_was_put_back_is_a_finding() {
    let county = watched("any").await;
    let now = county.clock.now();
    cosign(&county.app, "city", now).await;
    assert!(county.app.set_beacon().await.unwrap());
    county.clock.advance_ms(-3 * HOUR);
    let dated_back = county.registered().await;
    county.clock.set(now.plus_ms(6 * HOUR));
    let ahead = county.registered().await;
    county.clock.set(now.plus_ms(MINUTE));
    let right = county.registered().await;
    cosign(&county.app, "city", now.plus_ms(2 * MINUTE)).await;
    let how = async |case| {
        let clock = integrity(&county, case).await.times.clock;
        clock.first().map(|finding| finding.how)
    };
    assert_eq!(how(dated_back).await, Some(Outside::Early));
    assert_eq!(how(ahead).await, Some(Outside::Late));
    assert_eq!(how(right).await, None);
}

#[tokio::test]
async fn witnesses_that_the_policy_does_not_name_any_more_box_nothing() {
    let county = watched("any").await;
    cosign(&county.app, "city", county.clock.now()).await;
    assert!(county.app.set_beacon().await.unwrap());
    let case = county.registered().await;
    assert!(integrity(&county, case).await.times.boxes[0].time.not_before.is_some());
    let other = witness("other").verifier_key().to_string();
    let policy = format!("witness other {other}\nquorum other\n");
    std::fs::write(county.data().join("policy"), policy).unwrap();
    let again = county.another().await.case_integrity(county.id("li"), case).await.unwrap();
    assert_eq!(again.times.boxes[0].time, ledger::TimeBox::default());
}

/// While one of two witnesses is away, the heads that only the other saw are many and none counts.
#[tokio::test]
async fn far_from_a_quorum_the_next_beacon_ends_the_box() {
    let county = watched("all").await;
    let case = county.registered().await;
    let mut last = 0;
    for _ in 0..300 {
        let other = county.registered().await;
        assert_ne!(other, case);
        last = cosign(&county.app, "city", county.clock.now()).await;
    }
    let at = county.clock.now().plus_ms(MINUTE);
    cosign(&county.app, "province", at).await;
    assert!(integrity(&county, case).await.times.boxes[0].time.not_after.is_none());
    assert!(county.app.set_beacon().await.unwrap());
    assert_eq!(beacons(&county).await, [(last, county.clock.now())]);
    let found = integrity(&county, case).await.times.boxes[0].time.not_after.clone();
    assert_eq!(found.map(|bound| bound.at), Some(at));
}
