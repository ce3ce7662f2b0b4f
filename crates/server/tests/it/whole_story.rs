//! The whole story over HTTP, from a report to an archived package, on both databases and on an S3
//! bucket, with real clips: H.264, H.265, one break in the recording, one clip without its end.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::clips::{Clip, Clips, Codec, Spoilt};
use testkit::s3::{ACCESS_KEY, SECRET_KEY};

use crate::county::{County, On, until};
use crate::ended::takes_no_write;
use crate::excerpts;
use crate::package;
use crate::story::{Matter, assert_checked, epoch, rfc3339};

/// The times of a questioning: the form offers now as its start.
fn questioning() -> Value {
    json!({ "started_at": "2025-03-08T14:00:00+08:00", "ended_at": "2025-03-08T15:10:00+08:00" })
}

/// Clips over a visit of 60 seconds: a break from 20 to 30, the last one cut short.
async fn record_visit(matter: &Matter<'_>) -> (String, Vec<String>) {
    let (activity, from) = matter.visit(60).await;
    let at = |seconds: i64| terms::Timestamp::from_ms(from + seconds * 1000);
    let folder = tempfile::tempdir().unwrap();
    let clips = Clips::in_folder(folder.path()).unwrap();
    let clip = |name: &str, start: i64, lasts: u64, codec: Codec| Clip {
        codec,
        ..Clip::new(name, at(start), lasts)
    };
    let spoilt = Some((Spoilt::Black, 5_000, 9_000));
    let first = Clip { spoilt, ..clip("a", 0, 20_000, Codec::H264) };
    let first = clips.make(&first).unwrap();
    let second = clips.make(&clip("b", 30, 30_000, Codec::H265)).unwrap();
    let broken = clips.cut_short(&clip("c", 45, 10_000, Codec::H264), 60).unwrap();
    let mut recordings = Vec::new();
    for (path, name) in
        [(first, "DSJ_0001.mp4"), (second, "DSJ_0002.mp4"), (broken, "DSJ_0003.mp4")]
    {
        recordings.push(matter.upload(&path, name, &activity).await);
    }
    (activity, recordings)
}

/// Arts. 18, 19: the hole is drawn, stays open until somebody explains it, and blocks nothing else.
async fn explain_the_hole(matter: &Matter<'_>, activity: &str) {
    let li = matter.county.person("li");
    let path = format!("/activities/{activity}");
    let page = li.get(&path).await;
    let from = epoch(&page["summary"]["arrived_at"]);
    let noted = |second: i64| rfc3339(from + second * 1000);
    let broke_off = json!({ "at": noted(20), "cause": "battery", "note": null });
    li.post(&format!("{path}/interrupt"), broke_off).await;
    li.post(&format!("{path}/resume"), json!({ "at": noted(30), "stated": true })).await;
    let page = li.get(&path).await;
    let gaps = page["coverage"]["gaps"].as_array().unwrap().clone();
    assert_eq!(gaps.len(), 1, "{page}");
    assert!((9_000..=11_500).contains(&gaps[0]["lasted_ms"].as_i64().unwrap()), "{gaps:?}");
    assert_eq!(page["summary"]["open_gaps"], 1, "noting it explains nothing");
    assert_eq!(gaps[0]["noted"]["cause"], "battery");
    assert_eq!(gaps[0]["noted"]["proposed_manner"], "voice");
    let elsewhere = json!({
        "from": rfc3339(0), "to": rfc3339(1000), "cause": "battery", "manner": "voice", "text": "换电池",
        "recording_id": null, "mark_ms": null,
    });
    li.refused(&format!("{path}/explain-gap"), elsewhere, 422, "activity.not_a_gap").await;
    let explain = json!({
        "from": gaps[0]["from"], "to": gaps[0]["to"], "cause": "battery", "manner": "voice",
        "text": "更换电池，恢复后已口头说明。", "recording_id": null, "mark_ms": null,
    });
    li.post(&format!("{path}/explain-gap"), explain).await;
    let page = li.get(&path).await;
    assert_eq!(page["summary"]["open_gaps"], 0);
    assert_eq!(page["coverage"]["gaps"][0]["explained"], true);
}

