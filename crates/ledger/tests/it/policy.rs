//! Trust policies: which cosignatures are enough, and which files are refused.

use ledger::{Cosigner, LogSigner, Policy, PolicyError, SignedNote, Witnessed};
use proptest::prelude::*;

fn log() -> LogSigner {
    LogSigner::from_seed("log.example/1", [3; 32]).unwrap()
}

fn witness(seed: u8) -> Cosigner {
    Cosigner::from_seed(&format!("witness.example/{seed}"), [seed; 32]).unwrap()
}

fn keys() -> String {
    let mut text = format!("# 省局\nlog {}\n\n", log().verifier_key());
    for seed in 1..=4 {
        text += &format!("witness w{seed}\t{} https://w/ \n", witness(seed).verifier_key());
    }
    text
}

fn cosigned_by(seeds: &[u8]) -> SignedNote {
    let mut note = log().sign(5, [1; 32]);
    for seed in seeds {
        note.add(witness(*seed).cosign(&note, u64::from(*seed) * 100)).unwrap();
    }
    note
}

#[test]
fn a_quorum_of_groups_is_counted() {
    let rules =
        "group inside any w1 w2\ngroup outside all w3 w4\ngroup q 2 inside outside\nquorum q\n";
    let policy = Policy::parse(&(keys() + rules)).unwrap();
    for (seeds, reached) in [
        (vec![], false),
        (vec![1], false),
        (vec![1, 2], false),
        (vec![3, 4], false),
        (vec![1, 3], false),
        (vec![2, 3, 4], true),
        (vec![1, 2, 3, 4], true),
    ] {
        let witnessed = policy.witnessed(&cosigned_by(&seeds));
        assert_eq!(witnessed.quorum_reached, reached, "{seeds:?}");
        assert_eq!(witnessed.by.len(), seeds.len());
    }
    assert_eq!(policy.witnessed(&cosigned_by(&[2])).by, [("w2".to_owned(), 200)]);
    assert!(policy.needs_witnesses());
    assert_eq!(policy.log(log().verifier_key().name()), Some(log().verifier_key()));
}

#[test]
fn a_wrong_cosignature_does_not_count_and_is_named() {
    let policy = Policy::parse(&(keys() + "quorum w1\n")).unwrap();
    let mut note = cosigned_by(&[]);
    let other = LogSigner::from_seed("log.example/1", [3; 32]).unwrap().sign(6, [1; 32]);
    note.add(witness(1).cosign(&other, 100)).unwrap();
    let witnessed = policy.witnessed(&note);
    assert!(!witnessed.quorum_reached);
    assert_eq!(witnessed.wrong, ["w1"]);
}

#[test]
fn a_policy_may_ask_for_no_witness() {
    let policy = Policy::parse("quorum none").unwrap();
    assert!(!policy.needs_witnesses());
    assert!(policy.witnessed(&cosigned_by(&[])).quorum_reached);
}

/// Of three clocks two are asked for, so any two hold one that is right.
#[test]
fn the_time_of_a_quorum_is_that_of_its_narrowest() {
    let read = |rules: &str| Policy::parse(&(keys() + rules)).unwrap();
    let seen = |seconds: [u64; 3]| Witnessed {
        quorum_reached: true,
        by: ["w1", "w2", "w3"].map(str::to_owned).into_iter().zip(seconds).collect(),
        wrong: Vec::new(),
    };
    let sides = |policy: &Policy, seconds| {
        policy.time_of(&seen(seconds)).map(|time| (time.not_before, time.not_after))
    };
    let two = read("group q 2 w1 w2 w3\nquorum q\n");
    assert_eq!(sides(&two, [30, 10, 20]), Some((20, 20)));
    let any = read("group q any w1 w2 w3\nquorum q\n");
    assert_eq!(sides(&any, [30, 10, 20]), Some((30, 10)));
    let all = read("group q all w1 w2 w3\nquorum q\n");
    assert_eq!(sides(&all, [30, 10, 20]), Some((10, 30)));
    // A clock that the quorum does not ask for does not count.
    assert_eq!(sides(&read("quorum w2\n"), [30, 10, 20]), Some((10, 10)));
    assert_eq!(sides(&read("quorum none\n"), [30, 10, 20]), None);
    let short = Witnessed { quorum_reached: false, ..seen([30, 10, 20]) };
    assert_eq!(two.time_of(&short), None);
}

