//! `kill -9`, again and again, in the middle of uploads and appends: nothing acknowledged is lost,
//! nothing is done twice, nothing is half there.

use futures_util::{StreamExt as _, stream};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use sha2::Digest as _;
use tokio::sync::mpsc;

use crate::county::{County, On, new_case, until};
use crate::program::Person;
use crate::story::{assert_checked, begin, epoch, find, patch};

/// Rounds of killing.
const ROUNDS: usize = 50;
/// Bytes a round sends: more than the server takes to disk at a time.
const PIECE: usize = 700_000;
/// Appends a round asks for at the same time.
const APPENDS: usize = 6;

/// What came of the rounds, to see that the kills came when there was something to break off.
#[derive(Debug, Default)]
struct Seen {
    /// Bodies that were under way and never answered.
    uploads_cut: usize,
    /// Bodies that were answered before the kill.
    uploads_told: usize,
    /// Appends that were asked for and never answered, ...
    appends_cut: usize,
    /// ... and those of them that were recorded all the same.
    recorded_untold: usize,
    /// Appends that were answered before the kill.
    appends_told: usize,
}

/// Where the upload stands by the server's word.
async fn offset(county: &County, upload: &str) -> usize {
    let answer = county.person("li").send(Method::HEAD, upload, None).await;
    assert_eq!(answer.status(), 200);
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

/// Sends a piece in ten parts; with `is_whole` it ends, else it is never finished. Answers the
/// offset told, if one was.
async fn send(
    li: Person,
    path: String,
    from: usize,
    piece: Vec<u8>,
    is_whole: bool,
) -> Option<usize> {
    let parts: Vec<_> = piece.chunks(PIECE / 10).map(|part| Ok(part.to_vec())).collect();
    let parts: stream::Iter<std::vec::IntoIter<Result<Vec<u8>, std::io::Error>>> =
        stream::iter(parts);
    let body = if is_whole {
        Body::wrap_stream(parts)
    } else {
        Body::wrap_stream(parts.chain(stream::pending()))
    };
    let request = li.request(Method::PATCH, &path).header("tus-resumable", "1.0.0");
    let request = request.header("content-type", "application/offset+octet-stream");
    let answer = request.header("upload-offset", from).body(body).send().await.ok()?;
    assert_eq!(answer.status(), 204);
    answer.headers()["upload-offset"].to_str().ok()?.parse().ok()
}

fn key(number: usize) -> String {
    format!("kill-{number}")
}

async fn register(li: Person, case: Value, number: usize) -> Option<String> {
    let request = li.request(Method::POST, "/cases").header("idempotency-key", key(number));
    let answer = request.json(&case).send().await.ok()?;
    assert_eq!(answer.status(), 201);
    Some(answer.json::<Value>().await.ok()?["id"].as_str()?.to_owned())
}

fn numbered(county: &County, number: usize) -> Value {
    let mut case = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    case["title"] = json!(format!("第{number}案"));
    case
}

/// Ids of all cases by their number.
async fn cases(li: &Person) -> Vec<(String, String)> {
    let (mut cases, mut path) = (Vec::new(), "/cases?limit=200".to_owned());
    loop {
        let page = li.get(&path).await;
        for row in page["items"].as_array().unwrap() {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            cases.push((text("title"), text("case_id")));
        }
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("/cases?limit=200&cursor={next}"),
            None => return cases,
        }
    }
}

/// One round: a body and some appends under way, and the kill after `told` of them were answered.
async fn round(
    county: County,
    upload: &str,
    bytes: &[u8],
    round: usize,
    seen: &mut Seen,
) -> County {
    let li = county.person("li").clone();
    let from = offset(&county, upload).await;
    let piece = bytes[from..(from + PIECE).min(bytes.len())].to_vec();
    let is_whole = round % 2 == 1;
    let mut sending = tokio::spawn(send(li.clone(), upload.to_owned(), from, piece, is_whole));
    let (told, mut answers) = mpsc::unbounded_channel();
    for number in round * APPENDS..(round + 1) * APPENDS {
        let (li, case, told) = (li.clone(), numbered(&county, number), told.clone());
        tokio::spawn(async move { told.send((number, register(li, case, number).await)).unwrap() });
    }
    drop(told);
    let mut acknowledged = Vec::new();
    // From none to all but one: at least one append is under way when the server dies.
    for _ in 0..round % APPENDS {
        let (number, id) = answers.recv().await.unwrap();
        acknowledged.push((number, id.unwrap()));
    }
    // Every fourth round the body is answered before the kill; else the kill meets it anywhere.
    let mut to = None;
    if round % 4 == 3 {
        to = Some((&mut sending).await.unwrap());
    }
    let county = county.restart();
    while let Some((number, id)) = answers.recv().await {
        acknowledged.extend(id.map(|id| (number, id)));
    }
    let to = match to {
        Some(to) => to,
        None => sending.await.unwrap(),
    };
    seen.uploads_cut += usize::from(to.is_none());
    seen.uploads_told += usize::from(to.is_some());
    let now = offset(&county, upload).await;
    assert!(now >= to.unwrap_or(from), "round {round}: stands at {now}, told {to:?}, from {from}");
    seen.appends_told += acknowledged.len();
    settle(&county, round, &acknowledged, seen).await;
    county
}

