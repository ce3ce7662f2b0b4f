//! The SM3 tree's part of a package: demanded by a policy or not, damaged, and left out.

use archive::{DefectCode, Policy, ProofLine, Report, Verdict};
use ledger::{Fetched, Frontier, SignedNote, Sm2LogSigner, Sm3Tree, TreeHash, inclusion_proof};

use crate::sample::{ORIGIN, Sample, log, pack, sample, verify_bytes, witness};

const PROOFS: &str = "sm3/proofs.jsonl";
const CHECKPOINT: &str = "sm3/checkpoint.txt";
const KEY: &str = "sm3/log.vkey";

fn signer() -> Sm2LogSigner {
    Sm2LogSigner::from_secret(ORIGIN, [5; 32]).unwrap()
}

/// Which keys a policy names.
fn policy(with_log: bool, with_sm3: bool) -> Policy {
    let (log, sm3, witness) = (log(), signer(), witness());
    let mut text = String::new();
    if with_log {
        text += &format!("log {}\n", log.verifier_key());
    }
    if with_sm3 {
        text += &format!("log {}\n", sm3.verifier_key());
    }
    text += &format!("witness w {}\nquorum w\n", witness.verifier_key());
    Policy::parse(&text).unwrap()
}

/// The head of the SM3 tree over the sample's log, and the proofs of its facts.
fn proven(sample: &Sample) -> (SignedNote, Vec<ProofLine>) {
    let (mut tree, mut hashes) = (Frontier::<Sm3Tree>::new(), Fetched::default());
    for n in 0..7 {
        let leaf = sample.facts.iter().find(|fact| fact.n == n);
        let leaf = leaf.map_or_else(|| format!("another case {n}"), |fact| fact.leaf.clone());
        let hash = Sm3Tree::leaf_hash(leaf.as_bytes());
        hashes.insert(0, n, hash);
        tree.push(hash);
    }
    let prove = |n| ProofLine::new(n, &inclusion_proof::<Sm3Tree, _>(n, 7, &hashes).unwrap());
    let proofs = sample.facts.iter().map(|fact| prove(fact.n)).collect();
    (signer().sign(7, tree.root()).unwrap(), proofs)
}

fn lines(proofs: &[ProofLine]) -> Vec<u8> {
    let mut bytes = Vec::new();
    proofs.iter().for_each(|proof| proof.write_to(&mut bytes).unwrap());
    bytes
}

/// The sample's payload with the SM3 part, spoilt before it is packed.
fn packed(spoil: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let sample = sample();
    let (mut note, proofs) = proven(&sample);
    note.add(witness().cosign(&note, 1_764_000_100)).unwrap();
    let mut payload = sample.payload();
    for (path, bytes) in [
        (PROOFS, lines(&proofs)),
        (CHECKPOINT, note.to_string().into_bytes()),
        (KEY, format!("{}\n", signer().verifier_key()).into_bytes()),
    ] {
        payload.push((path.to_owned(), bytes));
    }
    spoil(&mut payload);
    pack(&payload).0
}

fn with(path: &str, text: impl Into<Vec<u8>>) -> Vec<u8> {
    let text = text.into();
    packed(|payload| {
        payload.iter_mut().filter(|(known, _)| known == path).for_each(|(_, b)| *b = text.clone());
    })
}

fn has(report: &Report, code: DefectCode, file: &str) -> bool {
    let file = format!("data/{file}");
    report.defects.iter().any(|defect| defect.code == code && defect.file == file)
}

#[test]
fn a_policy_demands_the_trees_it_names() {
    let tar = packed(|_| {});
    for (log, sm3) in [(true, false), (false, true), (true, true)] {
        let report = verify_bytes(&tar, Some(&policy(log, sm3)));
        assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]), "{log} {sm3}");
        assert_eq!(report.witnesses.len(), 1);
        assert_eq!(report.sm3.unwrap().size, 7);
    }
    let report = verify_bytes(&tar, None);
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
    // A package from before has no such part, and then only the other tree can be proven.
    let before = sample().pack();
    assert_eq!(verify_bytes(&before, Some(&policy(true, false))).verdict, Verdict::Proven);
    for log in [true, false] {
        let report = verify_bytes(&before, Some(&policy(log, true)));
        assert_eq!(report.verdict, Verdict::Incomplete);
        assert!(has(&report, DefectCode::MemberMissing, PROOFS), "{:?}", report.defects);
    }
}

#[test]
fn a_quorum_in_one_tree_is_none_in_the_other() {
    let (note, _) = proven(&sample());
    let tar = with(CHECKPOINT, note.to_string());
    assert_eq!(verify_bytes(&tar, Some(&policy(true, false))).verdict, Verdict::Proven);
    for log in [true, false] {
        let report = verify_bytes(&tar, Some(&policy(log, true)));
        assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
    }
}

#[test]
fn each_damage_of_the_part_is_named_whatever_the_policy_demands() {
    let (_, proofs) = proven(&sample());
    let stranger = Sm2LogSigner::from_secret(ORIGIN, [6; 32]).unwrap();
    let elsewhere = Sm2LogSigner::from_secret("efr.example/330106/2", [6; 32]).unwrap();
    let forged = |signer: &Sm2LogSigner| signer.sign(7, [1; 32]).unwrap().to_string();
    let log_note = sample().note.to_string();
    for (path, text, code, named) in [
        (PROOFS, lines(&proofs[1..]), DefectCode::ProofMissing, PROOFS),
        (PROOFS, lines(&sample().proofs), DefectCode::ProofWrong, "facts.jsonl"),
        (PROOFS, b"x\n".to_vec(), DefectCode::Form, PROOFS),
        (CHECKPOINT, forged(&signer()).into(), DefectCode::ProofWrong, "facts.jsonl"),
        (CHECKPOINT, forged(&stranger).into(), DefectCode::Signature, CHECKPOINT),
        (CHECKPOINT, log_note.into(), DefectCode::Signature, CHECKPOINT),
        (CHECKPOINT, b"x".to_vec(), DefectCode::Form, CHECKPOINT),
    ] {
        let tar = with(path, text);
        for policy in [None, Some(policy(true, true)), Some(policy(false, true))] {
            let report = verify_bytes(&tar, policy.as_ref());
            // Under a policy of the SM3 tree alone a note of the other tree is a stranger's.
            let is_named = has(&report, code, named)
                || has(&report, DefectCode::LogNotTrusted, CHECKPOINT)
                || has(&report, DefectCode::FactDisagrees, CHECKPOINT);
            assert!(is_named, "{path} {code:?}: {:?}", report.defects);
            assert_ne!(report.verdict, Verdict::Proven);
        }
    }
    let of_other = packed(|payload| {
        for (path, bytes) in payload.iter_mut() {
            if path == CHECKPOINT {
                *bytes = forged(&elsewhere).into_bytes();
            } else if path == KEY {
                *bytes = format!("{}\n", elsewhere.verifier_key()).into_bytes();
            }
        }
    });
    let report = verify_bytes(&of_other, None);
    assert!(has(&report, DefectCode::FactDisagrees, CHECKPOINT), "{:?}", report.defects);
    let report = verify_bytes(&with(KEY, format!("{}\n", log().verifier_key())), None);
    assert!(has(&report, DefectCode::Form, KEY), "{:?}", report.defects);
    for gone in [PROOFS, CHECKPOINT, KEY] {
        let tar = packed(|payload| payload.retain(|(path, _)| path != gone));
        let report = verify_bytes(&tar, Some(&policy(true, false)));
        assert!(has(&report, DefectCode::MemberMissing, gone), "{:?}", report.defects);
    }
}
