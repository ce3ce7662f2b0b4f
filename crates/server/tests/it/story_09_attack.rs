//! Story 9: attacks. An administrator of the machine edits the database: the chain is broken and
//! `liuhen check` says so. Somebody edits a stored file: reading it back says so. Somebody asks for
//! what they may not see: they are refused, and that is a fact (Art. 24).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::scene::{Scene, instant};
use crate::story::{Matter, assert_checked, place};

/// A visit with one recording; its id.
async fn recorded<'a>(matter: &'a Matter<'a>) -> (Scene<'a>, String) {
    let visit = Scene::begun(matter, "现场检查", instant("2025-03-07T10:00:00+08:00")).await;
    visit.announced().await;
    visit.left(10).await;
    let recording = visit.deposited().await;
    (visit, recording)
}

/// Whoever has the file of the database may write into it; that the log is another one then, they
/// cannot hide.
fn edit(county: &County, statement: &str) {
    let database = county.program.data.join("liuhen.db");
    let done = Command::new("sqlite3").arg(&database).arg(statement).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn checked(county: &County) -> (i32, String) {
    let place = place(county);
    run(&["check", &place[0], &place[1]])
}

fn scrubbed(county: &County) -> (i32, Value) {
    let place = place(county);
    let (code, told) = run(&["scrub", "--json", &place[0], &place[1]]);
    (code, serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}")))
}

/// The file of an original in the data folder.
fn file_of(county: &County, sha256: &str) -> PathBuf {
    fn find(folder: &Path, name: &str) -> Option<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).find_map(|path| {
            if path.is_dir() {
                find(&path, name)
            } else {
                path.file_name().unwrap().to_string_lossy().contains(name).then_some(path)
            }
        })
    }
    find(&county.program.data.join("vault"), sha256).unwrap()
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o400)).unwrap();
}

async fn duty(person: &Person, rule: &str) -> Value {
    let duties = person.get("/agency-duties").await;
    let items = duties["items"].as_array().unwrap();
    items.iter().find(|one| one["rule"] == rule).map_or(Value::Null, |one| one["standing"].clone())
}

#[tokio::test]
async fn an_edited_database_is_told_by_the_check() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    recorded(&matter).await;
    let (code, told) = checked(&county);
    assert_eq!(code, 0, "unharmed before: {told}");
    let zhou = county.person("zhou");
    let whole = zhou.get(&matter.path("/integrity")).await;
    assert_eq!(whole["defects"], json!([]), "{whole}");
    assert!(whole["facts"].as_u64() > Some(5) && whole["facts"] == whole["bodies"], "{whole}");
    // Art. 24: the triggers refuse; whoever takes them away leaves a log that does not add up.
    let database = county.program.data.join("liuhen.db");
    let refused = Command::new("sqlite3")
        .arg(&database)
        .arg("update body set text = replace(text, '10:00', '11:00')")
        .output()
        .unwrap();
    assert!(!refused.status.success(), "a trigger refuses");
    edit(
        &county,
        "drop trigger body_no_update; update body set text = replace(text, '现场检查', '现场巡查')",
    );
    let (code, told) = checked(&county);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("body"), "names what was edited: {told}");
    let edited = zhou.get(&matter.path("/integrity")).await;
    let defects = edited["defects"].as_array().unwrap();
    assert!(!defects.is_empty(), "the page of the case says so as well: {edited}");
    assert!(defects.iter().all(|one| one["n"].is_u64()), "each fact is named: {edited}");
}

