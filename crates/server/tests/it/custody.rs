//! Recordings that somebody kept for themselves (Art. 22), and what fixed cameras recorded of the
//! visits of their rooms (Art. 15), over HTTP on both databases.

use serde_json::{Value, json};

use crate::county::{County, On, until};
use crate::program::Person;
use crate::scene::{Scene, instant};
use crate::story::{Matter, assert_checked, epoch};

async fn duty(person: &Person, rule: &str) -> Value {
    let duties = person.get("/agency-duties").await;
    let items = duties["items"].as_array().unwrap();
    items.iter().find(|one| one["rule"] == rule).map_or(Value::Null, |one| one["standing"].clone())
}

/// What was kept is reported by anybody, and taken back by somebody else, who says what it is.
async fn a_private_copy_is_taken_back(on: On) {
    let county = County::found(on).await;
    let (wang, sun, zhou) = (county.person("wang"), county.person("sun"), county.person("zhou"));
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "现场检查", instant("2025-03-07T10:00:00+08:00")).await;
    visit.left(10).await;
    let recording = visit.deposited().await;
    assert_eq!(duty(zhou, "QGC-22-03b").await, "not_applicable");

    let found = |holder: &str, place: &str| json!({ "holder": holder, "recording_id": null, "place": place, "text": "检查时发现" });
    let stranger = "off_01JNP300000000000000000009";
    wang.refused("/private-copies", found(stranger, "手机"), 422, "officer.not_ours").await;
    let blank = found(&county.ids["li"], " ");
    wang.refused("/private-copies", blank, 422, "value.invalid").await;
    let report = found(&county.ids["qian"], "个人手机相册");
    let id = wang.post("/private-copies", report).await["id"].as_str().unwrap().to_owned();
    assert_eq!(duty(zhou, "QGC-22-03b").await, "open");
    let remove = format!("/private-copies/{id}/remove");
    let done = json!({ "recording_id": recording, "text": "当面删除，摘要与入库件相同，孙丽见证" });
    wang.refused(&remove, done.clone(), 403, "authority.not_allowed").await;
    county.person("qian").refused(&remove, done.clone(), 422, "custody.own_copy").await;
    let nowhere = json!({ "recording_id": "rec_01JNP300000000000000000009", "text": "删除" });
    sun.refused(&remove, nowhere, 404, "not_found").await;
    sun.post(&remove, done.clone()).await;
    assert_eq!(sun.post(&remove, done).await["already_done"], true);
    assert_eq!(duty(zhou, "QGC-22-03b").await, "met");
    let copy = zhou.get("/custody").await["private_copies"][0].clone();
    assert_eq!((&copy["holder"], &copy["removed_by"]), (&json!("钱进"), &json!("孙丽")), "{copy}");
    assert_checked(&county);
}

