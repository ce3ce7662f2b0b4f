//! The package of the story in other hands: the reference BagIt tool, and the offline verifier on
//! every file of it, damaged.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::run;
use crate::story::{Matter, place};

/// Exports by the command line.
pub(crate) fn export(matter: &Matter<'_>, folder: &Path) -> PathBuf {
    let out = folder.join("x.tar");
    let place = place(matter.county);
    let out_text = out.display().to_string();
    let mut arguments = vec!["export", "case", &matter.case, "--out", &out_text];
    arguments.extend(place.iter().map(String::as_str));
    let (code, told) = run(&arguments);
    assert_eq!(code, 0, "{told}");
    out
}

/// PyPI's `bagit` accepts the unpacked bag.
pub(crate) fn is_a_bag(package: &Path) {
    // Where `cargo xtask test` puts it; another Python may be named.
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/venv/bin/python");
    let python = std::env::var("LIUHEN_BAGIT_PYTHON").unwrap_or_else(|_| made.to_owned());
    let found = Command::new(&python).args(["-c", "import bagit"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("LIUHEN_BAGIT_PYTHON").is_none(), "{python} has no module bagit");
        return println!("NOT TESTED: no bagit validator at {python}");
    }
    let folder = tempfile::tempdir().unwrap();
    let tar = Command::new("tar").arg("-xf").arg(package).arg("-C").arg(folder.path()).output();
    let tar = tar.unwrap();
    assert!(tar.status.success() && tar.stderr.is_empty(), "{tar:?}");
    let bags: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    let [Ok(bag)] = &bags[..] else { panic!("not one top folder: {bags:?}") };
    let judged = Command::new(&python).args(["-m", "bagit", "--validate"]).arg(bag.path()).output();
    let judged = judged.unwrap();
    assert!(judged.status.success(), "{judged:?}");
}

/// A file of the package: its path below the top folder, where its bytes begin, how many there are.
struct Member {
    path: String,
    from: u64,
    length: u64,
}

fn members(package: &Path) -> Vec<Member> {
    let mut archive = tar::Archive::new(File::open(package).unwrap());
    let entries = archive.entries().unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.header().entry_type().is_file());
    let member = |entry: tar::Entry<'_, File>| {
        let path = entry.path().unwrap().display().to_string();
        let (_, path) = path.split_once('/').unwrap();
        Member { path: path.to_owned(), from: entry.raw_file_position(), length: entry.size() }
    };
    files.map(member).collect()
}

/// `liuhen-verify package`; its exit code and its report.
fn verify(package: &Path) -> (i32, Value) {
    // Beside our own program: the whole workspace is built before its tests run.
    let program = Path::new(env!("CARGO_BIN_EXE_liuhen")).with_file_name("liuhen-verify");
    assert!(program.exists(), "build it first: cargo build --bin liuhen-verify");
    let output = Command::new(program).args(["package", "--json"]).arg(package).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), serde_json::from_str(&told).unwrap_or_default())
}

/// The first, the last and one byte in between of every file are flipped, one at a time: the
/// verifier says *invalid* and names that file and no other.
pub(crate) fn each_damage_is_named(package: &Path) {
    assert_eq!(verify(package).0, 10);
    let members = members(package);
    assert!(members.len() > 30, "only {} files", members.len());
    for wanted in ["data/facts.jsonl", "data/proofs.jsonl", "bagit.txt", "manifest-sm3.txt"] {
        assert!(members.iter().any(|member| member.path == wanted), "no {wanted}");
    }
    assert!(members.iter().any(|member| member.path.starts_with("data/recordings/")));
    let mut places = Vec::new();
    let mut random: u64 = 0x2025_0307;
    for member in &members {
        assert!(member.length > 0, "{} is empty", member.path);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut own = vec![0, (random >> 33) % member.length, member.length - 1];
        own.dedup();
        places.extend(own.into_iter().map(|at| (member, at)));
    }
    println!("{} bytes in {} files, one at a time", places.len(), members.len());
    let workers = std::thread::available_parallelism().unwrap().get();
    let shares: Vec<_> = (0..workers).map(|n| places.iter().skip(n).step_by(workers)).collect();
    std::thread::scope(|scope| {
        for share in shares {
            scope.spawn(move || damage(package, share));
        }
    });
}

fn damage<'a>(package: &Path, share: impl Iterator<Item = &'a (&'a Member, u64)>) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("x.tar");
    let sound = std::fs::read(package).unwrap();
    std::fs::write(&copy, &sound).unwrap();
    for (member, at) in share {
        let place = member.from + at;
        let byte = sound[usize::try_from(place).unwrap()];
        put(&copy, place, byte ^ 1);
        let (code, report) = verify(&copy);
        let named: Vec<_> =
            report["defects"].as_array().unwrap().iter().map(|defect| &defect["file"]).collect();
        let is_named = !named.is_empty() && named.iter().all(|file| **file == *member.path);
        assert!(code == 30 && is_named, "{} byte {at}: exit {code}, {report:#}", member.path);
        put(&copy, place, byte);
    }
    assert_eq!(verify(&copy).0, 10, "each byte was put back");
}

fn put(file: &Path, place: u64, byte: u8) {
    let mut file = File::options().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(place)).unwrap();
    file.write_all(&[byte]).unwrap();
}
