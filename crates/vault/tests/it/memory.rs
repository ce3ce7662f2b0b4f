//! Memory stays bounded whatever the size. Measured in a process of its own.

use std::process::Command;

use bytes::Bytes;
use futures_util::stream;
use tempfile::tempdir;
use vault::BodySource;

use crate::support::{id, open, read};

const CHILD: &str = "LIUHEN_TEST_MEMORY";
const SIZE: usize = 384 << 20;
/// The server as a whole may use 150 MB; the vault's part must leave it room.
const LIMIT_KB: u64 = 64 << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs as the child of a_large_upload_needs_little_memory"]
async fn child_that_deposits_a_large_upload() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let piece = Bytes::from(vec![0x5a; 64 << 10]);
    let pieces = std::iter::repeat_n(piece, SIZE >> 16);
    let body: BodySource = Box::pin(stream::iter(pieces.map(|p| Ok(Bytes::copy_from_slice(&p)))));
    vault.stage().create(id(1), SIZE as u64).await.unwrap();
    assert_eq!(vault.stage().append(id(1), 0, None, body).await.unwrap(), SIZE as u64);
    let read_back = vault.finish(id(1), None).await.unwrap();
    vault.publish(&read_back).await.unwrap();
    vault.settle(id(1)).await.unwrap();
    let reader = vault.blobs().reader(read_back.digests().sha256).await.unwrap();
    assert_eq!(read(&reader, 0..1 << 20).await.len(), 1 << 20);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    println!("peak {}", peak.split_whitespace().nth(1).unwrap());
}

#[test]
fn a_large_upload_needs_little_memory() {
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["memory::child_that_deposits_a_large_upload", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let peak = text.lines().find_map(|line| line.split("peak ").nth(1)).expect(&text);
    let peak: u64 = peak.trim().parse().unwrap();
    println!("{} MiB deposited with a peak of {} MiB", SIZE >> 20, peak >> 10);
    assert!(peak < LIMIT_KB, "{peak} kB");
}
