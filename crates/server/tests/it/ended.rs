//! Arts. 9, 21: a case that ended (archived, or never opened) takes no write, whichever route brings
//! it. The walk follows the OpenAPI document: a route that is in none of the lists here is asked, and
//! has to refuse.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::routes::{Ids, Route, unknown_ids};
use crate::story::{Matter, begin_answer};

/// Routes that name no case and none of its things, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("DELETE /session", "one's own session"),
    ("POST /session", "one's own session"),
    ("POST /session/password", "one's own password"),
    ("POST /agencies", "the organisation"),
    ("POST /agencies/{agency}/divisions", "the organisation"),
    ("POST /officers", "the organisation"),
    ("POST /officers/{officer}/credential", "the organisation"),
    ("POST /officers/{officer}/disable", "the organisation"),
    ("POST /officers/{officer}/password", "the organisation"),
    ("POST /officers/{officer}/roles", "the organisation"),
    ("DELETE /officers/{officer}/roles/{role}", "the organisation"),
    ("POST /law-choices/{choice}", "how the agency reads the law, for matters to come"),
    ("POST /law-items/{kind}", "what the agency demands in cases to come"),
    ("PUT /law-sectors", "how the agency reads the law, for matters to come"),
    ("POST /recording-list", "the list of the agency"),
    ("POST /recording-lists", "lists of the agency"),
    ("POST /recording-lists/read", "a table that is not kept"),
    ("POST /recording-lists/preview", "a table that is not kept"),
    ("PUT /recording-lists/{list}/rows", "lists of the agency"),
    ("POST /recording-lists/{list}/submit", "lists of the agency"),
    ("POST /recording-lists/{list}/comments", "lists of agencies below"),
    ("POST /recording-lists/{list}/comments/{no}/answer", "lists of the agency"),
    ("POST /recording-lists/{list}/approve", "lists of the agency"),
    ("POST /recording-lists/{list}/withdraw", "lists of the agency"),
    ("POST /scenarios/run", "the law, tried on invented cases"),
    ("POST /law-drafts/check", "a draft of the law that is not kept"),
    ("POST /law-drafts/simulate", "a draft of the law that is not kept"),
    ("POST /violations", "oversight of a case that ended goes on; it writes nothing to the case"),
    ("POST /violations/{violation}/defend", "oversight"),
    ("POST /violations/{violation}/verify", "oversight"),
    ("POST /violations/{violation}/dismiss", "oversight"),
    ("POST /violations/{violation}/order", "oversight"),
    ("POST /violations/{violation}/rectify", "oversight"),
    ("POST /violations/{violation}/recheck", "oversight"),
    ("POST /violations/{violation}/refer", "oversight"),
    ("POST /oversight-plans", "oversight"),
    ("POST /oversight-plans/{plan}/report", "oversight"),
    ("POST /oversight-plans/{plan}/indicator", "oversight"),
    ("POST /recordings/{recording}/check-original", "custody goes on; the file stays as it is"),
    ("POST /recordings/{recording}/dispose-original", "custody goes on; the file stays as it is"),
    ("POST /proof/red-team", "a sample store of its own"),
    ("POST /proof/recompute", "it reads, and writes nothing to the case"),
    ("POST /proof/recompute/cancel", "it reads, and writes nothing to the case"),
    ("POST /proof/reports/{n}/doubt", "figures of a day, of no case"),
    ("POST /proof/reports/{n}/uphold", "figures of a day, of no case"),
    ("POST /proof/reports/{n}/supersede", "figures of a day, of no case"),
    ("POST /private-copies", "found outside of any case"),
    ("POST /private-copies/{copy}/remove", "found outside of any case"),
    ("POST /stations", "the stations of the agency"),
    ("POST /stations/{station}/key", "the stations of the agency"),
    ("POST /stations/{station}/device", "the stations of the agency"),
    ("POST /stations/{station}/close", "the stations of the agency"),
    ("POST /station/challenge", "a station, which is no person and has no case"),
    ("POST /station/session", "a station, which is no person and has no case"),
    ("POST /station/docks", "a station, which is no person and has no case"),
    ("POST /station/uploads", "a station, which is no person and has no case"),
    ("POST /station/uploads/states", "a station, which is no person and has no case"),
    ("POST /station/cleared", "a station tells of its device; nothing in the file changes by it"),
    ("PUT /station/status", "a station, which is no person and has no case"),
    ("POST /cases", "begins another case"),
    ("POST /match/links", "answers for each link by itself, and a case that ended refuses its own"),
    ("POST /match/level", "how much the agency leaves to the machine"),
    ("POST /slips/given", "after which acts the agency gives slips"),
    ("POST /rooms", "the rooms of the agency"),
    ("POST /rooms/{room}/name", "the rooms of the agency"),
    ("POST /rooms/{room}/close", "the rooms of the agency"),
    ("POST /devices", "the register of devices"),
    ("POST /devices/{device}/change", "devices"),
    ("POST /devices/{device}/retire", "devices"),
    ("POST /devices/{device}/issue", "devices"),
    ("POST /devices/{device}/return", "devices"),
    ("POST /devices/{device}/check", "devices"),
    ("POST /devices/{device}/docked", "devices"),
    ("POST /devices/{device}/numbers", "devices"),
    ("POST /devices/{device}/faults", "devices"),
    ("POST /devices/{device}/faults/{no}/repair", "devices"),
    ("POST /devices/{device}/faults/{no}/close", "devices"),
    ("POST /devices/{device}/lose", "devices"),
    ("POST /devices/{device}/find", "devices"),
    ("POST /devices/{device}/gaps/{no}/explain", "devices"),
    ("PUT /recordings/{recording}/watched", "one's own working paper beside a look; no fact"),
    ("PUT /recordings/{recording}/verdict", "one's own working paper beside a look; no fact"),
    ("PATCH /uploads/{upload}", "bytes of a person's own upload, which hang on no case yet"),
    ("DELETE /uploads/{upload}", "bytes of a person's own upload, which hang on no case yet"),
    ("POST /uploads/{upload}/digest", "a person's own upload, which hangs on no case yet"),
];

