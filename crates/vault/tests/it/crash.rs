//! Killed at any moment, nothing that was acknowledged is lost. The child tells each
//! acknowledgement over a pipe; what stands in the pipe outlives it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::tempdir;
use terms::UploadId;
use vault::{Content, Vault};

use crate::support::{body, data, id, open, reopen};

const ROUNDS: u64 = 50;
const CHILD_ROOT: &str = "LIUHEN_TEST_CRASH_ROOT";
const CHILD_FIRST: &str = "LIUHEN_TEST_CRASH_FIRST";

#[derive(Default)]
struct Acknowledged {
    offset_bytes: u64,
    published: bool,
    settled: bool,
}

fn bytes_of(n: u64) -> Vec<u8> {
    data(1 + usize::try_from(n * 7919 % 60_000).unwrap(), n)
}

#[tokio::test]
#[ignore = "runs as the child of nothing_acknowledged_is_lost_by_kill_9"]
async fn child_that_writes_until_it_is_killed() {
    let Some(root) = std::env::var_os(CHILD_ROOT) else { return };
    let first: u64 = std::env::var(CHILD_FIRST).unwrap().parse().unwrap();
    let (vault, _) = open(Path::new(&root)).await;
    let tell = |text: String| {
        let mut out = std::io::stdout();
        writeln!(out, "{text}").unwrap();
        out.flush().unwrap();
    };
    tell("ready".to_owned());
    for n in first.. {
        write_one(&vault, n, &tell).await;
    }
}

async fn write_one(vault: &Vault, n: u64, tell: &impl Fn(String)) {
    let (bytes, id) = (bytes_of(n), id(u128::from(n)));
    vault.stage().create(id, bytes.len() as u64).await.unwrap();
    tell(format!("offset {n} 0"));
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + 1 + (n as usize * 31 + at) % 23_000).min(bytes.len());
        let told = vault.stage().append(id, at as u64, None, body(&bytes[at..end])).await;
        tell(format!("offset {n} {}", told.unwrap()));
        at = end;
    }
    let read_back = vault.finish(id, None).await.unwrap();
    vault.publish(&read_back).await.unwrap();
    tell(format!("published {n} 0"));
    vault.settle(id).await.unwrap();
    tell(format!("settled {n} 0"));
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_by_kill_9() {
    let root = tempdir().unwrap();
    let mut acknowledged: BTreeMap<u64, Acknowledged> = BTreeMap::new();
    for round in 0..ROUNDS {
        let first = round * 10_000 + 1;
        let mut child = start(root.path(), first);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reading = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
        std::thread::sleep(Duration::from_millis(30 + round * 37 % 220));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reading.join().unwrap() {
            note(&mut acknowledged, &line);
        }
        check(root.path(), &mut acknowledged).await;
    }
    let (all, settled) =
        (acknowledged.len(), acknowledged.values().filter(|one| one.settled).count());
    println!("{ROUNDS} kills, {all} uploads acknowledged, {settled} of them settled before a kill");
    assert!(settled > 20 && all > settled, "too few to prove anything: {settled} of {all}");
}

fn start(root: &Path, first: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::child_that_writes_until_it_is_killed", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD_ROOT, root)
        .env(CHILD_FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn note(acknowledged: &mut BTreeMap<u64, Acknowledged>, line: &str) {
    let mut words = line.split(' ');
    // The test harness writes lines of its own.
    let (Some(word), Some(Ok(n)), Some(Ok(offset_bytes))) =
        (words.next(), words.next().map(str::parse), words.next().map(str::parse))
    else {
        return;
    };
    let one = acknowledged.entry(n).or_default();
    match word {
        "offset" => one.offset_bytes = offset_bytes,
        "published" => one.published = true,
        "settled" => one.settled = true,
        _ => {}
    }
}

/// Every acknowledged upload is there, and is completed from exactly where it was told to be.
async fn check(root: &Path, acknowledged: &mut BTreeMap<u64, Acknowledged>) {
    let (vault, found) = reopen(root).await;
    assert!(found.damaged.is_empty() && found.foreign.is_empty(), "{found:?}");
    for (&n, one) in acknowledged.iter_mut() {
        let (bytes, id) = (bytes_of(n), id(u128::from(n)));
        let digests = Content::of(&bytes).digests;
        if let Ok(status) = vault.stage().status(id) {
            assert!(!one.settled, "{n} came back");
            assert!(status.offset_bytes >= one.offset_bytes, "{n}: {status:?}");
            complete(&vault, id, &bytes).await;
            one.published = true;
        } else {
            // It may be settled without the word having been heard, but never lost.
            assert!(one.published, "{n} is gone at {}", one.offset_bytes);
        }
        let name = digests.sha256.to_string();
        let path = root.join("blobs").join(&name[..2]).join(&name[2..4]).join(&name);
        assert_eq!(fs::read(path).unwrap(), bytes, "{n}");
    }
    // What was begun but not yet told may be there too; its sender would ask and go on.
    for status in vault.stage().list() {
        vault.stage().take_over(status.id).await.unwrap();
    }
}

async fn complete(vault: &Vault, id: UploadId, bytes: &[u8]) {
    let at = vault.stage().take_over(id).await.unwrap().offset_bytes;
    let rest = body(&bytes[usize::try_from(at).unwrap()..]);
    vault.stage().append(id, at, None, rest).await.unwrap();
    let read_back = vault.finish(id, Some(Content::of(bytes).digests.sha256)).await.unwrap();
    vault.publish(&read_back).await.unwrap();
    vault.settle(id).await.unwrap();
}
