//! A case as tests tell it over HTTP: its records written and signed, its visit, its uploads.

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::county::{County, until};
use crate::log_export;
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
    log_export::is_rebuilt(county);
}
