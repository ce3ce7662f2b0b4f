//! Time stamps: when an authority is asked, which answers are good enough, and the boxes that
//! follow. The authority is a real one, `openssl ts`.

use app::tsa::Certificates;
use app::{App, StampAsk, StampingSeen, TimeAuthority, Told};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Event;
use domain::authority::Role;
use domain::beacon;
use ledger::{AddCheckpoint, Cosigner, KeyKind, SignedNote};
use terms::{CaseId, Timestamp};
use testkit::authority::{Authority, P256, RSA};

use crate::county::County;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn set_up(authority: &Authority) -> TimeAuthority {
    let trusted = Certificates::parse(&authority.root().unwrap()).unwrap();
    TimeAuthority { url: "http://tsa.example:81/tsr?x".to_owned(), trusted, policy: None }
}

/// A county whose log an authority stamps, and the authority.
async fn stamped_by(key: &[&str], policy: Option<String>) -> (County, Authority) {
    let authority = Authority::new(key).unwrap();
    let tsa = set_up(&authority);
    let mut county = County::found_with(|config| {
        config.tsa = Some(tsa);
        if let Some(policy) = policy {
            std::fs::write(config.data.join("policy"), policy).unwrap();
        }
    })
    .await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    (county, authority)
}

async fn ask(app: &App) -> Option<StampAsk> {
    app.stamp_ask().await.unwrap()
}

/// Asks and answers, if something is to be asked; whether a stamp was written.
async fn stamp(county: &County, authority: &Authority) -> bool {
    let Some(ask) = ask(&county.app).await else { return false };
    let answer = authority.answer(&ask.body).unwrap();
    county.app.stamp_told(&ask, Ok(answer)).await.unwrap()
}

async fn seen(county: &County) -> StampingSeen {
    county.app.proof_seen(county.id("keeper")).await.unwrap().stamping.unwrap()
}

/// What a stamp's fact holds.
struct Written {
    size: u64,
    at: Timestamp,
    note: String,
    token: Vec<u8>,
}

async fn stamps(county: &County) -> Vec<Written> {
    let facts = county.beside().await.facts_of_family("beacon.").await.unwrap();
    let read = |fact: &store::StoredFact| {
        let event = Event::from_body(&fact.kind, fact.body.as_deref().unwrap()).unwrap();
        let Event::Beacon(event) = event else { panic!("{event:?}") };
        let beacon::Event::Stamped { size, stamped_at, note, token, digests, accuracy_ms, .. } =
            event
        else {
            return None;
        };
        let token = STANDARD.decode(token).unwrap();
        assert_eq!((archive::digests_of(&token), accuracy_ms), (digests, 1501));
        let leaf = ledger::ParsedLeaf::parse(&fact.leaf).unwrap();
        assert!(leaf.bound_bytes().unwrap().are(&digests), "the leaf binds the token");
        Some(Written { size, at: stamped_at, note, token })
    };
    facts.iter().filter_map(read).collect()
}

#[tokio::test]
async fn a_head_is_stamped_each_day_and_openssl_agrees() {
    for key in [RSA, P256] {
        let (county, authority) = stamped_by(key, None).await;
        assert!(stamp(&county, &authority).await, "the first one at once");
        assert!(ask(&county.app).await.is_none(), "one a day");
        let written = stamps(&county).await;
        let imprint = archive::digests_of(written[0].note.as_bytes()).sha256;
        authority.openssl_verifies(&written[0].token, imprint.as_bytes()).unwrap();
        let note = SignedNote::parse(&written[0].note).unwrap();
        assert!(note.text().contains(&format!("\n{}\n", written[0].size)), "{note}");
        let head = county.app.log_head().await.unwrap();
        assert_eq!(written[0].size + 1, head.size, "all but the stamp itself");

        county.clock.advance_ms(DAY);
        assert!(ask(&county.app).await.is_none(), "only the stamp is new");
        county.registered().await;
        assert!(stamp(&county, &authority).await);
        // Nine o'clock; at midnight in China another day begins.
        county.registered().await;
        county.clock.advance_ms(15 * 60 * MINUTE - 1);
        assert!(!stamp(&county, &authority).await);
        county.clock.advance_ms(1);
        assert!(stamp(&county, &authority).await);
        assert_eq!(stamps(&county).await.len(), 3, "old ones stay");
        assert!(county.app.check().await.unwrap().differences.is_empty());
    }
}

