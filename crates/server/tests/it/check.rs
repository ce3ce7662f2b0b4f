//! `liuhen check` names what somebody changed behind the program's back.

use std::process::Command;

use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::run;
use crate::story::place;

fn sql(county: &County, statement: &str) {
    let database = county.program.data.join("liuhen.db");
    let output = Command::new("sqlite3").arg(&database).arg(statement).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn a_changed_row_and_a_changed_fact_are_named() {
    let county = County::found(On::Sqlite).await;
    let case = county.register().await;
    let place = place(&county);
    let check = || run(&["check", "--json", &place[0], &place[1]]);
    let (code, told) = check();
    assert_eq!(code, 0, "{told}");
    sql(&county, "update case_row set title = '改过的案由'");
    let (code, told) = check();
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&told).unwrap();
    let found = &report["differences"][0];
    assert_eq!((&found["table"], &found["key"]), (&json!("case_row"), &json!(case)));
    assert_eq!(found["columns"], json!(["title"]));
    let database = county.program.data.join("liuhen.db");
    let refused =
        Command::new("sqlite3").arg(&database).arg("delete from journal").output().unwrap();
    assert!(!refused.status.success(), "a trigger refuses");
    sql(
        &county,
        "drop trigger body_no_update; update body set text = replace(text, '过期', '新鲜') where text like '%过期%'",
    );
    let (code, told) = check();
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&told).unwrap();
    let tables: Vec<_> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["table"].as_str().unwrap())
        .collect();
    assert!(tables.contains(&"body"), "{tables:?}");
}

/// A signature that nobody made is worth as much as none, whatever size and root stand beside it.
#[tokio::test]
async fn a_changed_signature_and_a_hidden_search_term_are_named() {
    let county = County::found(On::Sqlite).await;
    let case = county.register().await;
    let place = place(&county);
    let check = || run(&["check", "--json", &place[0], &place[1]]);
    county.person("li").get("/log/head").await;
    let (code, told) = check();
    assert_eq!(code, 0, "{told}");
    let hidden = format!("delete from case_term where case_id = '{case}'");
    sql(&county, &hidden);
    for table in ["checkpoint", "sm3_checkpoint"] {
        // The last of the base64 characters before the line ends carries bits of the signature.
        let change = format!(
            "drop trigger if exists {table}_no_update; update {table} set note = \
             substr(note, 1, length(note) - 8) || 'AAAA' || substr(note, length(note) - 3)"
        );
        sql(&county, &change);
    }
    let (code, told) = check();
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&told).unwrap();
    let differences = report["differences"].as_array().unwrap();
    let named = |table: &str| differences.iter().any(|one| one["table"] == table);
    for table in ["checkpoint", "sm3_checkpoint", "case_term"] {
        assert!(named(table), "{table}: {told}");
    }
}