/// Art. 24 para. 2: nobody looks before the head agrees; a grant taken back ends it at once.
async fn looks_need_a_grant(matter: &Matter<'_>, recording: &str) {
    let county = matter.county;
    let (wang, zhou) = (county.person("wang"), county.person("zhou"));
    let view = format!("/recordings/{recording}/view");
    wang.refused(&view, json!({ "original": false }), 403, "access.no_grant").await;
    let today = &wang.get("/session").await["server_time"].as_str().unwrap()[..10].to_owned();
    let ask = json!({
        "case_id": matter.case, "recording_ids": null, "verbs": ["view"], "purpose": "制作笔录",
        "reason": "核对现场情况", "until_on": today,
    });
    let asked = wang.post("/access-requests", ask).await;
    let path = format!("/access-requests/{}", asked["id"].as_str().unwrap());
    let approve = json!({ "until_on": today, "opinion": null });
    wang.refused(&format!("{path}/approve"), approve.clone(), 403, "authority.not_allowed").await;
    zhou.post(&format!("{path}/approve"), approve).await;
    let ready = |page: &Value| page["summary"]["preview"] == true;
    until(wang, &format!("/recordings/{recording}"), ready).await;
    let looked = |page: &Value| !page["observed"].is_null();
    let page = until(wang, &format!("/recordings/{recording}"), looked).await;
    let black = json!({ "seen": "black", "from_ms": 5_000, "to_ms": 9_000 });
    let seen = json!({ "stretches": [black], "failure": null });
    assert_eq!(page["observed"], seen, "half a second at a time");
    let ticket = wang.post(&view, json!({ "original": false })).await;
    let url = ticket["url"].as_str().unwrap().to_owned();
    let part = wang.request(Method::GET, &url).header("range", "bytes=0-99").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.unwrap().len(), 100);
    zhou.post(&format!("{path}/revoke"), json!({ "reason": "已办结" })).await;
    let after = wang.request(Method::GET, &url).send().await.unwrap();
    assert_eq!(after.status(), 403, "a grant taken back ends the look");
}

/// Art. 12(一): a record for someone outside leads to its receipt, first while none is there.
async fn offers_its_receipt(matter: &Matter<'_>, record: &str, is_first: bool) {
    let page = matter.county.person("li").get(&matter.path(&format!("/records/{record}"))).await;
    let steps = page["actions"].as_array().unwrap();
    let receipt = steps.iter().find(|step| step["kind"] == "WS48").unwrap();
    assert_eq!((&receipt["allowed"], &receipt["primary"]), (&json!(true), &json!(is_first)));
}

async fn decide(matter: &Matter<'_>) {
    matter.record("WS33", json!({})).await;
    matter.record("WS34", json!({})).await;
    let notice = matter.record("WS36", json!({})).await;
    offers_its_receipt(matter, &notice, true).await;
    matter.serve(&notice).await;
    offers_its_receipt(matter, &notice, false).await;
    matter.record("WS35", json!({ "conclusion": "通过" })).await;
    let heads = json!([{ "name": "周伟", "post": "局长" }, { "name": "林海", "post": "副局长" }]);
    matter.record("WS43", json!({ "attendees": heads })).await;
    matter.record("WS44", json!({})).await;
    let decision = matter.record("WS46", json!({})).await;
    matter.serve(&decision).await;
}

async fn close_and_archive(matter: &Matter<'_>) {
    matter.record("WS51", json!({})).await;
    matter.record("WS59", json!({})).await;
    let sun = matter.county.person("sun");
    let file = sun.get(&matter.path("/case-file")).await;
    assert_eq!((&file["state"], &file["total_days"]), (&json!("open"), &json!(20)), "{file}");
    assert_eq!(file["gaps"], json!([]), "archiving itself is not missing from the file");
    let archive = json!({ "archive_no": "20250001" });
    sun.refused(&matter.path("/archive"), archive.clone(), 422, "case_file.not_packed").await;
    let compose = json!({ "order": null, "retention": "30年", "note": null });
    sun.post(&matter.path("/case-file/compose"), compose).await;
    sun.post(&matter.path("/case-file/pack"), json!({})).await;
    let file = sun.get(&matter.path("/case-file")).await;
    let titles = file["entries"].as_array().unwrap().iter().map(|entry| entry["title"].to_string());
    let derivatives = titles.filter(|title| title.contains("不是原件"));
    assert_eq!(derivatives.count(), 1, "{}", file["entries"]);
    let is_packed = |file: &Value| file["state"] == "packed";
    let file = until(sun, &matter.path("/case-file"), is_packed).await;
    let verdict = if policy(matter).is_some() { "proven" } else { "not_witnessed" };
    assert_eq!(file["package"]["verdict"], verdict, "{}", file["package"]);
    let report = file["report"]["items"].as_array().unwrap();
    assert!(report.iter().all(|item| item["passed"] == true), "{report:#?}");
    sun.post(&matter.path("/archive"), archive).await;
}

/// The witnesses that the log asks, if it has any.
fn policy(matter: &Matter<'_>) -> Option<ledger::Policy> {
    let text = std::fs::read_to_string(matter.county.program.data.join("policy")).ok()?;
    Some(ledger::Policy::parse(&text).unwrap())
}

pub(crate) async fn whole_story(county: &County) -> Matter<'_> {
    let matter = Matter::register(county).await;
    matter.open().await;
    let (activity, recordings) = record_visit(&matter).await;
    explain_the_hole(&matter, &activity).await;
    looks_need_a_grant(&matter, &recordings[0]).await;
    let truncated = county.person("li").get(&format!("/recordings/{}", recordings[2])).await;
    assert!(truncated["summary"]["flags"].to_string().contains("truncated"), "{truncated}");
    matter.record("WS08", json!({ "recording": recordings[0] })).await;
    matter.record("WS10", questioning()).await;
    let note = matter.record("WS16", json!({ "recording": recordings[0] })).await;
    let attach = json!({ "record_id": note });
    let li = county.person("li");
    li.post(&format!("/recordings/{}/evidence", recordings[0]), attach).await;
    excerpts::attached(&matter, &recordings[0], &note).await;
    decide(&matter).await;
    close_and_archive(&matter).await;

    let case = li.get(&matter.path("")).await;
    assert_eq!(case["summary"]["status"], "archived");
    let open: Vec<_> =
        case["duties"].as_array().unwrap().iter().filter(|d| d["standing"] == "open").collect();
    assert!(open.is_empty(), "{open:#?}");
    the_package_leaves_under_a_grant(&matter).await;
    verify_package(&matter);
    proof_of_an_entry(&matter).await;
    takes_no_write(&matter, &activity, &recordings[0], "case.archived").await;
    assert_checked(county);
    matter
}

