//! How fast a whole journal is rebuilt, what leaf and trees cost a fact, and how near verifying a
//! package comes to hashing alone: `cargo xtask bench proof` runs it.
//!
//! `log_rate journal [FACTS]` or `log_rate package`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    clippy::as_conversions,
    reason = "a program that measures"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::Path;
use std::time::Instant;

use archive::{
    FactLine, Item, LogInput, PackagePlan, Policy, Verdict, digests_of, verify, verify_journal,
    write,
};
use ledger::{
    Frontier, Hash, Leaf, LogSigner, Sha256Tree, Sm2LogSigner, Sm3Tree, TileLevels, Token,
    TreeHash, Value, commit, complete_hashes, tiles_of_level,
};
use sha2::Digest as _;
use terms::Timestamp;

/// The best of so many counts: whatever disturbs a run makes it slower, never faster.
const RUNS: usize = 3;
/// Facts rebuilt if nobody says how many.
const FACTS: u64 = 1_000_000;
/// A head was signed after so many facts.
const SIGNED_EVERY: u64 = 10_000;
const ORIGIN: &str = "rate.example/1";
const MIB: usize = 1 << 20;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("package") => package(),
        _ => journal(words.get(1).map_or(FACTS, |facts| facts.parse().expect("a number"))),
    }
}

/// Seconds of the best of some runs.
fn best(mut work: impl FnMut()) -> f64 {
    let runs = (0..RUNS).map(|_| {
        let begin = Instant::now();
        work();
        begin.elapsed().as_secs_f64()
    });
    runs.fold(f64::MAX, f64::min)
}

/// A fact as they are on average: a leaf of 320 bytes, a body of 500.
fn fact(n: u64) -> FactLine {
    let (stream, salt) = (format!("case_{:026}", n / 20), [(n % 251) as u8; 32]);
    let body = format!("{{\"t\":\"case.noted\",\"text\":\"{}\"}}", "述".repeat(155));
    FactLine::new(
        n,
        &stream,
        n % 20 + 1,
        leaf(n, &stream, &salt, &body).line(),
        Some((&salt, &body)),
    )
}

