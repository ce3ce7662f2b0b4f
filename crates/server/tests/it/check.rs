//! `liuhen check` names what somebody changed behind the program's back; and an archived case
//! takes no write, whichever command brings it.

use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{problem, run};
use crate::story::{Matter, place};

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

/// Art. 21: one gate, asked by every command that names a case.
#[tokio::test]
async fn a_case_that_ended_takes_no_write() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    let li = county.person("li");
    matter.record("WS01", json!({})).await;
    let open = matter.draft("WS02", json!({})).await;
    matter.record("WS03", json!({})).await;
    let until_on = li.get("/session").await["server_time"].as_str().unwrap()[..10].to_owned();
    let record = format!("/records/{open}");
    let officers = json!([county.ids["li"], county.ids["wang"]]);
    let plan = json!({
        "case_id": matter.case, "title": "x", "place": "x", "list_row": county.row().await,
        "officers": officers, "planned_at": "2025-03-08T09:00:00+08:00", "purpose": null,
    });
    let draft = json!({ "kind": "WS10", "fields": {}, "corrects": null, "activity": null });
    let writes = [
        ("li", Method::POST, matter.path("/records"), draft),
        ("li", Method::PUT, matter.path(&format!("{record}/fields")), json!({ "fields": {} })),
        ("li", Method::POST, matter.path(&format!("{record}/submit")), json!({})),
        (
            "li",
            Method::POST,
            matter.path(&format!("{record}/sign")),
            json!({ "slot": "case_officers", "opinion": "x" }),
        ),
        (
            "li",
            Method::POST,
            matter.path(&format!("{record}/party-signature")),
            json!({ "slot": "party", "name": "x", "refused": null }),
        ),
        (
            "li",
            Method::POST,
            matter.path(&format!("{record}/return")),
            json!({ "slot": "case_officers", "reason": "x" }),
        ),
        ("li", Method::POST, matter.path(&format!("{record}/void")), json!({ "reason": "x" })),
        (
            "chen",
            Method::POST,
            matter.path("/officers"),
            json!({ "officers": officers, "reason": "x" }),
        ),
        ("li", Method::POST, "/activities".to_owned(), plan),
    ];
    for (login, method, path, body) in writes {
        let answer = county.person(login).send(method, &path, Some(body)).await;
        problem(answer, 422, "case.not_opened").await;
    }
    let sun = county.person("sun");
    let compose = json!({ "order": null, "retention": "30年", "note": null });
    sun.refused(&matter.path("/case-file/compose"), compose, 422, "case_file.not_closed").await;
    sun.refused(&matter.path("/case-file/pack"), json!({}), 422, "case_file.not_closed").await;
    sun.refused(
        &matter.path("/archive"),
        json!({ "archive_no": "1" }),
        422,
        "case_file.not_closed",
    )
    .await;
    assert!(!until_on.is_empty());
}
