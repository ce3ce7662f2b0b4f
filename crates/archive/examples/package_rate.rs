//! How fast packages are written and verified: many small files, and a few big ones.
//!
//! `cargo xtask bench packages` runs it. The packages hold no facts, so their verdict is
//! *incomplete*; every byte is hashed all the same.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program that measures"
)]

use std::fs::File;
use std::io::Read;
use std::time::Instant;

use archive::{Item, PackagePlan, digests_of, verify, write};
use terms::Timestamp;

/// What the shapes of packages are made of.
const KIB: usize = 1 << 10;
const SHAPES: [(&str, usize, usize); 3] = [
    ("50,000 files of 4 KiB", 50_000, 4 * KIB),
    ("2,000 files of 256 KiB", 2_000, 256 * KIB),
    ("8 files of 64 MiB", 8, 64 * KIB * KIB),
];

/// Bytes of the item `number`, other than those of its neighbours.
fn bytes_of(pool: &[u8], number: usize, len: usize) -> impl Read + use<> {
    let mut bytes = pool.iter().copied().cycle().skip(number % 8191).take(len).collect::<Vec<u8>>();
    bytes.iter_mut().zip(number.to_le_bytes()).for_each(|(byte, tag)| *byte ^= tag);
    std::io::Cursor::new(bytes)
}

fn plan(pool: &[u8], files: usize, len: usize) -> PackagePlan {
    let item = |number| {
        let mut bytes = Vec::with_capacity(len);
        bytes_of(pool, number, len).read_to_end(&mut bytes).expect("read from memory");
        Item { path: format!("annex/{number:05}.bin"), digests: digests_of(&bytes) }
    };
    PackagePlan {
        name: "rate".to_owned(),
        made_at: Timestamp::from_ms(1_764_000_000_000),
        info: Vec::new(),
        items: (0..files).map(item).collect(),
    }
}

fn main() {
    let pool: Vec<u8> = (0..64 * KIB).map(|at| (at * 7 / 3 % 251).to_le_bytes()[0]).collect();
    let folder = tempfile::tempdir().expect("a folder");
    println!("| package | written MB/s | verified MB/s | files/s |");
    println!("|---|---|---|---|");
    for (name, files, len) in SHAPES {
        let plan = plan(&pool, files, len);
        let mega = (files * len) as f64 / 1e6;
        let path = folder.path().join("package.tar");
        // Bytes are made before the clock is asked.
        let mut ready = (0..files).map(|number| bytes_of(&pool, number, len));
        let mut open = |_: &Item| {
            let next: Box<dyn Read> = Box::new(ready.next().expect("one for each item"));
            Ok(next)
        };
        let begin = Instant::now();
        write(&plan, &mut open, &mut File::create(&path).expect("a file")).expect("written");
        let written = begin.elapsed().as_secs_f64();
        let reader = File::open(&path).expect("the file");
        let begin = Instant::now();
        let report = verify(reader, None);
        let verified = begin.elapsed().as_secs_f64();
        assert!(report.bytes >= (files * len) as u64, "all bytes were read");
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} |",
            mega / written,
            mega / verified,
            files as f64 / verified
        );
    }
}
