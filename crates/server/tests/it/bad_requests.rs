//! Every route of the OpenAPI document gets requests that no client of ours would send: each is
//! refused in Chinese, none is a fault, and none leaves a trace.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::Person;
use crate::routes::{Ids, Route, present, takes, unknown_ids};
use crate::stations::StationKey;
use crate::story::{assert_checked, one_of_each};

/// A text longer than any field takes (100 kB).
fn too_long() -> String {
    "长".repeat(33_334)
}

/// A county with one of everything that a path can name.
struct Ground<'a> {
    county: &'a County,
    /// A station that is logged in, for the routes that are for stations only.
    station: Person,
    ids: Ids,
    /// What was not as it must be.
    faults: Vec<String>,
    asked: usize,
}

impl<'a> Ground<'a> {
    async fn of(county: &'a County) -> Self {
        let ids = one_of_each(county).await;
        let (key, url) = (StationKey::fresh(), &county.program.url);
        let id = county.register_station_with(&key).await;
        let station = Person::with_bearer(url, &key.log_in(url, &id).await);
        Self { county, station, ids, faults: Vec::new(), asked: 0 }
    }

    fn person(&self, route: &Route) -> &Person {
        if route.path.starts_with("/station/") {
            &self.station
        } else {
            self.county.person(route.actor())
        }
    }

    /// Sends a body as it is and expects one of some statuses.
    async fn raw(&mut self, route: &Route, what: &str, body: impl Into<reqwest::Body>, ok: &[u16]) {
        let request = self.person(route).request(route.method.clone(), &route.fill(&self.ids));
        let request = request.header("content-type", "application/json").body(body);
        self.judge(route, what, request.send().await, ok).await;
    }

    /// Sends JSON and expects a refusal.
    async fn refused(&mut self, route: &Route, what: &str, body: &Value) {
        // 401, 429: what is wrong with a login or a password is told to nobody.
        let is_login =
            route.path.starts_with("/session") || route.path.starts_with("/station/session");
        let ok: &[u16] = if is_login { &[400, 401, 422, 429] } else { &[400, 404, 413, 422] };
        self.raw(route, what, body.to_string(), ok).await;
    }

    async fn judge(
        &mut self,
        route: &Route,
        what: &str,
        answer: reqwest::Result<Response>,
        ok: &[u16],
    ) {
        self.asked += 1;
        let fault = match answer {
            Err(error) => Some(format!("no answer: {error}")),
            Ok(answer) => flaw(answer, ok, route.method == Method::HEAD).await,
        };
        self.faults.extend(fault.map(|fault| format!("{} with {what}: {fault}", route.name())));
    }
}

/// What is wrong with a refusal; `None` if it is as it must be.
async fn flaw(answer: Response, ok: &[u16], is_head: bool) -> Option<String> {
    let (status, kind) = (answer.status().as_u16(), answer.headers().get("content-type").cloned());
    let text = match answer.text().await {
        Ok(text) => text,
        Err(error) => return Some(format!("the answer was cut: {error}")),
    };
    let shown: String = text.chars().take(300).collect();
    if !ok.contains(&status) {
        return Some(format!("{status} {shown}"));
    }
    if is_head {
        return None;
    }
    let is_problem =
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    let problem: Value = serde_json::from_str(&text).unwrap_or_default();
    let is_chinese =
        |key: &str| problem[key].as_str().is_some_and(|t| t.chars().any(|c| c > '\u{4E00}'));
    let is_short = text.chars().count() < 20_000;
    let is_good = is_problem && is_chinese("title") && is_chinese("detail") && is_short;
    (!is_good).then(|| format!("{status}, no problem in Chinese: {shown}"))
}

