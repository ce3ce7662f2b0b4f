//! What the writer writes, and what it refuses to.

use std::io::{self, Read};

use archive::{Item, PackError, PackagePlan, Verdict, digests_of, write};
use terms::Timestamp;

use crate::sample::{TOP, members, pack, plan, policy, sample, verify_bytes};

#[test]
fn a_sound_package_is_proven() {
    let tar = sample().pack();
    let report = verify_bytes(tar.as_slice(), Some(&policy()));
    assert_eq!(report.defects, []);
    assert_eq!(report.verdict, Verdict::Proven);
    assert_eq!((report.facts, report.files), (4, 14));
    assert_eq!(report.package.as_deref(), Some(TOP));
    assert_eq!(report.log.unwrap().size, 7);
    assert_eq!(report.witnesses[0].name, "w");
}

#[test]
fn equal_plans_give_equal_bytes_and_their_digests() {
    let payload = sample().payload();
    let (first, written) = pack(&payload);
    let (second, _) = pack(&payload);
    assert_eq!(first, second);
    assert_eq!(written.digests, digests_of(&first));
    assert_eq!(written.files, 8);
}

#[test]
fn tag_files_come_first_and_the_payload_in_order() {
    let payload = sample().payload();
    let names: Vec<String> = members(&pack(&payload).0).into_iter().map(|(path, _)| path).collect();
    let tags = [
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest-sm3.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sm3.txt",
    ];
    let wanted: Vec<String> = tags
        .iter()
        .map(|tag| format!("{TOP}/{tag}"))
        .chain(payload.iter().map(|(path, _)| format!("{TOP}/data/{path}")))
        .collect();
    assert_eq!(names, wanted);
}

fn try_write(plan: &PackagePlan, bytes: &'static [u8]) -> Result<archive::Written, PackError> {
    let mut open = |_: &Item| -> io::Result<Box<dyn Read>> { Ok(Box::new(bytes)) };
    write(plan, &mut open, &mut Vec::new())
}

#[test]
fn an_item_that_is_not_the_planned_one_is_named() {
    let one = plan(&[("main/a.pdf".to_owned(), b"planned".to_vec())]);
    for other in [&b"plannee"[..], b"planne", b"planned!", b""] {
        let refused = try_write(&one, other).unwrap_err();
        assert!(matches!(refused, PackError::Mismatch { path } if path == "main/a.pdf"));
    }
    assert!(try_write(&one, b"planned").is_ok());
}

#[test]
fn paths_that_a_package_cannot_hold_are_refused() {
    let long = format!("main/{}", "x".repeat(65));
    let deep = "d/".repeat(100) + "x";
    for path in [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "main/../a",
        ".hidden",
        "a b",
        "案卷.pdf",
        "a\\b",
        &long,
        &deep,
    ] {
        let refused = try_write(&plan(&[(path.to_owned(), vec![])]), b"").unwrap_err();
        assert!(matches!(refused, PackError::Path(_)), "{path}");
    }
    let longest = format!("{}/{}/{}", "a".repeat(64), "b".repeat(64), "c".repeat(30));
    assert!(try_write(&plan(&[(longest, vec![])]), b"").is_ok());
}

#[test]
fn two_items_at_one_path_are_refused() {
    let twice = plan(&[("a.pdf".to_owned(), vec![]), ("A.pdf".to_owned(), vec![])]);
    assert!(matches!(try_write(&twice, b""), Err(PackError::Repeated(_))));
}

#[test]
fn information_that_would_break_the_file_is_refused() {
    for (label, value) in [
        ("", "x"),
        ("A B", "x"),
        ("A:", "x"),
        ("A", ""),
        ("A", "x\nPayload-Oxum: 0.0"),
        ("A", " x"),
        ("payload-oxum", "1.1"),
        ("A", &"x".repeat(1001)),
    ] {
        let mut plan = plan(&[]);
        plan.info = vec![(label.to_owned(), value.to_owned())];
        assert!(matches!(try_write(&plan, b""), Err(PackError::Info(_))), "{label}: {value}");
    }
    let mut named = plan(&[]);
    named.name = "a/b".to_owned();
    assert!(matches!(try_write(&named, b""), Err(PackError::Name(_))));
}

#[test]
fn a_time_before_1970_does_not_stop_the_writer() {
    let mut early = plan(&[]);
    early.made_at = Timestamp::from_ms(-1);
    assert!(try_write(&early, b"").is_ok());
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("disk"))
    }
}

impl io::Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("disk"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failing_source_and_a_failing_sink_are_told_apart() {
    let one = plan(&[("a.pdf".to_owned(), b"x".to_vec())]);
    let mut broken = |_: &Item| -> io::Result<Box<dyn Read>> { Ok(Box::new(Broken)) };
    let failed = write(&one, &mut broken, &mut Vec::new()).unwrap_err();
    assert!(matches!(failed, PackError::Read { path, .. } if path == "a.pdf"));
    let mut closed = |_: &Item| -> io::Result<Box<dyn Read>> { Err(io::Error::other("gone")) };
    let failed = write(&one, &mut closed, &mut Vec::new()).unwrap_err();
    assert!(matches!(failed, PackError::Read { .. }));
    let mut open = |_: &Item| -> io::Result<Box<dyn Read>> { Ok(Box::new(&b"x"[..])) };
    let failed = write(&one, &mut open, &mut Broken).unwrap_err();
    assert!(matches!(failed, PackError::Sink(_)));
}

/// Beyond what the octal size of a ustar header can say.
#[test]
fn a_recording_of_nine_gibibytes_has_a_header_that_says_so() {
    const NINE_GIB: u64 = 9 << 30;
    let mut header = tar::Header::new_ustar();
    header.set_size(NINE_GIB);
    header.set_cksum();
    assert_eq!(header.entry_size().unwrap(), NINE_GIB);
}

/// The format page quotes these; a change here is a change of the format.
#[test]
fn the_sample_package_has_the_bytes_of_the_format_page() {
    let (tar, written) = pack(&sample().payload());
    let page = include_str!("../../../../docs/formats/package.md");
    let digests = written.digests;
    for quoted in [
        format!("- size: {}", digests.size_bytes),
        format!("- SHA-256: `{}`", digests.sha256),
        format!("- SM3: `{}`", digests.sm3),
    ] {
        assert!(page.contains(&quoted), "docs/formats/package.md does not say `{quoted}`");
    }
    for (name, bytes) in members(&tar) {
        if name.ends_with("tagmanifest-sha256.txt") || name.ends_with("bag-info.txt") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(page.contains(&text), "docs/formats/package.md does not quote\n{text}");
        }
    }
    let first = sample().facts.remove(0);
    assert!(page.contains(&first.leaf), "docs/formats/package.md does not quote\n{}", first.leaf);
}
