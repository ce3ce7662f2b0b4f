//! Subtree proofs against the definition, requests cut off anywhere, and reports that lie.

use ledger::{
    EntryPackage, Hash, KeyName, MAX_LEAF_BYTES, MAX_REPORT_LEAVES, MirrorInfo, Recount, Report,
    ReportError, Sha256Tree, Step, Tally, TreeHash as _, UploadHead, UploadReader, packages,
    root_at, subtree_proof, subtree_ranges, unbundle, verify_subtree,
};
use proptest::prelude::*;

use crate::stored::Stored;

/// Above three tiles, and no multiple of anything.
const SIZE: u64 = 777;

fn leaf_hash(n: u64) -> Hash {
    Sha256Tree::leaf_hash(format!("leaf {n}").as_bytes())
}

/// The root of leaves as RFC 6962 defines it.
fn root_of(from: u64, to: u64) -> Hash {
    match to - from {
        1 => leaf_hash(from),
        size => {
            let half = (size.div_ceil(2)).next_power_of_two();
            let half = if half >= size { half / 2 } else { half };
            Sha256Tree::node_hash(&root_of(from, from + half), &root_of(from + half, to))
        }
    }
}

/// The proof as the definition of subtree consistency proofs has it.
fn proof_of((start, end): (u64, u64), (from, to): (u64, u64), is_known: bool) -> Vec<Hash> {
    if start == from && end == to {
        return if is_known { Vec::new() } else { vec![root_of(from, to)] };
    }
    let mut half = 1;
    while half * 2 < to - from {
        half *= 2;
    }
    let middle = from + half;
    let (mut proof, sibling) = if end <= middle {
        (proof_of((start, end), (from, middle), is_known), root_of(middle, to))
    } else if middle <= start {
        (proof_of((start, end), (middle, to), is_known), root_of(from, middle))
    } else {
        (proof_of((middle, end), (middle, to), false), root_of(from, middle))
    };
    proof.push(sibling);
    proof
}

#[test]
fn subtree_proofs_are_as_they_are_defined() {
    let stored = Stored::<Sha256Tree>::of(SIZE);
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, SIZE] {
        let root = root_at::<Sha256Tree, _>(size, &stored).unwrap();
        assert_eq!(root, root_of(0, size));
        for leaves in (0..size).step_by(5).flat_map(|start| {
            let widest = if start == 0 { size } else { 1 << start.trailing_zeros() };
            [1, 2, 3, 5, 44, 256].map(|width| (start, (start + width.min(widest)).min(size)))
        }) {
            let ours = subtree_proof::<Sha256Tree, _>(leaves, size, &stored).unwrap();
            assert_eq!(ours, proof_of(leaves, (0, size), true), "{leaves:?} of {size}");
            let subtree = root_of(leaves.0, leaves.1);
            let verify = |subtree: &Hash, root: &Hash, proof: &[Hash]| {
                verify_subtree::<Sha256Tree>(leaves, size, subtree, root, proof)
            };
            assert_eq!(verify(&subtree, &root, &ours), Ok(()), "{leaves:?} of {size}");
            assert!(verify(&leaf_hash(9999), &root, &ours).is_err());
            assert!(verify(&subtree, &leaf_hash(9999), &ours).is_err());
            assert!(verify(&subtree, &root, &[ours.as_slice(), &[root]].concat()).is_err());
            for place in 0..ours.len() {
                let mut other = ours.clone();
                other[place][7] ^= 1;
                assert!(verify(&subtree, &root, &other).is_err(), "{leaves:?} of {size}");
            }
        }
    }
    for leaves in [(3, 3), (1, 3), (256, 770), (0, SIZE + 1)] {
        assert!(subtree_proof::<Sha256Tree, _>(leaves, SIZE, &stored).is_err(), "{leaves:?}");
        assert!(subtree_ranges(leaves, SIZE).is_err());
    }
}

#[test]
fn packages_lie_between_the_borders() {
    let of = |start, end| {
        packages(start, end).map(|it| (it.border, it.start, it.end)).collect::<Vec<_>>()
    };
    assert_eq!(of(0, 0), []);
    assert_eq!(of(300, 300), []);
    assert_eq!(of(0, 256), [(0, 0, 256)]);
    assert_eq!(of(5, 9), [(0, 5, 9)]);
    assert_eq!(of(200, 600), [(0, 200, 256), (256, 256, 512), (512, 512, 600)]);
}

/// A whole request and its packages.
fn request(start: u64, end: u64) -> (UploadHead, Vec<EntryPackage>, Vec<u8>) {
    let origin = KeyName::parse("log.example/1").unwrap();
    let head = UploadHead { origin, start, end, ticket: b"any".to_vec() };
    let mut bytes = head.to_bytes().unwrap();
    let mut whole = Vec::new();
    for range in packages(start, end) {
        let entries = (range.start..range.end).map(|n| format!("leaf {n}").into_bytes());
        let proof = vec![leaf_hash(1), leaf_hash(2)];
        let package = EntryPackage { range, entries: entries.collect(), proof };
        bytes.extend(package.to_bytes().unwrap());
        whole.push(package);
    }
    (head, whole, bytes)
}

