//! The slip of a party: offered as the agency chose, checked by anyone without a login, and proven
//! offline; each also from its forbidden side, on both databases.

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On, on_both};
use crate::program::{Person, problem};
use crate::scene::{Scene, now};
use crate::story::{Matter, assert_checked};

const HOUR: i64 = 3_600_000;

async fn choose(county: &County, slips: &str) {
    let body = json!({ "slips": slips, "basis": "执法公示规定第9条" });
    county.person("zhou").post("/slips/given", body).await;
}

/// What a stranger is told under the address of a slip.
async fn asked(county: &County, slip: &Value) -> Value {
    let stranger = Person::stranger(&county.program.url);
    stranger.get(&slip["href"].as_str().unwrap().replace("/check/", "/slips/")).await
}

/// A party checks what was recorded about them, and is told nothing else.
async fn a_slip_tells_how_many_and_whether_unchanged(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "现场检查", now(&county).await - HOUR).await;
    let li = county.person("li");
    let path = visit.path("/slip");
    let offer = li.get(&path).await;
    assert_eq!((&offer["slip"], &offer["given"]), (&Value::Null, &json!(false)), "{offer}");
    assert_eq!(offer["slips"], "compulsion", "the default");
    visit.recorded("a", 0, 20).await;
    visit.left(20).await;
    assert_eq!(li.get(&path).await["given"], false, "nobody was compelled");
    let bare = json!({ "slips": "always", "basis": "规定" });
    li.refused("/slips/given", bare, 403, "authority.not_allowed").await;
    choose(&county, "always").await;
    let offer = li.get(&path).await;
    assert_eq!(offer["given"], true);
    let slip = &offer["slip"];

    let told = asked(&county, slip).await;
    let recordings = &told["recordings"];
    assert_eq!((&recordings["count"], &told["pages"]), (&json!(1), &Value::Null), "{told}");
    assert_eq!(recordings["lasts_ms"], 20 * 60_000);
    assert_eq!(recordings["deposit"], "in_time");
    for bad in ["altered", "missing", "destroyed", "without_length"] {
        assert_eq!(recordings[bad], 0, "{told}");
    }
    for hidden in ["现场检查", "李华", "DSJ", "rec_", "case_"] {
        assert!(!told.to_string().contains(hidden), "{hidden} in {told}");
    }
    // Switched off again, a slip that was given is still good.
    choose(&county, "off").await;
    assert_eq!(li.get(&path).await["given"], false);
    assert_eq!(asked(&county, slip).await["recordings"]["count"], 1);
    assert_checked(&county);
}

/// The proof file needs no server, and a slip that is not this one is nobody's.
async fn a_slip_is_proven_offline_and_a_wrong_one_is_unknown(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "现场检查", now(&county).await - HOUR).await;
    visit.left(5).await;
    let offer = county.person("li").get(&visit.path("/slip")).await;
    let (text, href) = (offer["slip"]["text"].as_str().unwrap(), offer["slip"]["href"].as_str());
    let route = href.unwrap().replace("/check/", "/slips/");
    let stranger = Person::stranger(&county.program.url);
    let proof = stranger.get(&format!("{route}/proof")).await;
    let proof = archive::OriginalProof::parse(&proof.to_string()).unwrap();
    let policy = format!("log {}\nquorum none\n", proof.log_vkey.as_ref().unwrap());
    let policy = archive::Policy::parse(&policy).unwrap();
    let report = archive::verify_slip(text, &proof, Some(&policy));
    assert_eq!(report.verdict, archive::Verdict::Proven, "{report:#?}");

    let (place, hash) = route.rsplit_once('/').unwrap();
    let (_, index) = place.rsplit_once('/').unwrap();
    let next = index.parse::<u64>().unwrap() + 1;
    let other = "A".repeat(43);
    let wrong = [
        format!("/slips/{next}/{hash}"),
        format!("/slips/{index}/{other}"),
        format!("/slips/0{index}/{hash}"),
        format!("/slips/{index}/{hash}="),
        format!("/slips/-1/{hash}"),
        format!("/slips/99999999999999999999/{hash}"),
        format!("/slips/{index}/%00"),
    ];
    for route in wrong {
        let answer = stranger.send(Method::GET, &route, None).await;
        problem(answer, 404, "slip.unknown").await;
        let answer = stranger.send(Method::GET, &format!("{route}/proof"), None).await;
        problem(answer, 404, "slip.unknown").await;
    }
    // Whoever asks without end waits.
    for _ in 0..60 {
        let answer = stranger.send(Method::GET, &route, None).await;
        if answer.status() == 429 {
            assert!(answer.headers().contains_key("retry-after"));
            problem(answer, 429, "slip.too_often").await;
            return;
        }
    }
    panic!("nobody was slowed down");
}

/// A fact that names no slip is not told of, even to whoever knows its leaf.
async fn other_facts_have_no_slip(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let trail = county.person("li").get(&matter.path("/trail")).await;
    let entry = &trail["items"][0];
    let hash = hex_to_base64url(entry["leaf_hash"].as_str().unwrap());
    let route = format!("/slips/{}/{hash}", entry["n"]);
    let answer = Person::stranger(&county.program.url).send(Method::GET, &route, None).await;
    problem(answer, 404, "slip.unknown").await;
}

fn hex_to_base64url(hash: &str) -> String {
    let bytes: [u8; 32] = hex::decode(hash).unwrap().try_into().unwrap();
    ledger::hash_to_base64url(&bytes)
}

/// What was served has a slip as well, and whoever asks is told that its pages are the same.
async fn a_service_has_a_slip(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    choose(&county, "always").await;
    matter.open().await;
    let notice = matter.record("WS09", json!({})).await;
    let path = matter.path(&format!("/records/{notice}/slip"));
    let li = county.person("li");
    assert_eq!(li.get(&path).await["slip"], Value::Null, "nothing was served");
    matter.serve(&notice).await;
    let slip = li.get(&path).await["slip"].clone();
    let told = asked(&county, &slip).await;
    assert_eq!(told["recordings"], Value::Null, "{told}");
    assert!(told["pages"] == "intact" || told["pages"] == Value::Null, "{told}");
    assert_checked(&county);
}

on_both! {
    a_slip_tells_how_many_and_whether_unchanged
    a_slip_is_proven_offline_and_a_wrong_one_is_unknown
    other_facts_have_no_slip
    a_service_has_a_slip
}
