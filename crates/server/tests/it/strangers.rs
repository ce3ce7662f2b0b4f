//! Every route refuses a stranger; another agency's things do not exist.

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{Person, problem, run};

/// What a stranger may reach: logging in.
const OPEN: &[(&str, &str)] = &[("post", "/api/v1/session")];

#[tokio::test]
async fn every_route_refuses_a_stranger() {
    let county = County::found(On::Sqlite).await;
    let (code, text) = run(&["openapi"]);
    assert_eq!(code, 0);
    let document: Value = serde_json::from_str(&text).unwrap();
    let stranger = Person::stranger(&county.program.url);
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|m| *m != "parameters") {
            if OPEN.contains(&(method.as_str(), path.as_str())) {
                continue;
            }
            let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let filled = fill(path);
            let body = (verb != Method::GET && verb != Method::HEAD).then(|| json!({}));
            let answer = stranger.send(verb.clone(), &filled, body).await;
            assert_eq!(answer.status(), 401, "{verb} {path}");
            asked += 1;
        }
    }
    assert!(asked > 60, "only {asked} routes were asked");
}

/// Path parameters filled with something well formed.
fn fill(path: &str) -> String {
    let id = "01JNP300000000000000000001";
    let parts = path.split('/').map(|part| match part {
        "{case}" => format!("case_{id}"),
        "{record}" => format!("txt_{id}"),
        "{activity}" => format!("act_{id}"),
        "{recording}" => format!("rec_{id}"),
        "{request}" => format!("access_{id}"),
        "{upload}" => format!("up_{id}"),
        "{agency}" => format!("agency_{id}"),
        "{officer}" => format!("off_{id}"),
        "{role}" => "officer".to_owned(),
        "{n}" => "0".to_owned(),
        "{year}" => "2025".to_owned(),
        other => other.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// T-30: a case of another agency answers as a case that does not exist.
#[tokio::test]
async fn another_agencys_case_is_not_found() {
    let county = County::found(On::Sqlite).await;
    let case = county.register().await;
    let admin = county.person("admin");
    let other = json!({ "name": "清河县城管局", "short_name": "清城", "region": "330199", "superior": null });
    let other = admin.post("/agencies", other).await["id"].as_str().unwrap().to_owned();
    let new = json!({
        "name": "外人", "agency_id": other, "login_name": "outsider", "division_id": null,
        "credential_no": "粤B-1", "credential_from_on": "2015-01-01", "credential_until_on": "2099-12-31",
    });
    let made = admin.post("/officers", new).await;
    let id = made["officer_id"].as_str().unwrap();
    for role in ["officer", "agency_head", "records_custodian"] {
        let role = json!({ "role": role, "from_on": "2020-01-01" });
        admin.post(&format!("/officers/{id}/roles"), role).await;
    }
    let password = made["one_time_password"].as_str().unwrap();
    let outsider = Person::log_in(&county.program.url, "outsider", password).await;
    let unknown = "case_01JNP300000000000000000009";
    for rest in
        ["", "/axis", "/completeness", "/trail", "/case-file", "/package", "/prefill?kind=WS02"]
    {
        let answer = |id: String| {
            outsider.send(
                Method::GET,
                Box::leak(format!("/cases/{id}{rest}").into_boxed_str()),
                None,
            )
        };
        let real = problem(answer(case.clone()).await, 404, "not_found").await;
        let none = problem(answer(unknown.to_owned()).await, 404, "not_found").await;
        assert_eq!((&real["title"], &real["detail"]), (&none["title"], &none["detail"]));
    }
    let draft = json!({ "kind": "WS01", "fields": {}, "corrects": null, "activity": null });
    outsider.refused(&format!("/cases/{case}/records"), draft, 404, "not_found").await;
    let list = outsider.get("/cases").await;
    assert_eq!(list["items"], json!([]));
    assert_eq!(outsider.get("/officers").await["items"].as_array().unwrap().len(), 1);
}

/// T-55: a page of another site cannot write.
#[tokio::test]
async fn a_request_without_our_mark_is_refused() {
    let county = County::found(On::Sqlite).await;
    let zhou = county.person("zhou");
    let request = zhou.request(Method::POST, "/cases").header("sec-fetch-site", "cross-site");
    let answer = request.json(&json!({})).send().await.unwrap();
    problem(answer, 403, "request.cross_site").await;
}
