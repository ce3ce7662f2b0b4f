//! The whole story over HTTP, from a report to an archived package, on both databases and on an S3
//! bucket, with real clips: H.264, H.265, one break in the recording, one clip without its end.

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use testkit::clips::{Clip, Clips, Codec, Spoilt};
use testkit::s3::{ACCESS_KEY, SECRET_KEY};

use crate::county::{County, On, until};
use crate::ended::takes_no_write;
use crate::excerpts;
use crate::package;
use crate::program::{Person, run};
use crate::routes::{Ids, Route, unknown_ids};

/// A case whose records are written, signed and served.
pub(crate) struct Matter<'a> {
    pub(crate) county: &'a County,
    pub(crate) case: String,
}

impl<'a> Matter<'a> {
    pub(crate) async fn register(county: &'a County) -> Self {
        Self { county, case: county.register().await }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/cases/{}{rest}", self.case)
    }

    async fn kind(&self, code: &str) -> Value {
        let kinds = self.county.person("li").get("/record-kinds").await;
        let kinds = kinds["items"].as_array().unwrap();
        kinds.iter().find(|kind| kind["code"] == code).unwrap().clone()
    }

    /// The kind's example, what the case knows, and what is given here.
    pub(crate) async fn fields(&self, code: &str, given: &Value) -> Value {
        let kind = self.kind(code).await;
        let mut fields = example(code);
        let known =
            self.county.person("li").get(&self.path(&format!("/prefill?kind={code}"))).await;
        fields.extend(known["fields"].as_object().unwrap().clone());
        let officers = json!([self.county.ids["li"], self.county.ids["wang"]]);
        for (name, schema) in kind["schema"]["properties"].as_object().unwrap() {
            match schema["x-widget"].as_str() {
                // Whoever presides over a hearing is nobody in charge.
                Some("officers") if name == "host" => {
                    drop(fields.insert(name.clone(), json!([self.county.ids["liu"]])));
                }
                Some("officers") => drop(fields.insert(name.clone(), officers.clone())),
                Some("record" | "recording") => drop(fields.remove(name)),
                _ => {}
            }
        }
        fields.extend(given.as_object().unwrap().clone());
        fields.retain(|_, value| !value.is_null());
        Value::Object(fields)
    }

    pub(crate) fn drafter(&self, code: &str) -> &Person {
        self.county.person(if matches!(code, "WS35" | "WS42") { "liu" } else { "li" })
    }

    pub(crate) async fn draft(&self, code: &str, given: Value) -> String {
        let fields = self.fields(code, &given).await;
        let new = json!({ "kind": code, "fields": fields, "corrects": null, "activity": null });
        let done = self.drafter(code).post(&self.path("/records"), new).await;
        done["id"].as_str().unwrap().to_owned()
    }

    /// Drafts, submits and lets everybody sign; waits until its page image is there.
    pub(crate) async fn record(&self, code: &str, given: Value) -> String {
        let record = self.draft(code, given).await;
        let path = self.path(&format!("/records/{record}"));
        self.drafter(code).post(&format!("{path}/submit"), json!({})).await;
        self.sign(&path).await;
        let page = until(self.county.person("li"), &path, |page| page["summary"]["pages"].is_u64());
        assert_eq!(page.await["summary"]["status"], "effective", "{code}");
        record
    }

    async fn sign(&self, path: &str) {
        let page = self.county.person("li").get(path).await;
        for slot in page["slots"].as_array().unwrap() {
            let (name, min) = (slot["slot"].as_str().unwrap(), slot["min"].as_u64().unwrap());
            if min == 0 {
                continue;
            }
            if slot["external"].as_bool().unwrap() {
                let body = json!({ "slot": name, "name": "马某", "refused": null });
                self.county.person("li").post(&format!("{path}/party-signature"), body).await;
                continue;
            }
            for login in holders(name) {
                let body = json!({ "slot": name, "opinion": "同意。" });
                let person = self.county.person(login);
                person.post(&format!("{path}/sign"), body).await;
                let is_asked = name == "attendees" && is_asked(person, path).await;
                assert!(!is_asked, "{login} signed and is still asked");
                let page = self.county.person("li").get(path).await;
                if page["summary"]["status"] == "effective" {
                    return; // as many hands as it takes
                }
            }
        }
    }

    pub(crate) async fn serve(&self, document: &str) {
        let now = self.county.person("li").get("/session").await["server_time"].clone();
        let given = json!({ "document": document, "method": "直接送达", "served_at": now });
        self.record("WS48", given).await;
    }

    pub(crate) async fn open(&self) {
        self.record("WS01", json!({})).await;
        self.record("WS02", json!({})).await;
    }

