//! Facts that contradict their leaves, their proofs, their streams or each other.
//! All manifests match: only the facts themselves can tell.

use archive::{DefectCode, Report, Verdict};

use crate::sample::{Sample, blamed, documents, fact, pack, policy, prove, sample, verify_bytes};

const FACTS: &str = "data/facts.jsonl";
const PROOFS: &str = "data/proofs.jsonl";

fn check(sample: &Sample) -> Report {
    verify_bytes(sample.pack().as_slice(), Some(&policy()))
}

fn spoilt(code: DefectCode, file: &str, spoil: impl Fn(&mut Sample)) {
    let mut sample = sample();
    spoil(&mut sample);
    let report = check(&sample);
    assert!(report.defects.iter().any(|d| d.code == code && d.file == file), "{report:#?}");
    assert_ne!(report.verdict, Verdict::Proven);
}

#[test]
fn a_changed_body_is_found() {
    spoilt(DefectCode::BodyAltered, FACTS, |s| {
        s.facts[0].body = Some("{\"当事人\":\"李四\"}".to_owned());
    });
    spoilt(DefectCode::BodyAltered, FACTS, |s| s.facts[0].salt = s.facts[1].salt.clone());
    spoilt(DefectCode::BodyAltered, FACTS, |s| s.facts[0].salt = Some("x".to_owned()));
    spoilt(DefectCode::BodyAltered, FACTS, |s| s.facts[0].salt = None);
    spoilt(DefectCode::BodyAltered, FACTS, |s| s.facts[0].body = None);
}

#[test]
fn a_body_lawfully_destroyed_leaves_the_fact_proven() {
    let mut sample = sample();
    sample.facts[0].salt = None;
    sample.facts[0].body = None;
    let report = check(&sample);
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
    assert!(report.warnings.iter().any(|warning| warning.contains("1 条事实不含正文")));
}

#[test]
fn a_changed_leaf_is_not_in_the_log() {
    spoilt(DefectCode::ProofWrong, FACTS, |s| {
        s.facts[1].leaf = s.facts[1].leaf.replace("off_1", "off_2");
    });
}

#[test]
fn a_leaf_that_no_writer_wrote_is_refused() {
    spoilt(DefectCode::Form, FACTS, |s| s.facts[1].leaf = s.facts[1].leaf.replace(':', ": "));
}

#[test]
fn what_stands_beside_the_leaf_must_repeat_it() {
    spoilt(DefectCode::FactDisagrees, FACTS, |s| s.facts[1].stream = "case_2".to_owned());
    spoilt(DefectCode::FactDisagrees, FACTS, |s| s.facts[1].version = 9);
    spoilt(DefectCode::FactDisagrees, FACTS, |s| s.facts[3].n = 6);
}

#[test]
fn facts_out_of_order_are_found() {
    spoilt(DefectCode::FactOrder, FACTS, |s| s.facts.swap(0, 1));
    spoilt(DefectCode::FactOrder, FACTS, |s| {
        let twice = s.facts[0].clone();
        s.facts.insert(1, twice);
    });
}

#[test]
fn a_fact_left_out_of_its_stream_is_found() {
    for left_out in [0, 1] {
        spoilt(DefectCode::StreamGap, FACTS, |s| {
            s.facts.remove(left_out);
            s.proofs.remove(left_out);
        });
    }
}

#[test]
fn a_stream_that_does_not_begin_at_its_beginning_is_found() {
    let late = prove(vec![fact((1, "case_1", 2), "{}", None)], vec![]);
    let report = check(&late);
    assert_eq!(blamed(&report), [FACTS]);
    assert_eq!(report.defects[0].code, DefectCode::StreamGap);
}

