//! Between which outside clocks the facts of a package were logged, and what contradicts it.

use archive::{DefectCode, Policy, Report, TimeLine, TimeStamp, Verdict, verify};
use ledger::{
    Cosigner, Fetched, Leaf, LogSigner, Sha256Tree, SignedNote, Token, TreeHash as _, Value,
    consistency_proof, inclusion_proof, root_at,
};
use terms::Timestamp;

use crate::sample::{ORIGIN, Sample, blamed, documents, fact, log, pack, policy, witness};

pub(crate) const TIMES: &str = "data/times.jsonl";
/// When the facts of the sample say that they were written, in seconds.
pub(crate) const WRITTEN: u64 = 1_764_000_000;

/// A log in which a beacon stands at index 3: the head of three leaves, cosigned by then.
pub(crate) struct Log {
    sample: Sample,
    pub(crate) lines: Vec<TimeLine>,
    tree: Fetched,
    beacon: String,
    head: SignedNote,
}

fn beacon_leaf(n: u64, said: &[u8]) -> String {
    let digests = archive::digests_of(said);
    let token = |text: &str| Token::parse(text).unwrap();
    let fields = vec![
        ("at", Value::Time(Timestamp::from_ms(1_764_000_000_000))),
        ("n", Value::Count(n)),
        ("sha256", Value::Digest(digests.sha256)),
        ("size", Value::Count(digests.size_bytes)),
        ("sm3", Value::Sm3(digests.sm3)),
        ("stream", Value::Id(token("beacon"))),
        ("sv", Value::Count(1)),
        ("t", Value::Enum(token("beacon.cosigned"))),
    ];
    Leaf::new(fields).unwrap().line().to_owned()
}

fn cosigned(note: SignedNote, seconds: u64) -> SignedNote {
    let mut note = note;
    note.add(witness().cosign(&note, seconds)).unwrap();
    note
}

/// The beacon was cosigned at `before`, the first head over it at `after`, the package's at `last`;
/// seconds from when the facts say that they were written.
fn log_with(before: i64, after: i64, last: i64) -> Log {
    log_saying(before, after, last, |note| (note.as_bytes().to_vec(), None))
}

/// The same with what the beacon binds, and what an authority says of the note.
pub(crate) fn log_saying(
    before: i64,
    after: i64,
    last: i64,
    say: impl Fn(&str) -> (Vec<u8>, Option<TimeStamp>),
) -> Log {
    let at = |seconds: i64| WRITTEN.checked_add_signed(seconds).unwrap();
    let docs = documents();
    let facts = vec![
        fact((1, "case_1", 1), "{}", None),
        fact((2, "case_1", 2), "{}", Some(&docs[0].1)),
        fact((4, "rec_1", 1), "{}", Some(&docs[1].1)),
        fact((5, "case_1", 3), "{}", None),
    ];
    let mut tree = Fetched::default();
    let put = |tree: &mut Fetched, n: u64, leaf: &str| {
        tree.insert(0, n, Sha256Tree::leaf_hash(leaf.as_bytes()));
    };
    put(&mut tree, 0, "another case");
    put(&mut tree, 1, &facts[0].leaf);
    put(&mut tree, 2, &facts[1].leaf);
    let sign =
        |tree: &Fetched, size| log().sign(size, root_at::<Sha256Tree, _>(size, tree).unwrap());
    let head = cosigned(sign(&tree, 3), at(before));
    let (said, stamp) = say(&head.to_string());
    let beacon = beacon_leaf(3, &said);
    put(&mut tree, 3, &beacon);
    put(&mut tree, 4, &facts[2].leaf);
    put(&mut tree, 5, &facts[3].leaf);
    put(&mut tree, 6, "the last");
    let cover = cosigned(sign(&tree, 5), at(after));
    let note = cosigned(sign(&tree, 7), at(last));
    let consistent = |size| consistency_proof::<Sha256Tree, _>(size, 7, &tree).unwrap();
    let prove = |n| inclusion_proof::<Sha256Tree, _>(n, 7, &tree).unwrap();
    let lines = vec![
        TimeLine::new(&head.to_string(), &consistent(3), stamp).bound_by(3, &beacon, &prove(3)),
        TimeLine::new(&cover.to_string(), &consistent(5), None),
    ];
    let proofs = facts.iter().map(|fact| archive::ProofLine::new(fact.n, &prove(fact.n))).collect();
    let sample = Sample { facts, proofs, note, files: docs };
    Log { sample, lines, tree, beacon, head }
}