/// What was told is there; what was not is asked for again under its key, and then there once.
async fn settle(county: &County, round: usize, acknowledged: &[(usize, String)], seen: &mut Seen) {
    let li = county.person("li");
    let known = cases(li).await;
    for number in round * APPENDS..(round + 1) * APPENDS {
        let title = format!("第{number}案");
        let found: Vec<_> = known.iter().filter(|(known, _)| *known == title).collect();
        let told = acknowledged.iter().find(|(known, _)| *known == number);
        match told {
            Some((_, id)) => assert!(matches!(found[..], [(_, found)] if found == id), "{title}"),
            None => {
                seen.appends_cut += 1;
                seen.recorded_untold += found.len();
            }
        }
        let again = register(li.clone(), numbered(county, number), number).await.unwrap();
        assert!(found.len() <= 1 && found.iter().all(|(_, id)| *id == again), "{title}: {found:?}");
        assert!(told.is_none_or(|(_, id)| *id == again), "{title} was told as {told:?}");
    }
}

async fn nothing_acknowledged_is_lost(on: On) {
    let mut county = County::found(on).await;
    let bytes: Vec<u8> = (0..PIECE * ROUNDS).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
    let upload = begin(county.person("li"), "长片.mp4", bytes.len(), None).await;
    let mut seen = Seen::default();
    for number in 0..ROUNDS {
        county = round(county, &upload, &bytes, number, &mut seen).await;
    }
    assert_eq!(seen.appends_told + seen.appends_cut, ROUNDS * APPENDS);
    println!("{ROUNDS} rounds: {seen:?}");
    assert!(seen.uploads_cut >= ROUNDS / 2 && seen.uploads_told >= ROUNDS / 5, "{seen:?}");
    assert!(seen.appends_cut >= ROUNDS / 2 && seen.appends_told >= ROUNDS, "{seen:?}");
    let li = county.person("li");
    assert_eq!(cases(li).await.len(), ROUNDS * APPENDS, "each case is there once");
    let from = offset(&county, &upload).await;
    assert_eq!(patch(li, &upload, from, bytes[from..].to_vec()).await, bytes.len());
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let is_deposited = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
    let list = until(li, "/uploads", is_deposited).await;
    let digest: [u8; 32] = sha2::Sha256::digest(&bytes).into();
    let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(find(&list, "upload_id", &id)["sha256"], expected);
    assert_checked(&county);
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_on_sqlite() {
    nothing_acknowledged_is_lost(On::Sqlite).await;
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_on_postgresql() {
    nothing_acknowledged_is_lost(On::Postgres).await;
}

/// Art. 22: work that was under way is taken up at once, and not when somebody's time has run out.
#[tokio::test]
async fn work_under_way_when_the_server_is_killed_is_taken_up_by_the_next() {
    let mut county = County::found(On::Sqlite).await;
    let bytes: Vec<u8> = (0..64_u32 << 20).map(|i| (i % 251).to_le_bytes()[0]).collect();
    let upload = begin(county.person("li"), "长片.mp4", bytes.len(), None).await;
    // Reading back and digesting what came takes a while; nothing waits for it here.
    assert_eq!(patch(county.person("li"), &upload, 0, bytes.clone()).await, bytes.len());
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let list = county.person("li").get("/uploads").await;
    if find(&list, "upload_id", &id)["state"] != "verifying" {
        return println!("NOT TESTED: the work was done before the server could be killed");
    }
    county = county.restart();
    let li = county.person("li");
    let killed_at = epoch(&li.get("/session").await["server_time"]);
    let is_deposited = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
    until(li, "/uploads", is_deposited).await;
    let took_ms = epoch(&li.get("/session").await["server_time"]) - killed_at;
    assert!(took_ms < 40_000, "it was waited for a lease to run out: {took_ms} ms");
    assert_checked(&county);
}
