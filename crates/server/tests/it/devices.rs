//! Devices over HTTP (Arts. 7, 14, 19, 20, 22): the register, the chain of custody, what came from a
//! device and what is missing, and what a device says against a noted cause; each also from its
//! forbidden side, on both databases.

use std::path::Path;

use serde_json::{Value, json};

use crate::below::Below;
use crate::county::{County, On, on_both, until};
use crate::program::Person;
use crate::story::{Matter, assert_checked, begin, epoch, find, patch, rfc3339};

fn details(asset_no: &str, serial_no: &str) -> Value {
    json!({
        "kind": "body_camera", "asset_no": asset_no, "serial_no": serial_no, "maker": "某厂",
        "model": "X9", "capacity_bytes": 68_719_476_736_u64, "naming": "{设备}_{流水}.*",
        "numbering": "continuous", "division_id": null, "place": "三楼器材柜",
    })
}

pub(crate) fn entry(asset_no: &str, serial_no: &str) -> Value {
    json!({ "details": details(asset_no, serial_no), "clock": null, "namesake_reason": null })
}

fn good() -> Value {
    json!({ "battery_percent": 96, "free_bytes": 60_000_000_000_u64, "clock": null })
}

pub(crate) fn issue(officer: &str) -> Value {
    json!({ "officer_id": officer, "check": good(), "despite": null })
}

pub(crate) async fn register(county: &County, asset_no: &str, serial_no: &str) -> String {
    let done = county.person("qian").post("/devices", entry(asset_no, serial_no)).await;
    format!("/devices/{}", done["id"].as_str().unwrap())
}

fn is_open(duties: &Value, rule: &str) -> bool {
    let items = duties["items"].as_array().unwrap();
    items.iter().any(|one| one["rule"] == rule && one["standing"] == "open")
}

fn offered(page: &Value) -> Vec<&str> {
    let steps = page["steps"].as_array().unwrap().iter().filter(|step| step["allowed"] == true);
    steps.map(|step| step["action"].as_str().unwrap()).collect()
}

/// Arts. 7, 20: what is registered is there, once, and the duty of the agency is met by it.
async fn the_register_keeps_one_device_once(on: On) {
    let county = County::found(on).await;
    let (qian, zhou) = (county.person("qian"), county.person("zhou"));
    assert!(is_open(&zhou.get("/agency-duties").await, "QGC-07-01"), "no device yet");
    let first = register(&county, "zfy-001", "a1b2c3d").await;
    assert!(!is_open(&zhou.get("/agency-duties").await, "QGC-07-01"));
    assert_eq!(qian.get(&first).await["details"]["asset_no"], "ZFY-001", "as a scanner reads it");

    let told = qian.refused("/devices", entry("ZFY-001", "X1"), 422, "device.asset_no_taken").await;
    assert!(told["detail"].as_str().unwrap().contains("A1B2C3D"), "{told}");
    let again = entry("ZFY-002", "A1B2C3D");
    let told = qian.refused("/devices", again.clone(), 422, "device.serial_taken").await;
    assert!(told["detail"].as_str().unwrap().contains("ZFY-001"), "names the first: {told}");
    let mut other = again;
    other["details"]["maker"] = json!("另一厂");
    qian.refused("/devices", other.clone(), 422, "device.namesake").await;
    other["namesake_reason"] = json!("核对铭牌，是两台");
    qian.post("/devices", other).await;
    let both = qian.get("/devices?code=a1b2c3d").await;
    assert_eq!(both["items"].as_array().unwrap().len(), 2, "a scan says that it means two");
    let mut odd = entry("ZFY-009", "Y1");
    odd["details"]["naming"] = json!("{警号}.mp4");
    qian.refused("/devices", odd, 422, "device.naming").await;
    for login in ["li", "zhou", "sun", "chen"] {
        let new = entry("ZFY-010", "Z1");
        county.person(login).refused("/devices", new, 403, "authority.not_allowed").await;
    }

    // What is out of use gives its numbers free; data does not go with it unseen.
    let gone = json!({ "how": "handed_over", "reason": "调拨城管局", "data_went": "已入库并清空" });
    qian.post(&format!("{first}/retire"), gone).await;
    assert!(
        qian.get(&first).await["steps"].as_array().unwrap().is_empty(),
        "nothing is left to do"
    );
    let mut anew = entry("ZFY-001", "A1B2C3D");
    qian.refused("/devices", anew.clone(), 422, "device.namesake").await;
    anew["namesake_reason"] = json!("原机调拨后收回，另一厂的同号设备仍在");
    qian.post("/devices", anew).await;
    assert_checked(&county);
}

