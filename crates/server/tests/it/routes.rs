//! Every route of the OpenAPI document, with a request that fits it: what walks them cannot forget
//! one that is added later.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::program::run;

/// A route as the document has it.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    /// Below `/api/v1`, with its parameters in braces.
    pub(crate) path: String,
    /// The schema of its JSON body, with every reference put in.
    pub(crate) schema: Option<Value>,
    /// Names of its query parameters.
    pub(crate) queries: Vec<String>,
}

/// Ids to put into paths and bodies, by the name of the parameter.
pub(crate) type Ids = BTreeMap<&'static str, String>;

/// Prefix of each kind of id, by the name of the parameter.
const KINDS: &[(&str, &str)] = &[
    ("case", "case"),
    ("record", "txt"),
    ("activity", "act"),
    ("recording", "rec"),
    ("request", "access"),
    ("upload", "up"),
    ("agency", "agency"),
    ("officer", "off"),
    ("row", "row"),
    ("list", "list"),
    ("second", "off"),
    ("violation", "viol"),
    ("plan", "plan"),
    ("device", "dev"),
    ("station", "station"),
    ("copy", "pcp"),
    ("room", "room"),
];

/// Well-formed ids of things that do not exist.
pub(crate) fn unknown_ids() -> Ids {
    let id = |prefix: &str| format!("{prefix}_01JNP300000000000000000009");
    KINDS.iter().map(|(name, prefix)| (*name, id(prefix))).collect()
}

impl Route {
    /// All of them.
    pub(crate) fn all() -> Vec<Self> {
        let (code, text) = run(&["openapi"]);
        assert_eq!(code, 0, "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut routes = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap();
            for (method, operation) in methods.as_object().unwrap() {
                if method == "parameters" {
                    continue;
                }
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                let schema = (!schema.is_null()).then(|| put_in(schema, &document));
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let queries = parameters.filter(|parameter| parameter["in"] == "query");
                let queries = queries.map(|query| query["name"].as_str().unwrap().to_owned());
                let (path, queries) = (path.to_owned(), queries.collect());
                routes.push(Self { method, path, schema, queries });
            }
        }
        assert!(routes.len() > 60, "only {} routes", routes.len());
        routes
    }

    /// Those that may change something.
    pub(crate) fn writes() -> Vec<Self> {
        let mut routes = Self::all();
        routes
            .retain(|route| ![Method::GET, Method::HEAD, Method::OPTIONS].contains(&route.method));
        routes
    }

    /// The route of that [`Self::name`].
    pub(crate) fn named(name: &str) -> Self {
        Self::all().into_iter().find(|route| route.name() == name).unwrap()
    }