#[test]
fn authorities_are_named_by_a_fingerprint_in_a_comment() {
    let print = "00ff".repeat(16);
    let pairs = ["00", "FF"].repeat(16).join(":");
    let bytes = [0x00, 0xff].repeat(16).try_into().unwrap();
    let read = |lines: &str| Policy::parse(&(keys() + lines + "quorum none\n")).unwrap();
    for good in [format!("# tsa city sha256:{print}\n"), format!("# tsa city sha256:{pairs}\n")] {
        let policy = read(&good);
        assert_eq!(policy.authority(&bytes), Some("city"), "{good}");
        assert_eq!(policy.authority(&[0; 32]), None);
        let again = read(&(good + &format!("# tsa other sha256:{print}\n")));
        assert_eq!(again.authority(&bytes), Some("city"), "the first of a certificate counts");
    }
    // A comment is never an error.
    for other in ["", "sha1:", "sha256:+1", "sha256:００"] {
        assert_eq!(
            read(&format!("# tsa city {other}{print}\n")).authority(&bytes),
            None,
            "{other}"
        );
    }
}

#[test]
fn the_line_that_is_wrong_is_named() {
    let duplicate = |line, name: &str| PolicyError::Duplicate { line, name: name.to_owned() };
    let unknown = |line, name: &str| PolicyError::Unknown { line, name: name.to_owned() };
    let log_key = log().verifier_key().to_string();
    for (rules, error) in [
        ("", PolicyError::Quorum),
        ("quorum none\nquorum none\n", PolicyError::Quorum),
        ("quorum w9\n", unknown(8, "w9")),
        ("group g any w9\nquorum g\n", unknown(8, "w9")),
        ("group g any g\nquorum g\n", unknown(8, "g")),
        ("group g any w1 w1\nquorum g\n", duplicate(8, "w1")),
        ("group g any w1\ngroup h any w1\nquorum g\n", duplicate(9, "w1")),
        ("group none any w1\nquorum w1\n", duplicate(8, "none")),
        ("group w2 any w1\nquorum w1\n", duplicate(8, "w2")),
        ("group g 0 w1\nquorum g\n", PolicyError::Form { line: 8 }),
        ("group g 2 w1\nquorum g\n", PolicyError::Form { line: 8 }),
        ("group g +1 w1\nquorum g\n", PolicyError::Form { line: 8 }),
        ("group g 01 w1\nquorum g\n", PolicyError::Form { line: 8 }),
        ("group g any\nquorum g\n", PolicyError::Form { line: 8 }),
        ("vote w1\n", PolicyError::Form { line: 8 }),
        ("quorum none\r\n", PolicyError::Control { line: 8 }),
        (&format!("log {log_key}\n"), duplicate(8, "log.example/1")),
        (&format!("witness x {log_key}\n"), PolicyError::Key { line: 8, cause: None }),
        (&format!("witness x {}\n", witness(1).verifier_key()), duplicate(8, "witness.example/1")),
    ] {
        assert_eq!(Policy::parse(&(keys() + rules)), Err(error), "{rules}");
    }
    assert!(matches!(Policy::parse("log x"), Err(PolicyError::Key { line: 1, cause: Some(_) })));
}

proptest! {
    #[test]
    fn no_text_panics(text in "((log|witness|group|quorum|any|all|none|w1|[0-9]|\\PC{0,5})[ \t\n]){0,30}") {
        let _read = Policy::parse(&text);
    }
}

#[test]
fn comments_say_who_mirrors_and_who_audits() {
    use ledger::{CosignerRole, PolicyFinding, lint_policy};
    let key = |seed: u8| {
        ledger::Cosigner::from_seed(&format!("w/{seed}"), [seed; 32])
            .unwrap()
            .verifier_key()
            .to_string()
    };
    let witnesses =
        format!("witness a {}\nwitness b {} https://b/\nwitness c {}\n", key(1), key(2), key(3));
    // The first word about a name counts; what is no role is a comment like any other.
    let text = format!(
        "{witnesses}# mirror b\n# auditor c\n# auditor b\n# mirror\n# mirror x y\nquorum a\n"
    );
    let policy = Policy::parse(&text).unwrap();
    let roles: Vec<_> = policy.witnesses().map(|one| (one.name, one.role)).collect();
    let (witness, mirror, auditor) =
        (CosignerRole::Witness, CosignerRole::Mirror, CosignerRole::Auditor);
    assert_eq!(roles, [("a", witness), ("b", mirror), ("c", auditor)]);
    // A mirror that no quorum counts is of use all the same.
    let unused = |text: &str| {
        let lint = lint_policy(&Policy::parse(text).unwrap());
        lint.findings.iter().filter(|it| matches!(it, PolicyFinding::Unused { .. })).count()
    };
    assert_eq!(unused(&text), 0);
    assert_eq!(unused(&format!("{witnesses}quorum a\n")), 2);
}
