//! Collection stations (Art. 22): what one may say, and that it may say nothing else.

use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::county::{County, On};
use crate::devices::{entry, register};
use crate::program::{Person, problem};
use crate::routes::{Route, unknown_ids};
use crate::story::assert_checked;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A station's key.
pub(crate) struct StationKey(SigningKey);

impl StationKey {
    /// One that nobody has yet.
    pub(crate) fn fresh() -> Self {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        Self(SigningKey::from_bytes(&seed))
    }

    pub(crate) fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    fn sign(&self, challenge: &Value) -> String {
        let message =
            format!("liuhen-station-login/v1\n{}\n", challenge["challenge"].as_str().unwrap());
        hex(&self.0.sign(message.as_bytes()).to_bytes())
    }

    /// Logs a station in; its token.
    pub(crate) async fn log_in(&self, url: &str, station: &str) -> String {
        let stranger = Person::stranger(url);
        let challenge = stranger.post("/station/challenge", json!({ "station_id": station })).await;
        let answer =
            json!({ "challenge": challenge["challenge"], "signature": self.sign(&challenge) });
        let session = stranger.post("/station/session", answer).await;
        session["token"].as_str().unwrap().to_owned()
    }
}

/// A county with a station that is logged in.
struct Ground {
    county: County,
    key: StationKey,
    id: String,
    station: Person,
}

impl Ground {
    async fn found() -> Self {
        let county = County::found(On::Sqlite).await;
        let key = StationKey::fresh();
        let id = county.register_station_with(&key).await;
        let token = key.log_in(&county.program.url, &id).await;
        let station = Person::with_bearer(&county.program.url, &token);
        Self { county, key, id, station }
    }

    fn page(&self) -> String {
        format!("/stations/{}", self.id)
    }

    /// Brings bytes in; the state once they are deposited.
    async fn bring_in(&self, clip: Value, bytes: &[u8]) -> Value {
        let begun = self.station.post("/station/uploads", clip).await;
        let request = self.station.request(Method::PATCH, begun["location"].as_str().unwrap());
        let request = request.header("tus-resumable", "1.0.0").header("upload-offset", "0");
        let request = request.header("content-type", "application/offset+octet-stream");
        let answer = request.body(bytes.to_vec()).send().await.unwrap();
        assert_eq!(answer.status(), 204);
        self.settled(&begun["upload_id"]).await
    }