/// The camera tied to the room covers the questioning but for ten minutes; then its second clip comes.
async fn footage_of_a_room_covers_a_visit(on: On) {
    let county = County::found(on).await;
    let (li, qian) = (county.person("li"), county.person("qian"));
    let room = qian.post("/rooms", json!({ "name": "询问室二" })).await["id"].clone();
    li.refused("/rooms", json!({ "name": "询问室三" }), 403, "authority.not_allowed").await;
    qian.refused("/rooms", json!({ "name": "询问室二" }), 422, "room.name_taken").await;
    // The place of a camera says where it hangs; it ties the camera to no room.
    let camera = json!({
        "details": {
            "kind": "fixed_camera", "asset_no": "GD-01", "serial_no": "F1", "maker": "某厂", "model": "C4",
            "capacity_bytes": null, "naming": null, "numbering": "continuous", "division_id": null,
            "place": "询问室二",
        },
        "clock": null, "namesake_reason": null,
    });
    let camera = qian.post("/devices", camera).await["id"].as_str().unwrap().to_owned();
    let matter = Matter::register(&county).await;
    matter.open().await;
    let footage = matter.path("/premises/footage");
    li.refused(&footage, json!({}), 422, "premises.no_visit").await;
    let (from, to) = ("2025-03-08T14:00:00+08:00", "2025-03-08T15:10:00+08:00");
    let asked = json!({ "started_at": from, "ended_at": to, "room": "询问室二" });
    matter.record("WS10", asked).await;
    let page = li.get(&matter.path("/premises")).await;
    let visit = &page["items"][0];
    assert_eq!((&visit["room"], &visit["cameras"]), (&json!("询问室二"), &json!([])));
    assert_eq!(visit["registered"], true);
    let tie = |kind: &str| {
        let details = json!({
            "kind": kind, "asset_no": "GD-01", "serial_no": "F1", "maker": "某厂", "model": "C4",
            "capacity_bytes": null, "naming": null, "numbering": "continuous", "division_id": null,
            "place": "二楼东头", "room_id": room,
        });
        json!({ "details": details, "renumbered": false, "namesake_reason": null })
    };
    let change = format!("/devices/{camera}/change");
    qian.refused(&change, tie("body_camera"), 422, "device.room").await;
    qian.post(&change, tie("fixed_camera")).await;
    // Called otherwise, it is still the room the record tells of.
    let name = format!("/rooms/{}/name", room.as_str().unwrap());
    qian.post(&name, json!({ "name": "二号询问室" })).await;
    let rooms = li.get("/rooms").await;
    assert_eq!(rooms["items"][0]["former"], json!(["询问室二"]));
    assert_eq!(rooms["items"][0]["cameras"][0]["asset_no"], "GD-01");
    let page = li.get(&matter.path("/premises")).await;
    let visit = &page["items"][0];
    assert_eq!(visit["cameras"], json!(["GD-01"]));
    assert_eq!((&visit["ratio_ppm"], &visit["footage"]), (&json!(0), &json!([])), "{visit}");
    assert!(visit["missing"].as_str().unwrap().contains("固定摄像"), "{visit}");

    // The camera's clips hang on no work; the register says where it is.
    let elsewhere = Scene::begun(&matter, "固定摄像", instant(from)).await;
    let clip = async |from: i64, to: i64| {
        let recording = elsewhere.recorded("固定机位", from, to).await;
        let named = json!({ "device_id": camera });
        qian.post(&format!("/recordings/{recording}/device"), named).await;
        recording
    };
    let first = clip(-5, 60).await;
    county.person("zhou").refused(&footage, json!({}), 403, "authority.not_allowed").await;
    li.post(&footage, json!({})).await;
    assert_eq!(li.post(&footage, json!({})).await["already_done"], true);
    let visit = li.get(&matter.path("/premises")).await["items"][0].clone();
    assert_eq!(visit["footage"][0]["recording_id"], json!(first));
    let gap = &visit["gaps"][0];
    assert_eq!(epoch(&gap["from"]), instant("2025-03-08T15:00:00+08:00"), "{visit}");
    assert_eq!(gap["lasted_ms"], 600_000);
    clip(60, 75).await;
    li.post(&footage, json!({})).await;
    let whole = |page: &Value| page["items"][0]["ratio_ppm"] == 1_000_000;
    let page = until(li, &matter.path("/premises"), whole).await;
    assert_eq!(
        (&page["items"][0]["gaps"], &page["items"][0]["missing"]),
        (&json!([]), &Value::Null)
    );
    let trail = li.get(&matter.path("/trail?limit=200")).await;
    assert!(trail.to_string().contains("调取固定摄像"));
    assert_checked(&county);
}

#[tokio::test]
async fn what_somebody_kept_is_taken_back_by_somebody_else() {
    a_private_copy_is_taken_back(On::Sqlite).await;
    a_private_copy_is_taken_back(On::Postgres).await;
}

#[tokio::test]
async fn the_camera_of_a_room_covers_its_visit() {
    footage_of_a_room_covers_a_visit(On::Sqlite).await;
    footage_of_a_room_covers_a_visit(On::Postgres).await;
}