    /// `POST /cases`, to name it in a list or a message.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Somebody whose office it belongs to, so that authority does not stand in the way.
    pub(crate) fn actor(&self) -> &'static str {
        let path = self.path.as_str();
        if path.starts_with("/coverage")
            || path.ends_with("/uphold")
            || path.ends_with("/supersede")
        {
            "zhou"
        } else if path.starts_with("/agencies") || path.starts_with("/officers") {
            "admin"
        } else if path == "/cases/{case}/officers"
            || path.contains("/waivers/")
            || path.contains("/voiding/")
            || path.contains("/remote/")
        {
            "chen"
        } else if path.contains("/case-file/")
            || path.contains("/package")
            || path.ends_with("/archive")
            || path.starts_with("/doc-numbers")
            || path.ends_with("-original")
            || path.starts_with("/private-copies")
            || path.starts_with("/proof")
        {
            "sun"
        } else if path.starts_with("/stations") {
            "qian"
        } else if path.starts_with("/oversight") {
            "he"
        } else if path.starts_with("/devices") || path.starts_with("/rooms") {
            "qian"
        } else if path.starts_with("/violations") {
            "lin"
        } else if path == "/match/level"
            || path == "/slips/given"
            || path.starts_with("/recording-list")
            || path.starts_with("/law-")
            || path.contains("{request}")
        {
            "zhou"
        } else {
            "li"
        }
    }

    /// Names of the parameters in its path that are ids of things.
    pub(crate) fn things(&self) -> Vec<&'static str> {
        let names =
            self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let known = |name| KINDS.iter().map(|(kind, _)| *kind).find(|kind| *kind == name);
        names.filter_map(known).collect()
    }

    /// Its path with the parameters filled in.
    pub(crate) fn fill(&self, ids: &Ids) -> String {
        let parts = self.path.split('/').map(|part| {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                None => part,
                Some("n" | "index") => "0",
                Some("hash") => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                Some("no") => "1",
                Some("role") => "officer",
                Some("year") => "2025",
                Some("rule") => "QGC-21-01",
                Some("choice") => "seizure-on-a-holiday",
                Some("kind") => "WS12",
                Some(name) => ids[name].as_str(),
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// A query that fits, where the route needs one.
    pub(crate) fn query(&self) -> &'static str {
        let asks = |wanted: &str| self.queries.iter().any(|name| name == wanted);
        if asks("series") {
            "?series=%E7%BD%9A&year=2025"
        } else if asks("year") {
            "?year=2025"
        } else if asks("kind") && !asks("holder_id") {
            "?kind=WS02"
        } else if asks("to") {
            "?from=2025-01-01&to=2025-12-31"
        } else if asks("extended") {
            "?from=2025-09-19"
        } else {
            ""
        }
    }

    /// A body that fits its schema.
    pub(crate) fn body(&self, ids: &Ids) -> Option<Value> {
        self.schema.as_ref().map(|schema| sample("", schema, ids))
    }
}

/// A schema with every reference replaced by what it names.
fn put_in(schema: &Value, document: &Value) -> Value {
    match schema {
        Value::Object(fields) => match fields.get("$ref").and_then(Value::as_str) {
            Some(name) => {
                let place = name.trim_start_matches('#');
                let mut named = put_in(document.pointer(place).unwrap(), document);
                named["x-name"] = json!(place.rsplit('/').next());
                named
            }
            None => {
                let fields =
                    fields.iter().map(|(key, value)| (key.clone(), put_in(value, document)));
                Value::Object(fields.collect())
            }
        },
        Value::Array(items) => items.iter().map(|item| put_in(item, document)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

/// The alternative of a schema that is not null.
pub(crate) fn present(schema: &Value) -> &Value {
    let one_of = schema["oneOf"].as_array().into_iter().flatten();
    one_of.clone().find(|one| one["type"] != "null").unwrap_or(schema)
}

/// Whether a schema takes values of a JSON type.
pub(crate) fn takes(schema: &Value, kind: &str) -> bool {
    let schema = present(schema);
    schema["type"] == kind
        || schema["type"].as_array().is_some_and(|all| all.contains(&json!(kind)))
}

/// A value that fits; `name` is the property's, after its schema's where that matters.
fn sample(name: &str, schema: &Value, ids: &Ids) -> Value {
    if let Some(value) = word(name, ids) {
        return value;
    }
    let schema = present(schema);
    if let Some(properties) = schema["properties"].as_object() {
        let owner = schema["x-name"].as_str().unwrap_or_default();
        let value = |key: &String, own: &Value| {
            word(&format!("{owner}.{key}"), ids).unwrap_or_else(|| sample(key, own, ids))
        };
        let filled: Map<_, _> =
            properties.iter().map(|(key, own)| (key.clone(), value(key, own))).collect();
        return Value::Object(filled);
    }
    if takes(schema, "array") {
        json!([sample("", &schema["items"], ids)])
    } else if takes(schema, "object") {
        json!({})
    } else if takes(schema, "integer") {
        json!(1)
    } else if takes(schema, "boolean") {
        json!(false)
    } else {
        json!("某")
    }
}

/// What a property of that name may hold, where any text would not do.
fn word(name: &str, ids: &Ids) -> Option<Value> {
    let past = "2025-03-08T09:00:00+08:00";
    Some(match name {
        "case_id" => json!(ids["case"]),
        "activity_id" => json!(ids["activity"]),
        "agency_id" => json!(ids["agency"]),
        "record_id" => json!(ids["record"]),
        "recording_id" => json!(ids["recording"]),
        "device_id" => json!(ids["device"]),
        "officer_id" => json!(ids["officer"]),
        "list_row" | "row_id" => json!(ids["row"]),
        "officers" => json!([ids["officer"], ids["second"]]),
        "subjects" => json!([ids["officer"]]),
        "recording_ids" => json!([ids["recording"]]),
        "order" => json!([ids["record"]]),
        "division_id" | "room_id" | "holder" | "superior" | "corrects" | "activity" | "process"
        | "station_id" | "offset_s" | "read_at" | "file_day" | "naming" | "namesake_reason" => {
            Value::Null
        }
        "device_time" | "station_time" | "happened_at" => json!(past),
        "NewDetails.kind" => json!("body_camera"),
        "ReportFault.kind" => json!("battery"),
        "ExplainNumbers.reason" | "SetAside.kind" => json!("trial"),
        "SetAside.step" => json!("propose"),
        "NoteVerdict.verdict" => json!("fine"),
        "ChooseMatching.level" => json!("link"),
        "how" => json!("scrapped"),
        "looks" => json!("good"),
        "numbering" => json!("continuous"),
        "battery_percent" => json!(96),
        "ChooseLaw.option" => json!("strict"),
        "sectors" => json!(["market_regulation"]),
        "kinds" => json!(["privacy"]),
        "viewers" => json!([ids["officer"]]),
        "at" | "since" | "planned_at" | "started_at" | "received_at" | "from" => json!(past),
        "to" => json!("2025-03-08T09:10:00+08:00"),
        "from_on" | "effective_from_on" | "credential_from_on" => json!("2020-01-01"),
        "credential_until_on" => json!("2099-12-31"),
        "IssueCredential.until_on" => json!("2099-12-31"),
        "until_on" => json!(ids.get("today").map_or("2025-03-08", String::as_str)),
        "act_kind" => json!("penalty"),
        "procedure" => json!("ordinary"),
        "NewSource.kind" => json!("report"),
        "NewParty.kind" => json!("organisation"),
        "DraftRecord.kind" => json!("WS10"),
        "MarkRecording.kind" => json!("persons"),
        "TakeExcerpt.kind" => json!("still"),
        "rule" => json!("QGC-21-01"),
        "subject" => json!(ids["case"]),
        "severity" => json!("S2"),
        "handlers" => json!([]),
        "plan_year" => {
            let today = ids.get("today").map_or("2025-03-08", String::as_str);
            json!(today[..4].parse::<u32>().ok())
        }
        "due_on" => json!("2099-12-31"),
        "slot" => json!("case_officers"),
        "retention" => json!("30年"),
        "verbs" => json!(["view"]),
        "cause" => json!("battery"),
        "manner" => json!("voice"),
        "ground" => json!("remote"),
        "elements" => json!(["time"]),
        "mode" => json!("continuous"),
        "slips" => json!("always"),
        "role" => json!("officer"),
        "login_name" => json!("nobody"),
        "sha256" | "receipt_sha256" | "public_key" => json!("0".repeat(64)),
        "BayStatus.state" => json!("safe"),
        "ChallengeStation.station_id" => json!(ids["station"]),
        "dock_id" | "recorded_at" => Value::Null,
        "upload_id" => json!(ids["upload"]),
        "upload_ids" => json!([ids["upload"]]),
        "cleared_at" => json!(past),
        "flags" => json!(["truncated"]),
        _ => return None,
    })
}
