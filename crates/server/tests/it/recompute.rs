//! The button “全部重算”: all that the log says recomputed, and what was changed behind our back named.

use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On, on_both, until};
use crate::program::{Person, problem};

const PATH: &str = "/proof/recompute";

/// The run after this one is over: what it found.
async fn recomputed(person: &Person) -> Value {
    let before = person.get(PATH).await["last"]["begun_at"].clone();
    let started = person.send(Method::POST, PATH, None).await;
    assert_eq!(started.status(), 200);
    let is_over = |seen: &Value| seen["running"].is_null() && seen["last"]["begun_at"] != before;
    until(person, PATH, is_over).await["last"].clone()
}

async fn a_whole_log_is_recomputed_and_is_equal(on: On) {
    let county = County::found(on).await;
    county.register().await;
    let (sun, li) = (county.person("sun"), county.person("li"));
    problem(li.send(Method::GET, PATH, None).await, 403, "authority.not_allowed").await;
    problem(li.send(Method::POST, PATH, None).await, 403, "authority.not_allowed").await;
    // Whoever sees the page and may not ask is told so.
    let seen = county.person("liu").get(PATH).await;
    assert_eq!((&seen["last"], &seen["start"]["allowed"]), (&Value::Null, &json!(false)), "{seen}");
    let found = recomputed(sun).await;
    let head = sun.get("/proof").await;
    assert_eq!(found["differs"], 0, "{found}");
    for key in ["root_sha256", "root_sm3"] {
        assert_eq!(found[key], head[key], "{found}");
    }
    assert!(found["leaves"].as_u64().unwrap() > 0 && found["took_ms"].as_i64().unwrap() >= 0);
    // It is kept.
    let county = county.restart();
    assert_eq!(county.person("sun").get(PATH).await["last"], found);
}

on_both! {
    a_whole_log_is_recomputed_and_is_equal
}

#[tokio::test]
async fn what_was_changed_behind_our_back_is_named_with_its_row() {
    let county = County::found(On::Sqlite).await;
    county.register().await;
    county.register().await;
    let zhou = county.person("zhou");
    assert_eq!(recomputed(zhou).await["differs"], 0);
    let database = county.program.data.join("liuhen.db");
    let edit = |statement: &str| {
        let done = Command::new("sqlite3").arg(&database).arg(statement).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    let n = edit("select min(n) from journal where kind = 'case.registered'");
    let size: u64 = edit("select size from log_head").parse().unwrap();
    edit(&format!(
        "drop trigger body_no_update; update body set text = replace(text, '过期', '新鲜') where n = {n}"
    ));
    let found = recomputed(zhou).await;
    assert_eq!((&found["differs"], &found["leaves"]), (&json!(1), &json!(size)), "{found}");
    assert_eq!(found["first"][0]["n"], json!(n.parse::<u64>().unwrap()), "{found}");
    assert_eq!(found["first"][0]["place"], format!("body {n} text"));
    assert!(
        found["first"][0]["what"].as_str().unwrap().contains("正文在记载之后被改动"),
        "{found}"
    );
    // A leaf: it, and all that rests on it.
    edit(&format!(
        "drop trigger journal_no_update; update journal set leaf = replace(leaf, '\"t\":\"case.registered\"', '\"t\":\"case.deregistered\"') where n = {n}"
    ));
    let found = recomputed(zhou).await;
    let places: Vec<&str> = found["first"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["place"].as_str().unwrap())
        .collect();
    assert!(
        places[0].starts_with(&format!("journal {n}")),
        "the first row that differs: {places:?}"
    );
    for wanted in [format!("journal {n} leaf_hash"), "log_head 1 root_sha256".to_owned()] {
        assert!(places.contains(&wanted.as_str()), "{places:?}");
    }
    assert!(found["differs"].as_u64().unwrap() > 3, "{found}");
    // One that is gone.
    edit(&format!(
        "drop trigger journal_no_delete; drop trigger body_no_delete; delete from body where n = {n}; delete from journal where n = {n}"
    ));
    let found = recomputed(zhou).await;
    let gone = found["first"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["place"] == format!("journal {n}"));
    assert!(gone.unwrap()["what"].as_str().unwrap().contains("被删除"), "{found}");
}
