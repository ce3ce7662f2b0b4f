//! How fast files are read back when several are read at the same time.
//!
//! `cargo xtask bench read-back` runs it. Beside the vault's own pass stands one that keeps its
//! SM3 to itself, on a thread of its own.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    clippy::as_conversions,
    reason = "a program that measures"
)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use sha2::{Digest as _, Sha256};
use vault::Content;

const FILE_BYTES: usize = 64 << 20;
const AT_ONCE: [usize; 4] = [1, 2, 8, 16];
const BLOCK_BYTES: usize = 1 << 20;
/// The better of so many counts.
const RUNS: usize = 3;

/// One pass by itself: SHA-256 here, the `sm3` crate on a thread.
fn alone(path: &Path) -> [u8; 32] {
    let mut file = File::open(path).expect("the file");
    thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<Arc<Vec<u8>>>(3);
        let sm3 = scope.spawn(move || {
            receive.iter().fold(sm3::Sm3::new(), |mut sm3, block| {
                sm3.update(block.as_slice());
                sm3
            })
        });
        let mut sha = Sha256::new();
        loop {
            let mut block = Vec::with_capacity(BLOCK_BYTES);
            let read = (&mut file).take(BLOCK_BYTES as u64).read_to_end(&mut block);
            if read.expect("read") == 0 {
                break;
            }
            let block = Arc::new(block);
            send.send(Arc::clone(&block)).expect("the thread listens");
            sha.update(block.as_slice());
        }
        drop(send);
        std::hint::black_box(sha.finalize());
        sm3.join().expect("the thread ends").finalize().into()
    })
}

fn together(path: &Path) -> [u8; 32] {
    let content = Content::read(File::open(path).expect("the file")).expect("read");
    *content.digests.sm3.as_bytes()
}

/// MB/s of all passes together.
fn rate(paths: &[PathBuf], pass: fn(&Path) -> [u8; 32]) -> f64 {
    let runs = (0..RUNS).map(|_| {
        let begin = Instant::now();
        thread::scope(|scope| {
            for path in paths {
                scope.spawn(move || std::hint::black_box(pass(path)));
            }
        });
        begin.elapsed().as_secs_f64()
    });
    (paths.len() * FILE_BYTES) as f64 / runs.fold(f64::MAX, f64::min) / 1e6
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let most = AT_ONCE.iter().max().copied().unwrap_or_default();
    let paths: Vec<PathBuf> = (0..most)
        .map(|number| {
            let path = folder.path().join(format!("{number}"));
            let block: Vec<u8> = (0..=250_u8).cycle().skip(number).take(BLOCK_BYTES).collect();
            let mut file = File::create(&path).expect("a file");
            (0..FILE_BYTES / BLOCK_BYTES).for_each(|_| file.write_all(&block).expect("written"));
            path
        })
        .collect();
    for path in &paths {
        assert_eq!(alone(path), together(path), "the same digest both ways");
    }
    println!("| files of 64 MiB at once | each pass alone, MB/s | side by side, MB/s | ratio |");
    println!("|---|---|---|---|");
    for at_once in AT_ONCE {
        let some = paths.get(..at_once).unwrap_or_default();
        let (alone, together) = (rate(some, alone), rate(some, together));
        println!("| {at_once} | {alone:.0} | {together:.0} | {:.2}× |", together / alone);
    }
}
