//! Clips and stills over HTTP, on real ffmpeg and a real recording (Arts. 23, 24).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::clips::{Clip, Clips};

use crate::county::{County, On, until};
use crate::program::Person;
use crate::story::{Matter, assert_checked};

fn take(kind: &str, from_ms: i64, to_ms: i64) -> Value {
    json!({
        "kind": kind, "from_ms": from_ms, "to_ms": to_ms,
        "reason": "整段较长，便于查看货架", "purpose": "证明货架上有过期食品",
    })
}

/// An open case and a clip of eight seconds that hangs on a visit of it.
async fn recorded(matter: &Matter<'_>) -> (String, Vec<u8>) {
    let (activity, from) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("excerpt", terms::Timestamp::from_ms(from), 8_000);
    let file = Clips::in_folder(folder.path()).unwrap().make(&clip).unwrap();
    let recording = matter.upload(&file, "DSJ_0001.mp4", &activity).await;
    let is_looked_at = |page: &Value| !page["observed"].is_null();
    until(matter.county.person("li"), &format!("/recordings/{recording}"), is_looked_at).await;
    (recording, std::fs::read(file).unwrap())
}

async fn granted(matter: &Matter<'_>, who: &Person, recording: &str, verbs: &[&str]) -> String {
    let zhou = matter.county.person("zhou");
    let today = who.get("/session").await["server_time"].as_str().unwrap()[..10].to_owned();
    let ask = json!({
        "case_id": matter.case, "recording_ids": [recording], "verbs": verbs,
        "purpose": "制作证据", "reason": "截取关键处", "until_on": today,
    });
    let request = who.post("/access-requests", ask).await["id"].as_str().unwrap().to_owned();
    let approve = json!({ "until_on": today, "opinion": null });
    zhou.post(&format!("/access-requests/{request}/approve"), approve).await;
    request
}

async fn settled(person: &Person, recording: &str, number: usize) -> Value {
    let is_settled = move |page: &Value| {
        let state = &page["excerpts"]["items"][number - 1]["state"];
        state == "made" || state == "failed"
    };
    let page = until(person, &format!("/recordings/{recording}"), is_settled).await;
    page["excerpts"]["items"][number - 1].clone()
}

