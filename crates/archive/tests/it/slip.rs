//! A party's slip checked against the proof of the leaf that it names.

use archive::{DefectCode, OriginalProof, Verdict, verify_slip};
use ledger::{KeyName, Sha256Tree, Slip, TreeHash as _};

use crate::sample::{log, policy, sample};

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

fn slip() -> Slip {
    let proof = proof();
    Slip {
        origin: log().verifier_key().name().clone(),
        index: proof.n,
        leaf_hash: Sha256Tree::leaf_hash(proof.leaf.as_bytes()),
    }
}

#[test]
fn the_leaf_of_a_slip_is_proven_and_witnessed() {
    let report = verify_slip(&slip().to_string(), &proof(), Some(&policy()));
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
    assert_eq!(report.proven.len(), 2);
}

#[test]
fn without_a_policy_the_claimed_key_is_used_and_it_says_so() {
    let mut proof = proof();
    assert_eq!(verify_slip(&slip().to_string(), &proof, None).verdict, Verdict::Incomplete);
    proof.log_vkey = Some(log().verifier_key().to_string());
    let report = verify_slip(&slip().to_string(), &proof, None);
    assert_eq!(report.verdict, Verdict::NotWitnessed);
}

#[test]
fn a_slip_of_another_leaf_log_or_place_is_refused() {
    let other_leaf = Slip { leaf_hash: [7; 32], ..slip() };
    let other_place = Slip { index: slip().index + 1, ..slip() };
    let other_log = Slip { origin: KeyName::parse("other.example/1").unwrap(), ..slip() };
    for slip in [other_leaf, other_place, other_log] {
        let report = verify_slip(&slip.to_string(), &proof(), Some(&policy()));
        assert_eq!(report.verdict, Verdict::Invalid, "{slip}");
        assert_eq!(report.defects[0].code, DefectCode::FactDisagrees, "{slip}");
        assert!(report.proven.is_empty());
    }
}

#[test]
fn a_proof_that_does_not_fit_is_refused() {
    type Spoil = fn(&mut OriginalProof);
    let spoil: [(Spoil, DefectCode); 5] = [
        (|p| p.leaf = p.leaf.replace("off_1", "off_2"), DefectCode::FactDisagrees),
        (|p| p.leaf.push(' '), DefectCode::FactDisagrees),
        (|p| p.hashes.swap(0, 1), DefectCode::ProofWrong),
        (|p| p.hashes.truncate(1), DefectCode::ProofWrong),
        (|p| p.checkpoint = p.checkpoint.replacen('7', "8", 1), DefectCode::Signature),
    ];
    for (spoil, code) in spoil {
        let mut proof = proof();
        spoil(&mut proof);
        let report = verify_slip(&slip().to_string(), &proof, Some(&policy()));
        assert!(report.defects.iter().any(|d| d.code == code), "{code:?}: {report:#?}");
        assert_eq!(report.verdict, Verdict::Invalid);
        assert!(report.proven.is_empty(), "{report:#?}");
    }
}

#[test]
fn what_is_no_slip_is_named() {
    for text in ["", "LH1", "LH2|a|1|b", "https://example/check/1/x"] {
        let report = verify_slip(text, &proof(), Some(&policy()));
        assert_eq!((report.verdict, report.defects[0].code), (Verdict::Invalid, DefectCode::Form));
    }
}