#[tokio::test]
async fn without_an_authority_nothing_is_asked_and_nothing_is_told() {
    let mut county = County::found().await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    assert!(!county.app.has_time_authority());
    assert!(ask(&county.app).await.is_none());
    let seen = county.app.proof_seen(county.id("keeper")).await.unwrap();
    assert!(seen.stamping.is_none() && seen.stamp.is_none());
}

#[tokio::test]
async fn a_failure_is_told_and_asked_again_later_and_later_until_it_works() {
    let (county, authority) = stamped_by(P256, None).await;
    let mut waits = Vec::new();
    for failures in 1..=8 {
        let ask = ask(&county.app).await.unwrap();
        assert!(!county.app.stamp_told(&ask, Err("超时未答".to_owned())).await.unwrap());
        let seen = seen(&county).await;
        assert_eq!((seen.failures, seen.why.as_deref()), (failures, Some("超时未答")));
        assert_eq!(seen.host, "tsa.example:81");
        let wait = seen.next_at.unwrap().ms() - county.clock.now().ms();
        county.clock.advance_ms(wait - 1);
        assert!(self::ask(&county.app).await.is_none(), "not yet");
        county.clock.advance_ms(1);
        waits.push(wait / MINUTE);
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    // Another process on the same data knows what this one was told, and both may ask; one writes.
    assert!(stamp(&county, &authority).await);
    let after = seen(&county).await;
    assert_eq!((after.failures, after.why, after.next_at), (0, None, None));
    assert_eq!(stamps(&county).await.len(), 1);
}

#[tokio::test]
async fn who_asks_keeps_others_from_asking_and_a_clock_put_back_does_not() {
    let (county, _) = stamped_by(P256, None).await;
    assert!(ask(&county.app).await.is_some());
    assert!(ask(&county.another().await).await.is_none(), "somebody just did");
    county.clock.advance_ms(-DAY);
    assert!(ask(&county.app).await.is_some());
}

#[tokio::test]
async fn of_two_answers_one_is_written() {
    let (county, authority) = stamped_by(P256, None).await;
    let first = ask(&county.app).await.unwrap();
    county.clock.advance_ms(MINUTE);
    let second = ask(&county.app).await.unwrap();
    let mut wrote = Vec::new();
    for ask in [&second, &first] {
        let answer = authority.answer(&ask.body).unwrap();
        wrote.push(county.app.stamp_told(ask, Ok(answer)).await.unwrap());
    }
    assert_eq!((wrote, stamps(&county).await.len()), (vec![true, false], 1));
}

#[tokio::test]
async fn an_answer_that_is_not_good_enough_is_told_with_what_to_do() {
    let (county, authority) = stamped_by(P256, None).await;
    let stranger = Authority::new(P256).unwrap();
    let asked = ask(&county.app).await.unwrap();
    let good = authority.answer(&asked.body).unwrap();
    let other = {
        county.clock.advance_ms(MINUTE);
        let other = ask(&county.app).await.unwrap();
        assert_ne!(other.body, asked.body, "another nonce");
        authority.answer(&other.body).unwrap()
    };
    let unasked = {
        let imprint = archive::digests_of(b"something else").sha256;
        authority.token(imprint.as_bytes(), "20250307010000Z", "tsa.pem").unwrap()
    };
    let refusal = vec![0x30, 3, 0x30, 1, 2]; // cut short
    let rejected = [&[0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 1, 6][..], &[]].concat();
    for (answer, told) in [
        (other, "重放"),
        (Authority::granting(&unasked), "摘要或签名对不上"),
        (stranger.answer(&asked.body).unwrap(), "根证书"),
        (good[..good.len() - 1].to_vec(), "不是时间戳"),
        (b"<html>login</html>".to_vec(), "登录页"),
        (refusal, "不是时间戳"),
        (rejected, "拒绝签发（状态 2）"),
    ] {
        assert!(!county.app.stamp_told(&asked, Ok(answer)).await.unwrap());
        let why = seen(&county).await.why.unwrap();
        assert!(why.contains(told), "{told}: {why}");
    }
    assert!(stamps(&county).await.is_empty());
    assert!(county.app.stamp_told(&asked, Ok(good)).await.unwrap());
}

fn city() -> Cosigner {
    Cosigner::from_seed("city.example/w", [4; 32]).unwrap()
}

/// The witness sees the log's head as it is now.
async fn cosign(county: &County) -> u64 {
    let ask = county.app.witness_ask(KeyKind::Log, "city", None).await.unwrap().unwrap();
    let note = AddCheckpoint::parse(&ask.body).unwrap().note;
    let seconds = u64::try_from(county.clock.now().ms() / 1000).unwrap();
    let line = city().cosign(&note, seconds).to_string();
    county.app.witness_told(&ask, Told::Cosigned(format!("{line}\n"))).await.unwrap();
    county.app.log_head().await.unwrap().size
}

#[tokio::test]
async fn the_newest_cosigned_head_is_the_one_that_is_stamped() {
    let policy = format!("witness city {}\nquorum city\n", city().verifier_key());
    let (county, authority) = stamped_by(P256, Some(policy)).await;
    let size = cosign(&county).await;
    county.registered().await;
    assert!(stamp(&county, &authority).await);
    let written = stamps(&county).await;
    assert_eq!(written[0].size, size);
    assert!(written[0].note.contains("city.example/w"), "with the witness's line");
    // Beacons alone are nothing new, nor are they with a stamp among them.
    cosign(&county).await;
    county.app.set_beacon().await.unwrap();
    county.clock.advance_ms(DAY);
    assert!(stamp(&county, &authority).await, "the case that was registered");
    cosign(&county).await;
    assert!(county.app.set_beacon().await.unwrap());
    county.clock.advance_ms(DAY);
    assert!(ask(&county.app).await.is_none());
    // While the witness is away the log's own head is stamped.
    county.registered().await;
    assert!(stamp(&county, &authority).await);
    let written = stamps(&county).await;
    assert!(!written[2].note.contains("city.example/w"));
}

#[tokio::test]
async fn facts_lie_between_the_stamp_before_and_the_stamp_after_them() {
    let (county, authority) = stamped_by(P256, None).await;
    let before = county.registered().await;
    assert!(stamp(&county, &authority).await);
    let first = stamps(&county).await[0].at;
    county.clock.set(first.plus_ms(2 * DAY));
    let between = county.registered().await;
    assert!(stamp(&county, &authority).await);
    let second = stamps(&county).await[1].at;
    let after = county.registered().await;
    let sides = async |case: CaseId| {
        let found = county.app.case_integrity(county.id("li"), case).await.unwrap();
        assert_eq!(found.times.boxes.len(), 1);
        let time = found.times.boxes[0].time.clone();
        assert!(
            time.not_before.iter().chain(&time.not_after).all(|bound| bound.by == "CN=test tsa")
        );
        (time.not_before.map(|bound| bound.at), time.not_after.map(|bound| bound.at))
    };
    let (early, late) = (|at: Timestamp| at.plus_ms(-1501), |at: Timestamp| at.plus_ms(1501));
    assert_eq!(sides(before).await, (None, Some(late(first))));
    assert_eq!(sides(between).await, (Some(early(first)), Some(late(second))));
    assert_eq!(sides(after).await, (Some(early(second)), None));
}
