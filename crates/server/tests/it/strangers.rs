//! Every route refuses a stranger; another agency's things do not exist.

use std::collections::BTreeSet;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::county::{County, On, new_case, until};
use crate::program::{Person, problem};
use crate::routes::{Ids, Route, unknown_ids};
use crate::story::{begin, begin_answer, find, one_of_each, patch};

/// What a stranger may reach: logging in, as a person or a station, and what whoever holds a slip
/// may ask.
const OPEN: &[&str] = &[
    "POST /session",
    "POST /station/challenge",
    "POST /station/session",
    "GET /slips/{index}/{hash}",
    "GET /slips/{index}/{hash}/proof",
];

#[tokio::test]
async fn every_route_refuses_a_stranger() {
    let county = County::found(On::Sqlite).await;
    let stranger = Person::stranger(&county.program.url);
    let mut asked = 0;
    for route in Route::all() {
        if OPEN.contains(&route.name().as_str()) {
            continue;
        }
        let has_body = route.method != Method::GET && route.method != Method::HEAD;
        let body = has_body.then(|| json!({}));
        let answer = stranger.send(route.method.clone(), &route.fill(&unknown_ids()), body).await;
        assert_eq!(answer.status(), 401, "{}", route.name());
        asked += 1;
    }
    assert!(asked > 60, "only {asked} routes were asked");
}

const EVERY_ROLE: &[&str] = &[
    "officer",
    "division_head",
    "legal_reviewer",
    "agency_head",
    "records_custodian",
    "device_custodian",
    "supervisor",
];

/// An agency beside the county's own people; somebody there who holds every office in cases, and
/// its administrator, who may hold no other.
struct Elsewhere {
    outsider: Person,
    keeper: Person,
    ids: Ids,
}

impl Elsewhere {
    async fn found(county: &County) -> Self {
        let admin = county.person("admin");
        let agency = json!({
            "name": "清河县城管局", "short_name": "清城", "region": "330199", "superior": null,
        });
        let agency = admin.post("/agencies", agency).await["id"].as_str().unwrap().to_owned();
        let mut ids = unknown_ids();
        let mut outsiders = Vec::new();
        let people = [
            ("outsider", "officer", EVERY_ROLE),
            ("outsider-2", "second", EVERY_ROLE),
            ("keeper", "keeper", &["administrator"]),
        ];
        for (login, as_what, roles) in people {
            let new = json!({
                "name": "外人", "agency_id": agency, "login_name": login, "division_id": null,
                "credential_no": format!("粤B-{login}"), "credential_from_on": "2015-01-01",
                "credential_until_on": "2099-12-31",
            });
            let made = admin.post("/officers", new).await;
            let id = made["officer_id"].as_str().unwrap();
            for role in roles {
                let role = json!({ "role": role, "from_on": "2020-01-01" });
                admin.post(&format!("/officers/{id}/roles"), role).await;
            }
            let password = made["one_time_password"].as_str().unwrap();
            outsiders.push(Person::log_in(&county.program.url, login, password).await);
            ids.insert(as_what, id.to_owned());
        }
        ids.insert("agency", agency);
        ids.insert("row", county.row().await);
        let keeper = outsiders.pop().unwrap();
        let outsider = outsiders.swap_remove(0);
        let now = outsider.get("/session").await["server_time"].clone();
        ids.insert("today", now.as_str().unwrap()[..10].to_owned());
        Self { outsider, keeper, ids }.with_own_things().await
    }

    /// A case, on-site work and a recording of the agency's own, for requests that are half right.
    async fn with_own_things(mut self) -> Self {
        let (outsider, ids) = (&self.outsider, &mut self.ids);
        let case = new_case(&[&ids["officer"], &ids["second"]]);
        let id = |done: &Value| done["id"].as_str().unwrap().to_owned();
        let case = id(&outsider.post("/cases", case).await);
        ids.insert("case", case);
        let plan = Route::named("POST /activities").body(ids).unwrap();
        let activity = id(&outsider.post("/activities", plan).await);
        ids.insert("activity", activity);
        let upload = begin(outsider, "自己的.mp4", 3, None).await;
        patch(outsider, &upload, 0, b"own".to_vec()).await;
        let upload = upload.rsplit('/').next().unwrap().to_owned();
        let is_there = |list: &Value| find(list, "upload_id", &upload)["state"] == "deposited";
        let list = until(outsider, "/uploads", is_there).await;
        let recording = find(&list, "upload_id", &upload)["recording_id"].clone();
        ids.insert("recording", recording.as_str().unwrap().to_owned());
        ids.insert("upload", upload);
        let device = Route::named("POST /devices").body(ids).unwrap();
        let device = id(&outsider.post("/devices", device).await);
        ids.insert("device", device);
        self
    }

