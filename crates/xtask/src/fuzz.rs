//! `cargo xtask fuzz`: coverage-guided noise for everything that reads what others wrote.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::command;
use crate::repo::Repo;

/// Targets, each with the golden vectors that it begins from, beside what `fuzz/seeds` has; those of
/// `fuzz/src/main.rs`.
const TARGETS: [(&str, &[&str]); 17] = [
    ("note", &["checkpoint_3", "checkpoint_7_cosigned"]),
    ("checkpoint", &["checkpoint_7"]),
    ("proof", &["tlog_proof_index_3"]),
    ("leaf", &["leaves_b64"]),
    ("request", &["add_checkpoint_request_3_7"]),
    ("key", &["log_vkey", "witness_vkey"]),
    ("policy", &["log_vkey"]),
    ("evidence", &["checkpoint_7_cosigned"]),
    ("slip", &[]),
    ("acceptance", &["checkpoint_7"]),
    ("original", &[]),
    ("fact", &[]),
    ("signer", &["add_checkpoint_request_3_7"]),
    ("package", &[]),
    ("package-changed", &[]),
    ("sheet", &[]),
    ("tsa_token", &[]),
];
const SECONDS: u64 = 30;
const MOST_MIB: u64 = 1024;
/// Coverage by what the stable compiler has; no sanitizer, since nothing of ours is `unsafe`.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    --cfg fuzzing";
const USAGE: &str = "用法:cargo xtask fuzz [目标|all] [每个目标的秒数]";

/// `fuzz [TARGET|all] [SECONDS]`.
///
/// # Errors
/// Wrong use, a build that fails, or an input that broke a target; it is kept under `target/fuzz`.
pub(crate) fn fuzz(repo: &Repo, words: &[String]) -> Result<()> {
    let (wanted, seconds) = match words {
        [] => ("all", SECONDS),
        [name] => (name.as_str(), SECONDS),
        [name, seconds] => (name.as_str(), seconds.parse().context(USAGE)?),
        _ => bail!("{USAGE}"),
    };
    let chosen: Vec<_> =
        TARGETS.iter().filter(|(name, _)| wanted == "all" || *name == wanted).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        bail!("没有「{wanted}」这个目标;有:{}", names.join("、"));
    }
    let folder = repo.target("fuzz");
    let program = build(repo, &folder)?;
    let vectors = fs::read_to_string(repo.path("crates/ledger/tests/vectors.json"))?;
    let vectors: Value = serde_json::from_str(&vectors)?;
    for (name, seeds) in chosen {
        let corpus = folder.join("corpus").join(name);
        fs::create_dir_all(&corpus).with_context(|| format!("无法建立 {}", corpus.display()))?;
        for (number, text) in seeds.iter().flat_map(|key| texts(&vectors, key)).enumerate() {
            fs::write(corpus.join(format!("golden-{number}")), text)?;
        }
        let kept = repo.path("fuzz/seeds").join(name);
        for seed in kept.read_dir().into_iter().flatten() {
            let seed = seed?;
            fs::copy(seed.path(), corpus.join(seed.file_name()))?;
        }
        run(&program, name, &corpus, seconds)?;
    }
    Ok(())
}

fn build(repo: &Repo, folder: &Path) -> Result<std::path::PathBuf> {
    let host = command::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let host = String::from_utf8(host)?.trim().to_owned();
    // With a target named, the flags do not reach build scripts.
    let manifest = repo.path("fuzz/Cargo.toml");
    let build = folder.join("build");
    let mut cargo = command::cargo(repo.root(), ["build", "--release", "--locked"]);
    cargo.args(["--target", &host]).env("RUSTFLAGS", FLAGS);
    command::run(cargo.arg("--manifest-path").arg(manifest).arg("--target-dir").arg(&build))?;
    Ok(build.join(host).join("release/liuhen-fuzz"))
}

fn run(program: &Path, name: &str, corpus: &Path, seconds: u64) -> Result<()> {
    let found = corpus.with_extension("found").join("");
    fs::create_dir_all(&found).with_context(|| format!("无法建立 {}", found.display()))?;
    eprintln!("== {name},{seconds} 秒");
    let mut fuzzer = Command::new(program);
    fuzzer.env("LIUHEN_FUZZ", name).arg(corpus).args([
        format!("-max_total_time={seconds}"),
        format!("-rss_limit_mb={MOST_MIB}"),
        "-timeout=10".to_owned(),
        "-print_final_stats=1".to_owned(),
        format!("-artifact_prefix={}", found.display()),
    ]);
    let done = fuzzer.output().with_context(|| format!("无法运行 {}", program.display()))?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        bail!("「{name}」出错,输入留在 {}\n{said}", found.display());
    }
    let stat = |key: &str| {
        let line = said.lines().find(|line| line.contains(key));
        line.and_then(|line| line.split_whitespace().last()).unwrap_or("?").to_owned()
    };
    let (runs, peak) = (stat("number_of_executed_units"), stat("peak_rss_mb"));
    eprintln!("{name}:{runs} 个输入,最多 {peak} MiB,没有出错");
    Ok(())
}

/// The texts that the vectors have under this name.
fn texts(vectors: &Value, key: &str) -> Vec<String> {
    match vectors.get(key) {
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(decoded).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(_) | None => Vec::new(),
    }
}

/// Leaves stand there in base64.
fn decoded(text: &str) -> String {
    let bytes = STANDARD.decode(text).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
