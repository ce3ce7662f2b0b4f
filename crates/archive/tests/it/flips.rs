//! Every byte of every member is flipped, one at a time: the report names that file and no other.

use archive::{Policy, Verdict};

use crate::sample::{TOP, blamed, members, policy, sample, verify_bytes};

/// Offset and length of each member's bytes in the tar, with its path below the top folder.
fn spans(tar: &[u8]) -> Vec<(usize, usize, String)> {
    let mut at = 0;
    let mut spans = Vec::new();
    for (path, bytes) in members(tar) {
        at += 512;
        assert_eq!(&tar[at..at + bytes.len()], bytes);
        spans.push((at, bytes.len(), path.strip_prefix(TOP).unwrap()[1..].to_owned()));
        at += bytes.len().next_multiple_of(512);
    }
    spans
}

fn flip_all(policy: Option<&Policy>, mask: u8, wanted: impl Fn(&str) -> bool) {
    let sound = sample().pack();
    let mut flipped = 0;
    for (from, length, path) in spans(&sound).into_iter().filter(|(_, _, path)| wanted(path)) {
        for at in from..from + length {
            let mut tar = sound.clone();
            tar[at] ^= mask;
            let report = verify_bytes(tar.as_slice(), policy);
            assert_eq!(blamed(&report), [path.as_str()], "byte {}: {report:#?}", at - from);
            assert_eq!(report.verdict, Verdict::Invalid, "{path} byte {}", at - from);
            flipped += 1;
        }
    }
    assert!(flipped > 0);
}

fn is_manifest(path: &str) -> bool {
    path.contains("manifest-")
}

#[test]
fn each_flipped_byte_of_a_manifest_is_named() {
    flip_all(None, 1, is_manifest);
}

/// Bit 5 turns digits and letters into other printable characters, and small into capital.
#[test]
fn each_change_of_case_in_a_manifest_is_named() {
    flip_all(Some(&policy()), 0x20, is_manifest);
}

#[test]
fn each_flipped_byte_of_the_facts_is_named() {
    flip_all(None, 1, |path| path == "data/facts.jsonl");
}

#[test]
fn each_flipped_byte_of_any_other_file_is_named() {
    flip_all(None, 1, |path| !is_manifest(path) && path != "data/facts.jsonl");
}

#[test]
fn each_flipped_byte_of_what_the_policy_judges_is_named() {
    let judged = ["data/checkpoint.txt", "data/log.vkey", "data/proofs.jsonl"];
    flip_all(Some(&policy()), 0x80, |path| judged.contains(&path));
}

/// Headers and padding belong to no file. What a flip there changes must still be no file's bytes.
#[test]
fn a_flipped_byte_between_the_files_never_passes_with_other_contents() {
    let sound = sample().pack();
    let contents = members(&sound);
    let spans = spans(&sound);
    let between = |at: &usize| !spans.iter().any(|(from, len, _)| (*from..from + len).contains(at));
    // A sample of them: headers repeat.
    for at in (0..sound.len()).filter(between).step_by(29) {
        for mask in [1, 0x20] {
            let mut tar = sound.clone();
            tar[at] ^= mask;
            let report = verify_bytes(tar.as_slice(), None);
            if report.verdict == Verdict::NotWitnessed {
                assert_eq!(members(&tar), contents, "byte {at}");
            }
        }
    }
}

#[test]
fn a_package_cut_anywhere_is_incomplete() {
    let sound = sample().pack();
    let end = spans(&sound).last().map(|(from, len, _)| from + len).unwrap();
    for length in (0..end).step_by(61).chain([end - 1]) {
        let report = verify_bytes(&sound[..length], None);
        assert_eq!(report.verdict, Verdict::Incomplete, "{length} bytes: {:#?}", report.defects);
    }
}
