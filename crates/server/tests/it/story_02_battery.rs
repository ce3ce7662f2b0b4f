//! Story 2: sealing up, the battery is empty from 20:05 to 20:19. A voice statement closes the gap;
//! without one it stays; a device that had charge left makes the cause doubtful (Art. 19).

use serde_json::{Value, json};

use crate::county::{County, On, until};
use crate::devices::register;
use crate::program::Person;
use crate::scene::{Scene, instant, now};
use crate::story::{Matter, assert_checked};

/// On site from 19:30 to 20:30; a second camera goes on at 20:19.
async fn sealed_up<'a>(matter: &'a Matter<'a>) -> (Scene<'a>, String) {
    let visit = Scene::begun(matter, "查封设施", instant("2025-03-07T19:30:00+08:00")).await;
    visit.announced().await;
    visit.left(60).await;
    visit.recorded("一号机", 0, 35).await;
    let second = visit.recorded("二号机", 49, 60).await;
    (visit, second)
}

async fn only_gap(visit: &Scene<'_>) -> Value {
    let page = visit.page().await;
    let gaps = page["coverage"]["gaps"].as_array().unwrap().clone();
    assert_eq!(gaps.len(), 1, "{page}");
    assert!(gaps[0]["from"].as_str().unwrap().starts_with("2025-03-07T20:05"), "{gaps:?}");
    assert!(gaps[0]["to"].as_str().unwrap().starts_with("2025-03-07T20:19"), "{gaps:?}");
    gaps[0].clone()
}

async fn a_voice_statement_closes_it(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let (visit, second) = sealed_up(&matter).await;
    let gap = only_gap(&visit).await;
    visit.says("QGC-15-01", "open").await;
    let explain = json!({
        "from": gap["from"], "to": gap["to"], "cause": "battery", "manner": "voice",
        "text": "电池耗尽，换机后已当场口头说明。", "recording_id": second, "mark_ms": 2_000,
    });
    visit.step("explain-gap", explain).await;
    assert_eq!(only_gap(&visit).await["explained"], true);
    visit.says("QGC-15-01", "explained").await;
    visit.says("QGC-18-03", "explained").await;
    visit.says("QGC-19-01", "met").await;
    assert_checked(&county);
}

async fn silence_leaves_it_open(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let (visit, _) = sealed_up(&matter).await;
    assert_eq!(only_gap(&visit).await["explained"], false);
    for rule in ["QGC-15-01", "QGC-18-03", "QGC-19-01"] {
        let duty = visit.says(rule, "open").await;
        assert!(duty["message"].as_str().unwrap().contains("20时05分"), "{duty}");
    }
    let row = visit.li().get("/activities?gaps=true").await["items"][0].clone();
    assert_eq!(row["open_gaps"], 1, "in the list of those with gaps");
}

/// A device that says 64 % when its battery is said to be empty.
async fn charge_left_makes_it_doubtful(on: On) {
    let county = County::found(on).await;
    let (qian, matter) = (county.person("qian"), Matter::register(&county).await);
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let check = |percent: u8| json!({ "battery_percent": percent, "clock": null });
    let out = json!({ "officer_id": county.ids["li"], "check": check(64), "despite": null });
    qian.post(&format!("{device}/issue"), out).await;
    let visit = Scene::begun(&matter, "查封设施", now(&county).await).await;
    let flat = json!({ "at": null, "cause": "battery", "note": null });
    visit.step("interrupt", flat).await;
    assert!(doubt(&visit).await.contains("64%"), "asked about");
    visit.step("resume", json!({ "at": null, "stated": true })).await;
    visit.step("depart", json!({ "at": null })).await;
    assert!(doubt(&visit).await.contains("64%"), "a word on site does not answer it");

    // Explained only afterwards, it is asked about all the same.
    let silent = Scene::begun(&matter, "查封设施", now(&county).await).await;
    silent.step("depart", json!({ "at": null })).await;
    let page = silent.page().await;
    let gap = &page["coverage"]["gaps"][0];
    let explain = json!({
        "from": gap["from"], "to": gap["to"], "cause": "battery", "manner": "written",
        "text": "电池耗尽。", "recording_id": null, "mark_ms": null,
    });
    silent.step("explain-gap", explain).await;
    assert!(doubt(&silent).await.contains("64%"));

    // A battery that really was low is not asked about.
    qian.post(&format!("{device}/check"), json!({ "battery_percent": 3 })).await;
    let later = Scene::begun(&matter, "再次查封", now(&county).await).await;
    later.step("interrupt", json!({ "at": null, "cause": "battery", "note": null })).await;
    let known = |list: &Value| list["items"][0]["battery_percent"] == 3;
    let list = until(later.li(), &later.path("/devices"), known).await;
    assert_eq!(list["items"][0]["doubt"], Value::Null, "{list}");
}

async fn doubt(visit: &Scene<'_>) -> String {
    let li: &Person = visit.li();
    let list = li.get(&visit.path("/devices")).await;
    list["items"][0]["doubt"].as_str().unwrap_or_else(|| panic!("{list}")).to_owned()
}

#[tokio::test]
async fn a_battery_that_ran_out_is_explained_by_voice() {
    a_voice_statement_closes_it(On::Sqlite).await;
    a_voice_statement_closes_it(On::Postgres).await;
}

#[tokio::test]
async fn a_battery_that_ran_out_in_silence_is_a_gap() {
    silence_leaves_it_open(On::Sqlite).await;
    silence_leaves_it_open(On::Postgres).await;
}

#[tokio::test]
async fn a_battery_with_charge_left_is_doubted() {
    charge_left_makes_it_doubtful(On::Sqlite).await;
    charge_left_makes_it_doubtful(On::Postgres).await;
}