    async fn settled(&self, upload: &Value) -> Value {
        for _ in 0..600 {
            let asked = json!({ "upload_ids": [upload] });
            let told = self.station.post("/station/uploads/states", asked).await;
            if told["items"][0]["state"] == "deposited"
                || told["items"][0]["state"] == "quarantined"
            {
                return told["items"][0].clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("{upload} is not settled");
    }
}

fn clip(bytes: &[u8]) -> Value {
    json!({
        "dock_id": null, "file_name": "DSJ0007_粤A-li_20250307100500_0012.mp4",
        "size_bytes": bytes.len(), "sha256": hex(&Sha256::digest(bytes)),
        "recorded_at": "2025-03-07T10:05:00+08:00", "serial_no": "DSJ0007",
        "person_code": "粤A-li", "file_no": 12, "folder": "DCIM", "important": true,
        "flags": ["unknown_kind"],
    })
}

fn docking() -> Value {
    json!({
        "bay": "1号仓", "serial_no": "DSJ0007", "device_time": "2025-03-07T10:05:07+08:00",
        "station_time": "2025-03-07T10:05:00+08:00", "battery_percent": 81,
        "free_bytes": 1_073_741_824_u64, "files_present": 3, "first_no": 11, "last_no": 14,
        "missing_numbers": 1, "naming": "serial-person-time",
    })
}

/// Routes a station may use, and those that are open to everybody.
const ITS_OWN: &[&str] = &[
    "POST /station/docks",
    "POST /station/uploads",
    "POST /station/uploads/states",
    "POST /station/cleared",
    "PUT /station/status",
    "HEAD /uploads/{upload}",
    "PATCH /uploads/{upload}",
    "POST /station/challenge",
    "POST /station/session",
    "POST /session",
    "GET /slips/{index}/{hash}",
    "GET /slips/{index}/{hash}/proof",
];

#[tokio::test]
async fn a_station_may_do_nothing_but_what_stations_do() {
    let ground = Ground::found().await;
    let (mut refused, mut own) = (0, 0);
    for route in Route::all() {
        if ITS_OWN.contains(&route.name().as_str()) {
            own += 1;
            continue;
        }
        let path = format!("{}{}", route.fill(&unknown_ids()), route.query());
        let body = route.body(&unknown_ids());
        let answer = ground.station.send(route.method.clone(), &path, body).await;
        assert_eq!(answer.status(), 403, "{}", route.name());
        if ![Method::HEAD, Method::OPTIONS].contains(&route.method) {
            problem(answer, 403, "station.not_allowed").await;
        }
        refused += 1;
    }
    assert_eq!(own, ITS_OWN.len());
    assert!(refused > 60, "only {refused} routes were asked");
}

/// And a person says nothing that only stations say.
#[tokio::test]
async fn a_person_is_no_station() {
    let ground = Ground::found().await;
    let qian = ground.county.person("qian");
    qian.refused("/station/docks", docking(), 401, "station.unknown").await;
    qian.refused("/station/uploads", clip(b"x"), 401, "station.unknown").await;
}

#[tokio::test]
async fn what_a_station_brings_in_has_a_receipt_and_is_there_once() {
    let ground = Ground::found().await;
    let bytes = b"no film, and kept all the same".repeat(50);
    let dock = ground.station.post("/station/docks", docking()).await;
    let mut new = clip(&bytes);
    new["dock_id"] = dock["id"].clone();
    let told = ground.bring_in(new.clone(), &bytes).await;
    assert_eq!((&told["state"], &told["sha256"]), (&json!("deposited"), &new["sha256"]));
    let receipt = told["receipt"].as_str().unwrap();
    for line in [
        "liuhen-receipt/v1".to_owned(),
        format!("station {}", ground.id),
        format!("upload {}", told["upload_id"].as_str().unwrap()),
        format!("sm3 {}", told["sm3"].as_str().unwrap()),
        format!("size {}", bytes.len()),
    ] {
        assert!(receipt.lines().any(|found| found == line), "{line} is not in {receipt}");
    }
    // Asked again under another name it is the same upload, and the same receipt.
    new["file_name"] = json!("另一个名字.mp4");
    let again = ground.station.post("/station/uploads", new).await;
    assert_eq!((&again["upload_id"], &again["receipt"]), (&told["upload_id"], &told["receipt"]));

    let li = ground.county.person("li");
    let id = told["recording_id"].as_str().unwrap();
    let page = li.get(&format!("/recordings/{id}")).await;
    assert_eq!(page["summary"]["deposited_by"], "采集站（李华）", "{page}");
    let flags = page["summary"]["flags"].as_array().unwrap();
    assert!(flags.iter().any(|flag| flag["code"] == "unknown_kind"), "{flags:?}");
    assert_eq!(li.get("/recordings?mine=true").await["items"].as_array().unwrap().len(), 1);
    let shown = ground.county.person("qian").get(&ground.page()).await;
    let seen = &shown["docks"][0];
    assert_eq!((&seen["bay"], &seen["missing_numbers"]), (&json!("1号仓"), &json!(1)), "{shown}");
    let offset = |key: &str| seen[key].as_i64().unwrap();
    assert_eq!(offset("device_ahead_ms") - offset("station_ahead_ms"), 7_000);
    assert_eq!(shown["uploads"][0]["recording_id"], id);

    let digest = hex(&Sha256::digest(receipt.as_bytes()));
    let mut cleared = json!({
        "upload_id": told["upload_id"], "receipt_sha256": "0".repeat(64),
        "cleared_at": "2025-03-07T18:00:00+08:00",
    });
    ground
        .station
        .refused("/station/cleared", cleared.clone(), 422, "station.receipt_differs")
        .await;
    cleared["receipt_sha256"] = json!(digest);
    ground.station.post("/station/cleared", cleared.clone()).await;
    let size = li.get("/log/head").await["size"].clone();
    ground.station.post("/station/cleared", cleared).await;
    assert_eq!(li.get("/log/head").await["size"], size, "a second word changes nothing");
    assert_checked(&ground.county);
}

/// Arts. 20, 22: what a station tells of a registered device is in that device's own history, its
/// file comes from that device, and what the station deleted there is noted as cleared.
#[tokio::test]
async fn a_registered_device_is_known_by_the_number_its_station_tells() {
    let ground = Ground::found().await;
    let (li, qian) = (ground.county.person("li"), ground.county.person("qian"));
    let device = register(&ground.county, "ZFY-007", "dsj0007").await;
    let other = register(&ground.county, "ZFY-008", "dsj0008").await;
    ground.station.post("/station/docks", docking()).await;
    let seen = qian.get(&device).await["seen"].clone();
    assert_eq!(seen.as_array().unwrap().len(), 1, "{seen}");
    let told = (&seen[0]["battery_percent"], &seen[0]["files_present"], &seen[0]["note"]);
    assert_eq!(told, (&json!(81), &json!(3), &json!("编号 11 至 14")), "{seen}");
    assert!(seen[0]["offset_ms"].is_i64(), "{seen}");
    assert_eq!(qian.get(&other).await["seen"], json!([]));

    let told = ground.bring_in(clip(b"of a known device"), b"of a known device").await;
    let path = format!("/recordings/{}", told["recording_id"].as_str().unwrap());
    let origin = li.get(&path).await["origin"].clone();
    assert!(device.ends_with(origin["device_id"].as_str().unwrap()), "{origin}");
    let by = (&origin["basis"], &origin["file_no"], &origin["cleared"]);
    assert_eq!(by, (&json!("station"), &json!(12), &Value::Null), "{origin}");

    let receipt = hex(&Sha256::digest(told["receipt"].as_str().unwrap().as_bytes()));
    let cleared = json!({
        "upload_id": told["upload_id"], "receipt_sha256": receipt,
        "cleared_at": "2025-03-07T18:00:00+08:00",
    });
    ground.station.post("/station/cleared", cleared).await;
    assert_eq!(li.get(&path).await["origin"]["cleared"], true);
    assert_eq!(qian.get(&device).await["recordings"][0]["cleared"], true);
    assert_checked(&ground.county);
}

/// What the register cannot take, e.g. of a device that is out of use, the station still tells.
#[tokio::test]
async fn a_device_out_of_use_stops_no_station() {
    let ground = Ground::found().await;
    let qian = ground.county.person("qian");
    let device = register(&ground.county, "ZFY-007", "dsj0007").await;
    let gone = json!({ "how": "scrapped", "reason": "损坏", "data_went": "已入库并清空" });
    qian.post(&format!("{device}/retire"), gone).await;
    ground.station.post("/station/docks", docking()).await;
    assert_eq!(qian.get(&device).await["seen"], json!([]));
    assert_eq!(qian.get(&ground.page()).await["docks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bytes_that_are_not_what_a_station_declared_are_set_aside_without_a_receipt() {
    let ground = Ground::found().await;
    let told = ground.bring_in(clip(b"what was read first"), b"what was read after").await;
    assert_eq!((&told["state"], &told["receipt"]), (&json!("quarantined"), &Value::Null), "{told}");
    // Read anew, it may come again.
    let told = ground.bring_in(clip(b"what was read first"), b"what was read first").await;
    assert_eq!(told["state"], "deposited", "{told}");
}

#[tokio::test]
async fn a_station_is_told_nothing_of_what_others_bring_in() {
    let ground = Ground::found().await;
    let told = ground.bring_in(clip(b"of the first"), b"of the first").await;
    let url = &ground.county.program.url;
    let key = StationKey::fresh();
    let id = ground.county.register_station_with(&key).await;
    let other = Person::with_bearer(url, &key.log_in(url, &id).await);
    let asked = json!({ "upload_ids": [told["upload_id"]] });
    assert_eq!(other.post("/station/uploads/states", asked).await["items"], json!([]));
    let path = format!("/uploads/{}", told["upload_id"].as_str().unwrap());
    assert_eq!(other.send(Method::HEAD, &path, None).await.status(), 404);
    assert_eq!(ground.station.send(Method::HEAD, &path, None).await.status(), 200);
    let receipt = hex(&Sha256::digest(told["receipt"].as_str().unwrap().as_bytes()));
    let cleared = json!({
        "upload_id": told["upload_id"], "receipt_sha256": receipt,
        "cleared_at": "2025-03-07T18:00:00+08:00",
    });
    other.refused("/station/cleared", cleared, 404, "not_found").await;
}

/// Art. 20: a station is one device of the register, and what is put into it says so.
#[tokio::test]
async fn a_station_is_one_device_of_the_register() {
    let ground = Ground::found().await;
    let county = &ground.county;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let mut entry = entry("CJ-01", "ST12-0042");
    entry["details"]["kind"] = json!("docking_station");
    let made = qian.post("/devices", entry).await;
    let camera = register(county, "ZFY-001", "DSJ0007").await;
    let name = format!("{}/device", ground.page());
    let as_camera = json!({ "device_id": camera.strip_prefix("/devices/").unwrap() });
    qian.refused(&name, as_camera, 422, "station.no_such_device").await;
    let as_station = json!({ "device_id": made["id"] });
    li.refused(&name, as_station.clone(), 403, "authority.not_allowed").await;
    qian.post(&name, as_station.clone()).await;
    assert_eq!(qian.get(&ground.page()).await["device"]["asset_no"], "CJ-01");
    let device = qian.get(&format!("/devices/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(device["station"]["name"], "一楼采集站");

    let new = json!({
        "name": "二楼采集站", "place": "二楼", "public_key": StationKey::fresh().public(),
        "device_id": made["id"],
    });
    qian.refused("/stations", new.clone(), 422, "station.device_taken").await;
    ground.station.post("/station/docks", docking()).await;
    let seen = qian.get(&camera).await["seen"].clone();
    assert_eq!(seen[0]["docked"], true, "{seen}");
    qian.post(&format!("{}/close", ground.page()), json!({ "reason": "报废" })).await;
    let other = qian.post("/stations", new).await["id"].clone();
    let page = qian.get(&format!("/stations/{}", other.as_str().unwrap())).await;
    assert_eq!(page["device"]["asset_no"], "CJ-01");
    assert_checked(county);
}

#[tokio::test]
async fn another_key_or_the_closing_ends_a_stations_session_at_once() {
    let ground = Ground::found().await;
    let qian = ground.county.person("qian");
    let next = StationKey::fresh();
    let rotate = json!({ "public_key": next.public(), "reason": "更换电脑" });
    qian.post(&format!("{}/key", ground.page()), rotate).await;
    ground.station.refused("/station/docks", docking(), 401, "station.unknown").await;
    let url = &ground.county.program.url;
    let stranger = Person::stranger(url);
    let asked = json!({ "station_id": ground.id });
    let challenge = stranger.post("/station/challenge", asked).await;
    let signature = ground.key.sign(&challenge);
    let old = json!({ "challenge": challenge["challenge"], "signature": signature });
    stranger.refused("/station/session", old, 401, "station.unknown").await;
    let station = Person::with_bearer(url, &next.log_in(url, &ground.id).await);
    station.post("/station/docks", docking()).await;
    qian.post(&format!("{}/close", ground.page()), json!({ "reason": "报废" })).await;
    station.refused("/station/docks", docking(), 401, "station.unknown").await;
    // A challenge tells nobody whether there is such a station.
    let nobody = json!({ "station_id": unknown_ids()["station"] });
    assert!(stranger.post("/station/challenge", nobody).await["challenge"].is_string());
}

#[tokio::test]
async fn only_the_keeper_of_devices_registers_stations_and_each_key_once() {
    let ground = Ground::found().await;
    let new =
        json!({ "name": "二楼", "place": "二楼", "public_key": StationKey::fresh().public() });
    ground
        .county
        .person("li")
        .refused("/stations", new.clone(), 403, "authority.not_allowed")
        .await;
    let qian = ground.county.person("qian");
    let mut same = new.clone();
    same["public_key"] = json!(ground.key.public());
    qian.refused("/stations", same, 422, "station.key_taken").await;
    let mut weak = new;
    weak["public_key"] = json!("0".repeat(64));
    qian.refused("/stations", weak, 422, "value.invalid").await;
    let wall = ground.county.person("li").get("/stations").await;
    assert_eq!(wall["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&wall["register"]["allowed"], &wall["items"][0]["online"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test]
async fn the_wall_shows_what_a_station_says_of_itself() {
    let ground = Ground::found().await;
    let status = json!({
        "version": "liuhen-dock 0.1.0", "station_time": "2025-03-07T10:05:00+08:00",
        "free_bytes": 1, "waiting": 2, "waiting_bytes": 3,
        "bays": [{
            "bay": "1号仓", "state": "sending", "serial_no": null, "files": 4, "deposited": 1,
            "bytes": 9, "sent_bytes": 3, "battery_percent": null, "free_bytes": null,
            "device_ahead_ms": -5,
        }],
        "troubles": [{ "file_name": "空.mp4", "bay": "1号仓", "what": "空文件" }],
    });
    let answer = ground.station.send(Method::PUT, "/station/status", Some(status.clone())).await;
    assert_eq!(answer.status(), 200);
    let wall = ground.county.person("li").get("/stations").await;
    let tile = &wall["items"][0];
    assert_eq!((&tile["online"], &tile["said"]["bays"]), (&json!(true), &status["bays"]), "{tile}");
    assert!(tile["station_ahead_ms"].as_i64().unwrap() < -86_400_000, "its clock is a claim");
}
