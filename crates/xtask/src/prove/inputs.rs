//! `prove inputs`: every route of the interface with malformed paths, headers and bodies. Nothing
//! is answered with 5xx, nothing panics, and memory stays bounded.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::chance::Chance;
use super::world::World;
use super::{Ended, Found, Options};
use crate::bench::http::Line;
use crate::bench::usage;
use crate::command;
use crate::repo::Repo;

/// Requests of each route in a round.
const OF_EACH: u64 = 3;
/// The server never needs more (MiB).
const MOST_MIB: f64 = 512.0;
/// Deep enough to end a parser that recurses without a limit.
const DEEP: usize = 20_000;
/// Routes that would end the session that the campaign needs.
const LEFT_OUT: [(&str, &str); 2] = [("delete", "/session"), ("post", "/session/password")];
/// Texts that break what trusts them.
const TEXTS: [&str; 16] = [
    "",
    " ",
    "' ; DROP TABLE journal; --",
    "\u{0}",
    "\u{202e}txt.exe",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%zz",
    "case_00000000000000000000000000",
    "case_01K4ZZZZZZZZZZZZZZZZZZZZZZ",
    "-1",
    "18446744073709551616",
    "9999-99-99T99:99:99Z",
    "{{7*7}}",
    "\u{10ffff}\u{fffd}",
];

/// One method of one path.
struct Route {
    method: String,
    path: String,
    /// Names of query parameters.
    query: Vec<String>,
    /// The schema of the body, where it has one.
    body: Option<Value>,
}

/// `prove inputs`.
pub(super) fn inputs(repo: &Repo, options: &Options) -> Result<Ended> {
    let world = World::found(repo, "inputs", options, options.sabotage.as_deref())?;
    let data = world.folder.join("data");
    world.copy_to(&data)?;
    let openapi = command::output(Command::new(&world.program).arg("openapi"))?;
    let openapi: Value = serde_json::from_slice(&openapi).context("接口说明不是 JSON")?;
    let routes = routes(&openapi)?;
    let served = world.serve(&data)?;
    let mut found = Found::default();
    let mut line = world.line(served.port, 0)?;
    let mut answers = std::collections::BTreeMap::<u16, u64>::new();
    for round in 0..options.rounds(1, 20) {
        for (number, route) in (0_u64..).zip(&routes) {
            for turn in 0..OF_EACH {
                let branch = (round * OF_EACH + turn) << 16 | number;
                let mut chance = Chance::branch(options.seed, branch);
                let request = request(route, &openapi, &mut chance);
                let status = send(&world, served.port, &mut line, &request)?;
                *answers.entry(status).or_default() += 1;
                if status >= 500 {
                    let text: String = request.body_text().chars().take(200).collect();
                    let Request { method, path, headers, .. } = &request;
                    found.broken.push(format!("{method} {path} {headers:?} {text} 答 {status}"));
                }
                found.faults += 1;
            }
        }
        found.rounds += 1;
    }
    let used = usage::of(served.running.id())?;
    if used.peak_mib > MOST_MIB {
        found.broken.push(format!("内存达 {:.0} MiB", used.peak_mib));
    }
    drop(served);
    found.broken.append(&mut world.panics()?);
    let rest = super::invariants::differences(&world, &crate::bench::ours::data_folder(&data))?;
    found.broken.extend(rest);
    found.notes.push(format!("{} 条路由，回答 {answers:?}", routes.len()));
    found.notes.push(format!("内存最多 {:.0} MiB", used.peak_mib));
    Ok(Ended::Ran(found))
}

fn routes(openapi: &Value) -> Result<Vec<Route>> {
    let paths = openapi.get("paths").and_then(Value::as_object).context("接口说明没有路径")?;
    let mut routes = Vec::new();
    for (path, methods) in paths {
        for (method, about) in methods.as_object().into_iter().flatten() {
            let below = path.strip_prefix("/api/v1").unwrap_or(path);
            if LEFT_OUT.contains(&(method.as_str(), below)) || method == "parameters" {
                continue;
            }
            let parameters = about.get("parameters").and_then(Value::as_array);
            let in_query = |one: &&Value| one.get("in").is_some_and(|place| place == "query");
            let names = parameters.into_iter().flatten().filter(in_query);
            let query = names.filter_map(|one| one.get("name")?.as_str().map(str::to_owned));
            let body = about.pointer("/requestBody/content/application~1json/schema").cloned();
            let path =
                if path.starts_with("/api/") { path.clone() } else { format!("/api/v1{path}") };
            let method = method.to_uppercase();
            routes.push(Route { method, path, query: query.collect(), body });
        }
    }
    Ok(routes)
}

struct Request {
    method: String,
    path: String,
    headers: String,
    body: Vec<u8>,
}

