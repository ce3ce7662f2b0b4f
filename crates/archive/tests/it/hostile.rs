//! Inputs made to harm whoever opens them.

use archive::{DefectCode, MAX_DEFECTS, Report, Verdict};
use proptest::prelude::*;
use tar::EntryType;

use crate::sample::{TOP, append, members, sample, tar_of, verify_bytes};

fn with(path: &[u8], kind: EntryType, bytes: &[u8]) -> Report {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in members(&sample().pack()) {
        append(&mut tar, path.as_bytes(), EntryType::Regular, &bytes);
    }
    append(&mut tar, path, kind, bytes);
    verify_bytes(tar.into_inner().unwrap().as_slice(), None)
}

fn has(report: &Report, code: DefectCode) -> bool {
    report.defects.iter().any(|defect| defect.code == code)
}

#[test]
fn names_that_could_leave_the_folder_are_refused() {
    for name in [
        "/etc/passwd",
        "../x",
        "case-0193-01/../x",
        "case-0193-01/data/../../x",
        "case-0193-01/./x",
        "case-0193-01//x",
        "case-0193-01/",
        "case-0193-01\\x",
        "C:\\x",
        "loose.txt",
        "",
        "case-0193-01/\u{1b}[2J",
        "case-0193-01/.hidden",
        "other/data/x",
        "case-0193-01/文书.pdf",
    ] {
        let report = with(name.as_bytes(), EntryType::Regular, b"x");
        assert!(has(&report, DefectCode::MemberPath), "{name}: {:#?}", report.defects);
        assert_eq!(report.verdict, Verdict::Invalid);
        let shown = report.defects.iter().any(|d| d.file.chars().any(char::is_control));
        assert!(!shown, "{name} is shown with control characters");
    }
    assert!(has(&with(b"case-0193-01/\xFF", EntryType::Regular, b""), DefectCode::MemberPath));
}

#[test]
fn members_that_are_no_files_are_refused() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::GNUSparse,
        EntryType::GNULongName,
        EntryType::GNULongLink,
        EntryType::XHeader,
        EntryType::XGlobalHeader,
        EntryType::Continuous,
        EntryType::new(b'?'),
    ] {
        let report = with(b"case-0193-01/data/x", kind, b"");
        assert!(has(&report, DefectCode::MemberKind), "{kind:?}: {:#?}", report.defects);
    }
}

#[test]
fn folders_are_accepted_and_mean_nothing() {
    for name in ["case-0193-01/", "case-0193-01/data", "case-0193-01/data/main/"] {
        let report = with(name.as_bytes(), EntryType::Directory, b"");
        assert_eq!(report.verdict, Verdict::NotWitnessed, "{name}: {:#?}", report.defects);
    }
}

#[test]
fn a_second_archive_behind_the_end_is_noticed() {
    let mut tar = sample().pack();
    tar.extend_from_slice(&sample().pack());
    assert!(has(&verify_bytes(tar.as_slice(), None), DefectCode::TarForm));
}

#[test]
fn a_size_that_no_file_has_is_noticed() {
    for size in [u64::MAX, u64::MAX - 511, i64::MAX.unsigned_abs(), 1 << 50] {
        let mut header = tar::Header::new_ustar();
        header.set_path(format!("{TOP}/data/facts.jsonl")).unwrap();
        header.set_size(size);
        header.set_cksum();
        let report = verify_bytes([header.as_bytes().as_slice(), b"x"].concat().as_slice(), None);
        assert_ne!(report.verdict, Verdict::NotWitnessed);
        assert!(!report.defects.is_empty());
    }
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let mut all = members(&sample().pack());
    for (name, bytes) in &mut all {
        if name.ends_with("facts.jsonl") {
            *bytes = vec![b'['; archive::MAX_LINE_BYTES + 10];
        }
    }
    let report = verify_bytes(tar_of(&all).as_slice(), None);
    assert!(has(&report, DefectCode::TarForm));
}

#[test]
fn a_checkpoint_without_end_does_not_fill_the_memory() {
    let mut all = members(&sample().pack());
    for (name, bytes) in &mut all {
        if name.ends_with("checkpoint.txt") {
            *bytes = vec![b'a'; 300_000];
        }
    }
    let report = verify_bytes(tar_of(&all).as_slice(), None);
    assert!(has(&report, DefectCode::TarForm));
    assert_eq!(report.verdict, Verdict::Invalid);
}

#[test]
fn a_ruined_package_does_not_ruin_the_report() {
    let lines = "x\n".repeat(5_000).into_bytes();
    let mut all = members(&sample().pack());
    all.iter_mut().filter(|(name, _)| name.ends_with("facts.jsonl")).for_each(|(_, b)| {
        b.clone_from(&lines);
    });
    let report = verify_bytes(tar_of(&all).as_slice(), None);
    assert_eq!(report.defects.len(), MAX_DEFECTS);
    assert!(report.more_defects >= 4_000);
}

#[test]
fn what_is_no_package_is_not_proven() {
    for bytes in [&b""[..], b"%PDF-1.7", &[0; 512], &[0; 10_240], &[0xFF; 4096]] {
        let report = verify_bytes(bytes, None);
        assert!(matches!(report.verdict, Verdict::Incomplete | Verdict::Invalid));
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        let report = verify_bytes(bytes.as_slice(), None);
        prop_assert!(!report.defects.is_empty());
    }

    #[test]
    fn no_facts_panic(lines in "(\\PC|[{}\",:n0-9]|\n){0,200}") {
        let mut all = members(&sample().pack());
        for (name, bytes) in &mut all {
            if name.ends_with("facts.jsonl") || name.ends_with("proofs.jsonl") {
                *bytes = lines.clone().into_bytes();
            }
        }
        let report = verify_bytes(tar_of(&all).as_slice(), None);
        prop_assert!(!report.defects.is_empty());
    }
}