#[test]
fn a_request_reads_the_same_in_pieces_of_any_size() {
    let (head, whole, bytes) = request(250, 700);
    for size in [1, 7, 1000, bytes.len()] {
        let (mut reader, mut read) = (UploadReader::default(), Vec::new());
        for piece in bytes.chunks(size) {
            assert!(!reader.is_whole());
            reader.put(piece);
            if reader.head().unwrap().is_none() {
                continue;
            }
            while let Some(package) = reader.package(MAX_LEAF_BYTES).unwrap() {
                read.push(package);
            }
        }
        assert!(reader.is_whole());
        assert_eq!((reader.head().unwrap(), &read), (Some(&head), &whole));
    }
}

proptest! {
    #[test]
    fn what_is_cut_off_gives_the_whole_packages_before(cut in 0_usize..9_000) {
        let (_, whole, bytes) = request(250, 700);
        let cut = cut.min(bytes.len());
        let mut reader = UploadReader::default();
        reader.put(&bytes[..cut]);
        let mut read = Vec::new();
        if reader.head().unwrap().is_some() {
            while let Some(package) = reader.package(MAX_LEAF_BYTES).unwrap() {
                read.push(package);
            }
        }
        prop_assert_eq!(&whole[..read.len()], &read[..]);
        prop_assert_eq!(reader.is_whole(), cut == bytes.len());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut reader = UploadReader::default();
        reader.put(&bytes);
        if let Ok(Some(_)) = reader.head() {
            drop(reader.package(MAX_LEAF_BYTES));
        }
        drop(unbundle(&bytes));
        let text = String::from_utf8_lossy(&bytes);
        drop(MirrorInfo::parse(&text));
        drop(Recount::parse(&text));
        drop(Report::parse(&text));
    }
}

#[test]
fn an_entry_longer_than_a_leaf_is_refused_before_it_came() {
    let (head, ..) = request(0, 3);
    let mut reader = UploadReader::default();
    reader.put(&head.to_bytes().unwrap());
    reader.head().unwrap();
    reader.put(&60_000_u16.to_be_bytes());
    assert!(reader.package(MAX_LEAF_BYTES).is_err());
}

#[test]
fn info_is_three_lines() {
    let info = MirrorInfo { size: 700, next: 512, ticket: b"any".to_vec() };
    assert_eq!(info.to_string(), "700\n512\nYW55\n");
    assert_eq!(MirrorInfo::parse("700\n512\nYW55\n"), Some(info));
    for wrong in ["", "700\n512\n", "700\n512\nYW55", "700\n0512\n\n", "1\n2\n\n\n", "1\n2\n?\n"] {
        assert_eq!(MirrorInfo::parse(wrong), None, "{wrong}");
    }
}

/// A leaf of that kind, at that hour of the log's life.
fn line(n: u64, hour: u64, kind: &str, stream: &str, rest: &str) -> String {
    let at = 1_741_276_800_000 + hour * 3_600_000; // 2025-03-07T00:00+08:00
    let rest = if rest.is_empty() { String::new() } else { format!("\"size\":{rest},") };
    format!("{{\"at\":{at},\"n\":{n},{rest}\"stream\":\"{stream}\",\"t\":\"{kind}\"}}")
}

fn tally(lines: &[String]) -> Tally {
    let mut tally = Tally::new();
    lines.iter().for_each(|line| tally.count(line));
    tally
}

fn two_days() -> Vec<String> {
    vec![
        line(0, 1, "case.registered", "case_1", ""),
        line(1, 2, "case.opened", "case_1", ""),
        line(2, 3, "recording.received", "rec_1", ""),
        line(3, 23, "recording.received", "rec_2", ""),
        line(4, 25, "recording.deposited", "rec_1", "3000"),
        line(5, 26, "case.deemed_opened", "case_2", ""),
        line(6, 47, "recording.deposited", "rec_2", "50"),
        line(7, 48, "recording.deposited", "rec_3", "7"),
        line(8, 49, "nothing.known", "case_2", ""),
        "no leaf at all".to_owned(),
    ]
}