async fn bytes(person: &Person, url: &str) -> Vec<u8> {
    let answer = person.request(Method::GET, url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{url}");
    answer.bytes().await.unwrap().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What stands in the way is said with its article, and nothing is written but the refused look.
async fn what_may_not_be_taken(matter: &Matter<'_>, recording: &str) {
    let (li, wang) = (matter.county.person("li"), matter.county.person("wang"));
    let path = format!("/recordings/{recording}/excerpts");
    // Li deposited it and may check the preview; that is no leave to look at the original.
    let told = li.refused(&path, take("clip", 0, 1_000), 403, "access.no_grant").await;
    assert!(told["article"].to_string().contains("24"), "{told}");
    let chen = matter.county.person("chen");
    chen.refused(&path, take("clip", 0, 1_000), 403, "authority.not_allowed").await;
    granted(matter, wang, recording, &["view"]).await;
    let before = li.get("/log/head").await["size"].clone();
    for (body, code) in [
        (take("clip", 0, 9_000), "excerpt.outside"),
        (take("still", 8_500, 8_500), "excerpt.outside"),
        (take("clip", 2_000, 2_000), "excerpt.empty"),
        (take("clip", 5_000, 2_000), "excerpt.empty"),
        (take("still", 1_000, 2_000), "excerpt.still_is_one_moment"),
        (take("poster", 0, 0), "value.invalid"),
        (take("clip", -5, 1_000), "value.invalid"),
    ] {
        wang.refused(&path, body, 422, code).await;
    }
    for (field, text, code) in [
        ("reason", "   ", "value.invalid"),
        ("reason", "............", "excerpt.unreasoned"),
        ("purpose", "the shelf", "excerpt.unreasoned"),
    ] {
        let mut body = take("clip", 0, 1_000);
        body[field] = json!(text);
        wang.refused(&path, body, 422, code).await;
    }
    assert_eq!(li.get("/log/head").await["size"], before, "nothing was written");
}

/// Art. 23: bytes of its own, digests, reason, origin; the original byte for byte as before.
async fn a_clip_and_a_still_are_made(matter: &Matter<'_>, recording: &str, original: &[u8]) {
    let (wang, zhou) = (matter.county.person("wang"), matter.county.person("zhou"));
    let path = format!("/recordings/{recording}/excerpts");
    let done = wang.post(&path, take("clip", 2_350, 5_050)).await;
    assert_eq!(done["id"], "1", "{done}");
    let again = wang.post(&path, take("clip", 2_350, 5_050)).await;
    assert_eq!((&again["id"], &again["already_done"]), (&json!("1"), &json!(true)));
    assert_eq!(wang.post(&path, take("still", 3_000, 3_000)).await["id"], "2");
    let clip = settled(wang, recording, 1).await;
    assert_eq!(clip["state"], "made", "{clip}");
    let lasts = clip["lasts_ms"].as_i64().unwrap();
    assert!((2_500..2_900).contains(&lasts), "{clip}");
    assert_eq!(clip["notice"], "衍生件，不是原件");
    assert_eq!(clip["derived_from"], sha256(original));
    assert_eq!((&clip["by"], &clip["reason"]), (&json!("王强"), &json!("整段较长，便于查看货架")));
    assert!(clip["sm3"].as_str().unwrap().len() == 64 && clip["recipe"].is_string(), "{clip}");

    let content = format!("{path}/1/content");
    assert_eq!(wang.send(Method::GET, &content, None).await.status(), 403, "not asked for yet");
    let ticket = wang.post(&format!("{path}/1/open"), json!({ "copy": false })).await;
    let url = ticket["url"].as_str().unwrap();
    let played = bytes(wang, url).await;
    assert_eq!(sha256(&played), clip["sha256"].as_str().unwrap());
    let part = wang.request(Method::GET, url).header("range", "bytes=4-7").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(&part.bytes().await.unwrap()[..], b"ftyp");
    assert_eq!(zhou.send(Method::GET, url, None).await.status(), 403, "who grants has none");

    let still = settled(wang, recording, 2).await;
    let ticket = wang.post(&format!("{path}/2/open"), json!({ "copy": false })).await;
    let picture = bytes(wang, ticket["url"].as_str().unwrap()).await;
    assert_eq!(sha256(&picture), still["sha256"].as_str().unwrap());
    assert_eq!(&picture[..3], b"\xff\xd8\xff", "a JPEG");

    let page = wang.get(&format!("/recordings/{recording}")).await;
    assert_eq!(page["sha256"], sha256(original));
    let looked = |action: &str| {
        let history = page["history"].as_array().unwrap();
        history.iter().filter(|entry| entry["action"] == action).count()
    };
    assert_eq!((looked("截取衍生件"), looked("衍生件做成")), (2, 2));
    assert_eq!((looked("查看或者下载衍生件"), looked("查看音像")), (2, 0));
    let view =
        wang.post(&format!("/recordings/{recording}/view"), json!({ "original": true })).await;
    assert_eq!(bytes(wang, view["url"].as_str().unwrap()).await, original, "as it was deposited");
}

/// Art. 24 para. 2: a file leaves under a grant to copy, and a grant taken back ends it at once.
async fn a_copy_needs_its_own_grant(matter: &Matter<'_>, recording: &str) {
    let (wang, zhou) = (matter.county.person("wang"), matter.county.person("zhou"));
    let path = format!("/recordings/{recording}/excerpts/1");
    let open = format!("{path}/open");
    wang.refused(&open, json!({ "copy": true }), 403, "excerpt.no_copy_grant").await;
    let request = granted(matter, wang, recording, &["copy"]).await;
    let file = format!("{path}/file");
    assert_eq!(wang.send(Method::GET, &file, None).await.status(), 403, "not asked for yet");
    let ticket = wang.post(&open, json!({ "copy": true })).await;
    assert!(ticket["basis"].as_str().unwrap().contains(&request), "{ticket}");
    let answer = wang.send(Method::GET, ticket["url"].as_str().unwrap(), None).await;
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains("derivative-not-original"), "{name}");
    zhou.post(&format!("/access-requests/{request}/revoke"), json!({ "reason": "已办结" })).await;
    assert_eq!(wang.send(Method::GET, &file, None).await.status(), 403);
    let page = wang.get(&format!("/recordings/{recording}")).await;
    assert_eq!(page["excerpts"]["items"][0]["copies"], 1);
}

/// Art. 23: evidence is the copy of the whole original; a clip only joins it.
async fn a_clip_joins_the_evidence(matter: &Matter<'_>, recording: &str) {
    let li = matter.county.person("li");
    let note = matter.record("WS16", json!({ "recording": recording })).await;
    let attach = format!("/recordings/{recording}/excerpts/1/evidence");
    let body = json!({ "record_id": note });
    li.refused(&attach, body.clone(), 422, "excerpt.original_first").await;
    li.post(&format!("/recordings/{recording}/evidence"), body.clone()).await;
    li.post(&attach, body.clone()).await;
    assert_eq!(li.post(&attach, body).await["already_done"], true);
    let page = li.get(&format!("/recordings/{recording}")).await;
    let clip = &page["excerpts"]["items"][0];
    assert_eq!(clip["evidence"][0]["copy_sha256"], clip["sha256"], "{clip}");
}

/// A clip that is part of the case file: named as a derivative, with its original.
pub(crate) async fn attached(matter: &Matter<'_>, recording: &str, note: &str) {
    let li = matter.county.person("li");
    granted(matter, li, recording, &["view"]).await;
    let path = format!("/recordings/{recording}/excerpts");
    li.post(&path, take("clip", 1_000, 4_000)).await;
    let clip = settled(li, recording, 1).await;
    assert_eq!(clip["state"], "made", "{clip}");
    li.post(&format!("{path}/1/evidence"), json!({ "record_id": note })).await;
}

async fn clips_and_stills(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (recording, original) = recorded(&matter).await;
    what_may_not_be_taken(&matter, &recording).await;
    a_clip_and_a_still_are_made(&matter, &recording, &original).await;
    a_copy_needs_its_own_grant(&matter, &recording).await;
    a_clip_joins_the_evidence(&matter, &recording).await;
    assert_checked(&county);
}

#[tokio::test]
async fn clips_and_stills_are_derivatives_on_sqlite() {
    clips_and_stills(On::Sqlite).await;
}

#[tokio::test]
async fn clips_and_stills_are_derivatives_on_postgresql_and_s3() {
    clips_and_stills(On::PostgresAndS3).await;
}

/// Art. 25: who is not named takes none, and sees none.
#[tokio::test]
async fn a_restricted_recording_gives_nothing_to_others() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (recording, _) = recorded(&matter).await;
    let (li, wang) = (county.person("li"), county.person("wang"));
    granted(&matter, wang, &recording, &["view", "copy"]).await;
    let path = format!("/recordings/{recording}/excerpts");
    wang.post(&path, take("clip", 0, 1_000)).await;
    assert_eq!(settled(wang, &recording, 1).await["state"], "made");
    let mark =
        json!({ "kinds": ["privacy"], "viewers": [county.ids["li"]], "reason": "涉及未成年人" });
    li.post(&format!("/recordings/{recording}/secrecy"), mark).await;
    wang.refused(&path, take("clip", 1_000, 2_000), 403, "secrecy.restricted").await;
    for copy in [false, true] {
        let open = format!("{path}/1/open");
        wang.refused(&open, json!({ "copy": copy }), 403, "secrecy.restricted").await;
    }
}

