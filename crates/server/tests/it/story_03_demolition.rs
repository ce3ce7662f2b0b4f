//! Story 3: a demolition seen by three body cameras, a drone and a fixed camera. One lacks four
//! minutes and others cover them: nothing is missing. Nobody covers them: a gap (Arts. 15, 18).

use serde_json::Value;

use crate::county::{County, On};
use crate::scene::{Scene, instant};
use crate::story::{Matter, assert_checked};

/// Four minutes of the first camera, told in minutes after eight o'clock.
const LACKS: (i64, i64) = (90, 94);

async fn demolition<'a>(matter: &'a Matter<'a>) -> Scene<'a> {
    let work = Scene::begun(matter, "强制拆除", instant("2025-03-07T08:00:00+08:00")).await;
    work.announced().await;
    work.left(240).await;
    work.recorded("一号机", 0, LACKS.0).await;
    work.recorded("一号机", LACKS.1, 240).await;
    work
}

async fn coverage(work: &Scene<'_>) -> (Value, usize) {
    let page = work.page().await;
    let gaps = page["coverage"]["gaps"].as_array().unwrap().len();
    (page["coverage"]["ratio_ppm"].clone(), gaps)
}

async fn others_cover_what_one_lacks(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let work = demolition(&matter).await;
    for (camera, from, to) in
        [("二号机", 10, 230), ("三号机", 60, 245), ("无人机", 80, 100), ("固定机位", 0, 240)]
    {
        work.recorded(camera, from, to).await;
    }
    assert_eq!(coverage(&work).await, (Value::from(1_000_000), 0));
    for rule in ["QGC-15-01", "QGC-18-01", "QGC-18-02", "QGC-18-03"] {
        work.says(rule, "met").await;
    }
    let page = work.page().await;
    let stretches = page["coverage"]["covered"].as_array().unwrap();
    let by: usize =
        stretches.iter().map(|one| one["recording_ids"].as_array().unwrap().len()).max().unwrap();
    assert!(by >= 5, "each camera is named: {stretches:?}");
    assert_checked(&county);
}

async fn nobody_covers_them(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let work = demolition(&matter).await;
    // The others were there, and not then.
    for (camera, from, to) in [("二号机", 10, 88), ("三号机", 96, 240), ("无人机", 20, 40)]
    {
        work.recorded(camera, from, to).await;
    }
    let (ratio, gaps) = coverage(&work).await;
    assert_eq!(gaps, 1);
    assert_eq!(ratio, 983_333, "236 of 240 minutes");
    let duty = work.says("QGC-18-03", "open").await;
    let message = duty["message"].as_str().unwrap();
    assert!(message.contains("09时30分") || message.contains("9时30分"), "{message}");
    assert!(message.contains("4分钟"), "{message}");
}

#[tokio::test]
async fn what_one_camera_lacks_and_others_have_is_not_missing() {
    others_cover_what_one_lacks(On::Sqlite).await;
    others_cover_what_one_lacks(On::Postgres).await;
}

#[tokio::test]
async fn what_no_camera_has_is_a_gap() {
    nobody_covers_them(On::Sqlite).await;
    nobody_covers_them(On::Postgres).await;
}