/// Art. 24 para. 2: a copy of the whole case needs the head's approval, and each is in the trail.
async fn the_package_leaves_under_a_grant(matter: &Matter<'_>) {
    let (sun, zhou) = (matter.county.person("sun"), matter.county.person("zhou"));
    let (export, package) = (matter.path("/package/export"), matter.path("/package"));
    sun.refused(&export, json!({}), 403, "access.no_copy_grant").await;
    let today = &sun.get("/session").await["server_time"].as_str().unwrap()[..10].to_owned();
    let ask = json!({
        "case_id": matter.case, "recording_ids": null, "verbs": ["copy"], "purpose": "行政复议举证",
        "reason": "复议机关要求提交案卷", "until_on": today,
    });
    let request = sun.post("/access-requests", ask).await["id"].as_str().unwrap().to_owned();
    let approve = json!({ "until_on": today, "opinion": null });
    zhou.post(&format!("/access-requests/{request}/approve"), approve).await;
    assert_eq!(sun.send(Method::GET, &package, None).await.status(), 403, "not asked for yet");
    let li = matter.county.person("li");
    li.refused(&export, json!({}), 403, "authority.not_allowed").await;
    let ticket = sun.post(&export, json!({})).await;
    assert!(ticket["basis"].as_str().unwrap().contains(&request), "{ticket}");
    let answer = sun.send(Method::GET, &package, None).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(zhou.send(Method::GET, &package, None).await.status(), 403);
    let trail = sun.get(&matter.path("/trail")).await;
    assert_eq!(trail["items"][0]["kind"], "access.used", "{}", trail["items"][0]);
}

/// The package leaves through the command line and checks out, also unpacked by other hands.
fn verify_package(matter: &Matter<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let out = package::export(matter, folder.path());
    let verify = |policy| archive::verify(std::fs::File::open(&out).unwrap(), policy);
    let report = verify(None);
    assert_eq!(report.verdict, archive::Verdict::NotWitnessed, "{:#?}", report.defects);
    if let Some(policy) = policy(matter) {
        let report = verify(Some(&policy));
        assert_eq!(report.verdict, archive::Verdict::Proven, "{:#?}", report.defects);
    }
    package::is_a_bag(&out);
}

async fn proof_of_an_entry(matter: &Matter<'_>) {
    let trail = matter.county.person("zhou").get(&matter.path("/trail?limit=200")).await;
    let opened =
        trail["items"].as_array().unwrap().iter().find(|e| e["kind"] == "case.opened").unwrap();
    let said = |kind: &str| {
        let entry = trail["items"].as_array().unwrap().iter().find(|e| e["kind"] == kind);
        entry.unwrap()["object"].clone()
    };
    assert_eq!(said("record.served"), "《行政处罚决定书》", "a trail says what was served");
    assert_eq!(said("recording.deposited"), "DSJ_0003.mp4");
    let n = opened["n"].as_u64().unwrap();
    let proof = matter.county.person("zhou").get(&matter.path(&format!("/trail/{n}/proof"))).await;
    assert_eq!(proof["n"], n);
    assert!(proof["leaf"].as_str().unwrap().contains("case.opened"));
    assert!(!proof["leaf"].to_string().contains("好又多"), "no name reaches a leaf");
}

#[tokio::test]
async fn a_report_becomes_an_archived_package_on_sqlite() {
    let county = County::found(On::Sqlite).await;
    let matter = whole_story(&county).await;
    let folder = tempfile::tempdir().unwrap();
    package::each_damage_is_named(&package::export(&matter, folder.path()));
}

#[tokio::test]
async fn a_report_becomes_an_archived_package_on_postgresql() {
    whole_story(&County::found(On::Postgres).await).await;
}

#[tokio::test]
async fn a_report_becomes_an_archived_package_on_postgresql_and_s3() {
    let county = County::found_logged(On::PostgresAndS3).await;
    whole_story(&county).await;
    let bucket = county.bucket.as_ref().unwrap().folder();
    for kind in ["blobs", "evidence", "derivatives"] {
        assert!(bucket.join(kind).is_dir(), "{kind} lie in the bucket");
        assert!(!county.program.data.join("vault").join(kind).exists(), "{kind} lie nowhere else");
    }
    let said = county.said();
    assert!(said.lines().count() > 100, "the program said little: {said}");
    assert!(!said.contains(SECRET_KEY) && !said.contains(ACCESS_KEY), "a key was told");
}
