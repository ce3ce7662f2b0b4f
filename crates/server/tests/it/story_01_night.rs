//! Story 1: a seizure at night. Arrived 22:10, recorded, told, counted, left 22:50; brought in the
//! same night it is in order, the next morning it is not, unless the night's work could truly not be
//! brought in and the hours after the return are kept (Art. 22).

use serde_json::json;

use crate::county::{County, On};
use crate::scene::{Scene, now};
use crate::story::{Matter, assert_checked, rfc3339};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// 22:10 of the day before today, by the clock on the wall.
async fn last_night(county: &County) -> i64 {
    let today = terms::Timestamp::from_ms(now(county).await).date();
    today.start().ms() - 110 * 60_000
}

async fn on(on: On, story: impl AsyncFn(&Matter<'_>)) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    story(&matter).await;
    assert_checked(&county);
}

/// Brought in on the day on which they left.
async fn deposited_the_same_night(matter: &Matter<'_>) {
    let seizure =
        Scene::begun(matter, "夜间扣押占道经营物品", now(matter.county).await - 1_000).await;
    seizure.announced_now().await;
    seizure.step("depart", json!({ "at": null })).await;
    seizure.says("QGC-22-01", "open").await;
    seizure.deposited().await;
    let duty = seizure.says("QGC-22-01", "met").await;
    assert_eq!(duty["late"], false, "in order: {duty}");
    let law = seizure.page().await["deposit"]["law"].clone();
    assert_eq!((&law["rule"], &law["late"]), (&json!("QGC-22-01"), &json!(false)));
}

/// The same, brought in the next morning: a violation.
async fn deposited_the_next_morning(matter: &Matter<'_>) {
    let seizure =
        Scene::begun(matter, "夜间扣押占道经营物品", last_night(matter.county).await).await;
    seizure.announced().await;
    seizure.left(40).await;
    assert_eq!(seizure.says("QGC-22-01", "open").await["late"], true, "already last night");
    seizure.deposited().await;
    let duty = seizure.says("QGC-22-01", "met").await;
    assert_eq!(duty["late"], true, "too late: {duty}");
    let law = seizure.page().await["deposit"]["law"].clone();
    assert_eq!(law["late"], true, "{law}");
}

/// With the night's work declared and agreed to, and back in the morning: within the hours after it.
async fn declared_as_night_work(matter: &Matter<'_>) {
    let at = now(matter.county).await;
    let seizure = Scene::begun(matter, "夜间扣押占道经营物品", at - 10 * HOUR).await;
    seizure.announced().await;
    seizure.left(40).await;
    seizure.declared("continuous", "连夜转场执法，天亮返回").await;
    matter
        .county
        .person("chen")
        .post(&seizure.path("/remote/approve"), json!({ "reason": null }))
        .await;
    seizure.step("return", json!({ "at": rfc3339(at - 90 * 60_000) })).await;
    seizure.deposited().await;
    let duty = seizure.says("QGC-22-02", "met").await;
    assert_eq!(duty["late"], false, "in order: {duty}");
    assert!(
        seizure.duty("QGC-22-01").await.is_none_or(|duty| duty["standing"] == "not_applicable")
    );
    let listed = seizure.li().get("/activities").await["items"][0]["deposit"].clone();
    assert_eq!(listed["exception"], "approved", "counted as an exception");
}

/// The same, and a day and an hour after the return: a violation all the same.
async fn declared_and_brought_in_a_day_late(matter: &Matter<'_>) {
    let at = now(matter.county).await;
    let seizure = Scene::begun(matter, "夜间扣押占道经营物品", at - 2 * DAY).await;
    seizure.announced().await;
    seizure.left(40).await;
    seizure.declared("continuous", "连夜转场执法，天亮返回").await;
    seizure.step("return", json!({ "at": rfc3339(at - 25 * HOUR) })).await;
    seizure.deposited().await;
    assert_eq!(seizure.says("QGC-22-02", "met").await["late"], true, "25 hours");
    seizure.says("QGC-22-02d", "open").await;
}

#[tokio::test]
async fn a_seizure_deposited_the_same_night_is_in_order() {
    on(On::Sqlite, deposited_the_same_night).await;
    on(On::Postgres, deposited_the_same_night).await;
}

#[tokio::test]
async fn a_seizure_deposited_the_next_morning_violates() {
    on(On::Sqlite, deposited_the_next_morning).await;
    on(On::Postgres, deposited_the_next_morning).await;
}

#[tokio::test]
async fn a_night_agreed_to_as_an_exception_is_in_order_within_its_hours() {
    on(On::Sqlite, declared_as_night_work).await;
    on(On::Postgres, declared_as_night_work).await;
}

#[tokio::test]
async fn a_night_declared_as_an_exception_violates_after_its_hours() {
    on(On::Sqlite, declared_and_brought_in_a_day_late).await;
    on(On::Postgres, declared_and_brought_in_a_day_late).await;
}
