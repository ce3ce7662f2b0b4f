//! The law officer's tools over HTTP: a limit tried out without a case.

use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::problem;

/// The worked examples of the rules' description: day and instant, forwards and backwards, over
/// holidays, and where the law leaves two readings.
#[tokio::test]
async fn a_limit_is_tried_out_from_any_start() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let ask = async |rule: &str, from: &str| {
        let path = format!("/rules/{rule}/due?from={}", from.replace('+', "%2B"));
        liu.get(&path).await
    };
    for (rule, from, due_on) in [
        ("QGC-21-01", "2025-09-19", "2025-10-23"),
        ("SX-CF-56", "2025-09-26", "2025-10-13"),
        ("SX-CF-60", "2025-07-08", "2025-10-09"),
        ("SX-MS-95", "2025-09-10", "2025-10-10"),
        ("SX-CF-64b", "2025-10-16", "2025-09-30"),
        ("SX-CF-67", "2025-09-20", "2025-10-09"),
    ] {
        let answer = ask(rule, from).await;
        assert_eq!((&answer["due_on"], &answer["estimated"]), (&json!(due_on), &json!(false)));
        assert!(!answer["trace"].as_array().unwrap().is_empty(), "{rule}: why this day");
    }
    let seized = ask("SX-QZ-25", "2025-09-03").await;
    let both = (&seized["due_on"], &seized["lenient_due_on"]);
    assert_eq!(both, (&json!("2025-10-03"), &json!("2025-10-09")));
    let longer = liu.get("/rules/SX-QZ-25/due?from=2025-09-03&extended=1").await;
    assert!(longer["due_on"].as_str() > seized["due_on"].as_str(), "{longer}");
    let urgent = ask("SX-QZ-19", "2025-10-02T15:20:00+08:00").await;
    let both = (&urgent["due_on"], &urgent["due_at"]);
    assert_eq!(both, (&Value::Null, &json!("2025-10-03T15:20:00+08:00")));
    assert_eq!(ask("QGC-21-01", "2031-01-06").await["estimated"], true, "no notice yet");
}

#[tokio::test]
async fn what_has_no_answer_is_told() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let refused = async |path: &str, status: u16, code: &str| {
        let answer = liu.send(reqwest::Method::GET, path, None).await;
        problem(answer, status, code).await["detail"].as_str().unwrap().to_owned()
    };
    refused("/rules/QGC-99-01/due?from=2025-09-19", 404, "not_found").await;
    let told = refused("/rules/QGC-21-02/due?from=2025-09-19", 422, "value.invalid").await;
    assert!(told.contains("不是期限规则"), "{told}");
    let told = refused("/rules/SX-QZ-19/due?from=2025-10-02", 422, "value.invalid").await;
    assert!(told.contains("请给出起算时刻"), "{told}");
    let told = refused("/rules/QGC-21-01/due?from=yesterday", 422, "value.invalid").await;
    assert!(told.contains("不是日期"), "{told}");
}