#[test]
fn proofs_that_do_not_fit_are_named() {
    spoilt(DefectCode::ProofMissing, PROOFS, |s| {
        s.proofs.remove(1);
    });
    spoilt(DefectCode::ProofWrong, FACTS, |s| {
        s.proofs[0].proof.swap(0, 1);
    });
    spoilt(DefectCode::ProofWrong, FACTS, |s| {
        s.proofs[0].proof.pop();
    });
    spoilt(DefectCode::ProofWrong, PROOFS, |s| {
        let mut unasked = s.proofs[0].clone();
        unasked.n = 3;
        s.proofs.push(unasked);
    });
    spoilt(DefectCode::Form, PROOFS, |s| {
        let twice = s.proofs[0].clone();
        s.proofs.push(twice);
    });
    spoilt(DefectCode::Form, PROOFS, |s| s.proofs[0].proof[0] = "AAAA".to_owned());
    spoilt(DefectCode::Form, PROOFS, |s| {
        let hash = s.proofs[0].proof[0].clone();
        s.proofs[0].proof = vec![hash; 65];
    });
}

#[test]
fn a_proof_left_out_makes_the_package_incomplete() {
    let mut sample = sample();
    sample.proofs.remove(1);
    assert_eq!(check(&sample).verdict, Verdict::Incomplete);
}

#[test]
fn a_package_without_facts_proves_nothing() {
    let report = check(&prove(vec![], vec![]));
    assert_eq!(report.verdict, Verdict::Incomplete);
}

#[test]
fn the_size_and_sm3_that_a_fact_names_must_fit_too() {
    let [document, recording]: [_; 2] = documents().try_into().unwrap();
    let mut wrong = fact((2, "case_1", 1), "{}", Some(&document.1));
    wrong.leaf = wrong.leaf.replace("\"size\":12", "\"size\":13");
    let other = fact((4, "rec_1", 1), "{}", Some(&recording.1));
    let report = check(&prove(vec![wrong, other], documents()));
    assert_eq!(blamed(&report), ["data/main/001_WS01.pdf"]);
}

#[test]
fn facts_of_two_cases_are_pointed_out() {
    let mut facts = sample().facts;
    facts[3].leaf = facts[3].leaf.replace("\"case\":\"case_1\"", "\"case\":\"case_9\"");
    let report = check(&prove(facts, documents()));
    assert_eq!(report.verdict, Verdict::Proven);
    assert!(report.warnings.iter().any(|warning| warning.contains("2 个案件")));
}

/// Keys left out and lists say the same to a lenient reader; the format has one way to write it.
#[test]
fn a_line_written_in_another_way_is_no_line() {
    let fact = &sample().facts[0];
    let (n, leaf) = (fact.n, serde_json::to_string(&fact.leaf).unwrap());
    let proof = serde_json::to_string(&sample().proofs[0].proof).unwrap();
    let body = serde_json::to_string(&(&fact.salt, &fact.body)).unwrap();
    let body = body.trim_matches(['[', ']']);
    let begun = format!(r#"{{"n":{n},"stream":"case_1","version":1,"leaf":{leaf}"#);
    for (file, line) in [
        (FACTS, format!("{begun}}}")),
        (FACTS, format!(r#"{begun},"salt":null}}"#)),
        (FACTS, format!(r#"[{n},"case_1",1,{leaf},{body}]"#)),
        (PROOFS, format!("[{n},{proof}]")),
    ] {
        let mut payload = sample().payload();
        for (path, bytes) in &mut payload {
            if file.ends_with(path.as_str()) {
                let text = String::from_utf8(bytes.clone()).unwrap();
                let (_, rest) = text.split_once('\n').unwrap();
                *bytes = format!("{line}\n{rest}").into_bytes();
            }
        }
        let report = verify_bytes(&pack(&payload).0, Some(&policy()));
        let named = |d: &archive::Defect| d.code == DefectCode::Form && d.file == file;
        assert!(report.defects.iter().any(named), "{line}: {report:#?}");
    }
}

#[test]
fn facts_out_of_order_accuse_no_proof() {
    let mut sample = sample();
    sample.facts.reverse();
    assert_eq!(blamed(&check(&sample)), [FACTS]);
}