    /// On-site work from arrival to departure, told as `from` plus seconds.
    pub(crate) async fn visit(&self, seconds: i64) -> (String, i64) {
        let li = self.county.person("li");
        let now: i64 = epoch(&li.get("/session").await["server_time"]);
        let from = now - seconds * 1000;
        let plan = json!({
            "case_id": self.case, "title": "现场检查", "place": "解放路88号",
            "list_row": self.county.row().await, "planned_at": rfc3339(from), "purpose": null,
            "officers": [self.county.ids["li"], self.county.ids["wang"]],
        });
        let done = li.post("/activities", plan).await;
        let activity = done["id"].as_str().unwrap().to_owned();
        let at = |s: i64| rfc3339(from + s * 1000);
        let path = format!("/activities/{activity}");
        let officers = json!([self.county.ids["li"], self.county.ids["wang"]]);
        for (step, body) in [
            ("arrive", json!({ "at": at(0), "place": null })),
            ("credentials-shown", json!({ "at": at(2), "officers": officers })),
            ("announce", json!({ "at": at(3), "told": true, "note": null })),
            (
                "voice-statement",
                json!({ "at": at(4), "elements": ["time", "place", "officers", "act", "focus"] }),
            ),
            ("focus", json!({ "point": 1, "at": at(5), "note": null })),
            ("focus", json!({ "point": 2, "at": at(6), "note": null })),
            ("focus", json!({ "point": 3, "at": at(7), "note": "货架" })),
            ("depart", json!({ "at": at(seconds) })),
            ("return", json!({ "at": at(seconds) })),
        ] {
            li.post(&format!("{path}/{step}"), body).await;
        }
        (activity, from)
    }

    /// Uploads by tus in two pieces with the browser's digest; waits until it is examined.
    pub(crate) async fn upload(&self, path: &Path, name: &str, activity: &str) -> String {
        let li = self.county.person("li");
        let bytes = std::fs::read(path).unwrap();
        let upload = begin(li, name, bytes.len(), Some(activity)).await;
        let digest = format!("{:x}", HexDigest(Sha256::digest(&bytes).into()));
        li.post(&format!("{upload}/digest"), json!({ "sha256": digest })).await;
        let half = bytes.len() / 2;
        assert_eq!(patch(li, &upload, 0, bytes[..half].to_vec()).await, half);
        assert_eq!(patch(li, &upload, half, bytes[half..].to_vec()).await, bytes.len());
        let id = upload.rsplit('/').next().unwrap().to_owned();
        let is_deposited = move |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
        let id = upload.rsplit('/').next().unwrap();
        let list = until(li, "/uploads", is_deposited).await;
        let row = find(&list, "upload_id", id);
        assert_eq!(row["sha256"], digest);
        let recording = row["recording_id"].as_str().unwrap().to_owned();
        let is_examined = |page: &Value| page["summary"]["state"] != "probing";
        until(li, &format!("/recordings/{recording}"), is_examined).await;
        recording
    }
}

/// A county's ids of one of everything that a path can name: an open case with a draft, on-site
/// work with a recording, a request for access, an upload under way.
pub(crate) async fn one_of_each(county: &County) -> Ids {
    let matter = Matter::register(county).await;
    matter.open().await;
    let (activity, _) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip");
    std::fs::write(&file, "no clip, and kept all the same").unwrap();
    let recording = matter.upload(&file, "DSJ_0001.mp4", &activity).await;
    let li = county.person("li");
    let mut ids = unknown_ids();
    ids.insert("case", matter.case.clone());
    ids.insert("activity", activity);
    ids.insert("recording", recording);
    ids.insert("record", matter.draft("WS10", json!({})).await);
    ids.insert("row", county.row().await);
    ids.insert("agency", county.agency.clone());
    ids.insert("officer", county.ids["wang"].clone());
    ids.insert("second", county.ids["li"].clone());
    let upload = begin(li, "半截.mp4", 10, None).await;
    ids.insert("upload", upload.rsplit('/').next().unwrap().to_owned());
    let now = li.get("/session").await["server_time"].clone();
    ids.insert("today", now.as_str().unwrap()[..10].to_owned());
    let ask = Route::named("POST /access-requests").body(&ids).unwrap();
    let asked = county.person("wang").post("/access-requests", ask).await;
    ids.insert("request", asked["id"].as_str().unwrap().to_owned());
    let list = json!({ "title": "下一版清单", "source": "本局起草" });
    let list = county.person("liu").post("/recording-lists", list).await;
    ids.insert("list", list["id"].as_str().unwrap().to_owned());
    let violation = json!({
        "case_id": matter.case, "title": "没有标注摄录重点", "severity": "S2", "seen": "录像没有打点",
    });
    let violation = county.person("liu").post("/violations", violation).await;
    ids.insert("violation", violation["id"].as_str().unwrap().to_owned());
    let plan = Route::named("POST /oversight-plans").body(&ids).unwrap();
    let plan = county.person("he").post("/oversight-plans", plan).await;
    ids.insert("plan", plan["id"].as_str().unwrap().to_owned());
    let mut device = Route::named("POST /devices").body(&ids).unwrap();
    // No two devices of an agency have one number.
    let number = violation["id"].as_str().unwrap()[20..].to_uppercase();
    device["details"]["asset_no"] = json!(number);
    device["details"]["serial_no"] = json!(number);
    let device = county.person("qian").post("/devices", device).await;
    ids.insert("device", device["id"].as_str().unwrap().to_owned());
    ids.insert("station", county.register_station().await);
    let room = json!({ "name": format!("询问室{number}") });
    let room = county.person("qian").post("/rooms", room).await;
    ids.insert("room", room["id"].as_str().unwrap().to_owned());
    ids
}

