//! Witnesses as processes of their own: a log with a quorum, forks caught by gossip, discs carried
//! to and fro, and a database that was put back.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ledger::{
    AddCheckpoint, Cosigner, Fetched, LogSigner, Policy, Sha256Tree, SignedNote, Sm2LogSigner,
    TreeHash as _, consistency_proof, origin_hash, root_at,
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On, until};
use crate::program::{Program, liuhen, run};
use crate::whole_story::whole_story;

/// A witness that runs. Killed when dropped.
pub(crate) struct Watcher {
    pub(crate) child: Child,
    pub(crate) url: String,
    pub(crate) state: PathBuf,
    vkey: String,
}

impl Watcher {
    pub(crate) fn made(room: &Path, name: &str) -> (PathBuf, String) {
        let state = room.join(name);
        let (code, told) =
            run(&["witness", "init", "--state", text(&state), "--name", name, "--json"]);
        assert_eq!(code, 0, "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        (state, told["vkey"].as_str().unwrap().to_owned())
    }

    fn start(room: &Path, name: &str, log: &str) -> Self {
        let (state, vkey) = Self::made(room, name);
        assert_eq!(run(&["witness", "add-log", "--state", text(&state), log]).0, 0);
        let (child, url) = serve(&state);
        Self { child, url, state, vkey }
    }

    /// Takes up what a killed one left.
    pub(crate) fn again(state: &Path) -> Self {
        let (child, url) = serve(state);
        Self { child, url, state: state.to_owned(), vkey: String::new() }
    }

    fn knows(&self, other: &Self) {
        let args = ["witness", "add-sibling", "--state", text(&self.state)];
        let name = other.state.file_name().unwrap().to_str().unwrap();
        let (code, told) = run(&[args.as_slice(), &[name, &other.vkey, &other.url]].concat());
        assert_eq!(code, 0, "{told}");
    }

    pub(crate) async fn ask(&self, body: String) -> (StatusCode, String) {
        let answer =
            client().post(format!("{}/add-checkpoint", self.url)).body(body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// What it holds against a log, once it does.
    async fn evidence(&self) -> String {
        for _ in 0..200 {
            let found = std::fs::read_dir(self.state.join("evidence")).into_iter().flatten();
            if let Some(path) =
                found.map(|entry| entry.unwrap().path()).find(|path| is_evidence(path))
            {
                return std::fs::read_to_string(path).unwrap();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no evidence in {}", self.state.display());
    }
}

fn is_evidence(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "evidence")
}

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn serve(state: &Path) -> (Child, String) {
    let mut command = liuhen();
    command.args([
        "witness",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--gossip-every",
        "1",
        "--recount-every",
        "1",
    ]);
    let mut child = command.arg("--state").arg(state).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().split("：").nth(1).unwrap_or_default().trim_end_matches('/').to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "the witness said `{line}`");
    (child, url)
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn client() -> Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::new()
}

const ORIGIN: &str = "log.example/330106/1";

fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

fn tree(size: u64, fork: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..size {
        let leaf = if n >= fork { format!("other {n}") } else { n.to_string() };
        hashes.insert(0, n, Sha256Tree::leaf_hash(leaf.as_bytes()));
    }
    hashes
}

fn request(log: &LogSigner, old: u64, new: u64, tree: &Fetched) -> String {
    let proof = consistency_proof::<Sha256Tree, _>(old, new, tree).unwrap();
    let note = log.sign(new, root_at::<Sha256Tree, _>(new, tree).unwrap());
    AddCheckpoint { old, proof, note }.to_string()
}

/// The key of a data folder's log.
pub(crate) fn key_of(data: &Path) -> LogSigner {
    let seed = std::fs::read_to_string(data.join("signer/log.key")).unwrap();
    let mut bytes = [0; 32];
    hex::decode_to_slice(seed.trim(), &mut bytes).unwrap();
    LogSigner::from_seed("liuhen.local/1", bytes).unwrap()
}

fn policy_of(log: &LogSigner, witnesses: &[&Watcher], rest: &str) -> String {
    let mut policy = format!("log {}\n", log.verifier_key());
    for (n, witness) in (1..).zip(witnesses) {
        policy += &format!("witness w{n} {} {}/\n", witness.vkey, witness.url);
    }
    policy + rest
}

async fn checkpoint(url: &str) -> (StatusCode, String) {
    let answer = client().get(format!("{url}/log/checkpoint")).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// Waits for a head with a quorum, as anybody reads it.
async fn witnessed(url: &str, policy: &Policy) -> SignedNote {
    let mut last = String::new();
    for _ in 0..300 {
        let (status, note) = checkpoint(url).await;
        if let Some(note) = SignedNote::parse(&note).ok().filter(|_| status == StatusCode::OK)
            && policy.witnessed(&note).quorum_reached
        {
            return note;
        }
        last = note;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no quorum: {last}");
}

/// Waits for a head that is ahead of its witnesses.
async fn unwitnessed(url: &str, policy: &Policy) {
    for _ in 0..300 {
        let note = SignedNote::parse(&checkpoint(url).await.1);
        if note.is_ok_and(|note| !policy.witnessed(&note).quorum_reached) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the log does not grow");
}

const TWO_OF_THREE: &str = "group q 2 w1 w2 w3\nquorum q\n";

#[tokio::test]
async fn each_status_of_the_protocol_over_http() {
    let room = TempDir::new().unwrap();
    let watcher = Watcher::start(room.path(), "w1", &log().verifier_key().to_string());
    let hash = origin_hash(log().verifier_key().name());
    let read = format!("{}/{hash}/checkpoint", watcher.url);
    assert_eq!(client().get(&read).send().await.unwrap().status(), 404);
    let (ours, other) = (tree(20, 20), tree(20, 1));
    let stranger = LogSigner::from_seed("log.example/2", [3; 32]).unwrap();
    let forger = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap();
    for (body, wanted) in [
        ("x".to_owned(), 400),
        (request(&stranger, 0, 3, &ours), 404),
        (request(&forger, 0, 3, &ours), 403),
        (request(&log(), 0, 3, &ours).replace("old 0", "old 4"), 400),
        (request(&log(), 2, 3, &ours), 409),
        (request(&log(), 0, 3, &ours), 200),
        (request(&log(), 3, 9, &other), 422),
        (request(&log(), 3, 3, &ours), 200),
        (request(&log(), 3, 9, &ours), 200),
        ("x".repeat(70_000), 413),
    ] {
        let (status, told) = watcher.ask(body.clone()).await;
        assert_eq!(status, wanted, "{body}\n{told}");
    }
    let told = watcher.ask(request(&log(), 2, 12, &ours)).await.1;
    assert_eq!(told, "9\n");
    let kept = client().get(&read).send().await.unwrap().text().await.unwrap();
    let note = SignedNote::parse(&kept).unwrap();
    let key = ledger::VerifierKey::parse(&watcher.vkey).unwrap();
    assert!(ledger::cosigned_at(&note, &key).unwrap() > 1_700_000_000);
    let (code, told) = run(&["witness", "status", "--state", text(&watcher.state), "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told["logs"][0]["standing"]), (1, &json!("convicted")), "{told}");
}

#[tokio::test]
async fn a_fork_shown_to_one_of_three_is_caught_by_gossip() {
    let room = TempDir::new().unwrap();
    let vkey = log().verifier_key().to_string();
    let watchers = ["w1", "w2", "w3"].map(|name| Watcher::start(room.path(), name, &vkey));
    for (watcher, fork) in watchers.iter().zip([20, 20, 4]) {
        let (status, told) = watcher.ask(request(&log(), 0, 9, &tree(9, fork))).await;
        assert_eq!(status, 200, "{told}");
    }
    for watcher in &watchers {
        for other in watchers.iter().filter(|other| other.state != watcher.state) {
            watcher.knows(other);
        }
    }
    let policy = policy_of(&log(), &watchers.each_ref(), TWO_OF_THREE);
    let policy = Policy::parse(&policy).unwrap();
    for watcher in &watchers {
        let report = archive::verify_evidence(&watcher.evidence().await, Some(&policy));
        assert_eq!(report.verdict, archive::Verdict::Equivocation, "{:?}", report.defects);
        assert!(report.proven.iter().any(|line| line.contains("w3")), "{:?}", report.proven);
    }
}

/// A log with a county behind it, its witnesses, and the policy that names them.
async fn watched(room: &Path, rest: &str) -> (County, Vec<Watcher>, Policy) {
    let county = County::found(On::Sqlite).await;
    let log = key_of(&county.program.data);
    let vkey = log.verifier_key().to_string();
    let watchers: Vec<Watcher> =
        ["w1", "w2", "w3"].map(|name| Watcher::start(room, name, &vkey)).into();
    let policy = policy_of(&log, &watchers.iter().collect::<Vec<_>>(), rest);
    std::fs::write(county.program.data.join("policy"), &policy).unwrap();
    let county = county.restart();
    for watcher in &watchers {
        // Only now is it known where the log can be read.
        let path = watcher.state.join("policy");
        let known = std::fs::read_to_string(&path).unwrap();
        let url = format!("{vkey} {}/log", county.program.url);
        std::fs::write(&path, known.replace(&vkey, &url)).unwrap();
    }
    (county, watchers, Policy::parse(&policy).unwrap())
}

#[tokio::test]
async fn with_a_quorum_every_proof_and_package_is_witnessed() {
    let room = TempDir::new().unwrap();
    let (county, watchers, policy) = watched(room.path(), TWO_OF_THREE).await;
    witnessed(&county.program.url, &policy).await;
    let sun = county.person("sun");
    let all = |seen: &Value| {
        let witnesses = seen["witnesses"].as_array().unwrap();
        witnesses.len() == 3 && witnesses.iter().all(|one| one["state"] == "online")
    };
    let seen = until(sun, "/proof/witnesses", all).await;
    assert!(seen["witnessed_size"].as_u64().unwrap() > 0, "{seen}");
    // The first beacon is set; whatever is written from here on lies between outside clocks.
    let has_beacon = |seen: &Value| !seen["time"]["beacon"].is_null();
    let seen = until(sun, "/proof", has_beacon).await;
    assert_eq!(seen["time"]["beacon"]["witnesses"].as_array().map(Vec::len), Some(3), "{seen}");
    let matter = whole_story(&county).await;
    let package = crate::package::export(&matter, room.path());
    let open = || std::fs::File::open(&package).unwrap();
    let boxed = archive::verify(open(), Some(&policy));
    let times = boxed.times.unwrap();
    assert_eq!((times.not_boxed, times.wrong_clock), (0, vec![]), "{:?}", times.boxes);
    let seen = county.person("zhou").get(&matter.path("/integrity")).await;
    let boxes = seen["boxes"].as_array().unwrap();
    assert!(boxes.iter().all(|one| one["not_before"]["by"].is_string()), "{seen}");
    assert_eq!(seen["clock"], json!([]));
    // Under a policy that asks for another witness it is not.
    let other = Cosigner::from_seed("w/9", [9; 32]).unwrap();
    let log = key_of(&county.program.data);
    let other =
        format!("log {}\nwitness w9 {}\nquorum w9\n", log.verifier_key(), other.verifier_key());
    let other = Policy::parse(&other).unwrap();
    assert_eq!(archive::verify(open(), Some(&other)).verdict, archive::Verdict::NotWitnessed);
    // The proof of a single fact leaves with the same signatures.
    let trail = county.person("zhou").get(&matter.path("/trail?limit=200")).await;
    let first = trail["items"].as_array().unwrap().last().unwrap()["n"].as_u64().unwrap();
    let proof = county.person("zhou").get(&matter.path(&format!("/trail/{first}/proof"))).await;
    let note = SignedNote::parse(proof["checkpoint"].as_str().unwrap()).unwrap();
    assert!(policy.witnessed(&note).quorum_reached, "{proof}");
    drop(watchers);
}

#[tokio::test]
async fn two_sizes_are_settled_by_the_log_itself() {
    let room = TempDir::new().unwrap();
    let (county, watchers, policy) = watched(room.path(), "quorum w1\n").await;
    let log = key_of(&county.program.data);
    witnessed(&county.program.url, &policy).await;
    // A fourth witness was shown the first two leaves of another history.
    let vkey = log.verifier_key().to_string();
    let fourth = Watcher::start(room.path(), "w4", &vkey);
    assert_eq!(fourth.ask(request(&log, 0, 3, &tree(3, 0))).await.0, 200);
    watchers[0].knows(&fourth);
    // The honest one raises no alarm.
    watchers[1].knows(&watchers[2]);
    let report = archive::verify_evidence(&watchers[0].evidence().await, Some(&policy));
    assert_eq!(report.verdict, archive::Verdict::Equivocation, "{:?}", report.defects);
    let (_, told) = run(&["witness", "status", "--state", text(&watchers[1].state), "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["logs"][0]["standing"], "consistent", "{told}");
}

#[tokio::test]
async fn a_disc_carried_to_and_fro_equals_the_line() {
    let room = TempDir::new().unwrap();
    let data = room.path().join("data");
    crate::county::found_agency(&data, None);
    let log = key_of(&data);
    let (state, vkey) = Watcher::made(room.path(), "archive");
    let add = ["witness", "add-log", "--state", text(&state)];
    assert_eq!(run(&[add.as_slice(), &[&log.verifier_key().to_string()]].concat()).0, 0);
    let policy = format!("log {}\nwitness a {vkey}\nquorum a\n", log.verifier_key());
    std::fs::write(data.join("policy"), &policy).unwrap();
    let policy = Policy::parse(&policy).unwrap();
    let file = |name: &str| room.path().join(name).display().to_string();
    let carry = |name: &str, old: &[&str]| {
        let (ask, answer) = (file(&format!("{name}.witreq")), file(&format!("{name}.witresp")));
        let export = ["witness", "export", "--data", text(&data), "--for", "a", "--out", &ask];
        let (code, told) = run(&[export.as_slice(), old].concat());
        assert_eq!(code, 0, "{told}");
        let import = run(&["witness", "import", "--state", text(&state), &ask, "--out", &answer]);
        let back = ["witness", "import-response", "--data", text(&data), "--for", "a", &answer];
        (import.0, run(&back).0)
    };
    assert_eq!(carry("one", &[]), (0, 0));
    // Asked from nothing again, the disc brings the size, and the next question fits.
    assert_eq!(carry("two", &["--old", "0"]), (1, 1));
    assert_eq!(carry("three", &[]), (0, 0));
    assert_eq!(run(&["witness", "export", "--data", text(&data), "--for", "b", "--out", "x"]).0, 3);
    let program = Program::start(&data, None, None);
    // The beacon that quotes what the discs brought makes the log grow; the next disc covers it.
    unwitnessed(&program.url, &policy).await;
    assert_eq!(carry("four", &[]), (0, 0));
    let note = witnessed(&program.url, &policy).await;
    // The very head that the witness tells over HTTP.
    let (mut child, url) = serve(&state);
    let hash = origin_hash(log.verifier_key().name());
    let kept = client().get(format!("{url}/{hash}/checkpoint")).send().await.unwrap();
    assert_eq!(kept.text().await.unwrap(), note.to_string());
    // A feeder without any key does the same over both lines.
    let feed = ["witness", "feed", "--log", &format!("{}/log", program.url), "--witness", &url];
    let key = log.verifier_key().to_string();
    let (code, told) = run(&[feed.as_slice(), &["--key", &key]].concat());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(code, 0, "{told}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

#[tokio::test]
async fn a_database_put_back_stops_signing() {
    let room = TempDir::new().unwrap();
    let data = room.path().join("data");
    crate::county::found_agency(&data, None);
    let log = key_of(&data);
    let vkey = log.verifier_key().to_string();
    let watcher = Watcher::start(room.path(), "w1", &vkey);
    let text = policy_of(&log, &[&watcher], "quorum w1\n");
    std::fs::write(data.join("policy"), &text).unwrap();
    let policy = Policy::parse(&text).unwrap();
    let backup = room.path().join("backup");
    copy(&data, &backup);
    // What was cosigned afterwards: a head of the same log, larger than the backup knows.
    let program = Program::start(&data, None, None);
    let first = witnessed(&program.url, &policy).await;
    let size = ledger::Checkpoint::parse(first.text()).unwrap().size;
    program.kill();
    let later = later_head(&log, &data, size).await;
    assert_eq!(watcher.ask(later).await.0, 200);
    std::fs::remove_dir_all(&data).unwrap();
    copy(&backup, &data);
    let program = Program::start(&data, None, None);
    for _ in 0..200 {
        if checkpoint(&program.url).await.0 == StatusCode::SERVICE_UNAVAILABLE {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it still signs");
}

/// A head one leaf larger than the log of that folder: what it would have signed next.
async fn later_head(log: &LogSigner, data: &Path, size: u64) -> String {
    let program = Program::start(data, None, None);
    let mut hashes = Fetched::default();
    let path = format!("{}/log/tile/0/000.p/{size}", program.url);
    let bytes = client().get(path).send().await.unwrap().bytes().await.unwrap();
    for (n, hash) in (0..).zip(bytes.as_chunks::<32>().0) {
        hashes.insert(0, n, *hash);
    }
    hashes.insert(0, size, Sha256Tree::leaf_hash(b"later"));
    request(log, size, size + 1, &hashes)
}

#[test]
fn a_policy_is_weighed() {
    let room = TempDir::new().unwrap();
    let path = room.path().join("policy");
    let key = |seed: u8| {
        Cosigner::from_seed(&format!("w/{seed}"), [seed; 32]).unwrap().verifier_key().to_string()
    };
    let witnesses = format!("witness a {}\nwitness b {}\nwitness c {}\n", key(1), key(2), key(3));
    let operators = format!(
        "# operator {ORIGIN} 县局\n# operator a 市局\n# operator b 省档案馆\n# operator c 县局\n"
    );
    let base = format!("log {}\n{witnesses}{operators}", log().verifier_key());
    let lint = |rules: &str| {
        std::fs::write(&path, format!("{base}{rules}")).unwrap();
        run(&["policy", "lint", text(&path), "--json"])
    };
    let (code, told) = lint("group q all a b c\nquorum q\n");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told["min_overlap"], &told["outside"]), (0, &json!(3), &json!(2)), "{told}");
    let (code, told) = lint("group q any a b c\nquorum q\n");
    assert_eq!(code, 1);
    assert!(told.contains("no_overlap") && told.contains("inside_is_enough"), "{told}");
    assert_eq!(lint("quorum x\n").0, 2);
    let (_, told) = run(&["policy", "lint", text(&path)]);
    assert!(told.contains("没有定义"), "{told}");
}

/// A witness that answers every request the same; how often it was asked.
async fn stubborn(status: u16, body: &'static str) -> (String, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let answer = move || {
        count.fetch_add(1, Ordering::Relaxed);
        async move { (StatusCode::from_u16(status).unwrap(), body) }
    };
    let router = axum::Router::new().route("/add-checkpoint", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

#[tokio::test]
async fn what_a_witness_says_without_a_signature_stops_nothing() {
    let county = County::found(On::Sqlite).await;
    let log = key_of(&county.program.data);
    let (refuses, refused) = stubborn(422, "").await;
    let (boasts, _) = stubborn(409, "1000000\n").await;
    let (lies, _) = stubborn(200, "— w/3 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").await;
    let mut policy = format!("log {}\n", log.verifier_key());
    for (n, url) in [(1, &refuses), (2, &boasts), (3, &lies), (4, &"http://127.0.0.1:9".to_owned())]
    {
        let key = Cosigner::from_seed(&format!("w/{n}"), [n; 32]).unwrap();
        policy += &format!("witness w{n} {} {url}\n", key.verifier_key());
    }
    std::fs::write(county.program.data.join("policy"), policy + "quorum w1\n").unwrap();
    let county = county.restart();
    let states = |seen: &Value| {
        let witnesses = seen["witnesses"].as_array().unwrap();
        witnesses.iter().map(|one| one["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = |seen: &Value| states(seen) == ["refused", "waiting", "waiting", "away"];
    let seen = until(county.person("li"), "/proof/witnesses", all).await;
    assert!(seen["witnesses"].as_array().unwrap().iter().all(|one| one["why"].is_string()));
    assert_eq!(seen["witnessed_size"], Value::Null);
    // New facts are signed and recorded all the same; the one that refused is asked no more.
    let before = refused.load(Ordering::Relaxed);
    county.register().await;
    assert_eq!(checkpoint(&county.program.url).await.0, StatusCode::OK);
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!((before, refused.load(Ordering::Relaxed)), (1, 1));
    // Until somebody looked into it.
    let data = text(&county.program.data).to_owned();
    let (code, told) = run(&["witness", "ask-again", "--data", &data, "--for", "w1"]);
    assert_eq!(code, 0, "{told}");
    for _ in 0..100 {
        if refused.load(Ordering::Relaxed) == 2 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it was not asked again");
}

/// The key of the SM3 tree of a data folder's log.
fn sm3_key_of(data: &Path) -> Sm2LogSigner {
    let secret = std::fs::read_to_string(data.join("signer/sm3.key")).unwrap();
    let mut bytes = [0; 32];
    hex::decode_to_slice(secret.trim(), &mut bytes).unwrap();
    Sm2LogSigner::from_secret("liuhen.local/1", bytes).unwrap()
}

#[tokio::test]
async fn both_trees_are_witnessed_where_the_policy_names_both() {
    let room = TempDir::new().unwrap();
    let county = County::found(On::Sqlite).await;
    let (log, sm3) = (key_of(&county.program.data), sm3_key_of(&county.program.data));
    let (vkey, sm3_vkey) = (log.verifier_key().to_string(), sm3.verifier_key().to_string());
    let watchers = ["w1", "w2"].map(|name| Watcher::start(room.path(), name, &vkey));
    for watcher in &watchers {
        let add = ["witness", "add-log", "--state", text(&watcher.state), &sm3_vkey];
        assert_eq!(run(&add).0, 0);
    }
    let rest = "group q all w1 w2\nquorum q\n";
    let policy = format!("log {sm3_vkey}\n{}", policy_of(&log, &watchers.each_ref(), rest));
    std::fs::write(county.program.data.join("policy"), &policy).unwrap();
    // Before anybody is asked: then the first head is the last.
    county.register().await;
    let county = county.restart();
    let policy = Policy::parse(&policy).unwrap();
    let exported = |n: u32| {
        let out = room.path().join(format!("log-{n}"));
        let args = ["export", "log", "--data", text(&county.program.data), "--out", text(&out)];
        assert_eq!(run(&args).0, 0);
        crate::log_export::report_under(&policy, archive::verify_log, &out, &[])
    };
    let mut report = exported(0);
    for n in 1..60 {
        assert_eq!(report.defects, [], "both trees hold all the time");
        if report.verdict == archive::Verdict::Proven {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        report = exported(n);
    }
    assert_eq!(report.verdict, archive::Verdict::Proven, "{:?}", report.warnings);
    assert_eq!(report.sm3.unwrap().origin, "liuhen.local/1/sm3");
    let seen = county.person("sun").get("/proof/witnesses").await;
    assert!(
        seen["witnesses"].as_array().unwrap().iter().all(|one| one["state"] == "online"),
        "{seen}"
    );
    // Two memories, one for each tree.
    let (code, told) = run(&["witness", "status", "--state", text(&watchers[0].state), "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, told["logs"].as_array().unwrap().len()), (0, 2), "{told}");
}