/// Art. 24: an original that is not as it was deposited gives nothing; that it is not is a fact.
#[tokio::test]
async fn a_damaged_original_gives_no_derivative() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (recording, original) = recorded(&matter).await;
    let wang = county.person("wang");
    granted(&matter, wang, &recording, &["view"]).await;
    let digest = sha256(&original);
    let blobs = county.program.data.join("vault").join("blobs");
    let file = blobs.join(&digest[..2]).join(&digest[2..4]).join(&digest);
    let mut damaged = original.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, damaged).unwrap();
    let path = format!("/recordings/{recording}/excerpts");
    wang.post(&path, take("clip", 0, 1_000)).await;
    let failed = settled(wang, &recording, 1).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["failure"].as_str().unwrap().contains("原件缺失或者与入库时不一致"), "{failed}");
    assert_eq!((&failed["sha256"], &failed["steps"]), (&Value::Null, &json!([])), "{failed}");
    let page = wang.get(&format!("/recordings/{recording}")).await;
    assert_eq!(page["original"]["state"], "altered");
    wang.refused(&path, take("clip", 1_000, 2_000), 422, "excerpt.original_damaged").await;
    let open = format!("{path}/1/open");
    wang.refused(&open, json!({ "copy": false }), 422, "excerpt.not_made").await;
}

/// What cannot be decoded is kept, and the way to use it is told.
#[tokio::test]
async fn what_cannot_be_decoded_gives_no_excerpt() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (activity, _) = matter.visit(60).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "no clip, and kept all the same").unwrap();
    let recording = matter.upload(file.path(), "DSJ_0001.mp4", &activity).await;
    let wang = county.person("wang");
    granted(&matter, wang, &recording, &["view"]).await;
    let path = format!("/recordings/{recording}/excerpts");
    let told = wang.refused(&path, take("clip", 0, 1_000), 422, "excerpt.undecodable").await;
    assert!(told["detail"].as_str().unwrap().contains("复制附卷"), "{told}");
}

/// `kill -9` in the middle of cuts: each is made once all the same, and none is half there.
#[tokio::test]
async fn cuts_that_a_crash_broke_off_are_made_once() {
    const CUTS: usize = 6;
    let county = County::found(On::Sqlite).await;
    let recording = {
        let matter = Matter::register(&county).await;
        matter.open().await;
        let (recording, _) = recorded(&matter).await;
        granted(&matter, county.person("wang"), &recording, &["view"]).await;
        recording
    };
    let path = format!("/recordings/{recording}/excerpts");
    for n in 0..CUTS {
        let from = i64::try_from(n).unwrap() * 100;
        county.person("wang").post(&path, take("clip", from, from + 7_000)).await;
    }
    let page = county.person("wang").get(&format!("/recordings/{recording}")).await;
    let items = page["excerpts"]["items"].as_array().unwrap();
    let made = items.iter().filter(|one| one["state"] == "made").count();
    assert!(made < CUTS, "there is something to break off");
    assert!(items.iter().all(|one| one["state"] == "made" || one["sha256"].is_null()), "{items:?}");
    let county = county.restart();
    let wang = county.person("wang");
    for number in 1..=CUTS {
        assert_eq!(settled(wang, &recording, number).await["state"], "made");
    }
    let page = wang.get(&format!("/recordings/{recording}")).await;
    let history = page["history"].as_array().unwrap();
    let made = history.iter().filter(|entry| entry["action"] == "衍生件做成").count();
    assert_eq!(made, CUTS);
    assert_checked(&county);
}