impl Log {
    pub(crate) fn report(&self, trusted: Option<&Policy>) -> Report {
        let mut payload = self.sample.payload();
        let mut times = Vec::new();
        self.lines.iter().for_each(|line| line.write_to(&mut times).unwrap());
        payload.push(("times.jsonl".to_owned(), times));
        verify(std::io::Cursor::new(pack(&payload).0), trusted)
    }
}

pub(crate) fn codes(report: &Report) -> Vec<DefectCode> {
    report.defects.iter().map(|defect| defect.code).collect()
}

#[test]
fn facts_are_boxed_by_the_clocks_that_the_policy_trusts() {
    let report = log_with(-60, 60, 600).report(Some(&policy()));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    let times = report.times.unwrap();
    let seconds = |bound: &Option<archive::BoundSeen>| {
        bound.as_ref().map(|bound| bound.at.ms() / 1000 - i64::try_from(WRITTEN).unwrap())
    };
    let boxes: Vec<_> = times
        .boxes
        .iter()
        .map(|one| {
            (one.first, one.last, one.facts, seconds(&one.not_before), seconds(&one.not_after))
        })
        .collect();
    // The first two are under the first head; nobody had seen anything before them.
    let wanted = [
        (1, 2, 2, None, Some(-60)),
        (4, 4, 1, Some(-60), Some(60)),
        (5, 5, 1, Some(-60), Some(600)),
    ];
    assert_eq!(boxes, wanted);
    assert_eq!((times.not_boxed, times.wrong_clock), (2, vec![]));
}

#[test]
fn who_brings_no_policy_or_another_one_has_no_box_and_no_defect() {
    let made = log_with(-60, 60, 600);
    let stranger = Cosigner::from_seed("stranger.example/1", [9; 32]).unwrap();
    let other =
        format!("log {}\nwitness x {}\nquorum x\n", log().verifier_key(), stranger.verifier_key());
    for trusted in [None, Some(Policy::parse(&other).unwrap())] {
        let report = made.report(trusted.as_ref());
        assert_eq!((report.verdict, codes(&report)), (Verdict::NotWitnessed, vec![]));
        assert_eq!(report.times.unwrap().not_boxed, 4);
        assert!(report.warnings.iter().any(|warning| warning.contains("没有被外部时钟")));
    }
}

#[test]
fn a_package_without_outside_clocks_is_as_good_as_before() {
    let mut made = log_with(-60, 60, 600);
    made.lines.clear();
    let report = made.report(Some(&policy()));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    assert_eq!(report.times.unwrap().not_boxed, 4, "only the package's own head is over them");
}

#[test]
fn a_server_clock_beyond_its_box_is_named_and_spoils_nothing() {
    // By the witness's clock the beacon was seen an hour after the fact says it was written.
    let report = log_with(3_600, 3_660, 3_700).report(Some(&policy()));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    assert_eq!(report.times.unwrap().wrong_clock, [4, 5]);
    assert!(report.warnings.iter().any(|warning| warning.contains("服务器时钟不准:事实 4、5")));
    let ahead = log_with(-9_000, -7_200, -7_100).report(Some(&policy()));
    assert_eq!(ahead.times.unwrap().wrong_clock, [1, 2, 4, 5]);
    let in_step = log_with(299, 299, 300).report(Some(&policy()));
    assert_eq!(in_step.times.unwrap().wrong_clock, Vec::<u64>::new());
}

#[test]
fn a_beacon_later_than_the_head_over_it_is_invalid_and_named() {
    let report = log_with(600, 60, 600).report(Some(&policy()));
    assert_eq!(
        (report.verdict, codes(&report)),
        (Verdict::Invalid, vec![DefectCode::TimeContradicts])
    );
    assert_eq!(blamed(&report), [TIMES]);
    assert!(report.defects[0].what.contains("信标 3"), "{}", report.defects[0].what);
    // Without the clocks nothing can contradict.
    assert_eq!(log_with(600, 60, 600).report(None).verdict, Verdict::NotWitnessed);
    assert_eq!(log_with(359, 60, 600).report(Some(&policy())).verdict, Verdict::Proven);
}

#[test]
fn a_head_of_another_tree_is_invalid_and_named() {
    let mut made = log_with(-60, 60, 600);
    let forged = cosigned(log().sign(3, [7; 32]), WRITTEN - 60);
    let beacon = beacon_leaf(3, forged.to_string().as_bytes());
    made.lines[0].note = forged.to_string();
    made.lines[0].leaf = Some(beacon);
    let report = made.report(Some(&policy()));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Invalid, vec![DefectCode::ProofWrong]));
    assert!(report.defects[0].what.contains("不是这个日志在该处的树"));
}