impl Request {
    fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn request(route: &Route, openapi: &Value, chance: &mut Chance) -> Request {
    let mut path = String::new();
    for part in route.path.split('/').filter(|part| !part.is_empty()) {
        path.push('/');
        if part.starts_with('{') {
            path.push_str(&escaped(text(chance)))
        } else {
            path.push_str(part)
        }
    }
    let mut mark = '?';
    for name in &route.query {
        if chance.below(2) == 0 {
            path.push_str(&format!("{mark}{name}={}", escaped(text(chance))));
            mark = '&';
        }
    }
    let body = match &route.body {
        Some(schema) => body(schema, openapi, chance),
        None if route.method == "GET" || route.method == "HEAD" => Vec::new(),
        None => super::chance::bytes(chance.next(), 0, chance.below(2_000)),
    };
    let kinds = ["application/json", "application/offset+octet-stream", "text/plain", "☃", ""];
    let kind = if chance.below(3) > 0 {
        "application/json"
    } else {
        chance.pick(&kinds).copied().unwrap_or_default()
    };
    let mut headers = format!("Content-Type: {kind}\r\n");
    let odd = [
        "Idempotency-Key: \u{1f600}\r\n",
        "Tus-Resumable: 1.0.0\r\nUpload-Offset: -1\r\n",
        "Tus-Resumable: 1.0.0\r\nUpload-Length: 99999999999999999999\r\n",
        "Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\nUpload-Metadata: filename !!!\r\n",
        "Tus-Resumable: 9\r\n",
        "Range: bytes=9-1,-\r\n",
        "X-Forwarded-For: ;;;\r\n",
        "Upload-Checksum: sha256 x\r\n",
    ];
    if chance.below(2) == 0 {
        headers.push_str(chance.pick(&odd).copied().unwrap_or_default());
    }
    Request { method: route.method.clone(), path, headers, body }
}

/// A text for a path or query as a client would escape it, or not quite.
fn escaped(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
    let of =
        |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(of).collect()
}

fn text(chance: &mut Chance) -> &'static str {
    chance.pick(&TEXTS).copied().unwrap_or_default()
}

/// A body: of the right shape with odd values, of a wrong shape, or no JSON at all.
fn body(schema: &Value, openapi: &Value, chance: &mut Chance) -> Vec<u8> {
    match chance.below(10) {
        0 => super::chance::bytes(chance.next(), 0, chance.below(2_000)),
        1 => [vec![b'['; DEEP], vec![b']'; DEEP]].concat(),
        2 => odd(chance).to_string().into_bytes(),
        3 => {
            let mut text = shaped(schema, openapi, chance, 0).to_string().into_bytes();
            text.truncate(text.len() / 2);
            text
        }
        4 => b"\"\\ud800\"".to_vec(),
        _ => shaped(schema, openapi, chance, 0).to_string().into_bytes(),
    }
}

/// A value that follows the schema where chance does not have it otherwise.
fn shaped(schema: &Value, openapi: &Value, chance: &mut Chance, depth: u32) -> Value {
    if depth > 6 || chance.below(8) == 0 {
        return odd(chance);
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let there = name.strip_prefix('#').and_then(|at| openapi.pointer(at));
        return there.map_or(Value::Null, |there| shaped(there, openapi, chance, depth + 1));
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(one) = schema.get(several).and_then(Value::as_array) {
            return chance
                .pick(one)
                .map_or(Value::Null, |one| shaped(one, openapi, chance, depth + 1));
        }
    }
    if let Some(word) =
        schema.get("enum").and_then(Value::as_array).and_then(|all| chance.pick(all))
    {
        return word.clone();
    }
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        let with = fields
            .iter()
            .map(|(name, inner)| (name.clone(), shaped(inner, openapi, chance, depth + 1)));
        return Value::Object(with.collect::<Map<_, _>>());
    }
    let kind = schema.get("type");
    let is = |name: &str| {
        kind.is_some_and(|kind| kind == name || kind.pointer("/0").is_some_and(|one| one == name))
    };
    if is("array") {
        let items = schema.get("items").cloned().unwrap_or_default();
        return (0..chance.below(4)).map(|_| shaped(&items, openapi, chance, depth + 1)).collect();
    }
    if is("integer") || is("number") {
        return chance.pick(&[0_i64, -1, 1, i64::MAX, i64::MIN]).copied().into();
    }
    if is("boolean") {
        return (chance.below(2) == 0).into();
    }
    let dates = ["2025-03-07", "2025-03-07T09:00:00+08:00", "abc", "汉"];
    if chance.below(2) == 0 { chance.pick(&dates).copied().into() } else { text(chance).into() }
}

fn odd(chance: &mut Chance) -> Value {
    match chance.below(7) {
        0 => Value::Null,
        1 => i64::MIN.into(),
        2 => 1e300.into(),
        3 => "汉".repeat(70_000).into(),
        4 => vec![Value::Null; 5_000].into(),
        5 => true.into(),
        _ => text(chance).into(),
    }
}

/// Sends it; a connection that the server closed, as it may after a broken head, is opened anew.
fn send(world: &World, port: u16, line: &mut Line, request: &Request) -> Result<u16> {
    let Request { method, path, headers, body } = request;
    if method == "HEAD" || method == "OPTIONS" {
        // Their answers may tell a length of bytes that do not follow.
        let mut own = world.line(port, 0)?;
        return Ok(own.head_of(method, path, headers, body).map_or(0, |answer| answer.status));
    }
    if let Ok(answer) = line.ask(method, path, headers, body) {
        let closes = answer.header("connection").is_some_and(|how| how == "close");
        if closes {
            *line = world.line(port, 0)?;
        }
        return Ok(answer.status);
    }
    *line = world.line(port, 0)?;
    match line.ask(method, path, headers, body) {
        Ok(answer) => Ok(answer.status),
        Err(_) => {
            *line = world.line(port, 0)?;
            let alive = line.ask("GET", "/health", "", b"");
            if alive.is_ok_and(|answer| answer.status == 200) {
                return Ok(0);
            }
            bail!("服务不再回答：{method} {path}")
        }
    }
}
