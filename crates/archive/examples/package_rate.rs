//! How fast packages are written and verified: many small files, and a few big ones.
//!
//! `cargo xtask bench packages [FOLDER]` runs it and, if a folder is named, leaves the packages
//! there for other programs. They hold no facts, so their verdict is *incomplete*; every byte is
//! hashed all the same.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    clippy::as_conversions,
    reason = "a program that measures"
)]

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use archive::{Item, PackagePlan, digests_of, verify, write};
use terms::Timestamp;

/// The best of so many counts: whatever disturbs a run makes it slower, never faster.
const RUNS: usize = 3;

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

/// Seconds of the best of [`RUNS`] runs; `prepare` is not counted.
fn best<T>(mut prepare: impl FnMut() -> T, mut work: impl FnMut(T)) -> f64 {
    let runs = (0..RUNS).map(|_| {
        let input = prepare();
        let begin = Instant::now();
        work(input);
        begin.elapsed().as_secs_f64()
    });
    runs.fold(f64::MAX, f64::min)
}

fn main() {
    let pool: Vec<u8> = (0..64 * KIB).map(|at| (at * 7 / 3 % 251).to_le_bytes()[0]).collect();
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = std::env::args().nth(1).map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    println!("| package | written MB/s | verified MB/s | files/s |");
    println!("|---|---|---|---|");
    for (number, (name, files, len)) in SHAPES.into_iter().enumerate() {
        let plan = plan(&pool, files, len);
        let path = folder.join(format!("package-{number}.tar"));
        // Bytes are made before the clock is asked.
        let ready = || (0..files).map(|number| bytes_of(&pool, number, len)).collect::<Vec<_>>();
        let written = best(ready, |ready| {
            let mut ready = ready.into_iter();
            let mut open = |_: &Item| {
                let next: Box<dyn Read> = Box::new(ready.next().expect("one for each item"));
                Ok(next)
            };
            write(&plan, &mut open, &mut File::create(&path).expect("a file")).expect("written");
        });
        let reader = || File::open(&path).expect("the file");
        let verified = best(reader, |reader| {
            let report = verify(reader, None);
            assert!(report.bytes >= (files * len) as u64, "all bytes were read");
        });
        let (mega, files) = ((files * len) as f64 / 1e6, files as f64);
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} |",
            mega / written,
            mega / verified,
            files / verified
        );
    }
}
