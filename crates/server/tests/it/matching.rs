//! Matching over HTTP (Arts. 3, 16, 23): candidates with their reasons, many links at once, what shows
//! no enforcement takes two, and the machine's own links, which a person's undoing ends for good.

use std::path::Path;

use serde_json::{Value, json};

use crate::county::{County, On, on_both, until};
use crate::devices::register;
use crate::program::{Person, problem};
use crate::story::{Matter, assert_checked, begin, epoch, find, patch, rfc3339};

const HOUR: i64 = 3_600_000;

/// A clip of two seconds that says when it was recorded, sent by a person.
pub(crate) async fn send(person: &Person, folder: &Path, name: &str, at_ms: i64) -> String {
    let path = folder.join("clip.mp4");
    let made = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i"])
        .args(["testsrc2=size=160x90:rate=5:duration=2", "-c:v", "libx264", "-pix_fmt", "yuv420p"])
        .args(["-metadata", &format!("creation_time={}", rfc3339(at_ms))])
        .args(["-metadata", &format!("comment={name}")])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    let bytes = std::fs::read(&path).unwrap();
    let upload = begin(person, name, bytes.len(), None).await;
    patch(person, &upload, 0, bytes).await;
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let is_there = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
    let list = until(person, "/uploads", is_there).await;
    let recording = find(&list, "upload_id", &id)["recording_id"].as_str().unwrap().to_owned();
    let page = format!("/recordings/{recording}");
    until(person, &page, |page| page["summary"]["state"] == "ready").await;
    recording
}

/// Li has a camera whose clock was read, and was on site from an hour ago until a minute ahead.
pub(crate) async fn out_with_a_camera(county: &County) -> (Matter<'_>, String, i64) {
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(county, "ZFY-001", "A1B2C3D").await;
    let now = epoch(&li.get("/session").await["server_time"]);
    let clock = json!({
        "device_time": rfc3339(now), "station_time": null, "read_at": rfc3339(now), "offset_s": null,
    });
    let check = json!({ "battery_percent": 96, "free_bytes": 60_000_000_000_u64, "clock": clock });
    let issue = json!({ "officer_id": county.ids["li"], "check": check, "despite": null });
    qian.post(&format!("{device}/issue"), issue).await;
    let with_li = epoch(&li.get("/session").await["server_time"]);
    let matter = Matter::register(county).await;
    let activity = on_site(&matter, "现场检查", with_li - HOUR, with_li + 60_000).await;
    (matter, activity, with_li)
}

pub(crate) async fn on_site(matter: &Matter<'_>, title: &str, from: i64, to: i64) -> String {
    let county = matter.county;
    let li = county.person("li");
    let plan = json!({
        "case_id": matter.case, "title": title, "place": "解放路88号",
        "list_row": county.row().await, "planned_at": rfc3339(from), "purpose": null,
        "officers": [county.ids["li"], county.ids["wang"]],
    });
    let activity = li.post("/activities", plan).await["id"].as_str().unwrap().to_owned();
    let place = json!({ "lat_e6": 30_274_100, "lon_e6": 120_155_100 });
    let arrive = json!({ "at": rfc3339(from), "place": null, "position": place });
    li.post(&format!("/activities/{activity}/arrive"), arrive).await;
    li.post(&format!("/activities/{activity}/depart"), json!({ "at": rfc3339(to) })).await;
    activity
}

fn kinds(candidate: &Value) -> Vec<&str> {
    let reasons = candidate["reasons"].as_array().unwrap().iter();
    reasons.map(|one| one["kind"].as_str().unwrap()).collect()
}

