//! How fast digests come, on one core: `cargo xtask bench digests` runs it.
//!
//! One run prints everything, because only figures of one run may be compared.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::as_conversions,
    reason = "a program that measures"
)]

use std::hint::black_box;
use std::time::Instant;

use sha2::Digest as _;
use sm3x::Unit;

const LENGTHS: [(&str, usize); 3] = [("4 KiB", 4 << 10), ("64 KiB", 64 << 10), ("4 MiB", 4 << 20)];
const STREAMS: [usize; 5] = [1, 4, 8, 16, 64];
/// Bytes of one measurement; long enough for the clock, short enough to slip in between others.
const BYTES: usize = 32 << 20;
/// The best of so many counts: whatever disturbs a run makes it slower, never faster.
const RUNS: usize = 15;

/// GB/s of `work`, which hashes `bytes` bytes.
fn rate(bytes: usize, mut work: impl FnMut()) -> f64 {
    let times = (BYTES / bytes).max(1);
    let seconds = (0..RUNS).map(|_| {
        let begin = Instant::now();
        (0..times).for_each(|_| work());
        begin.elapsed().as_secs_f64()
    });
    (bytes * times) as f64 / seconds.fold(f64::MAX, f64::min) / 1e9
}

fn name(unit: Unit) -> &'static str {
    match unit.lanes() {
        1 => "sm3x, plain",
        4 => "sm3x, 4 lanes",
        8 => "sm3x, 8 lanes",
        _ => "sm3x, 16 lanes",
    }
}

fn main() {
    let longest = LENGTHS.iter().map(|(_, len)| len).max().copied().unwrap_or_default();
    let most = STREAMS.iter().max().copied().unwrap_or_default();
    let bytes: Vec<u8> = (0..longest * most).map(|at| (at * 7 / 3 % 251) as u8).collect();
    let best = Unit::best().lanes();
    eprintln!("GB/s on one core; the times are those of the sm3 crate in the same column.");
    println!("| what | streams | {} |", LENGTHS.map(|(name, _)| name).join(" | "));
    println!("|---|---|{}", "---|".repeat(LENGTHS.len()));
    let one = |len: usize| bytes.get(..len).unwrap_or_default();
    let crate_rates = LENGTHS.map(|(_, len)| {
        rate(len, || {
            black_box(sm3::Sm3::digest(black_box(one(len))));
        })
    });
    let row = |what: &str, streams: usize, rates: [f64; 3]| {
        let cells: Vec<String> = rates
            .iter()
            .zip(crate_rates)
            .map(|(rate, base)| format!("{rate:.2} ({:.1}×)", rate / base))
            .collect();
        println!("| {what} | {streams} | {} |", cells.join(" | "));
    };
    row("`sm3` crate", 1, crate_rates);
    for unit in Unit::all() {
        for streams in STREAMS {
            let rates = LENGTHS.map(|(_, len)| {
                let inputs: Vec<&[u8]> = bytes.chunks_exact(len).take(streams).collect();
                rate(len * streams, || {
                    black_box(unit.digests(black_box(&inputs)));
                })
            });
            row(name(unit), streams, rates);
        }
    }
    let sha = LENGTHS.map(|(_, len)| {
        rate(len, || {
            black_box(sha2::Sha256::digest(black_box(one(len))));
        })
    });
    row("`sha2` crate (SHA-256)", 1, sha);
    eprintln!("widest unit here: {best} lanes");
}
