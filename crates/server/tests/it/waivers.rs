//! Duties that do not apply to a case, over HTTP: on the completeness sheet, in the inbox of the head
//! who has to sign, and in what `liuhen check` recomputes.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::story::{Matter, place};

async fn sheet(person: &Person, matter: &Matter<'_>) -> Vec<Value> {
    let sheet = person.get(&matter.path("/completeness")).await;
    sheet["items"].as_array().unwrap().clone()
}

fn step<'a>(row: &'a Value, action: &str) -> Option<&'a Value> {
    row["steps"].as_array().unwrap().iter().find(|step| step["action"] == action)
}

fn of_duty(rows: &[Value], duty: &Value) -> Value {
    let is_it = |row: &&Value| row["rule"] == duty["rule"] && row["subject"] == duty["subject"];
    rows.iter().find(is_it).unwrap().clone()
}

async fn ask(person: &Person, matter: &Matter<'_>, step: &str, body: Value) -> Response {
    person.send(Method::POST, &matter.path(&format!("/waivers{step}")), Some(body)).await
}

#[tokio::test]
async fn a_duty_is_set_aside_with_two_hands_and_comes_back() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (li, chen) = (county.person("li"), county.person("chen"));

    let rows = sheet(li, &matter).await;
    let open = rows.iter().filter(|row| row["standing"] == "open");
    let (may, may_not): (Vec<_>, Vec<_>) =
        open.partition(|row| step(row, "waive").unwrap()["allowed"] == true);
    let (duty, grave) = (may[0], may_not.iter().find(|row| row["severity"] == "S1").unwrap());
    let body = |row: &Value| json!({ "rule": row["rule"], "subject": row["subject"] });
    let with_reason = |row: &Value, reason: &str| json!({ "rule": row["rule"], "subject": row["subject"], "reason": reason });

    // A grave duty: shown as locked, and refused whoever asks all the same.
    let told = ask(li, &matter, "", with_reason(grave, "没有")).await;
    let told = problem(told, 422, "case.duty_not_waivable").await;
    assert!(told["detail"].as_str().unwrap().contains("条"), "{told}");
    // The head does not propose, the officer does not sign.
    problem(ask(chen, &matter, "", with_reason(duty, "没有")).await, 403, "authority.not_allowed")
        .await;
    problem(ask(li, &matter, "/sign", body(duty)).await, 403, "authority.not_allowed").await;
    problem(ask(chen, &matter, "/sign", body(duty)).await, 422, "case.no_waiver").await;

    li.post(&matter.path("/waivers"), with_reason(duty, "现场没有其他人员")).await;
    let row = of_duty(&sheet(chen, &matter).await, duty);
    assert_eq!(row["standing"], "open", "a proposal changes nothing yet");
    assert_eq!(row["waiver"]["signed_by"], Value::Null);
    assert_eq!(step(&row, "sign_waiver").unwrap()["allowed"], true, "{row}");
    let inbox = chen.get("/approvals").await;
    let items = inbox["items"].as_array().unwrap();
    let slip = items.iter().find(|item| item["kind"] == "waiver").unwrap();
    assert_eq!((&slip["rule"], &slip["subject"]), (&duty["rule"], &duty["subject"]));

    chen.post(&matter.path("/waivers/sign"), body(duty)).await;
    let row = of_duty(&sheet(li, &matter).await, duty);
    assert_eq!(row["standing"], "not_applicable");
    assert!(row["reason"].as_str().unwrap().contains("现场没有其他人员"), "{row}");
    assert!(row["waiver"]["signed_by"].is_string(), "{row}");
    let inbox = chen.get("/approvals").await;
    assert!(inbox["items"].as_array().unwrap().iter().all(|item| item["kind"] != "waiver"));
    let place = place(&county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");

    chen.post(&matter.path("/waivers/revoke"), with_reason(duty, "现场有证人")).await;
    assert_eq!(of_duty(&sheet(li, &matter).await, duty)["standing"], "open");
}