/// Candidates are told with reasons in words; many are linked at once, each with its own outcome; who
/// may not link is told so.
async fn candidates_come_with_reasons_and_are_linked_at_once(on: On) {
    let county = County::found(on).await;
    let (li, qian, chen) = (county.person("li"), county.person("qian"), county.person("chen"));
    let (_matter, activity, with_li) = out_with_a_camera(&county).await;
    let folder = tempfile::tempdir().unwrap();
    let mut sent = Vec::new();
    for (number, seconds) in [(1, 5), (2, 10)] {
        let name = format!("A1B2C3D_000{number}.mp4");
        sent.push(send(li, folder.path(), &name, with_li + seconds * 1000).await);
    }
    let found = li.get(&format!("/recordings/{}/candidates", sent[0])).await;
    let first = &found["candidates"][0];
    assert_eq!((&first["activity_id"], &first["score"]), (&json!(activity), &json!(850)));
    assert_eq!(kinds(first), ["same_holder", "overlap"]);
    assert_eq!(first["reasons"][0]["text"], "同一执法人员：录制时设备由李华领用");
    assert_eq!(first["reasons"][1]["text"], "时间重叠 100%");
    assert_eq!((&found["level"], &found["unclassified"]), (&json!("propose"), &json!(true)));
    assert!(found["doubts"].as_array().unwrap().is_empty(), "{found}");
    assert!(li.get(&format!("/recordings/{}", sent[0])).await["links"]["activity"].is_null());

    // Whoever keeps the devices sees what waits, and whose work it may be; not which work it is.
    let list = qian.get("/match/recordings").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let hidden = &list["items"][0]["found"]["candidates"][0];
    assert!(hidden["title"].is_null() && hidden["link"]["allowed"] == false, "{hidden}");
    assert_eq!(hidden["officers"][0]["name"], "李华");
    let none = qian.get("/match/recordings?older_than_hours=72").await;
    assert!(none["items"].as_array().unwrap().is_empty(), "nothing waits that long");
    let mine = county.person("wang").get("/match/recordings?mine=true").await;
    assert!(mine["items"].as_array().unwrap().is_empty());
    let pages = li.get("/match/recordings?mine=true&limit=1").await;
    let next = format!(
        "/match/recordings?mine=true&limit=1&cursor={}",
        pages["next_cursor"].as_str().unwrap()
    );
    let second = li.get(&next).await;
    let ids = [&pages, &second].map(|page| page["items"][0]["summary"]["recording_id"].clone());
    assert_eq!(ids, [json!(sent[0]), json!(sent[1])], "longest waiting first");

    let unknown = "rec_01JNP300000000000000000009";
    let links = json!({ "links": [
        { "recording_id": sent[0], "activity_id": activity },
        { "recording_id": unknown, "activity_id": activity },
        { "recording_id": sent[1], "activity_id": activity },
    ]});
    let refused = qian.post("/match/links", links.clone()).await;
    assert_eq!((&refused["linked"], &refused["failed"]), (&json!(0), &json!(3)));
    let outcome = li.post("/match/links", links.clone()).await;
    assert_eq!((&outcome["linked"], &outcome["failed"]), (&json!(2), &json!(1)));
    assert_eq!(outcome["items"][1]["code"], "not_found");
    let again = li.post("/match/links", links).await;
    assert_eq!(again["linked"], 2, "the same again is no other outcome");
    li.refused("/match/links", json!({ "links": [] }), 422, "value.invalid").await;
    let why = li.get(&format!("/recordings/{}/candidates", sent[1])).await["link"].clone();
    assert_eq!(why["by"], "李华");
    assert_eq!(kinds(&why["grounds"])[0], "same_holder", "what was seen is kept with the link");
    let trail = li.get(&format!("/recordings/{}", sent[1])).await["history"].to_string();
    assert!(trail.contains("时间重叠 100%"), "{trail}");
    assert!(chen.get("/match/recordings").await["items"].as_array().unwrap().is_empty());
    assert_checked(&county);
}

/// What shows no enforcement takes a reason and two people, deletes nothing, and can be taken back.
async fn what_shows_no_enforcement_takes_two(on: On) {
    let county = County::found(on).await;
    let (li, chen, qian) = (county.person("li"), county.person("chen"), county.person("qian"));
    let (_matter, activity, with_li) = out_with_a_camera(&county).await;
    let folder = tempfile::tempdir().unwrap();
    let recording = send(li, folder.path(), "A1B2C3D_0001.mp4", with_li + 5000).await;
    let path = format!("/recordings/{recording}/non-enforcement");
    let propose = json!({ "step": "propose", "kind": "trial", "text": "出发前试机" });
    let confirm = json!({ "step": "confirm" });
    let revoke = |text: &str| json!({ "step": "revoke", "text": text });
    let blank = json!({ "step": "propose", "kind": "trial", "text": " " });
    li.refused(&path, blank, 422, "value.invalid").await;
    qian.refused(&path, confirm.clone(), 422, "recording.not_marked_non_enforcement").await;
    li.post(&path, propose.clone()).await;
    assert_eq!(li.post(&path, propose.clone()).await["already_done"], true);
    li.refused(&path, confirm.clone(), 403, "authority.not_allowed").await;
    let link = format!("/recordings/{recording}/link");
    let to = json!({ "activity_id": activity });
    li.refused(&link, to.clone(), 422, "recording.marked_non_enforcement").await;
    let desk = chen.get("/desk").await.to_string();
    assert!(desk.contains("等另一人确认"), "it waits on a desk: {desk}");
    let waits = chen.get("/match/recordings?standing=proposed").await;
    assert_eq!(waits["items"][0]["found"]["non_enforcement"]["text"], "出发前试机");
    chen.post(&path, confirm.clone()).await;
    let list = li.get("/match/recordings").await;
    assert!(list["items"].as_array().unwrap().is_empty(), "it waits for nothing");
    let confirmed = li.get("/match/recordings?standing=confirmed").await;
    let said = &confirmed["items"][0]["found"]["non_enforcement"];
    assert_eq!((&said["by"], &said["confirmed_by"]), (&json!("李华"), &json!("陈军")));
    assert_eq!(li.get(&format!("/recordings/{recording}")).await["summary"]["state"], "ready");

    // Taken back, it is unclassified again; proposed by a keeper, the keeper is no second person.
    li.post(&path, revoke("后半段有检查")).await;
    qian.post(&path, json!({ "step": "propose", "kind": "office", "text": "会议" })).await;
    qian.refused(&path, confirm.clone(), 422, "recording.non_enforcement_second_person").await;
    let wang = county.person("wang");
    wang.refused(&path, revoke("不是"), 403, "authority.not_allowed").await;
    chen.post(&path, revoke("是现场检查")).await;
    li.post(&link, to).await;
    li.refused(&path, propose, 422, "recording.linked_is_enforcement").await;
    assert_checked(&county);
}

