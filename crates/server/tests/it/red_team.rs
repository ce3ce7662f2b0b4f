//! The red team: attacks on a sample store of its own, each named by an alarm, and nothing named where
//! nothing was attacked (Arts. 24, 26).

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::story::assert_checked;

/// Each attack and an alarm that has to name it.
const FOUND_BY: [(&str, &str); 20] = [
    ("flip_byte", "patrol"),
    ("swap_originals", "patrol"),
    ("cut_clip", "patrol"),
    ("delete_original", "patrol"),
    ("replace_original", "check"),
    ("swap_in_transit", "intake"),
    ("shift_time", "case_page"),
    ("delete_log_row", "check"),
    ("reorder_log", "check"),
    ("change_body", "case_page"),
    ("rewrite_history", "start"),
    ("rename_person", "check"),
    ("move_due", "check"),
    ("forge_grant", "access"),
    ("replay_backup", "start"),
    ("replay_signer", "witness"),
    ("forge_signature", "check"),
    ("fake_witness", "verifier"),
    ("remake_package", "verifier"),
    ("forge_slip", "slip"),
];

fn attack(folder: &Path, more: &[&str]) -> (i32, Value) {
    let out = folder.display().to_string();
    let (code, told) = run(&[&["red-team", "--json", "--out", out.as_str()][..], more].concat());
    (code, serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}")))
}

fn row<'a>(report: &'a Value, attack: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    rows.iter().find(|row| row["attack"] == attack).unwrap_or_else(|| panic!("no {attack}"))
}

fn alarms(row: &Value) -> BTreeSet<&str> {
    row["alarms"].as_array().unwrap().iter().map(|one| one["alarm"].as_str().unwrap()).collect()
}

#[test]
fn every_attack_is_named_by_an_alarm_and_nothing_is_where_nothing_was_attacked() {
    let folder = TempDir::new().unwrap();
    let (code, report) = attack(folder.path(), &[]);
    assert_eq!(report["control"]["alarms"], json!([]), "no false alarm");
    assert_eq!(
        (&report["control"]["is_clean"], &report["control"]["asked"]),
        (&json!(true), &json!(10))
    );
    for (attack, alarm) in FOUND_BY {
        let row = row(&report, attack);
        assert_eq!(row["is_found"], true, "{row}");
        assert!(alarms(row).contains(alarm), "{attack} is named by {alarm}: {row}");
        for raised in row["alarms"].as_array().unwrap() {
            assert!(raised["sentence"].as_str().unwrap().chars().count() > 5, "{raised}");
        }
        assert!(!row["limit"].as_str().unwrap().is_empty(), "{attack}");
    }
    assert_eq!((report["rows"].as_array().unwrap().len(), &report["found"]), (20, &json!(20)));
    assert_eq!((code, &report["is_accounted_for"]), (0, &json!(true)));
    assert!(!folder.path().join("scratch").exists(), "what was attacked is removed");
    let kept = std::fs::read(folder.path().join("last.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&kept).unwrap()["ended"]["found"], 20);
}

/// The control of all that: without the alarm the attack goes unseen, and that is said.
#[test]
fn an_alarm_that_is_switched_off_leaves_its_attacks_unfound() {
    let folder = TempDir::new().unwrap();
    let off = ["--without", "patrol", "--without", "witness", "--without", "verifier"];
    let (code, report) = attack(folder.path(), &off);
    let unseen = [
        "flip_byte",
        "swap_originals",
        "cut_clip",
        "delete_original",
        "replay_signer",
        "fake_witness",
        "remake_package",
    ];
    for attack in unseen {
        let row = row(&report, attack);
        assert_eq!((&row["is_found"], &row["alarms"]), (&json!(false), &json!([])), "{row}");
    }
    assert_eq!(report["found"], 20 - unseen.len());
    assert_eq!((code, &report["is_accounted_for"]), (1, &json!(false)));
    let (code, told) = run(&["red-team", "--without", "luck"]);
    assert_eq!(code, 2, "{told}");
}

async fn until_ended(person: &Person) -> Value {
    for _ in 0..600 {
        let page = person.get("/proof/red-team").await;
        if page["running"].is_null() {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("the run does not end");
}

#[tokio::test]
async fn whoever_may_starts_one_run_which_a_crash_does_not_outlive() {
    let county = County::found(On::Sqlite).await;
    let (li, sun, zhou) = (county.person("li"), county.person("sun"), county.person("zhou"));
    let path = "/proof/red-team";
    problem(li.send(Method::GET, path, None).await, 403, "authority.not_allowed").await;
    let seen = sun.get(path).await;
    assert_eq!((&seen["last"], &seen["start"]["allowed"]), (&Value::Null, &json!(false)));
    assert_eq!(seen["attacks"].as_array().unwrap().len(), 20, "what would be tried");
    sun.refused(path, json!({}), 403, "authority.not_allowed").await;

    let scratch = county.program.data.join("red-team/scratch");
    let begun = zhou.post(path, json!({})).await;
    assert!(begun["running"].is_object(), "{begun}");
    let again = zhou.post(path, json!({})).await;
    assert!(again["running"].is_object(), "that one is told of: {again}");
    while !scratch.exists() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let county = county.restart();
    assert!(!scratch.exists(), "removed when the program starts again");
    let zhou = county.person("zhou");
    let seen = zhou.get(path).await;
    assert_eq!((&seen["running"], &seen["last"]), (&Value::Null, &Value::Null), "{seen}");

    let size = zhou.get("/log/head").await["size"].clone();
    zhou.post(path, json!({})).await;
    let ended = until_ended(zhou).await;
    assert_eq!(ended["broke"], Value::Null);
    assert_eq!(ended["last"]["found"], 20, "{ended}");
    assert_eq!(ended["last"]["is_accounted_for"], true);
    assert!(!scratch.exists());
    assert_eq!(zhou.get("/log/head").await["size"], size, "the real log knows nothing of it");
    assert_checked(&county);
}
