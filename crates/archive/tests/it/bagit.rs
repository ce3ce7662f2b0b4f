//! A package as other tools see it: unpacked by `tar`, validated by the reference tool.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::sample::{TOP, sample};

/// Where `cargo xtask test` puts the reference validator (PyPI `bagit`); another Python may be
/// named.
fn python() -> String {
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/venv/bin/python");
    std::env::var("LIUHEN_BAGIT_PYTHON").unwrap_or_else(|_| made.to_owned())
}

fn unpack(folder: &Path) {
    let file = folder.join("package.tar");
    std::fs::File::create(&file).unwrap().write_all(&sample().pack()).unwrap();
    let tar = Command::new("tar").arg("-xf").arg(&file).arg("-C").arg(folder).output().unwrap();
    assert!(tar.status.success() && tar.stderr.is_empty(), "{tar:?}");
}

#[test]
fn checksums_are_read_by_sha256sum() {
    let folder = tempfile::tempdir().unwrap();
    unpack(folder.path());
    for list in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let check = Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", list])
            .current_dir(folder.path().join(TOP))
            .output()
            .unwrap();
        assert!(check.status.success(), "{check:?}");
    }
}

/// The reference tool ignores `manifest-sm3.txt` as a manifest and checks it as a tag file.
#[test]
fn the_reference_validator_accepts_a_package_and_refuses_a_damaged_one() {
    let python = python();
    let found = Command::new(&python).args(["-c", "import bagit"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("LIUHEN_BAGIT_PYTHON").is_none(), "{python} has no module bagit");
        eprintln!("no bagit validator at {python}: run `cargo xtask test`, which installs it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    unpack(folder.path());
    let bag = folder.path().join(TOP);
    let validate = || Command::new(&python).args(["-m", "bagit", "--validate"]).arg(&bag).output();
    let output = validate().unwrap();
    assert!(output.status.success(), "{output:?}");
    for file in ["data/main/001_WS01.pdf", "manifest-sm3.txt"] {
        let path = bag.join(file);
        let sound = std::fs::read(&path).unwrap();
        std::fs::write(&path, b"damaged").unwrap();
        assert!(!validate().unwrap().status.success(), "{file}");
        std::fs::write(&path, sound).unwrap();
    }
}