/// A place in a body: JSON pointer and schema.
fn places(schema: &Value, body: &Value, at: &str, into: &mut Vec<(String, Value)>) {
    let schema = present(schema);
    if let Some(properties) = schema["properties"].as_object() {
        for (name, own) in properties {
            let at = format!("{at}/{name}");
            places(own, &body[name], &at, into);
            into.push((at, own.clone()));
        }
    } else if takes(schema, "array") && body.get(0).is_some() {
        let at = format!("{at}/0");
        places(&schema["items"], &body[0], &at, into);
        into.push((at, schema["items"].clone()));
    }
}

fn with(body: &Value, at: &str, value: Value) -> Value {
    let mut body = body.clone();
    match body.pointer_mut(at) {
        Some(place) => *place = value,
        None => panic!("the sample has no {at}"),
    }
    body
}

/// (a), (g): what is no JSON, or none that anybody means.
async fn no_json(ground: &mut Ground<'_>, route: &Route) {
    let deep = 100_000;
    let bodies: [(&str, Vec<u8>); 11] = [
        ("half an object", b"{".to_vec()),
        ("nothing", Vec::new()),
        ("a list", b"[]".to_vec()),
        ("a text", b"\"x\"".to_vec()),
        ("null", b"null".to_vec()),
        ("two objects", b"{}{}".to_vec()),
        ("bytes that are no text", b"{\"\xff\xfe\":1}".to_vec()),
        ("a lone surrogate", br#"{"\ud800":"\udfff"}"#.to_vec()),
        ("deep lists", "[".repeat(deep).into_bytes()),
        ("deep objects", "{\"a\":".repeat(deep).into_bytes()),
        ("a key twice", b"{\"reason\":\"a\",\"reason\":\"a\",\"name\":1,\"name\":2}".to_vec()),
    ];
    for (what, body) in bodies {
        ground.raw(route, what, body, &[400]).await;
    }
    let huge = format!("{{\"reason\":\"{}\"}}", "x".repeat(2 << 20));
    ground.raw(route, "two megabytes", huge, &[413]).await;
    let path = route.fill(&ground.ids);
    let body = route.body(&ground.ids).unwrap_or_default().to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a/b/c"]
    {
        let request = ground.person(route).request(route.method.clone(), &path);
        let answer = request.header("content-type", kind).body(body.clone()).send().await;
        ground.judge(route, kind, answer, &[415]).await;
    }
    let key = "k".repeat(129);
    let request = ground.person(route).request(route.method.clone(), &path);
    let answer = request.header("idempotency-key", key).json(&json!({})).send().await;
    ground.judge(route, "an over-long key", answer, &[422, 400]).await;
}

/// Numbers that may well be below nothing: how far a clock is ahead.
const SIGNED: &[&str] = &["device_ahead_ms"];

/// (b), (c), (d), (h): properties that are not what they should be.
async fn wrong_properties(ground: &mut Ground<'_>, route: &Route) {
    let (Some(schema), Some(body)) = (&route.schema, route.body(&ground.ids)) else { return };
    let mut all = Vec::new();
    places(schema, &body, "", &mut all);
    for (at, own) in &all {
        for (kind, wrong) in [
            ("string", json!("x")),
            ("integer", json!(7)),
            ("number", json!(1e300)),
            ("number", json!(-1.5)),
            ("boolean", json!(true)),
            ("array", json!([])),
            ("object", json!({ "x": 1 })),
            ("null", Value::Null),
        ] {
            if takes(own, kind) || (kind == "null" && own["oneOf"].is_array()) {
                continue;
            }
            ground
                .refused(route, &format!("{at} = {wrong}"), &with(&body, at, wrong.clone()))
                .await;
        }
        if takes(own, "string") {
            for (what, text) in [
                ("100 kB", too_long()),
                ("NUL", "a\0b".to_owned()),
                ("a turned direction", "a\u{202e}b".to_owned()),
                ("ESC", "a\u{1b}[31mb".to_owned()),
            ] {
                ground
                    .refused(route, &format!("{what} in {at}"), &with(&body, at, json!(text)))
                    .await;
            }
            let half = with(&body, at, json!("HALF")).to_string().replace("HALF", "\\ud800");
            ground.raw(route, &format!("half a character in {at}"), half, &[400]).await;
        }
        if takes(own, "integer") {
            for wrong in [json!(i64::MAX), json!(i64::MIN), json!(-1), json!(u64::MAX)] {
                if wrong == json!(-1) && SIGNED.iter().any(|name| at.ends_with(name)) {
                    continue;
                }
                ground.refused(route, &format!("{at} = {wrong}"), &with(&body, at, wrong)).await;
            }
        }
        if takes(own, "array") {
            let one = body.pointer(at).and_then(|list| list.get(0)).cloned().unwrap_or(json!("x"));
            let many = Value::Array(vec![one; 10_000]);
            ground.refused(route, &format!("10,000 of one in {at}"), &with(&body, at, many)).await;
        }
        if own["properties"].is_object() {
            let mut more = body.clone();
            more.pointer_mut(at).unwrap()["is_admin"] = json!(true);
            ground.raw(route, &format!("one more in {at}"), more.to_string(), &[400]).await;
        }
    }
    for extra in ["id", "agency", "created_at", "approved_by", "__proto__", "\u{202e}", &too_long()]
    {
        let mut more = body.clone();
        more[extra] = json!("x");
        let shown: String = extra.chars().take(12).collect();
        ground.raw(route, &format!("one more, {shown}"), more.to_string(), &[400]).await;
    }
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        let mut less = body.clone();
        less.as_object_mut().unwrap().remove(name);
        ground.raw(route, &format!("no {name}"), less.to_string(), &[400]).await;
    }
}

