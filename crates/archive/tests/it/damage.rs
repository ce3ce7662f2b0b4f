//! Members dropped, added, renamed, doubled, replaced; manifests rewritten to match.

use archive::{DefectCode, Report, Verdict};

use crate::sample::{TOP, blamed, members, policy, sample, tar_of, verify_bytes};

fn path(name: &str) -> String {
    format!("{TOP}/{name}")
}

fn verify_members(members: &[(String, Vec<u8>)]) -> Report {
    verify_bytes(tar_of(members).as_slice(), Some(&policy()))
}

fn names(report: &Report, code: DefectCode, file: &str) -> bool {
    report.defects.iter().any(|defect| defect.code == code && defect.file == file)
}

#[test]
fn a_package_taken_apart_and_put_together_is_still_proven() {
    let mut members = members(&sample().pack());
    members.reverse();
    let report = verify_members(&members);
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
}

#[test]
fn a_dropped_member_is_named() {
    let all = members(&sample().pack());
    for dropped in 0..all.len() {
        let mut rest = all.clone();
        let (name, _) = rest.remove(dropped);
        let report = verify_members(&rest);
        let file = name.strip_prefix(TOP).unwrap()[1..].to_owned();
        assert!(names(&report, DefectCode::MemberMissing, &file), "{file}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Incomplete, "{file}: {:#?}", report.defects);
        assert_eq!(blamed(&report), [file.as_str()], "{:#?}", report.defects);
    }
}

#[test]
fn an_added_member_is_named() {
    for added in ["data/main/999.pdf", "data/extra.txt", "notes.txt", "manifest-md5.txt"] {
        let mut all = members(&sample().pack());
        all.push((path(added), b"planted".to_vec()));
        let report = verify_members(&all);
        assert!(names(&report, DefectCode::MemberUnlisted, added), "{added}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Invalid);
    }
}

#[test]
fn a_renamed_member_is_named_under_both_names() {
    for (name, _) in members(&sample().pack()) {
        let file = name.strip_prefix(TOP).unwrap()[1..].to_owned();
        let renamed = format!("{file}.old");
        let mut all = members(&sample().pack());
        all.iter_mut().filter(|(n, _)| *n == name).for_each(|(n, _)| *n = path(&renamed));
        let report = verify_members(&all);
        assert!(names(&report, DefectCode::MemberMissing, &file), "{file}: {report:#?}");
        assert!(names(&report, DefectCode::MemberUnlisted, &renamed), "{file}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Invalid);
    }
}

#[test]
fn a_doubled_member_is_named_even_in_capitals() {
    for (name, bytes) in members(&sample().pack()) {
        for second in [name.clone(), name.replace(".pdf", ".PDF")] {
            let mut all = members(&sample().pack());
            all.push((second.clone(), bytes.clone()));
            let report = verify_members(&all);
            let file = &second[TOP.len() + 1..];
            assert!(names(&report, DefectCode::MemberRepeated, file), "{second}: {report:#?}");
            assert_eq!(report.verdict, Verdict::Invalid);
        }
    }
}

#[test]
fn two_files_that_change_places_are_both_named() {
    let mut all = members(&sample().pack());
    let (one, two) = (path("data/main/001_WS01.pdf"), path("data/recordings/0001.mp4"));
    for (name, _) in &mut all {
        if *name == one {
            name.clone_from(&two);
        } else if *name == two {
            name.clone_from(&one);
        }
    }
    let report = verify_members(&all);
    assert_eq!(blamed(&report), ["data/main/001_WS01.pdf", "data/recordings/0001.mp4"]);
}

/// Whoever can write the package can also rewrite its manifests; the facts still say otherwise.
#[test]
fn a_replaced_document_with_rewritten_manifests_is_not_in_the_facts() {
    for (index, file) in [(0, "data/main/001_WS01.pdf"), (1, "data/recordings/0001.mp4")] {
        let mut forged = sample();
        forged.files[index].1 = b"forged".to_vec();
        let report = verify_bytes(forged.pack().as_slice(), Some(&policy()));
        assert!(names(&report, DefectCode::NotInFacts, file), "{report:#?}");
        assert_eq!(blamed(&report), [file]);
    }
}

#[test]
fn a_planted_document_with_rewritten_manifests_is_not_in_the_facts() {
    for folder in ["main", "annex", "front", "back", "recordings"] {
        let mut forged = sample();
        forged.files.push((format!("{folder}/planted.pdf"), b"planted".to_vec()));
        let report = verify_bytes(forged.pack().as_slice(), Some(&policy()));
        assert_eq!(blamed(&report), [format!("data/{folder}/planted.pdf")]);
    }
}

/// A document of the facts under another name is still the document of the facts.
#[test]
fn one_manifest_forged_to_match_a_forged_file_does_not_help() {
    for (manifest, tagmanifest) in [
        ("manifest-sha256.txt", "tagmanifest-sha256.txt"),
        ("manifest-sm3.txt", "tagmanifest-sm3.txt"),
    ] {
        let mut forged = sample();
        forged.files[0].1 = b"forged".to_vec();
        let forged = members(&forged.pack());
        let mut all = members(&sample().pack());
        let take_over = [manifest, tagmanifest, "data/main/001_WS01.pdf"].map(path);
        for (name, bytes) in &mut all {
            if take_over.contains(name) {
                *bytes = forged.iter().find(|(n, _)| n == name).unwrap().1.clone();
            }
        }
        let report = verify_members(&all);
        assert_eq!(report.verdict, Verdict::Invalid);
        assert!(names(&report, DefectCode::NotInFacts, "data/main/001_WS01.pdf"), "{report:#?}");
    }
}

#[test]
fn a_wrong_payload_size_is_named_even_under_rewritten_tag_manifests() {
    let mut all = members(&sample().pack());
    for (name, bytes) in &mut all {
        if *name == path("bag-info.txt") {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("Payload-Oxum: ", "Payload-Oxum: 1").into_bytes();
        }
    }
    rewrite_tag_manifests(&mut all);
    let report = verify_members(&all);
    assert_eq!(blamed(&report), ["bag-info.txt"]);
}

#[test]
fn a_list_of_files_to_fetch_is_refused() {
    let mut all = members(&sample().pack());
    all.push((path("fetch.txt"), b"http://x 1 data/main/1.pdf\n".to_vec()));
    rewrite_tag_manifests(&mut all);
    let report = verify_members(&all);
    assert_eq!(blamed(&report), ["fetch.txt"]);
}

fn rewrite_tag_manifests(all: &mut [(String, Vec<u8>)]) {
    let mut tags: Vec<(String, archive::Item)> = all
        .iter()
        .map(|(name, bytes)| (name[TOP.len() + 1..].to_owned(), archive::digests_of(bytes)))
        .filter(|(name, _)| !name.starts_with("data/") && !name.starts_with("tagmanifest"))
        .map(|(path, digests)| (path.clone(), archive::Item { path, digests }))
        .collect();
    tags.sort_by(|a, b| a.0.cmp(&b.0));
    let text = |digest: &dyn Fn(&archive::Item) -> String| -> Vec<u8> {
        let lines = tags.iter().map(|(path, item)| format!("{}  {path}\n", digest(item)));
        lines.collect::<String>().into_bytes()
    };
    for (name, bytes) in all.iter_mut() {
        if *name == path("tagmanifest-sha256.txt") {
            *bytes = text(&|item| item.digests.sha256.to_string());
        } else if *name == path("tagmanifest-sm3.txt") {
            *bytes = text(&|item| item.digests.sm3.to_string());
        }
    }
}