/// What is swapped, how it is called, and how it is done.
type Swap = (&'static str, DefectCode, fn(&mut Log));

#[test]
fn what_a_beacon_does_not_bind_is_not_its_word() {
    let swaps: [Swap; 9] = [
        ("a later cosignature put under it", DefectCode::FactDisagrees, |made| {
            made.lines[0].note = cosigned(made.head.clone(), WRITTEN + 9).to_string();
        }),
        ("another leaf", DefectCode::ProofWrong, |made| {
            made.lines[0].leaf = Some(made.beacon.replace("\"at\":1", "\"at\":2"));
        }),
        ("another index", DefectCode::ProofWrong, |made| made.lines[0].n = Some(4)),
        ("a leaf that binds something else", DefectCode::FactDisagrees, |made| {
            let proof = inclusion_proof::<Sha256Tree, _>(4, 7, &made.tree).unwrap();
            let line = made.lines[0].clone();
            made.lines[0] = line.bound_by(4, &made.sample.facts[2].leaf, &proof);
        }),
        ("a beacon of another head", DefectCode::FactDisagrees, |made| {
            let line = made.lines[1].clone();
            let proof = inclusion_proof::<Sha256Tree, _>(3, 7, &made.tree).unwrap();
            made.lines[1] = line.bound_by(3, &made.beacon, &proof);
        }),
        ("a proof cut short", DefectCode::ProofWrong, |made| {
            made.lines[1].consistency.pop();
        }),
        ("a hash that is none", DefectCode::ProofWrong, |made| {
            made.lines[1].consistency[0] = "x".to_owned();
        }),
        ("a stranger's log", DefectCode::Signature, |made| {
            let other = LogSigner::from_seed(ORIGIN, [8; 32]).unwrap();
            let root = root_at::<Sha256Tree, _>(5, &made.tree).unwrap();
            made.lines[1].note = other.sign(5, root).to_string();
        }),
        ("a wrong cosignature", DefectCode::Signature, |made| {
            let mut line = witness().cosign(&made.sample.note, 5);
            line.bytes[20] ^= 1;
            let root = root_at::<Sha256Tree, _>(5, &made.tree).unwrap();
            let mut note = log().sign(5, root);
            note.add(line).unwrap();
            made.lines[1].note = note.to_string();
        }),
    ];
    for (name, code, spoil) in swaps {
        let mut made = log_with(-60, 60, 600);
        spoil(&mut made);
        let report = made.report(Some(&policy()));
        assert_eq!((report.verdict, codes(&report)), (Verdict::Invalid, vec![code]), "{name}");
        assert_eq!(blamed(&report), [TIMES], "{name}");
    }
}

#[test]
fn a_line_of_another_form_is_named() {
    let good = {
        let mut text = Vec::new();
        log_with(-60, 60, 600).lines[0].write_to(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    for bad in [
        "{}\n".to_owned(),
        "[]\n".to_owned(),
        good.replace("\"note\":", "\"text\":"),
        good.replace("\"n\":3", "\"n\":null"),
        good.replace("\"n\":3", "\"n\":3,\"x\":1"),
        good.replace("\"n\":3", "\"n\":-3"),
        good.trim_end().to_owned(),
    ] {
        let mut payload = log_with(-60, 60, 600).sample.payload();
        payload.push(("times.jsonl".to_owned(), bad.clone().into_bytes()));
        let report = verify(std::io::Cursor::new(pack(&payload).0), Some(&policy()));
        assert_eq!(
            (report.verdict, codes(&report)),
            (Verdict::Invalid, vec![DefectCode::Form]),
            "{bad}"
        );
        assert_eq!(blamed(&report), [TIMES]);
    }
}

#[test]
fn the_proof_of_one_fact_is_boxed_as_well() {
    let made = log_with(-60, 60, 600);
    let fact = &made.sample.facts[2];
    let proof = |lines: &[TimeLine]| {
        let text = serde_json::json!({
            "n": fact.n,
            "leaf": fact.leaf,
            "hashes": made.sample.proofs[2].proof,
            "checkpoint": made.sample.note.to_string(),
            "times": lines,
        });
        archive::OriginalProof::parse(&text.to_string())
    };
    let check = |proof: &archive::OriginalProof| {
        archive::verify_original(documents()[1].1.as_slice(), proof, Some(&policy())).unwrap()
    };
    let report = check(&proof(&made.lines).unwrap());
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    let times = report.times.unwrap();
    assert_eq!((times.not_boxed, times.boxes.len()), (0, 1));
    let mut spoilt = made.lines.clone();
    spoilt[1].consistency.pop();
    let report = check(&proof(&spoilt).unwrap());
    assert_eq!((report.verdict, codes(&report)), (Verdict::Invalid, vec![DefectCode::ProofWrong]));
    spoilt[1].n = Some(3);
    assert!(proof(&spoilt).is_err(), "half a beacon");
}