fn leaf(n: u64, stream: &str, salt: &[u8; 32], body: &str) -> Leaf {
    let token = |text: &str| Token::parse(text).expect("a token");
    Leaf::new([
        ("at", Value::Time(Timestamp::from_ms(1_764_000_000_000))),
        ("body", Value::Commit(commit(salt, body.as_bytes()))),
        ("by", Value::Id(token("off_00000000000000000000000001"))),
        ("case", Value::Id(token(stream))),
        ("n", Value::Count(n)),
        ("org", Value::Id(token("agency_00000000000000000000000001"))),
        ("stream", Value::Id(token(stream))),
        ("sv", Value::Count(n % 20 + 1)),
        ("t", Value::Enum(token("case.noted"))),
        ("v", Value::Count(1)),
    ])
    .expect("a leaf")
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

/// One tree as it is stored and signed.
struct Tree<H> {
    tree: Frontier<H>,
    levels: TileLevels<H>,
    leaves: Vec<Hash>,
    heads: Vec<(u64, Hash)>,
}

impl<H: TreeHash> Tree<H> {
    const fn new() -> Self {
        Self {
            tree: Frontier::new(),
            levels: TileLevels::new(),
            leaves: Vec::new(),
            heads: Vec::new(),
        }
    }

    fn push(&mut self, leaf: &str) {
        let hash = H::leaf_hash(leaf.as_bytes());
        self.tree.push(hash);
        self.levels.push(hash);
        self.leaves.push(hash);
        if self.tree.size().is_multiple_of(SIGNED_EVERY) {
            self.heads.push((self.tree.size(), self.tree.root()));
        }
    }

    fn keep(&self, folder: &Path, prefix: &str, sign: impl Fn(u64, Hash) -> String) {
        let size = self.tree.size();
        for level in (0..).take_while(|level| complete_hashes(size, *level) > 0) {
            let all = if level == 0 { &self.leaves } else { self.levels.level(level) };
            for tile in tiles_of_level(size, level) {
                let first = tile.index as usize * 256;
                let bytes: Vec<u8> =
                    all.iter().skip(first).take(tile.width as usize).flatten().copied().collect();
                keep(folder, &format!("{prefix}tile/{}", tile.path()), &bytes);
            }
        }
        let lines = self.heads.iter().fold(String::new(), |mut lines, (size, root)| {
            let line = serde_json::json!({ "size": size, "note": sign(*size, *root) });
            writeln!(lines, "{line}").expect("a text");
            lines
        });
        keep(folder, &format!("{prefix}checkpoints.jsonl"), lines.as_bytes());
        keep(folder, &format!("{prefix}checkpoint"), sign(size, self.tree.root()).as_bytes());
    }
}

fn journal(facts: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    let (mut sha256, mut sm3) = (Tree::<Sha256Tree>::new(), Tree::<Sm3Tree>::new());
    let mut lines = BufWriter::new(File::create(folder.join("facts.jsonl")).expect("a file"));
    let mut bytes = 0;
    for n in 0..facts {
        let fact = fact(n);
        bytes += fact.leaf.len();
        fact.write_to(&mut lines).expect("written");
        sha256.push(&fact.leaf);
        sm3.push(&fact.leaf);
    }
    lines.flush().expect("written");
    keep(folder, "rows.jsonl", format!("{{\"facts\":{facts}}}\n").as_bytes());
    let log = LogSigner::from_seed(ORIGIN, [3; 32]).expect("a key");
    let sm2 = Sm2LogSigner::from_secret(ORIGIN, [5; 32]).expect("a key");
    sha256.keep(folder, "", |size, root| log.sign(size, root).to_string());
    sm3.keep(folder, "sm3/", |size, root| sm2.sign(size, root).expect("signed").to_string());
    let policy = format!("log {}\nlog {}\nquorum none\n", log.verifier_key(), sm2.verifier_key());
    let policy = Policy::parse(&policy).expect("a policy");
    let seconds = best(|| {
        let mut files = |path: &str| -> io::Result<Option<Box<dyn Read>>> {
            let file = File::open(folder.join(path)).ok();
            Ok(file.map(|file| Box::new(file) as Box<dyn Read>))
        };
        let report =
            verify_journal(LogInput { files: &mut files, policy: Some(&policy), kept: &[] });
        assert_eq!(
            (report.verdict, report.facts),
            (Verdict::Proven, facts),
            "{:?}",
            report.defects
        );
    });
    println!(
        "rebuild of {facts} facts, {} heads in each tree: {seconds:.2} s",
        sha256.heads.len() + 1
    );
    tree_cost(bytes / facts as usize);
}

/// What an append computes beside the database, each part by itself.
fn tree_cost(average: usize) {
    const COUNT: u64 = 200_000;
    let body = format!("{{\"text\":\"{}\"}}", "述".repeat(155));
    let made = best(|| {
        for n in 0..COUNT {
            black_box(leaf(n, "case_00000000000000000000000001", &[7; 32], &body));
        }
    });
    let line = leaf(1, "case_00000000000000000000000001", &[7; 32], &body);
    let grown = best(|| {
        let (mut sha256, mut sm3) = (Frontier::<Sha256Tree>::new(), Frontier::<Sm3Tree>::new());
        let (mut tiles, mut sm3_tiles) =
            (TileLevels::<Sha256Tree>::new(), TileLevels::<Sm3Tree>::new());
        for _ in 0..COUNT {
            let hash = Sha256Tree::leaf_hash(line.line().as_bytes());
            sha256.push(hash);
            tiles.push(hash);
            let hash = Sm3Tree::leaf_hash(line.line().as_bytes());
            sm3.push(hash);
            sm3_tiles.push(hash);
        }
        black_box((sha256.root(), sm3.root()));
    });
    let micros = |seconds: f64| seconds / COUNT as f64 * 1e6;
    println!(
        "a fact (leaf of {average} bytes on average): leaf with its commitment {:.2} µs, both trees {:.2} µs",
        micros(made),
        micros(grown)
    );
}

/// Whole packages against hashing the same bytes, which the caller ties to one core.
fn package() {
    println!(
        "| package | digests in memory MB/s | of the file MB/s | verified MB/s | × memory | × file |"
    );
    println!("|---|---|---|---|---|---|");
    // Each file has bytes of its own: hashing the same ones again would find them in the core's cache.
    let pool: Vec<u8> = (0..512 * MIB).map(|at| (at * 7 / 3 % 251).to_le_bytes()[0]).collect();
    for (name, files, len) in
        [("2,000 files of 256 KiB", 2_000, MIB / 4), ("8 files of 64 MiB", 8, 64 * MIB)]
    {
        let parts: Vec<&[u8]> = pool.chunks(len).take(files).collect();
        // As many side by side as the lanes take: the fastest this machine hashes.
        let alone = best(|| parts.chunks(16).for_each(hash));
        let scratch = tempfile::tempdir().expect("a folder");
        let path = scratch.path().join("package.tar");
        let item = |(number, part): (usize, &&[u8])| Item {
            path: format!("annex/{number:05}.bin"),
            digests: digests_of(part),
        };
        let plan = PackagePlan {
            name: "rate".to_owned(),
            made_at: Timestamp::from_ms(1_764_000_000_000),
            info: Vec::new(),
            items: parts.iter().enumerate().map(item).collect(),
        };
        let mut next = parts.iter();
        let mut open = |_: &Item| -> io::Result<Box<dyn Read>> {
            let part = next.next().copied().unwrap_or_default();
            Ok(Box::new(io::Cursor::new(part.to_vec())))
        };
        write(&plan, &mut open, &mut File::create(&path).expect("a file")).expect("written");
        let verified = best(|| {
            let report = verify(File::open(&path).expect("the file"), None);
            assert!(report.bytes >= (files * len) as u64, "all bytes were read");
        });
        let mut block = vec![0; 4 * MIB];
        let read = best(|| {
            let mut file = File::open(&path).expect("the file");
            loop {
                let read = file.read(&mut block).expect("read");
                let some: Vec<&[u8]> =
                    block.get(..read).unwrap_or_default().chunks(MIB / 4).collect();
                if some.is_empty() {
                    break;
                }
                hash(&some);
            }
        });
        let mega = (files * len) as f64 / 1e6;
        let [alone_rate, read_rate, rate] = [alone, read, verified].map(|seconds| mega / seconds);
        let (against_alone, against_read) = (alone / verified, read / verified);
        println!(
            "| {name} | {alone_rate:.0} | {read_rate:.0} | {rate:.0} | {against_alone:.2} | {against_read:.2} |"
        );
    }
}

/// Both digests of some files.
fn hash(some: &[&[u8]]) {
    black_box(sm3x::digests(some));
    some.iter().for_each(|part| {
        black_box(sha2::Sha256::digest(part));
    });
}