/// Art. 24: looking at archived footage is asked for, agreed to and noted as ever; nothing in the
/// case file changes by it. This list may only shrink.
const READING: &[&str] = &[
    "POST /access-requests",
    "POST /access-requests/{request}/approve",
    "POST /access-requests/{request}/refuse",
    "POST /access-requests/{request}/revoke",
    "POST /cases/{case}/package/export",
    "POST /recordings/{recording}/excerpts/{no}/open",
    "POST /recordings/{recording}/view",
];

/// Walks every write route against a case that ended; each must refuse with `code`.
pub(crate) async fn takes_no_write(
    matter: &Matter<'_>,
    activity: &str,
    recording: &str,
    code: &str,
) {
    let ids = ids(matter, activity, recording).await;
    let routes = Route::writes();
    let names: Vec<String> = routes.iter().map(Route::name).collect();
    for listed in ELSEWHERE.iter().map(|(name, _)| name).chain(READING) {
        assert!(names.iter().any(|name| name == listed), "{listed} is gone: take it off the list");
    }
    let before = settled_size(matter).await;
    let (mut refused, mut others) = (0, Vec::new());
    for route in &routes {
        let name = route.name();
        let is_elsewhere = ELSEWHERE.iter().any(|(listed, _)| *listed == name);
        if is_elsewhere || READING.contains(&name.as_str()) {
            continue;
        }
        let answer = ask(matter, route, &ids).await;
        let (status, told) = (answer.status(), answer.text().await.unwrap());
        let problem: Value = serde_json::from_str(&told).unwrap_or_default();
        if status != StatusCode::UNPROCESSABLE_ENTITY || problem["code"] != code {
            others.push(format!("{name}: {status} {told}"));
        }
        refused += 1;
    }
    assert!(others.is_empty(), "these routes take a write: {others:#?}");
    assert!(refused >= 25, "only {refused} routes were walked");
    assert_eq!(settled_size(matter).await, before, "nothing was written");
    reading_stays_allowed(matter, ids, code).await;
}