    /// Whoever has the office that a route asks for.
    fn who_may(&self, route: &Route) -> &Person {
        if route.actor() == "admin" { &self.keeper } else { &self.outsider }
    }

    async fn ask(&self, route: &Route, path: &str, body: Option<&Value>) -> Response {
        let mut request = self.who_may(route).request(route.method.clone(), path);
        if route.path.starts_with("/uploads") && body.is_none() {
            request = request.header("tus-resumable", "1.0.0").header("upload-offset", "0");
            request = request.header("content-type", "application/offset+octet-stream");
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        request.send().await.unwrap()
    }
}

/// All of an answer that may not depend on what it is about.
async fn told(answer: Response) -> (u16, Option<String>, Value) {
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    let mut body: Value = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
    if let Some(fields) = body.as_object_mut() {
        // Each request has its own.
        fields.remove("request_id");
        fields.remove("now");
    }
    (status, kind, body)
}

/// T-30: on every route that names a thing, another agency's answers as one that does not exist,
/// to somebody with every office there is; and so do paths that are half right.
#[tokio::test]
async fn another_agencys_things_are_not_found_on_any_route() {
    let county = County::found(On::Sqlite).await;
    let foreign = one_of_each(&county).await;
    let elsewhere = Elsewhere::found(&county).await;
    let none = unknown_ids();
    let before = county.person("li").get("/log/head").await["size"].clone();
    let mut asked = 0;
    for route in Route::all().into_iter().filter(|route| !route.things().is_empty()) {
        // Wholly of the other agency; and, where a path names two things, one of them one's own.
        let mut mixtures = vec![None];
        if route.things().len() > 1 {
            mixtures.extend(route.things().into_iter().map(Some));
        }
        for own in mixtures {
            let (mut theirs, mut nobodys) = (foreign.clone(), none.clone());
            if let Some(own) = own {
                theirs.insert(own, elsewhere.ids[own].clone());
                nobodys.insert(own, elsewhere.ids[own].clone());
            }
            let mut bodies = vec![route.body(&theirs)];
            if let Some(mut odd) = route.body(&theirs).filter(|body| body.get("fields").is_some()) {
                odd["fields"] = json!({ "nonsense": 1 });
                bodies.push(Some(odd));
            }
            for body in bodies {
                let path = |ids: &Ids| format!("{}{}", route.fill(ids), route.query());
                let real = told(elsewhere.ask(&route, &path(&theirs), body.as_ref()).await).await;
                let made_up =
                    told(elsewhere.ask(&route, &path(&nobodys), body.as_ref()).await).await;
                assert_eq!(real.0, 404, "{} on {}: {}", route.name(), path(&theirs), real.2);
                assert_eq!(real, made_up, "{}", route.name());
                asked += 1;
            }
        }
    }
    assert!(asked > 60, "only {asked} requests");
    assert_eq!(county.person("li").get("/log/head").await["size"], before, "nothing was written");
}

/// T-30: the same for foreign ids in the body of a request about one's own things.
#[tokio::test]
async fn another_agencys_things_are_not_found_in_any_body() {
    let county = County::found(On::Sqlite).await;
    let foreign = one_of_each(&county).await;
    let elsewhere = Elsewhere::found(&county).await;
    let none = unknown_ids();
    let one = |ids: &Ids, name: &str| json!(ids[name]);
    let list = |ids: &Ids, name: &str| json!([ids[name]]);
    let places: &[(&str, &str, &str, bool)] = &[
        ("POST /activities", "case_id", "case", false),
        ("POST /activities", "officers", "officer", true),
        ("POST /access-requests", "case_id", "case", false),
        ("POST /access-requests", "recording_ids", "recording", true),
        ("POST /access-requests", "subjects", "officer", true),
        ("POST /recordings/{recording}/link", "activity_id", "activity", false),
        ("POST /recordings/{recording}/evidence", "record_id", "record", false),
        ("POST /recordings/{recording}/excerpts/{no}/evidence", "record_id", "record", false),
        ("POST /cases", "officers", "officer", true),
        ("POST /cases/{case}/officers", "officers", "officer", true),
        ("POST /cases/{case}/records", "activity", "activity", false),
        ("POST /cases/{case}/records", "corrects", "record", false),
        ("POST /agencies", "superior", "agency", false),
        ("POST /officers", "agency_id", "agency", false),
        ("POST /activities/{activity}/credentials-shown", "officers", "officer", true),
        ("POST /activities/{activity}/officers", "officers", "officer", true),
        ("POST /activities/{activity}/explain-gap", "recording_id", "recording", false),
        ("POST /violations", "case_id", "case", false),
        ("POST /violations", "agency_id", "agency", false),
        ("POST /violations", "handlers", "officer", true),
        ("POST /recordings/{recording}/device", "device_id", "device", false),
        ("POST /devices/{device}/issue", "officer_id", "officer", false),
        ("POST /devices/{device}/docked", "station_id", "device", false),
    ];
    for (name, property, kind, is_list) in places {
        let route = Route::named(name);
        let mut body = route.body(&elsewhere.ids).unwrap();
        let mut answers = Vec::new();
        for ids in [&foreign, &none] {
            body[property] = if *is_list { list(ids, kind) } else { one(ids, kind) };
            let path = route.fill(&elsewhere.ids);
            answers.push(told(elsewhere.ask(&route, &path, Some(&body)).await).await);
        }
        assert!(matches!(answers[0].0, 404 | 422), "{name} with {property}: {:?}", answers[0]);
        assert_eq!(answers[0], answers[1], "{name} with {property}");
    }
    for ids in [&foreign, &none] {
        let answer = begin_answer(&elsewhere.outsider, "a.mp4", 10, Some(&ids["activity"])).await;
        problem(answer, 404, "not_found").await;
    }
}

/// T-31: no list tells of another agency's things, nor changes by one more of them.
#[tokio::test]
async fn no_list_tells_of_another_agencys_things() {
    let county = County::found(On::Sqlite).await;
    let foreign = one_of_each(&county).await;
    let elsewhere = Elsewhere::found(&county).await;
    let is_list = |route: &Route| route.method == Method::GET && !route.path.contains('{');
    let lists: Vec<Route> = Route::all().into_iter().filter(is_list).collect();
    let secrets = [
        "case",
        "record",
        "activity",
        "recording",
        "request",
        "upload",
        "officer",
        "violation",
        "plan",
        "device",
        "station",
    ];
    let secrets: BTreeSet<&str> = secrets.iter().map(|name| foreign[name].as_str()).collect();
    let mut paths = Vec::new();
    for route in &lists {
        let who = elsewhere.who_may(route);
        // What must be asked to get an answer at all.
        let asked = route.query();
        let more = if asked.is_empty() { "?".to_owned() } else { format!("{asked}&") };
        paths.push((who, format!("{}{asked}", route.path)));
        for (name, kind) in [
            ("case_id", "case"),
            ("activity_id", "activity"),
            ("agency_id", "agency"),
            ("device_id", "device"),
            ("holder_id", "officer"),
        ] {
            if route.queries.iter().any(|query| query == name) {
                let with = |ids: &Ids| format!("{}{more}{name}={}", route.path, ids[kind]);
                let real = told(elsewhere.ask(route, &with(&foreign), None).await).await;
                let made_up = told(elsewhere.ask(route, &with(&unknown_ids()), None).await).await;
                assert_eq!(real, made_up, "{} by {name}", route.path);
            }
        }
        if route.queries.iter().any(|query| query == "q") {
            paths.push((who, format!("{}?q=好又多", route.path)));
        }
    }
    let ask = async || {
        let mut answers = Vec::new();
        for (who, path) in &paths {
            let answer = who.send(Method::GET, path, None).await;
            assert_eq!(answer.status(), 200, "{path}");
            let (_, kind, body) = told(answer).await;
            answers.push((path.clone(), format!("{kind:?} {body}")));
        }
        answers
    };
    let before = ask().await;
    for (path, text) in &before {
        let found: Vec<_> = secrets.iter().filter(|secret| text.contains(**secret)).collect();
        assert!(found.is_empty(), "{path} tells {found:?}: {text}");
    }
    one_of_each(&county).await;
    // The log is everybody's, and the clock goes on.
    let moves = ["/log/head", "/proof", "/proof/bundle", "/proof/witnesses", "/session"];
    for ((path, then), (_, now)) in before.iter().zip(ask().await) {
        let (then, now) = (without_clock(then), without_clock(&now));
        assert!(moves.contains(&path.as_str()) || then == now, "{path}: {then} is now {now}");
    }
}

/// An answer without what it says of the present minute.
fn without_clock(answer: &str) -> String {
    let mut rest = answer.to_owned();
    for key in ["\"since_text\":\"", "\"due_text\":\""] {
        let mut parts = rest.split(key);
        let first = parts.next().unwrap_or_default().to_owned();
        rest = parts.fold(first, |text, part| text + part.split_once('"').unwrap_or(("", part)).1);
    }
    rest
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
