//! Who vouches for the checkpoint, and who the verifier believes.

use archive::{DefectCode, Policy, Report, Verdict};
use ledger::{Cosigner, LogSigner, SignedNote};

use crate::sample::{ORIGIN, Sample, blamed, log, policy, sample, verify_bytes, witness};

const CHECKPOINT: &str = "data/checkpoint.txt";

fn with_note(change: impl Fn(&SignedNote) -> SignedNote) -> Sample {
    let mut sample = sample();
    sample.note = change(&sample.note);
    sample
}

fn check(sample: &Sample, policy: Option<&Policy>) -> Report {
    verify_bytes(sample.pack().as_slice(), policy)
}

fn only_log_signature(note: &SignedNote) -> SignedNote {
    let lines: String = note.to_string().split_inclusive('\n').take(5).collect();
    SignedNote::parse(&lines).unwrap()
}

#[test]
fn without_a_policy_nobody_is_believed_and_it_says_so() {
    let report = check(&sample(), None);
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
    assert!(report.warnings.iter().any(|warning| warning.contains("没有提供信任策略")));
    assert_eq!(report.witnesses, []);
}

#[test]
fn without_its_cosignature_a_package_is_not_witnessed() {
    let report = check(&with_note(only_log_signature), Some(&policy()));
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
    assert_eq!(report.log.unwrap().origin, ORIGIN);
}

#[test]
fn a_wrong_cosignature_is_a_defect() {
    let forged = with_note(|note| {
        let mut only_log = only_log_signature(note);
        let mut line = witness().cosign(note, 5);
        line.bytes[20] ^= 1;
        only_log.add(line).unwrap();
        only_log
    });
    let report = check(&forged, Some(&policy()));
    assert_eq!(blamed(&report), [CHECKPOINT]);
    assert_eq!(report.defects[0].code, DefectCode::Signature);
}

#[test]
fn a_stranger_may_cosign_and_counts_for_nothing() {
    let stranger = Cosigner::from_seed("stranger.example/1", [9; 32]).unwrap();
    let sample = with_note(|note| {
        let mut only_log = only_log_signature(note);
        only_log.add(stranger.cosign(note, 5)).unwrap();
        only_log
    });
    assert_eq!(check(&sample, Some(&policy())).verdict, Verdict::NotWitnessed);
}

/// The forger has rebuilt everything under a key of his own and put that key into the package.
#[test]
fn a_log_that_the_policy_does_not_know_is_refused() {
    let other = LogSigner::from_seed("efr.example/000000/1", [9; 32]).unwrap();
    let text = format!("log {}\nquorum none\n", other.verifier_key());
    let report = check(&sample(), Some(&Policy::parse(&text).unwrap()));
    assert_eq!(report.defects[0].code, DefectCode::LogNotTrusted);
    assert_eq!(report.verdict, Verdict::Invalid);
}

#[test]
fn a_key_of_the_same_name_does_not_pass_for_the_log() {
    let forger = LogSigner::from_seed(ORIGIN, [9; 32]).unwrap();
    let forged = with_note(|note| {
        let head = ledger::Checkpoint::parse(note.text()).unwrap();
        forger.sign(head.size, head.root)
    });
    let report = check(&forged, Some(&policy()));
    assert_eq!(report.defects[0].code, DefectCode::Signature);
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(report.log.is_none());
}

#[test]
fn a_policy_without_witnesses_is_enough_if_the_verifier_says_so() {
    let text = format!("log {}\nquorum none\n", log().verifier_key());
    let report = check(&with_note(only_log_signature), Some(&Policy::parse(&text).unwrap()));
    assert_eq!(report.verdict, Verdict::Proven);
    assert!(report.warnings.iter().any(|warning| warning.contains("不要求见证")));
}

#[test]
fn a_checkpoint_of_another_tree_proves_nothing_here() {
    let other = with_note(|_| {
        let mut note = log().sign(7, [1; 32]);
        note.add(witness().cosign(&note, 5)).unwrap();
        note
    });
    let report = check(&other, Some(&policy()));
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(report.defects.iter().all(|defect| defect.code == DefectCode::ProofWrong));
}