/// Art. 20: nobody has a device unseen, from the store through two hands and back.
async fn the_chain_of_custody_answers_for_every_second(on: On) {
    let county = County::found(on).await;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let to = |step: &str| format!("{device}/{step}");
    let (li_id, wang_id) = (county.ids["li"].clone(), county.ids["wang"].clone());
    li.refused(&to("issue"), issue(&li_id), 403, "authority.not_allowed").await;
    let low = json!({ "officer_id": li_id, "check": { "battery_percent": 20 }, "despite": null });
    let told = qian.refused(&to("issue"), low, 422, "device.warned").await;
    assert!(told["detail"].as_str().unwrap().contains("电量不足"), "{told}");
    qian.post(&to("issue"), issue(&li_id)).await;
    let with_li = li.get("/session").await["server_time"].clone();
    let desk = li.get("/desk").await.to_string();
    assert!(desk.contains(device.as_str()), "what one has is on one's desk");
    li.refused(&to("issue"), issue(&wang_id), 403, "authority.not_allowed").await;

    // Art. 20: who leaves gives back first.
    let admin = county.person("admin");
    let leave = format!("/officers/{li_id}/disable");
    let told =
        admin.refused(&leave, json!({ "reason": "调离" }), 422, "device.out_on_leaving").await;
    assert!(told["detail"].as_str().unwrap().contains("ZFY-001"), "{told}");

    qian.post(&to("issue"), issue(&wang_id)).await;
    let page = qian.get(&device).await;
    assert_eq!(page["holder"]["name"], "王强");
    assert_eq!(page["custody"][0]["handed_over_from"], "李华", "handed over, with both names");
    let at =
        |time: &Value| format!("{device}/at?at={}", time.as_str().unwrap().replace('+', "%2B"));
    let then = qian.get(&at(&with_li)).await;
    assert_eq!(then["tenure"]["holder"]["name"], "李华");
    assert_eq!(
        (&then["battery_percent"], &then["free_bytes"]),
        (&json!(96), &json!(60_000_000_000_u64))
    );
    let before = rfc3339(epoch(&with_li) - 86_400_000);
    assert!(qian.get(&at(&json!(before))).await["tenure"].is_null(), "not registered yet");
    let back = json!({ "files_left": 0, "check": good() });
    qian.post(&to("return"), back.clone()).await;
    qian.refused(&to("return"), back, 422, "device.not_out").await;
    li.get(&device).await; // whoever had it still reads of it
    admin.post(&leave, json!({ "reason": "调离" })).await;
    assert_checked(&county);
}