/// Whether a record waits for this person's hand.
async fn is_asked(person: &Person, path: &str) -> bool {
    let inbox = person.get("/approvals").await;
    let id = path.rsplit('/').next().unwrap();
    inbox["items"].as_array().unwrap().iter().any(|item| item["record_id"] == id)
}

struct HexDigest([u8; 32]);

impl std::fmt::LowerHex for HexDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

pub(crate) fn find(list: &Value, key: &str, value: &str) -> Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item[key] == value).cloned().unwrap_or(Value::Null)
}

pub(crate) async fn begin(
    person: &Person,
    name: &str,
    size: usize,
    activity: Option<&str>,
) -> String {
    let answer = begin_answer(person, name, size, activity).await;
    assert_eq!(answer.status(), 201);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    location.strip_prefix("/api/v1").unwrap().to_owned()
}

pub(crate) async fn begin_answer(
    person: &Person,
    name: &str,
    size: usize,
    activity: Option<&str>,
) -> reqwest::Response {
    let base64 =
        |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let mut metadata = format!("filename {}", base64(name));
    if let Some(activity) = activity {
        metadata.push_str(&format!(",activity_id {}", base64(activity)));
    }
    let request = person.request(Method::POST, "/uploads");
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", size);
    request.header("upload-metadata", metadata).send().await.unwrap()
}

pub(crate) async fn patch_answer(
    person: &Person,
    upload: &str,
    offset: usize,
    bytes: Vec<u8>,
) -> reqwest::Result<reqwest::Response> {
    let request = person.request(Method::PATCH, upload).header("tus-resumable", "1.0.0");
    let request = request.header("content-type", "application/offset+octet-stream");
    request.header("upload-offset", offset).body(bytes).send().await
}

pub(crate) async fn patch(person: &Person, upload: &str, offset: usize, bytes: Vec<u8>) -> usize {
    let answer = patch_answer(person, upload, offset, bytes).await.unwrap();
    assert_eq!(answer.status(), 204);
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

fn holders(slot: &str) -> &'static [&'static str] {
    match slot {
        "case_officers" => &["li", "wang"],
        "registrar" => &["li"],
        "division_head" => &["chen"],
        "agency_head" => &["zhou"],
        "legal_reviewer" | "hearing_host" => &["liu"],
        "attendees" => &["zhou", "lin"],
        "custodian" => &["sun"],
        other => panic!("nobody fills {other}"),
    }
}

pub(crate) fn example(code: &str) -> Map<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../../law/records/{code}/example.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn epoch(time: &Value) -> i64 {
    time.as_str().unwrap().parse::<terms::Timestamp>().unwrap().ms()
}

pub(crate) fn rfc3339(ms: i64) -> String {
    terms::Timestamp::from_ms(ms).to_china_rfc3339()
}

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
    assert_eq!(file["package"]["verdict"], "not_witnessed", "{}", file["package"]);
    let report = file["report"]["items"].as_array().unwrap();
    assert!(report.iter().all(|item| item["passed"] == true), "{report:#?}");
    sun.post(&matter.path("/archive"), archive).await;
}

async fn whole_story(county: &County) -> Matter<'_> {
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
    let report = archive::verify(std::fs::File::open(&out).unwrap(), None);
    assert_eq!(report.verdict, archive::Verdict::NotWitnessed, "{:#?}", report.defects);
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

/// How the command line finds the county's data.
pub(crate) fn place(county: &County) -> [String; 2] {
    match &county.config {
        Some(config) => ["--config".to_owned(), config.display().to_string()],
        None => ["--data".to_owned(), county.program.data.display().to_string()],
    }
}

pub(crate) fn assert_checked(county: &County) {
    let place = place(county);
    let (code, told) = run(&["check", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
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
