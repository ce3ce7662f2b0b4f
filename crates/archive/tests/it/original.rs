//! One file checked against the fact that binds it.

use archive::{DefectCode, OriginalProof, Verdict, verify_original};
use ledger::hash_to_base64;

use crate::sample::{documents, log, policy, sample};

fn proof() -> OriginalProof {
    let sample = sample();
    OriginalProof {
        n: sample.facts[1].n,
        leaf: sample.facts[1].leaf.clone(),
        hashes: sample.proofs[1].proof.clone(),
        checkpoint: sample.note.to_string(),
        log_vkey: None,
        leaf_hash: None,
        tree_size: Some(7),
        root: None,
        sm3: None,
        times: None,
    }
}

fn document() -> Vec<u8> {
    documents().remove(0).1
}

#[test]
fn the_very_file_is_proven() {
    let report = verify_original(document().as_slice(), &proof(), Some(&policy())).unwrap();
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
}

#[test]
fn every_flipped_byte_of_the_file_is_noticed() {
    for at in 0..document().len() {
        let mut bytes = document();
        bytes[at] ^= 1;
        let report = verify_original(bytes.as_slice(), &proof(), Some(&policy())).unwrap();
        assert_eq!(report.verdict, Verdict::Invalid);
        assert_eq!(report.defects[0].code, DefectCode::MemberAltered);
    }
}

#[test]
fn without_a_policy_the_claimed_key_is_used_and_it_says_so() {
    let mut proof = proof();
    let report = verify_original(document().as_slice(), &proof, None).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    proof.log_vkey = Some(log().verifier_key().to_string());
    let report = verify_original(document().as_slice(), &proof, None).unwrap();
    assert_eq!(report.verdict, Verdict::NotWitnessed);
    assert!(!report.warnings.is_empty());
}

#[test]
fn a_proof_that_does_not_fit_is_refused() {
    type Spoil = fn(&mut OriginalProof);
    let spoil: [(Spoil, DefectCode); 8] = [
        (|p| p.n = 3, DefectCode::FactDisagrees),
        (|p| p.leaf = p.leaf.replace("off_1", "off_2"), DefectCode::ProofWrong),
        (|p| p.leaf = sample().facts[0].leaf.clone(), DefectCode::NotInFacts),
        (|p| p.leaf.push(' '), DefectCode::Form),
        (|p| p.hashes.swap(0, 1), DefectCode::ProofWrong),
        (|p| p.hashes[0] = "x".to_owned(), DefectCode::Form),
        (|p| p.checkpoint = p.checkpoint.replacen('7', "8", 1), DefectCode::Signature),
        (|p| p.root = Some(hash_to_base64(&[0; 32])), DefectCode::FactDisagrees),
    ];
    for (spoil, code) in spoil {
        let mut proof = proof();
        spoil(&mut proof);
        let report = verify_original(document().as_slice(), &proof, Some(&policy())).unwrap();
        assert!(report.defects.iter().any(|d| d.code == code), "{code:?}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Invalid);
    }
}

#[test]
fn a_proof_file_is_read_whatever_else_stands_in_it() {
    let text = r#"{"n":1,"leaf":"","hashes":[],"checkpoint":"","later":{"more":[1]}}"#;
    assert_eq!(OriginalProof::parse(text).unwrap().n, 1);
    let list = r#"[1,"",[],"",null,null,null,null]"#;
    for wrong in ["", "{}", "[]", list, r#"{"n":-1,"leaf":"","hashes":[],"checkpoint":""}"#] {
        assert!(OriginalProof::parse(wrong).is_err());
    }
    assert!(OriginalProof::parse(&" ".repeat(archive::MAX_PROOF_BYTES + 1)).is_err());
}