/// Art. 20: a fault is reported by whoever has the device; it is mended before it goes out again.
async fn a_fault_goes_from_the_report_to_the_repair(on: On) {
    let county = County::found(on).await;
    let (qian, li, wang) = (county.person("qian"), county.person("li"), county.person("wang"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let to = |step: &str| format!("{device}/{step}");
    qian.post(&to("issue"), issue(&county.ids["li"])).await;
    let fault =
        json!({ "kind": "dead", "happened_at": null, "unusable": true, "text": "不能开机" });
    wang.refused(&to("faults"), fault.clone(), 403, "authority.not_allowed").await;
    li.post(&to("faults"), fault.clone()).await;
    assert_eq!(li.post(&to("faults"), fault).await["already_done"], true);
    let ahead = json!({
        "kind": "sound", "happened_at": "2099-01-01T00:00:00+08:00", "unusable": false, "text": "杂音",
    });
    li.refused(&to("faults"), ahead, 422, "time.out_of_order").await;
    let desk = qian.get("/desk").await.to_string();
    assert!(desk.contains("1件报修没有办结"), "{desk}");
    let repair = json!({ "repair_place": "厂家维修点" });
    qian.refused(&to("faults/1/repair"), repair.clone(), 422, "device.still_out").await;
    qian.post(&to("return"), json!({ "files_left": null, "check": good() })).await;
    qian.post(&to("faults/1/repair"), repair).await;
    qian.refused(&to("issue"), issue(&county.ids["wang"]), 422, "device.unusable").await;
    qian.refused(&to("faults/2/close"), json!({ "text": "无" }), 404, "not_found").await;
    li.refused(&to("faults/1/close"), json!({ "text": "好了" }), 403, "authority.not_allowed")
        .await;
    qian.post(&to("faults/1/close"), json!({ "text": "换电池" })).await;
    assert_eq!(qian.get(&device).await["status"], "in_store");
    let lost = json!({ "happened_at": null, "text": "途中遗失，机内无文件" });
    li.post(&to("lose"), lost).await;
    assert_eq!(offered(&qian.get(&device).await), ["find", "retire"]);
    qian.post(&to("find"), json!({ "text": "在车内找到" })).await;
    assert_checked(&county);
}

async fn deposit(person: &Person, name: &str) -> String {
    let upload = begin(person, name, name.len(), None).await;
    patch(person, &upload, 0, name.as_bytes().to_vec()).await;
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let is_there = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
    let list = until(person, "/uploads", is_there).await;
    find(&list, "upload_id", &id)["recording_id"].as_str().unwrap().to_owned()
}

/// Art. 22: files are known by their names; what is missing is a finding until somebody says why, and
/// what was left on the device is told to the recordings.
async fn what_came_from_a_device_and_what_did_not(on: On) {
    let county = County::found(on).await;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let id = device.rsplit('/').next().unwrap().to_owned();
    let to = |step: &str| format!("{device}/{step}");
    qian.post(&to("issue"), issue(&county.ids["li"])).await;
    let first = deposit(li, "A1B2C3D_0001.mp4").await;
    deposit(li, "a1b2c3d_0004.MP4").await;
    let loose = deposit(li, "别处拍的.mp4").await;
    let origin = li.get(&format!("/recordings/{first}")).await["origin"].clone();
    assert_eq!((&origin["asset_no"], &origin["file_no"]), (&json!("ZFY-001"), &json!(1)));
    assert_eq!((&origin["basis"], &origin["cleared"]), (&json!("name"), &json!(null)));
    assert!(li.get(&format!("/recordings/{loose}")).await["origin"].is_null());
    let named = json!({ "device_id": id });
    qian.post(&format!("/recordings/{loose}/device"), named.clone()).await;
    assert_eq!(li.get(&format!("/recordings/{loose}")).await["origin"]["basis"], "later");
    let other = register(&county, "ZFY-002", "B2").await;
    let other = json!({ "device_id": other.rsplit('/').next().unwrap() });
    let path = format!("/recordings/{loose}/device");
    qian.refused(&path, other, 422, "recording.device_named").await;

    // The station saw 2 to 4, and only two files.
    let report = json!({
        "station_id": null, "clock": null, "battery_percent": 40, "free_bytes": 1_000_000_000,
        "files_present": 2, "first_no": 2, "last_no": 4, "file_day": null, "files_left": 1,
    });
    qian.post(&to("docked"), report.clone()).await;
    qian.post(&to("numbers"), json!({})).await;
    let page = qian.get(&device).await;
    let gap = &page["gaps"][0];
    assert_eq!((&gap["first_no"], &gap["last_no"]), (&json!(2), &json!(3)));
    assert_eq!((&gap["kind"], &gap["open"]), (&json!("before_import"), &json!(true)));
    assert_eq!(qian.post(&to("numbers"), json!({})).await["already_done"], true);
    let list = qian.get("/devices?open=true").await;
    assert_eq!(list["items"][0]["open_gaps"], 1);
    let told = json!({ "how": "scrapped", "reason": "旧", "data_went": "已清空" });
    let back = json!({ "files_left": null, "check": good() });
    qian.post(&to("return"), back).await;
    qian.refused(&to("retire"), told, 422, "device.gaps_open").await;
    let why = json!({ "reason": "trial", "text": "领用时试机，未涉及执法" });
    let explain = to("gaps/1/explain");
    county.person("wang").refused(&explain, why.clone(), 403, "authority.not_allowed").await;
    li.post(&explain, why).await;
    let gap = qian.get(&device).await["gaps"][0].clone();
    assert_eq!((&gap["open"], &gap["explained_by"]), (&json!(false), &json!("李华")));

    // One file was left, then none: what the recordings know follows.
    let cleared = |wanted: Value| move |page: &Value| page["origin"]["cleared"] == wanted;
    let recording = format!("/recordings/{first}");
    until(li, &recording, cleared(json!(false))).await;
    let mut empty = report;
    empty["files_left"] = json!(0);
    qian.post(&to("docked"), empty).await;
    until(li, &recording, cleared(json!(true))).await;
    assert_checked(&county);
}

/// Arts. 5, 17: the device's own time stays; what readings let one guess is shown beside it.
async fn a_measured_offset_is_shown_and_changes_nothing(on: On) {
    let county = County::found(on).await;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let now = epoch(&li.get("/session").await["server_time"]);
    let reading = json!({
        "device_time": rfc3339(now + 42_000), "station_time": rfc3339(now), "read_at": rfc3339(now),
        "offset_s": null,
    });
    let check_body = json!({ "battery_percent": 80, "clock": reading });
    qian.post(&format!("{device}/check"), check_body).await;
    let noted = json!({ "clock": { "offset_s": 40 } });
    qian.post(&format!("{device}/check"), noted).await;
    let both = json!({ "clock": { "offset_s": 40, "device_time": rfc3339(now) } });
    qian.refused(&format!("{device}/check"), both, 422, "value.invalid").await;
    let old = json!({ "clock": { "device_time": rfc3339(now), "read_at": rfc3339(0) } });
    qian.refused(&format!("{device}/check"), old, 422, "value.invalid").await;
    let clocks = qian.get(&device).await["clocks"].clone();
    assert_eq!(clocks.as_array().unwrap().len(), 2);
    assert_eq!(
        (&clocks[0]["offset_ms"], &clocks[0]["source"]),
        (&json!(42_000), &json!("measured"))
    );
    assert_eq!(clocks[1]["source"], "noted");
    let row = &qian.get("/devices").await["items"][0];
    let offset = row["offset_ms"].as_i64().unwrap();
    assert!((39_000..=41_000).contains(&offset), "{offset}");

    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("clip.mp4");
    let said = rfc3339(now - 3_600_000);
    make_clip(&clip, &said);
    let matter = Matter::register(&county).await;
    let (activity, _) = matter.visit(60).await;
    let recording = matter.upload(&clip, "A1B2C3D_0001.mp4", &activity).await;
    let path = format!("/recordings/{recording}");
    let page = until(li, &path, |page| page["summary"]["state"] == "ready").await;
    assert_eq!(
        epoch(&page["claimed_start"]) / 1000,
        (now - 3_600_000) / 1000,
        "as the device said"
    );
    let origin = &page["origin"];
    assert_eq!(origin["offset_ms"], 40_000, "the nearest reading");
    let likely = epoch(&origin["likely_start"]);
    assert_eq!(likely, epoch(&page["claimed_start"]) - 40_000);
    assert!(page["corrected_start"].is_null(), "nothing was corrected");
    assert_checked(&county);
}

/// Art. 19: the battery was full when the device was issued; a noted “battery flat” is asked about.
async fn facts_of_a_device_speak_against_a_noted_cause(on: On) {
    let county = County::found(on).await;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    qian.post(&format!("{device}/issue"), issue(&county.ids["li"])).await;
    let matter = Matter::register(&county).await;
    let plan = json!({
        "case_id": matter.case, "title": "现场检查", "place": "解放路88号",
        "list_row": county.row().await, "planned_at": "2025-03-08T09:00:00+08:00", "purpose": null,
        "officers": [county.ids["li"], county.ids["wang"]],
    });
    let done = li.post("/activities", plan).await;
    let activity = format!("/activities/{}", done["id"].as_str().unwrap());
    li.post(&format!("{activity}/arrive"), json!({ "at": null, "place": null })).await;
    let broke = json!({ "at": null, "cause": "battery", "note": null });
    li.post(&format!("{activity}/interrupt"), broke).await;
    let found = li.get(&format!("{activity}/devices")).await;
    let one = &found["items"][0];
    assert_eq!((&one["device"], &one["officer"]["name"]), (&json!("ZFY-001"), &json!("李华")));
    assert!(one["doubt"].as_str().unwrap().contains("96%"), "{found}");
    let below = Below::found(&county).await;
    let answer =
        below.officer.send(reqwest::Method::GET, &format!("{activity}/devices"), None).await;
    assert_eq!(answer.status(), 404, "another agency's work");
}

/// Whoever oversees reads, and nobody of an agency below or beside.
async fn devices_are_read_within_reach(on: On) {
    let county = County::found(on).await;
    let below = Below::found(&county).await;
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    let count =
        async |person: &Person| person.get("/devices").await["items"].as_array().unwrap().len();
    for login in ["qian", "zhou", "sun", "liu", "chen", "he"] {
        assert_eq!(count(county.person(login)).await, 1, "{login}");
    }
    assert_eq!(count(county.person("li")).await, 0, "an officer sees what is or was with him");
    assert_eq!(count(&below.head).await, 0);
    let admin = county.person("admin").send(reqwest::Method::GET, "/devices", None).await;
    assert_eq!(admin.status(), 403);
    let he = county.person("he");
    he.refused(&format!("{device}/check"), good(), 403, "authority.not_allowed").await;
    let told = offered(&he.get(&device).await).len();
    assert_eq!(told, 0, "whoever oversees changes nothing");
}

fn make_clip(path: &Path, said: &str) {
    let made = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i"])
        .args(["testsrc2=size=160x90:rate=5:duration=2", "-c:v", "libx264", "-pix_fmt", "yuv420p"])
        .args(["-metadata", &format!("creation_time={said}")])
        .arg(path)
        .status();
    assert!(made.unwrap().success());
}

on_both! {
    the_register_keeps_one_device_once
    the_chain_of_custody_answers_for_every_second
    a_fault_goes_from_the_report_to_the_repair
    what_came_from_a_device_and_what_did_not
    a_measured_offset_is_shown_and_changes_nothing
    facts_of_a_device_speak_against_a_noted_cause
    devices_are_read_within_reach
}
