//! Story 4: a decision is left at the door without a witness. With photo or video it is served; with
//! neither it is not, an alarm says so, and the seven working days go on (Art. 15; Civil Procedure
//! Law Art. 89; Penalty Law Art. 61).

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::scene::{Scene, now};
use crate::story::{Matter, assert_checked, rfc3339};

const MINUTE: i64 = 60_000;

/// From the filing to the decision, which nobody has served yet; its id.
async fn decided(matter: &Matter<'_>) -> String {
    matter.open().await;
    matter.record("WS33", json!({})).await;
    matter.record("WS34", json!({})).await;
    let notice = matter.record("WS36", json!({})).await;
    matter.serve(&notice).await;
    matter.record("WS35", json!({ "conclusion": "通过" })).await;
    let heads = json!([{ "name": "周伟", "post": "局长" }, { "name": "林海", "post": "副局长" }]);
    matter.record("WS43", json!({ "attendees": heads })).await;
    matter.record("WS44", json!({})).await;
    matter.record("WS46", json!({})).await
}

/// The receipt of a decision left at the door; nobody witnessed it.
async fn receipt(matter: &Matter<'_>, document: &str, at: i64) -> String {
    let given = json!({
        "document": document, "method": "留置送达", "served_at": rfc3339(at), "witness": null,
        "left_reason": "当事人拒绝接收",
    });
    matter.draft("WS48", given).await
}

async fn standing(matter: &Matter<'_>, rule: &str, subject: &str) -> Value {
    let case = matter.county.person("li").get(&matter.path("")).await;
    let duties = case["duties"].as_array().unwrap();
    let own =
        |duty: &&Value| duty["rule"] == rule && (subject.is_empty() || duty["subject"] == subject);
    duties.iter().find(own).unwrap_or_else(|| panic!("{rule} says nothing: {case}"))["standing"]
        .clone()
}

async fn with_video(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let decision = decided(&matter).await;
    let at = now(&county).await - 2 * MINUTE;
    let visit = Scene::begun(&matter, "留置送达", at - 5 * MINUTE).await;
    visit.announced().await;
    let marked = json!({ "point": 5, "at": rfc3339(at), "note": "张贴送达" });
    visit.step("focus", marked).await;
    visit.left(6).await;
    let video = visit.recorded("一号机", 0, 6).await;
    let given = json!({
        "document": decision, "method": "留置送达", "served_at": rfc3339(at), "witness": null,
        "left_reason": "当事人拒绝接收", "recording": video,
    });
    matter.record("WS48", given).await;
    for rule in ["SX-MS-89", "QGC-15-06"] {
        assert_eq!(standing(&matter, rule, &decision).await, "met", "{rule}");
    }
    let page = county.person("li").get(&matter.path(&format!("/records/{decision}"))).await;
    assert_eq!(page["served"].as_array().unwrap().len(), 1, "{page}");
    assert_checked(&county);
}

async fn without_video(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let decision = decided(&matter).await;
    let at = now(&county).await - 2 * MINUTE;
    let receipt = receipt(&matter, &decision, at).await;
    let path = matter.path(&format!("/records/{receipt}"));
    let answer =
        county.person("li").send(Method::POST, &format!("{path}/submit"), Some(json!({}))).await;
    assert_eq!(answer.status(), 422, "the receipt is not complete");
    let told = answer.text().await.unwrap();
    assert!(
        told.contains("见证人") || told.contains("录像"),
        "an alarm that says what is missing: {told}"
    );
    assert_eq!(standing(&matter, "SX-CF-61", "").await, "open", "the seven working days go on");
    let page = county.person("li").get(&matter.path(&format!("/records/{decision}"))).await;
    assert_eq!(page["served"], json!([]), "nothing was served: {page}");
    assert_checked(&county);
}

#[tokio::test]
async fn a_decision_left_before_a_camera_is_served() {
    with_video(On::Sqlite).await;
    with_video(On::Postgres).await;
}

#[tokio::test]
async fn a_decision_left_unseen_is_not_served_and_its_days_go_on() {
    without_video(On::Sqlite).await;
    without_video(On::Postgres).await;
}