/// Well-formed ids in a body that name nothing.
async fn unknown_in_body(ground: &mut Ground<'_>, route: &Route) {
    let Some(body) = route.body(&ground.ids) else { return };
    let unknown = unknown_ids();
    let named: &[(&str, Value)] = &[
        ("case_id", json!(unknown["case"])),
        ("activity_id", json!(unknown["activity"])),
        ("activity", json!(unknown["activity"])),
        ("agency_id", json!(unknown["agency"])),
        ("superior", json!(unknown["agency"])),
        ("record_id", json!(unknown["record"])),
        ("corrects", json!(unknown["record"])),
        ("recording_id", json!(unknown["recording"])),
        ("recording_ids", json!([unknown["recording"]])),
        ("order", json!([unknown["record"]])),
        ("list_row", json!(unknown["row"])),
        ("division_id", json!("div_01JNP300000000000000000009")),
        ("officers", json!([unknown["officer"], ground.ids["officer"]])),
        ("subjects", json!([unknown["officer"]])),
    ];
    for (name, value) in named {
        if body.get(name).is_some() {
            let body = with(&body, &format!("/{name}"), value.clone());
            ground.refused(route, &format!("an unknown {name}"), &body).await;
        }
    }
}

/// (e), (f): paths that name nothing, and paths that are no names.
async fn wrong_paths(ground: &mut Ground<'_>, route: &Route) {
    let body = route.body(&ground.ids);
    let paths = unknown_paths(route, &ground.ids);
    for (what, path) in paths {
        let person = ground.person(route);
        let mut request = person.request(route.method.clone(), &path);
        if route.path.starts_with("/uploads") && body.is_none() {
            request = request.header("tus-resumable", "1.0.0").header("upload-offset", "0");
            request = request.header("content-type", "application/offset+octet-stream");
        }
        if let Some(body) = &body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await;
        ground.judge(route, &what, answer, &[404]).await;
    }
}