#[test]
fn figures_are_counted_by_day_and_name_their_leaves() {
    let mut tally = tally(&two_days());
    assert_eq!(tally.due("2025-03-07"), None, "the day runs");
    assert_eq!(tally.due("2025-03-08"), Some(4));
    let first = tally.report(4);
    assert_eq!((first.day.as_str(), first.from, first.to), ("2025-03-07", 0, 4));
    assert_eq!(first.figure("cases_opened"), 1);
    assert_eq!(first.figure("recordings_received"), 2);
    assert_eq!(first.figure("recordings_deposited"), 0);
    assert_eq!(tally.due("2025-03-08"), None);
    assert_eq!(tally.due("2025-03-11"), Some(7));
    let second = tally.report(7);
    assert_eq!((second.day.as_str(), second.from), ("2025-03-08", 4));
    assert_eq!(second.figure("cases_opened"), 1);
    assert_eq!(second.figure("recordings_deposited"), 2);
    assert_eq!(second.figure("recordings_deposited_bytes"), 3050);
    // The second came in within a day; the first 22 hours after it was received.
    assert_eq!(second.figure("recordings_deposited_soon"), 1 + 1);
    let third = tally.report(10);
    // Nobody saw it received: it is not counted as soon.
    assert_eq!(third.figure("recordings_deposited_soon"), 0);
    assert_eq!(third.figure("recordings_deposited"), 1);
    assert_eq!(tally.due("2025-04-01"), None);
    let text = second.to_text().unwrap();
    assert!(text.contains("\"cases_opened\":[[5,1]]"), "{text}");
    assert_eq!(Report::parse(&text).unwrap(), second);
}

#[test]
fn exactly_a_day_is_soon_and_a_moment_more_is_not() {
    for (hours, soon) in [(24, 1), (25, 0)] {
        let lines = [
            line(0, 1, "recording.received", "rec_1", ""),
            line(1, 1 + hours, "recording.deposited", "rec_1", "1"),
        ];
        assert_eq!(tally(&lines).report(2).figure("recordings_deposited_soon"), soon, "{hours}");
    }
}

#[test]
fn a_clock_put_back_ends_no_day() {
    let mut lines = two_days();
    lines.insert(4, line(4, 1, "case.closed", "case_1", ""));
    assert_eq!(tally(&lines).due("2025-03-08"), Some(5));
}

#[test]
fn a_large_day_has_several_reports_that_fit() {
    let count = MAX_REPORT_LEAVES + 10;
    let kind = "recording.deposited";
    let size = (1_u64 << 53) - 1;
    let line = |n| line(n, 1, kind, "rec_1", &size.to_string());
    let mut tally = tally(&(0..count).map(line).collect::<Vec<_>>());
    assert_eq!(tally.due("2025-03-08"), Some(MAX_REPORT_LEAVES));
    let report = tally.report(MAX_REPORT_LEAVES);
    let text = report.to_text().unwrap();
    assert!(text.len() < ledger::MAX_REPORT_BYTES, "{}", text.len());
    assert_eq!(Report::parse(&text).unwrap(), report);
    assert_eq!(tally.due("2025-03-08"), Some(count));
}

/// The honest report, and one that a lie was worked into.
fn lie(change: impl FnOnce(&mut Report)) -> Vec<(String, u64, u64, u64)> {
    let ours = tally(&two_days()).report(8);
    let mut told = ours.clone();
    change(&mut told);
    let differences = told.differences(&ours).into_iter();
    differences.map(|it| (it.indicator, it.told, it.recounted, it.leaf)).collect()
}

#[test]
fn a_figure_that_differs_names_its_first_leaf() {
    let named = |code: &str, told, ours, leaf| vec![(code.to_owned(), told, ours, leaf)];
    assert_eq!(lie(|_| {}), vec![]);
    let opened = "cases_opened";
    let steps = |told: &mut Report, steps: &[(u64, u64)]| {
        told.counted.insert(opened.to_owned(), steps.to_vec());
    };
    // Left out, made up, made larger, moved, and left out altogether.
    assert_eq!(lie(|told| steps(told, &[(1, 1)])), named(opened, 1, 2, 5));
    assert_eq!(lie(|told| steps(told, &[(1, 1), (5, 1), (7, 1)])), named(opened, 3, 2, 7));
    assert_eq!(lie(|told| steps(told, &[(1, 1), (5, 28)])), named(opened, 29, 2, 5));
    assert_eq!(lie(|told| steps(told, &[(2, 1), (5, 1)])), named(opened, 2, 2, 1));
    assert_eq!(lie(|told| drop(told.counted.remove(opened))), named(opened, 0, 2, 1));
    let archived = "cases_archived";
    let add = |told: &mut Report| told.add(archived, Step { leaf: 6, amount: 98 });
    assert_eq!(lie(add), named(archived, 98, 0, 6));
}

#[test]
fn what_is_no_report_is_refused() {
    let whole = r#"{"indicators":1,"day":"2025-03-07","from":2,"to":9,"counted":{"cases_opened":[[2,1],[8,1]]}}"#;
    assert!(Report::parse(whole).is_ok());
    for (from, to) in [
        ("\"indicators\":1", "\"indicators\":2"),
        ("[2,1]", "[1,1]"),
        ("[8,1]", "[9,1]"),
        ("[8,1]", "[2,1]"),
        ("cases_opened", "cases_dreamt_of"),
        ("\"from\"", "\"more\":1,\"from\""),
        ("[8,1]", "[8,-1]"),
    ] {
        let wrong = whole.replacen(from, to, 1);
        assert!(Report::parse(&wrong).is_err(), "{wrong}");
    }
    let long = format!("{whole}{}", " ".repeat(ledger::MAX_REPORT_BYTES));
    assert!(matches!(Report::parse(&long), Err(ReportError::TooLong)));
}