/// The head chooses; from then on the machine links what is beyond doubt, says why, and never does so
/// again where a person took the link back.
async fn the_machine_links_what_is_beyond_doubt_and_respects_an_undoing(on: On) {
    let county = County::found(on).await;
    let (li, zhou) = (county.person("li"), county.person("zhou"));
    let (matter, activity, with_li) = out_with_a_camera(&county).await;
    let folder = tempfile::tempdir().unwrap();
    let waiting = send(li, folder.path(), "A1B2C3D_0001.mp4", with_li + 5000).await;
    let doubtful = send(li, folder.path(), "别处拍的.mp4", with_li + 5000).await;
    let choice = json!({ "level": "link", "basis": "音像资料管理规定第6条" });
    li.refused("/match/level", choice.clone(), 403, "authority.not_allowed").await;
    zhou.post("/match/level", choice.clone()).await;
    assert_eq!(zhou.post("/match/level", choice).await["already_done"], true);
    let linked = |page: &Value| page["link"]["activity_id"] == json!(activity);
    let of = |recording: &str| format!("/recordings/{recording}/candidates");
    let why = until(li, &of(&waiting), linked).await["link"].clone();
    assert!(why["by"].is_null(), "the system did it: {why}");
    assert_eq!(kinds(&why["grounds"]), ["same_holder", "overlap"]);
    let later = send(li, folder.path(), "A1B2C3D_0002.mp4", with_li + 9000).await;
    until(li, &of(&later), linked).await;
    let list = li.get("/match/recordings?standing=by_machine").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let left = li.get(&of(&doubtful)).await;
    assert!(left["link"].is_null(), "of no known device: a person's to link");
    assert_eq!(left["doubts"][0]["kind"], "clock_weak");

    let undo = format!("/recordings/{later}/unlink");
    let reason = json!({ "reason": "录的是隔壁店铺" });
    county.person("expired").refused(&undo, reason.clone(), 403, "authority.not_allowed").await;
    li.post(&undo, reason.clone()).await;
    li.refused(&undo, reason, 422, "recording.not_linked").await;
    // Something changes that would make the machine look again.
    let now = epoch(&li.get("/session").await["server_time"]);
    on_site(&matter, "另一次检查", now - 20 * HOUR, now - 19 * HOUR).await;
    let control = send(li, folder.path(), "A1B2C3D_0003.mp4", with_li + 13_000).await;
    until(li, &of(&control), linked).await;
    let left = li.get(&of(&later)).await;
    assert!(left["link"].is_null() && left["unclassified"] == true, "undone is undone: {left}");
    assert_eq!(left["partings"][0]["reason"], "录的是隔壁店铺");
    assert_eq!(left["candidates"][0]["activity_id"], json!(activity), "it is still proposed");
    let page = li.get(&format!("/activities/{activity}")).await;
    assert!(!page["recordings"].to_string().contains(&later));
    li.post(&format!("/recordings/{later}/link"), json!({ "activity_id": activity })).await;
    assert_checked(&county);
}

/// Nobody of another agency learns of any of it.
#[tokio::test]
async fn nothing_of_it_is_told_to_another_agency() {
    let county = County::found(On::Sqlite).await;
    let below = crate::below::Below::found(&county).await;
    let (_matter, _, with_li) = out_with_a_camera(&county).await;
    let folder = tempfile::tempdir().unwrap();
    let recording =
        send(county.person("li"), folder.path(), "A1B2C3D_0001.mp4", with_li + 5000).await;
    let list = below.head.get("/match/recordings").await;
    assert!(list["items"].as_array().unwrap().is_empty());
    let path = format!("/recordings/{recording}/candidates");
    problem(below.head.send(reqwest::Method::GET, &path, None).await, 404, "not_found").await;
}

on_both! {
    candidates_come_with_reasons_and_are_linked_at_once
    what_shows_no_enforcement_takes_two
    the_machine_links_what_is_beyond_doubt_and_respects_an_undoing
}
