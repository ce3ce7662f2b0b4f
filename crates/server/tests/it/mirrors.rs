//! Leaves handed upward to a mirror of its own process, and reports counted again from them.

use std::path::Path;
use std::time::Duration;

use ledger::{
    AddCheckpoint, EntryPackage, Fetched, Frontier, LogSigner, MirrorInfo, Policy, Recount,
    RecountResult, Report, Sha256Tree, SignedNote, Step, Tally, TreeHash as _, UploadHead,
    consistency_proof, cosigned_at, new_tile_hashes, open_checkpoint, origin_hash, packages,
    root_at, subtree_proof,
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On, on_both, until};
use crate::program::run;
use crate::witnesses::{Watcher, client, key_of, text};

const ORIGIN: &str = "log.example/330106/1";
pub(crate) const START_MS: u64 = 1_741_276_800_000; // 2025-03-07T00:00+08:00

pub(crate) fn signer() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

/// A log of our own making, so that it can lie.
pub(crate) struct Log {
    pub(crate) lines: Vec<String>,
    hashes: Fetched,
}

impl Log {
    pub(crate) fn of(lines: Vec<String>) -> Self {
        let mut hashes = Fetched::default();
        for (n, line) in (0..).zip(&lines) {
            hashes.insert(0, n, Sha256Tree::leaf_hash(line.as_bytes()));
        }
        let size = u64::try_from(lines.len()).unwrap();
        for tile in new_tile_hashes::<Sha256Tree, _>(0, size, &hashes).unwrap() {
            hashes.insert(tile.level, tile.index, tile.hash);
        }
        Self { lines, hashes }
    }

    pub(crate) fn size(&self) -> u64 {
        u64::try_from(self.lines.len()).unwrap()
    }

    pub(crate) fn head(&self, old: u64, new: u64) -> String {
        let proof = consistency_proof::<Sha256Tree, _>(old, new, &self.hashes).unwrap();
        let note = signer().sign(new, root_at::<Sha256Tree, _>(new, &self.hashes).unwrap());
        AddCheckpoint { old, proof, note }.to_string()
    }

    fn packages(&self, start: u64, end: u64) -> Vec<EntryPackage> {
        let package = |range: ledger::PackageRange| {
            let places = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
            let entries = self.lines[places].iter().map(|line| line.clone().into_bytes());
            let leaves = (range.border, range.end);
            let proof = subtree_proof::<Sha256Tree, _>(leaves, end, &self.hashes).unwrap();
            EntryPackage { range, entries: entries.collect(), proof }
        };
        packages(start, end).map(package).collect()
    }

    /// A request with so many packages.
    pub(crate) fn request(&self, info: &MirrorInfo, count: usize) -> Vec<u8> {
        let origin = signer().verifier_key().name().clone();
        let (start, end) = (info.next, info.size);
        let head = UploadHead { origin, start, end, ticket: info.ticket.clone() };
        let mut body = head.to_bytes().unwrap();
        for package in self.packages(start, end).iter().take(count) {
            body.extend(package.to_bytes().unwrap());
        }
        body
    }
}

pub(crate) fn line(n: u64, day: u64, kind: &str, rest: &str) -> String {
    let at = START_MS + day * 24 * 3_600_000 + n;
    let kind = format!("\"stream\":\"case_{n}\",\"t\":\"{kind}\"{rest}");
    format!("{{\"at\":{at},\"n\":{n},{kind}}}")
}

/// Leaves of one day, every seventh of which opens a case.
pub(crate) fn plain(size: u64) -> Vec<String> {
    let kind = |n: u64| if n % 7 == 3 { "case.opened" } else { "case.registered" };
    (0..size).map(|n| line(n, 0, kind(n), "")).collect()
}

