//! Members too long to be gathered: passed over first, read later, several at a time.

use archive::{DefectCode, Verdict};

use crate::sample::{Sample, blamed, pack, policy, sample, verify_bytes};

/// More long members than there are lanes, of lengths around the limit, and short ones between.
fn with_long_members() -> Sample {
    let mut sample = sample();
    for number in 0..20_usize {
        let long = 256 * 1024 - 2 + number * 301 + (number % 3) * 90_000;
        let bytes = |len: usize| (0..251_u8).cycle().skip(number).take(len).collect::<Vec<u8>>();
        sample.files.push((format!("extra/{number:02}-long.bin"), bytes(long)));
        sample.files.push((format!("extra/{number:02}-short.bin"), bytes(number * 700)));
    }
    sample
}

/// Where the bytes of a member begin, and how many there are.
fn span(tar: &[u8], name: &str) -> (usize, usize) {
    let mut archive = tar::Archive::new(tar);
    let mut entries = archive.entries().unwrap().map(Result::unwrap);
    let entry = entries.find(|entry| entry.path_bytes().ends_with(name.as_bytes())).unwrap();
    let begin = usize::try_from(entry.raw_file_position()).unwrap();
    (begin, usize::try_from(entry.size()).unwrap())
}

#[test]
fn long_and_short_members_are_proven_together() {
    let payload = with_long_members().payload();
    let (tar, written) = pack(&payload);
    let report = verify_bytes(&tar, Some(&policy()));
    assert_eq!(report.defects, []);
    assert_eq!(report.verdict, Verdict::Proven);
    assert_eq!(written.digests, archive::digests_of(&tar));
    assert_eq!(written.files, payload.len());
    assert!(report.bytes > 20 * 256 * 1024);
}

#[test]
fn a_flipped_byte_of_a_long_member_is_named() {
    let sound = with_long_members().pack();
    for name in ["00-long.bin", "07-long.bin", "19-long.bin", "19-short.bin"] {
        let (begin, len) = span(&sound, name);
        for at in [begin, begin + len / 2, begin + len - 1] {
            let mut tar = sound.clone();
            tar[at] ^= 1;
            let report = verify_bytes(&tar, Some(&policy()));
            assert_eq!(report.verdict, Verdict::Invalid, "{name} at {at}");
            assert!(blamed(&report).iter().any(|file| file.ends_with(name)), "{name} at {at}");
            assert!(report.defects.iter().all(|defect| defect.code == DefectCode::MemberAltered));
        }
    }
}

#[test]
fn a_package_cut_in_or_after_a_long_member_is_incomplete() {
    let sound = with_long_members().pack();
    for name in ["00-long.bin", "19-long.bin"] {
        let (begin, len) = span(&sound, name);
        for length in [begin, begin + 1, begin + len - 1, begin + len] {
            let report = verify_bytes(&sound[..length], Some(&policy()));
            assert_eq!(report.verdict, Verdict::Incomplete, "{name} at {length}");
            assert!(report.defects.iter().any(|defect| defect.code == DefectCode::Truncated));
        }
    }
}