/// Ids of the story's things.
async fn ids(matter: &Matter<'_>, activity: &str, recording: &str) -> Ids {
    let li = matter.county.person("li");
    let case = li.get(&matter.path("")).await;
    let mut ids = unknown_ids();
    ids.insert("case", matter.case.clone());
    ids.insert("activity", activity.to_owned());
    ids.insert("recording", recording.to_owned());
    ids.insert("record", case["records"][0]["record_id"].as_str().unwrap().to_owned());
    ids.insert("row", matter.county.row().await);
    ids.insert("officer", matter.county.ids["li"].clone());
    ids.insert("second", matter.county.ids["wang"].clone());
    ids.insert("agency", matter.county.agency.clone());
    let now = li.get("/session").await["server_time"].clone();
    ids.insert("today", now.as_str().unwrap()[..10].to_owned());
    ids
}

async fn ask(matter: &Matter<'_>, route: &Route, ids: &Ids) -> Response {
    let person = matter.county.person(route.actor());
    if route.name() == "POST /uploads" {
        return begin_answer(person, "晚到.mp4", 10, Some(&ids["activity"])).await;
    }
    person.send(route.method.clone(), &route.fill(ids), route.body(ids)).await
}

/// Size of the log once no job is left that could write.
async fn settled_size(matter: &Matter<'_>) -> Value {
    let li = matter.county.person("li");
    for _ in 0..600 {
        let metrics = li.ask("/metrics").await.text().await.unwrap();
        if metrics.contains("liuhen_jobs_open 0\n") {
            return li.get("/log/head").await["size"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("jobs are still open");
}

async fn reading_stays_allowed(matter: &Matter<'_>, mut ids: Ids, code: &str) {
    let (wang, zhou) = (matter.county.person("wang"), matter.county.person("zhou"));
    let mut asked = Vec::new();
    let mut route = |name: &'static str| {
        asked.push(name);
        Route::named(name)
    };
    for settle in ["approve", "refuse"] {
        let ask = route("POST /access-requests");
        let done = wang.post(&ask.path, ask.body(&ids).unwrap()).await;
        ids.insert("request", done["id"].as_str().unwrap().to_owned());
        let decide = route(match settle {
            "approve" => "POST /access-requests/{request}/approve",
            _ => "POST /access-requests/{request}/refuse",
        });
        zhou.post(&decide.fill(&ids), decide.body(&ids).unwrap()).await;
        if settle == "approve" {
            let view = route("POST /recordings/{recording}/view");
            wang.post(&view.fill(&ids), json!({ "original": true })).await;
            let open = route("POST /recordings/{recording}/excerpts/{no}/open");
            let answer = wang.send(open.method.clone(), &open.fill(&ids), open.body(&ids)).await;
            let told: Value = answer.json().await.unwrap();
            assert_ne!(told["code"], code, "{told}");
            let revoke = route("POST /access-requests/{request}/revoke");
            zhou.post(&revoke.fill(&ids), revoke.body(&ids).unwrap()).await;
        }
    }
    // Without a package or a grant it is refused, and never because the case ended.
    let export = route("POST /cases/{case}/package/export");
    let answer = ask(matter, &export, &ids).await;
    let told: Value = answer.json().await.unwrap();
    assert_ne!(told["code"], code, "{told}");
    assert!(READING.iter().all(|name| asked.contains(name)), "asked only {asked:?}");
}

/// Art. 9: after a decision not to open the case nothing is added to it.
#[tokio::test]
async fn a_case_that_was_not_opened_takes_no_write() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.record("WS01", json!({})).await;
    let (activity, _) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip");
    std::fs::write(&file, "no clip, and kept all the same").unwrap();
    let recording = matter.upload(&file, "DSJ_0001.mp4", &activity).await;
    matter.record("WS03", json!({})).await;
    takes_no_write(&matter, &activity, &recording, "case.not_opened").await;
}