fn unknown_paths(route: &Route, ids: &Ids) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    let unknown = unknown_ids();
    for name in route.things() {
        let mut with = |value: &str| {
            let mut ids = ids.clone();
            *ids.get_mut(name).unwrap() = value.to_owned();
            let path = format!("{}{}", route.fill(&ids), route.query());
            paths.push((format!("{name} = {value:.40}"), path));
        };
        with(&unknown[name]);
        let known = ids[name].as_str();
        let long = "x".repeat(5000);
        for value in [
            "x",
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "%ff%fe",
            "%E2%80%AE",
            "'%3B%20drop%20table%20journal%3B%20--",
            "%0d%0aSet-Cookie:x",
            "C:%5Ccon",
            "%2e%2e%3B",
            &long,
            &known.to_lowercase(),
            &known[..known.len() - 1],
            &format!("{known}%00"),
            &format!("{known}%20"),
            &known.replacen('_', "%5f%5f", 1),
        ] {
            with(value);
        }
    }
    paths
}

/// Queries of lists: whatever stands there, the answer is a list or a refusal.
async fn wrong_queries(ground: &mut Ground<'_>, route: &Route) {
    let path = route.fill(&ground.ids);
    let long = "%E9%95%BF".repeat(2000);
    for name in &route.queries {
        for value in
            ["", "%00", "%E2%80%AE", "-1", "999999999999999999999", "%ff", "'%22%25_%5C", &long]
        {
            let asked = format!("{path}?{name}={value}");
            let request = ground.county.person("li").request(route.method.clone(), &asked);
            let what = format!("{name} = {value:.24}");
            match request.send().await {
                Ok(answer) if answer.status().is_success() => ground.asked += 1,
                answer => ground.judge(route, &what, answer, &[400, 403, 404, 422]).await,
            }
        }
    }
}

async fn every_route_refuses_nonsense(on: On) {
    let county = County::found(on).await;
    let mut ground = Ground::of(&county).await;
    let size = |head: &Value| head["size"].clone();
    let before = size(&county.person("li").get("/log/head").await);
    for route in Route::all() {
        wrong_paths(&mut ground, &route).await;
        wrong_queries(&mut ground, &route).await;
        if route.schema.is_some() {
            no_json(&mut ground, &route).await;
            wrong_properties(&mut ground, &route).await;
            unknown_in_body(&mut ground, &route).await;
        }
        let answer = county.person("li").send(Method::TRACE, &route.fill(&ground.ids), None).await;
        ground.judge(&route, "TRACE", Ok(answer), &[405]).await;
    }
    let Ground { faults, asked, .. } = ground;
    assert!(faults.is_empty(), "{} of {asked}: {faults:#?}", faults.len());
    assert!(asked > 3000, "only {asked} requests");
    assert_eq!(size(&county.person("li").get("/log/head").await), before, "nothing was written");
    assert_checked(&county);
}

#[tokio::test]
async fn every_route_refuses_nonsense_on_sqlite() {
    every_route_refuses_nonsense(On::Sqlite).await;
}

#[tokio::test]
async fn every_route_refuses_nonsense_on_postgresql() {
    every_route_refuses_nonsense(On::Postgres).await;
}

/// A person is added with all that was asked for, or not at all.
#[tokio::test]
async fn a_person_whose_credential_runs_backwards_is_not_added() {
    let county = County::found(On::Sqlite).await;
    let admin = county.person("admin");
    let before = admin.get("/officers").await;
    let mut new = json!({
        "name": "新来", "agency_id": county.agency, "login_name": "newcomer",
        "credential_no": "粤A-1", "credential_from_on": "2030-01-01",
        "credential_until_on": "2029-01-01",
    });
    admin.refused("/officers", new.clone(), 422, "range.backwards").await;
    assert_eq!(admin.get("/officers").await, before);
    new["credential_until_on"] = json!("2031-01-01");
    admin.post("/officers", new.clone()).await;
    admin.refused("/officers", new, 422, "value.invalid").await;
    assert_eq!(
        admin.get("/officers").await["items"].as_array().unwrap().len(),
        before["items"].as_array().unwrap().len() + 1
    );
    assert_checked(&county);
}