#[tokio::test]
async fn a_stored_file_that_was_edited_is_told_and_so_is_its_repair() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    let (_, recording) = recorded(&matter).await;
    let (sun, zhou) = (county.person("sun"), county.person("zhou"));
    let (code, told) = scrubbed(&county);
    assert_eq!((code, &told["damaged"], &told["untracked"]), (0, &json!([]), &json!([])), "{told}");
    assert!(told["read"].as_u64() >= Some(1), "{told}");
    assert_eq!(duty(zhou, "QGC-24-02").await, "not_applicable");

    let path = format!("/recordings/{recording}");
    let sha256 = sun.get(&path).await["sha256"].as_str().unwrap().to_owned();
    let file = file_of(&county, &sha256);
    let whole = fs::read(&file).unwrap();
    overwrite(&file, b"cut and spliced");
    let (code, told) = scrubbed(&county);
    assert_eq!((code, &told["damaged"][0]["found"]), (1, &json!("altered")), "{told}");
    assert_eq!(told["damaged"][0]["recording"], json!(recording));
    assert_eq!(scrubbed(&county).0, 1, "as long as it is so");
    let centre = sun.get("/proof").await;
    let finding = &centre["findings"][0];
    let href = json!(format!("/av/{recording}?tab=proof"));
    assert_eq!((&finding["kind"], &finding["href"]), (&json!("original"), &href), "{centre}");
    assert_eq!(centre["rounds"].as_array().unwrap().len(), 3, "each walk is a fact: {centre}");
    let li = county.person("li");
    problem(li.send(Method::GET, "/proof", None).await, 403, "authority.not_allowed").await;
    let bundle = sun.send(Method::GET, "/proof/bundle", None).await;
    assert_eq!(bundle.headers()["content-type"], "application/zip");
    assert!(bundle.bytes().await.unwrap().starts_with(b"PK"));
    assert_eq!(duty(zhou, "QGC-24-02").await, "open");
    assert_eq!(sun.get(&path).await["original"]["state"], "altered");
    let custody = zhou.get("/custody").await;
    assert_eq!(custody["originals"][0]["recording_id"], json!(recording));
    let trail = zhou.get(&matter.path("/trail?limit=200")).await;
    let told = trail["items"].as_array().unwrap().iter();
    assert_eq!(told.filter(|fact| fact["kind"] == "custody.original_checked").count(), 1, "once");

    // Put back from a copy, read again and found equal: restored.
    overwrite(&file, &whole);
    let check = format!("{path}/check-original");
    county.person("li").refused(&check, json!({}), 403, "authority.not_allowed").await;
    sun.post(&check, json!({})).await;
    assert_eq!(duty(zhou, "QGC-24-02").await, "met");
    assert_eq!(sun.get("/proof").await["findings"], json!([]));

    // Gone altogether: missing, until it is back or there is an order.
    fs::remove_file(&file).unwrap();
    sun.post(&check, json!({})).await;
    assert_eq!(duty(zhou, "QGC-24-01").await, "open");
    let order = json!({ "approval_no": "鉴定〔2026〕1号", "witness": "孙丽、周伟" });
    let dispose = format!("{path}/dispose-original");
    county.person("li").refused(&dispose, order.clone(), 403, "authority.not_allowed").await;
    sun.post(&dispose, order.clone()).await;
    assert_eq!(sun.post(&dispose, order).await["already_done"], true);
    let other = json!({ "approval_no": "鉴定〔2026〕2号", "witness": "孙丽" });
    sun.refused(&dispose, other, 422, "custody.disposed").await;
    assert_eq!(duty(zhou, "QGC-24-01").await, "met");
    assert_eq!(duty(zhou, "QGC-24-01b").await, "open", "before its time of keeping was over");
}

async fn a_look_beyond_right_is_refused_and_noted(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let (_, recording) = recorded(&matter).await;
    let path = format!("/recordings/{recording}");
    let (wang, zhou) = (county.person("wang"), county.person("zhou"));
    for url in [format!("{path}/original"), format!("{path}/preview")] {
        problem(wang.send(Method::GET, &url, None).await, 403, "access.no_grant").await;
    }
    let look = json!({ "original": true });
    wang.refused(&format!("{path}/view"), look, 403, "access.no_grant").await;
    let trail = zhou.get(&matter.path("/trail?limit=200")).await;
    let facts = trail["items"].as_array().unwrap();
    let told: Vec<_> = facts.iter().filter(|fact| fact["kind"] == "custody.look_refused").collect();
    assert_eq!(told.len(), 1, "once a day for each person and reason: {told:?}");
    assert_eq!(
        (&told[0]["person"], &told[0]["action"]),
        (&json!("王强"), &json!("未获准的查看被拒绝"))
    );
    let device_keeper = county.person("qian");
    let answer = device_keeper.send(Method::GET, &format!("{path}/original"), None).await;
    assert_eq!(answer.status(), 403, "another person");
    assert_checked(&county);
}

#[tokio::test]
async fn a_look_beyond_right_leaves_a_fact() {
    a_look_beyond_right_is_refused_and_noted(On::Sqlite).await;
    a_look_beyond_right_is_refused_and_noted(On::Postgres).await;
}