/// A witness with a mirror beside it.
pub(crate) fn mirror(room: &Path, name: &str, log: &str) -> (Watcher, Value) {
    let (state, _) = Watcher::made(room, name);
    let (code, told) = run(&["witness", "add-log", "--state", text(&state), log]);
    assert_eq!(code, 0, "{told}");
    let (code, told) = run(&["witness", "mirror", "--state", text(&state), "--json"]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(run(&["witness", "mirror", "--state", text(&state)]).0, 3, "a second one");
    (Watcher::again(&state), serde_json::from_str(&told).unwrap())
}

pub(crate) fn our_mirror(room: &Path) -> (Watcher, Value) {
    mirror(room, "city", &signer().verifier_key().to_string())
}

impl Watcher {
    async fn put(&self, body: Vec<u8>) -> (StatusCode, String) {
        let answer = client().post(format!("{}/add-entries", self.url)).body(body);
        let answer = answer.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// Where it says it is.
    async fn asked(&self) -> MirrorInfo {
        let head = UploadHead {
            origin: signer().verifier_key().name().clone(),
            start: 0,
            end: 0,
            ticket: Vec::new(),
        };
        let (status, told) = self.put(head.to_bytes().unwrap()).await;
        assert_eq!(status, 409, "{told}");
        MirrorInfo::parse(&told).unwrap()
    }

    pub(crate) async fn of_log(&self, what: &str) -> (StatusCode, String) {
        let hash = origin_hash(signer().verifier_key().name());
        let answer = client().get(format!("{}/mirror/{hash}/{what}", self.url));
        let answer = answer.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// The recount, once it is as wanted.
    pub(crate) async fn recounted(&self, is_wanted: impl Fn(&Recount) -> bool) -> Recount {
        let mut last = String::new();
        for _ in 0..200 {
            last = self.of_log("recount").await.1;
            if let Some(recount) = Recount::parse(&last).filter(&is_wanted) {
                return recount;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no such recount: {last}");
    }
}

pub(crate) fn key(keys: &Value, which: &str) -> ledger::VerifierKey {
    ledger::VerifierKey::parse(keys[which].as_str().unwrap()).unwrap()
}

/// The mirror's leaves as the command hands them out.
pub(crate) fn leaves_of(state: &Path, out: &Path, range: &[&str]) -> Vec<String> {
    let args = ["witness", "leaves", "--state", text(state), "--out", text(out)];
    let (code, told) = run(&[args.as_slice(), range].concat());
    assert_eq!(code, 0, "{told}");
    let read = std::fs::read_to_string(out).unwrap();
    std::fs::remove_file(out).unwrap();
    read.lines().map(str::to_owned).collect()
}

/// W10: killed after every package, it goes on where it was, and has the root at the end.
#[tokio::test]
async fn a_mirror_killed_after_every_package_resumes() {
    let room = TempDir::new().unwrap();
    let (log, out) = (Log::of(plain(1_900)), room.path().join("out"));
    let (mut watcher, keys) = our_mirror(room.path());
    assert_eq!(watcher.ask(log.head(0, 700)).await.0, 200);
    let mut info = watcher.asked().await;
    assert_eq!((info.size, info.next), (700, 0));
    let (mut requests, mut head) = (0, 700);
    loop {
        // Cut off within the second package: what came whole counts.
        let mut body = log.request(&info, 2);
        if body.len() > log.request(&info, 1).len() {
            body.truncate(body.len() - 50);
        }
        let (status, told) = watcher.put(body).await;
        requests += 1;
        watcher.child.kill().unwrap();
        watcher.child.wait().unwrap();
        watcher = Watcher::again(&watcher.state);
        if requests == 2 {
            // Meanwhile the log grew; the old head is still good by its ticket.
            assert_eq!(watcher.ask(log.head(700, 1_900)).await.0, 200);
        }
        match status.as_u16() {
            202 => info = MirrorInfo::parse(&told).unwrap(),
            200 if head == 700 => {
                head = 1_900;
                info = watcher.asked().await;
                assert_eq!((info.size, info.next), (1_900, 700));
            }
            200 => break,
            other => panic!("{other}: {told}"),
        }
        assert!(requests < 20);
    }
    // To 256, 512 and 700; to 768, 1024, 1280, 1536, 1792 and 1900.
    assert_eq!(requests, 3 + 6);
    let (status, note) = watcher.of_log("checkpoint").await;
    assert_eq!(status, 200);
    let (head, note) = open_checkpoint(&note, signer().verifier_key()).unwrap();
    assert_eq!(
        (head.size, head.root),
        (1_900, root_at::<Sha256Tree, _>(1_900, &log.hashes).unwrap())
    );
    cosigned_at(&note, &key(&keys, "mirror")).unwrap();
    let kept = leaves_of(&watcher.state, &out, &["--from", "0"]);
    assert_eq!(kept, log.lines);
    let mut tree = Frontier::<Sha256Tree>::new();
    kept.iter().for_each(|line| tree.push(Sha256Tree::leaf_hash(line.as_bytes())));
    assert_eq!(tree.root(), head.root);
    assert_eq!(
        leaves_of(&watcher.state, &out, &["--from", "250", "--to", "300"]),
        log.lines[250..300]
    );
    let beyond = ["witness", "leaves", "--state", text(&watcher.state), "--out", text(&out)];
    assert_eq!(run(&[beyond.as_slice(), &["--from", "0", "--to", "1901"]].concat()).0, 3);
}

#[tokio::test]
async fn each_status_of_the_mirror_over_http() {
    let room = TempDir::new().unwrap();
    let log = Log::of(plain(600));
    let mut forged = plain(600);
    forged[300] = line(300, 0, "case.archived", "");
    let forged = Log::of(forged);
    let (watcher, _) = our_mirror(room.path());
    // No head of it is known yet.
    assert_eq!(watcher.asked().await, MirrorInfo { size: 0, next: 0, ticket: Vec::new() });
    assert_eq!(watcher.of_log("checkpoint").await.0, 404);
    assert_eq!(watcher.ask(log.head(0, 500)).await.0, 200);
    let info = watcher.asked().await;
    let whole = log.request(&info, 9);
    let cut = whole[..whole.len() / 3].to_vec();
    let with = |change: &dyn Fn(&mut MirrorInfo)| {
        let mut info = info.clone();
        change(&mut info);
        log.request(&info, 9)
    };
    let mut other_log = whole.clone();
    other_log[3] ^= 1;
    for (body, wanted) in [
        (Vec::new(), 400),
        (cut, 400),
        (other_log, 404),
        // A head of the log that the witness never saw, and a start behind what is kept.
        (with(&|info| info.size = 600), 409),
        (with(&|info| info.next = 499), 409),
        // The size of the head it cosigned last needs no ticket.
        (with(&|info| info.ticket = b"made up".to_vec()), 200),
    ] {
        let (status, told) = watcher.put(body).await;
        assert_eq!(status, wanted, "{told}");
    }
    // Leaves that are not in the head are refused.
    assert_eq!(watcher.ask(log.head(500, 600)).await.0, 200);
    let info = watcher.asked().await;
    assert_eq!((info.size, info.next), (600, 500));
    let (status, told) =
        watcher.put(forged.request(&MirrorInfo { next: 0, ..info.clone() }, 9)).await;
    assert_eq!(status, 422, "{told}");
    let (status, told) = watcher.put(log.request(&MirrorInfo { next: 256, ..info }, 9)).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(leaves_of(&watcher.state, &room.path().join("out"), &["--from", "0"]), log.lines);
}

/// A log whose report tells more than its leaves, with the leaf at which the counts part.
pub(crate) fn lying(change: impl FnOnce(&mut Report)) -> (Log, String, u64) {
    let mut lines = plain(300);
    let mut tally = Tally::new();
    lines.iter().for_each(|line| tally.count(line));
    let mut report = tally.report(300);
    change(&mut report);
    let text = report.to_text().unwrap();
    let sha256 = hex::encode(Sha256Tree::of(&[text.as_bytes()]));
    let at = START_MS + 24 * 3_600_000;
    lines.push(format!(
        "{{\"at\":{at},\"day\":\"2025-03-07\",\"from\":0,\"n\":300,\"set\":1,\"sha256\":\"{sha256}\",\"t\":\"report.daily\",\"to\":300}}"
    ));
    lines.push(line(301, 1, "case.closed", ""));
    (Log::of(lines), text, 300)
}

pub(crate) async fn mirrored(watcher: &Watcher, log: &Log) {
    assert_eq!(watcher.ask(log.head(0, log.size())).await.0, 200);
    let info = watcher.asked().await;
    let (status, told) = watcher.put(log.request(&info, 99)).await;
    assert_eq!(status, 200, "{told}");
}

pub(crate) async fn hand_in(watcher: &Watcher, leaf: u64, report: &str) -> StatusCode {
    let hash = origin_hash(signer().verifier_key().name());
    let url = format!("{}/{hash}/reports/{leaf}", watcher.url);
    client().post(url).body(report.to_owned()).send().await.unwrap().status()
}

/// W11: the figure that was altered, what it should be, and the first leaf counted differently.
#[tokio::test]
async fn a_report_that_lies_by_one_leaf_is_named_with_it() {
    let room = TempDir::new().unwrap();
    // Leaf 45 opens a case (45 = 6 * 7 + 3) and is left out; leaf 46 does not.
    let (log, report, leaf) = lying(|report| {
        let steps = report.counted.get_mut("cases_opened").unwrap();
        let place = steps.iter().position(|(leaf, _)| *leaf == 45).unwrap();
        steps[place].0 = 46;
        report.add("cases_archived", Step { leaf: 299, amount: 98 });
    });
    let (watcher, keys) = our_mirror(room.path());
    mirrored(&watcher, &log).await;
    let waits = |recount: &Recount| recount.wants == [leaf];
    assert_eq!(watcher.recounted(waits).await.reports[0].result, RecountResult::Waiting);
    assert_eq!(hand_in(&watcher, leaf, &report.replace("98", "99")).await, 422);
    assert_eq!(hand_in(&watcher, 299, &report).await, 404);
    assert_eq!(hand_in(&watcher, leaf, &report).await, 200);
    let recount = watcher.recounted(|recount| recount.wants.is_empty()).await;
    let one = &recount.reports[0];
    assert_eq!((one.result, one.day.as_str()), (RecountResult::Differs, "2025-03-07"));
    let named: Vec<_> = one
        .differences
        .iter()
        .map(|it| (it.indicator.as_str(), it.told, it.recounted, it.leaf))
        .collect();
    assert_eq!(named, [("cases_opened", 43, 43, 45), ("cases_archived", 98, 0, 299)]);
    assert_eq!(watcher.of_log("audited").await.0, 404, "nothing is signed");
    let args = ["witness", "recount", "--state", text(&watcher.state)];
    let (code, told) = run(&args);
    assert_eq!(code, 1);
    assert!(told.contains("报 98，复算 0，自第 299 条叶子起不同"), "{told}");
    let (code, told) = run(&["witness", "status", "--state", text(&watcher.state), "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told["logs"][0]["mirror"]["held"]), (1, &json!(302)), "{told}");
    // What was found is there after a restart.
    let state = watcher.state.clone();
    drop(watcher);
    let watcher = Watcher::again(&state);
    let again = watcher.recounted(|recount| recount.wants.is_empty()).await;
    assert_eq!(again.reports, recount.reports);
    assert!(keys["auditor"].is_string());
}

#[tokio::test]
async fn an_honest_report_is_signed_by_the_auditor() {
    let room = TempDir::new().unwrap();
    let (log, report, leaf) = lying(|_| {});
    let (watcher, keys) = our_mirror(room.path());
    mirrored(&watcher, &log).await;
    assert_eq!(hand_in(&watcher, leaf, &report).await, 200);
    watcher.recounted(Recount::is_equal).await;
    let (status, note) = watcher.of_log("audited").await;
    assert_eq!(status, 200);
    let note = SignedNote::parse(&note).unwrap();
    cosigned_at(&note, &key(&keys, "auditor")).unwrap();
    assert!(cosigned_at(&note, &key(&keys, "mirror")).is_err(), "keys of their own");
    assert_eq!(run(&["witness", "recount", "--state", text(&watcher.state)]).0, 0);
    // A flipped byte on the mirror's disk: nothing is counted on it.
    let bundle = watcher.state.join("mirror").join(origin_hash(signer().verifier_key().name()));
    let bundle = bundle.join("leaves/000000000/000");
    let mut bytes = std::fs::read(&bundle).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    assert_eq!(run(&["witness", "recount", "--state", text(&watcher.state)]).0, 3);
}

/// A policy that names a mirror and its auditor.
pub(crate) fn policy_of(log: &LogSigner, watcher: &Watcher, keys: &Value) -> String {
    format!(
        "log {}\nwitness m {} {}/\nwitness a {}\n# mirror m\n# auditor a\ngroup q all m a\nquorum q\n",
        log.verifier_key(),
        keys["mirror"].as_str().unwrap(),
        watcher.url,
        keys["auditor"].as_str().unwrap()
    )
}

pub(crate) fn report_now(place: [&str; 2]) {
    let (code, told) = run(&[["witness", "report"], place].concat());
    assert_eq!((code, told.trim()), (0, "已出具 1 份指标日报"));
}

async fn a_county_hands_its_leaves_up_and_its_report_recounts(on: On) {
    let room = TempDir::new().unwrap();
    let county = County::found(on).await;
    let log = key_of(&county.program.data);
    let (watcher, keys) = mirror(room.path(), "city", &log.verifier_key().to_string());
    let policy = policy_of(&log, &watcher, &keys);
    std::fs::write(county.program.data.join("policy"), &policy).unwrap();
    county.register().await;
    let county = county.restart_after(report_now);
    let sun = county.person("sun");
    let is_equal = |seen: &Value| seen["reports"][0]["outcomes"][0]["result"] == "equal";
    let seen = until(sun, "/proof/reports", is_equal).await;
    let figures = seen["reports"][0]["figures"].as_array().unwrap();
    let registered = figures.iter().find(|one| one["code"] == "cases_registered").unwrap();
    assert_eq!(registered["value"], 1, "{seen}");
    // Its text is the one that the leaf binds.
    let n = seen["reports"][0]["n"].as_u64().unwrap();
    let report = sun.get(&format!("/proof/reports/{n}")).await;
    assert_eq!(report["counted"]["cases_registered"].as_array().unwrap().len(), 1);
    let is_whole = |seen: &Value| {
        let all = seen["witnesses"].as_array().unwrap();
        seen["witnessed_size"] == seen["size"]
            && all.iter().all(|one| one["state"] == "online" && one["size"] == seen["size"])
    };
    let seen = until(sun, "/proof/witnesses", is_whole).await;
    let roles: Vec<_> =
        seen["witnesses"].as_array().unwrap().iter().map(|one| &one["role"]).collect();
    assert_eq!(roles, ["auditor", "mirror"]);
    assert_eq!(seen["witnesses"][1]["held"], seen["size"]);
    // The quorum of mirror and auditor counts as any other.
    let policy = Policy::parse(&policy).unwrap();
    let head = client().get(format!("{}/log/checkpoint", county.program.url));
    let note = SignedNote::parse(&head.send().await.unwrap().text().await.unwrap()).unwrap();
    assert!(policy.witnessed(&note).quorum_reached, "{note}");
    // No second report over the same leaves, and none of a day that runs.
    let county = county.restart();
    let seen = county.person("sun").get("/proof/reports").await;
    assert_eq!(seen["reports"].as_array().unwrap().len(), 1, "{seen}");
}

on_both! {
    a_county_hands_its_leaves_up_and_its_report_recounts
}
