//! What a witness answers, evidence of forks, and what a policy is worth.

use std::collections::BTreeSet;

use ledger::{
    AddCheckpoint, Contradiction, Cosigned, Cosigner, Evidence, EvidenceError, Fetched, Hash,
    HashReader, KeyName, LogSigner, NotConvicted, Policy, PolicyFinding, Sha256Tree, SignedNote,
    TileAt, TreeHash, VerifierKey, WitnessRuling, consistency_proof, consistency_ranges,
    cosigned_at, lint_policy, new_tile_hashes, origin_hash, root_at, root_ranges, rule_on,
    tiles_of,
};
use proptest::prelude::*;
use serde_json::Value;
use sha2::Digest as _;

const ORIGIN: &str = "log.example/330106/1";

fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

fn finder() -> KeyName {
    KeyName::parse("witness.example/1").unwrap()
}

/// A tree whose leaves from `fork` on are others.
fn tree(size: u64, fork: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..size {
        let leaf = if n >= fork { format!("other {n}") } else { n.to_string() };
        hashes.insert(0, n, Sha256Tree::leaf_hash(leaf.as_bytes()));
    }
    for tile in new_tile_hashes::<Sha256Tree, _>(0, size, &hashes).unwrap() {
        hashes.insert(tile.level, tile.index, tile.hash);
    }
    hashes
}

fn root(size: u64, tree: &Fetched) -> Hash {
    root_at::<Sha256Tree, _>(size, tree).unwrap()
}

fn request(old: u64, new: u64, tree: &Fetched) -> AddCheckpoint {
    let proof = consistency_proof::<Sha256Tree, _>(old, new, tree).unwrap();
    AddCheckpoint { old, proof, note: log().sign(new, root(new, tree)) }
}

fn rule(request: &AddCheckpoint, size: u64, tree: &Fetched) -> WitnessRuling {
    let last = Cosigned { size, root: root(size, tree) };
    rule_on(&request.to_string(), |_| Some((log().verifier_key().clone(), last)))
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors.json")).unwrap()
}

#[test]
fn the_vector_is_taken_and_its_answer_is_the_cosignature_byte_for_byte() {
    let vectors = vectors();
    let text = |name: &str| vectors[name].as_str().unwrap().to_owned();
    let body = text("add_checkpoint_request_3_7");
    let key = VerifierKey::parse(&text("log_vkey")).unwrap();
    let parsed = AddCheckpoint::parse(&body).unwrap();
    assert_eq!(parsed.to_string(), body);
    let leaves = vectors["leaves_b64"].as_array().unwrap();
    let mut hashes = Fetched::default();
    for (n, leaf) in (0..).zip(leaves) {
        use base64::Engine as _;
        let leaf = base64::engine::general_purpose::STANDARD.decode(leaf.as_str().unwrap());
        hashes.insert(0, n, Sha256Tree::leaf_hash(&leaf.unwrap()));
    }
    let last = Cosigned { size: 3, root: root(3, &hashes) };
    let WitnessRuling::Extends(head, request) = rule_on(&body, |_| Some((key.clone(), last)))
    else {
        panic!("the vector was not taken");
    };
    assert_eq!((head.size, head.root), (7, root(7, &hashes)));
    let answer = text("checkpoint_7_cosigned");
    let cosigned = SignedNote::parse(&answer).unwrap();
    let name = VerifierKey::parse(&text("witness_vkey")).unwrap();
    let seed = sha2::Sha256::digest(text("witness_seed_sha256_of").as_bytes()).into();
    let witness = Cosigner::from_seed(name.name().as_str(), seed).unwrap();
    let at = cosigned_at(&cosigned, &name).unwrap();
    let line = witness.cosign(&request.note, at);
    assert_eq!(request.note.with_only(&key, line).to_string(), answer);
}

#[test]
fn each_answer_by_the_least_request_in_the_order_of_the_protocol() {
    let (ours, other) = (tree(20, 20), tree(20, 2));
    let good = request(3, 7, &ours);
    assert!(matches!(rule(&good, 3, &ours), WitnessRuling::Extends(..)));
    assert_eq!(rule_on("old 3\n", |_| None), WitnessRuling::Malformed);
    assert_eq!(rule_on(&good.to_string(), |_| None), WitnessRuling::UnknownLog);
    // Another key under the log's name: everything else is wrong too, and the signature comes first.
    let stranger = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap();
    let forged = AddCheckpoint { old: 9, proof: vec![], note: stranger.sign(7, [0; 32]) };
    assert_eq!(rule(&forged, 3, &ours), WitnessRuling::NotSigned);
    let backwards = AddCheckpoint { old: 8, ..good.clone() };
    assert_eq!(rule(&backwards, 3, &ours), WitnessRuling::Backwards);
    let elsewhere = Cosigned { size: 4, root: root(4, &ours) };
    assert_eq!(rule(&good, 4, &ours), WitnessRuling::Elsewhere(elsewhere));
    assert!(matches!(rule(&request(3, 7, &other), 3, &ours), WitnessRuling::Forked(..)));
    let same = AddCheckpoint { old: 7, proof: vec![], note: log().sign(7, root(7, &other)) };
    assert!(matches!(rule(&same, 7, &ours), WitnessRuling::Forked(..)));
    assert!(matches!(rule(&request(7, 7, &ours), 7, &ours), WitnessRuling::Extends(..)));
    assert!(matches!(rule(&request(0, 7, &ours), 0, &ours), WitnessRuling::Extends(..)));
    let proof_from_nothing = AddCheckpoint { proof: good.proof, ..request(0, 7, &ours) };
    assert!(matches!(rule(&proof_from_nothing, 0, &ours), WitnessRuling::Forked(..)));
}

#[test]
fn a_fork_at_every_size_is_refused_and_the_evidence_convicts() {
    let ours = tree(310, 310);
    let key = log().verifier_key().clone();
    let mut by_proof_alone = 0;
    for size in 1..=300 {
        let mine = log().sign(size, root(size, &ours));
        let other = tree(size + 10, size - 1);
        for asked in [size, size + 1, size + 10] {
            let asked = request(size, asked, &other);
            let WitnessRuling::Forked(_, asked) = rule(&asked, size, &ours) else {
                panic!("a fork at {size} was taken");
            };
            let pair = [&mine, &asked.note];
            let found = Evidence::of(pair, &asked.proof, None, &key, (&finder(), 9));
            by_proof_alone += u32::from(found.is_some());
            // Whoever can read the other tree convicts at every size.
            let read = Some(root(size, &other));
            let found = Evidence::of(pair, &asked.proof, read, &key, (&finder(), 9)).unwrap();
            let parsed = Evidence::parse(&found.to_string()).unwrap();
            assert_eq!(parsed, found);
            parsed.convicts(&key).unwrap();
        }
    }
    // One size, two roots always; a later head where the proof tells the root: 9 powers of two do not.
    assert_eq!(by_proof_alone, 300 + 2 * (300 - 9));
}

#[test]
fn an_honest_log_is_convicted_by_nothing() {
    let ours = tree(40, 40);
    let key = log().verifier_key().clone();
    let (a, b) = (log().sign(5, root(5, &ours)), log().sign(9, root(9, &ours)));
    let proof = consistency_proof::<Sha256Tree, _>(5, 9, &ours).unwrap();
    for root in [None, Some([7; 32])] {
        for proof in [proof.as_slice(), &[], &[[1; 32]; 4]] {
            assert_eq!(Evidence::of([&a, &b], proof, root, &key, (&finder(), 1)), None);
        }
    }
    let made = |contradiction, first: &SignedNote, second: &SignedNote| Evidence {
        found_at: 1,
        found_by: finder(),
        contradiction,
        first: first.clone(),
        second: second.clone(),
    };
    let prefix = |root| Contradiction::Prefix { root, proof: proof.clone() };
    let convicts = |evidence: Evidence| evidence.convicts(&key).unwrap_err();
    assert_eq!(convicts(made(prefix(root(5, &ours)), &a, &b)), NotConvicted::Proof);
    assert_eq!(convicts(made(prefix([7; 32]), &a, &b)), NotConvicted::Proof);
    assert_eq!(convicts(made(Contradiction::SameSize, &a, &b)), NotConvicted::Sizes);
    assert_eq!(convicts(made(Contradiction::SameSize, &a, &a)), NotConvicted::Same);
    let stranger = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap().sign(5, [1; 32]);
    assert_eq!(convicts(made(Contradiction::SameSize, &a, &stranger)), NotConvicted::Signature);
    let other = LogSigner::from_seed("log.example/2", [3; 32]).unwrap().sign(5, [1; 32]);
    assert_eq!(convicts(made(Contradiction::SameSize, &a, &other)), NotConvicted::Origin);
}

#[test]
fn every_changed_byte_of_what_is_signed_frees_the_accused() {
    let (ours, other) = (tree(9, 9), tree(9, 2));
    let key = log().verifier_key().clone();
    let (a, b) = (log().sign(5, root(5, &ours)), log().sign(9, root(9, &other)));
    let proof = consistency_proof::<Sha256Tree, _>(5, 9, &other).unwrap();
    let text = Evidence::of([&a, &b], &proof, None, &key, (&finder(), 1)).unwrap().to_string();
    let head = text.find("kind").unwrap();
    for at in head..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        let still = Evidence::parse(&changed).is_ok_and(|read| read.convicts(&key).is_ok());
        assert!(!still, "byte {at} of\n{text}");
    }
    assert_eq!(Evidence::parse("x"), Err(EvidenceError::Header));
    assert_eq!(Evidence::parse("liuhen-evidence/v1\nfound 1\n"), Err(EvidenceError::Notes));
    let more = text.replace("kind", "more 1\nkind");
    assert_eq!(Evidence::parse(&more), Err(EvidenceError::Head));
}

/// The example of `docs/formats/evidence.md`.
#[test]
fn the_vector_of_the_format_page_convicts() {
    let page = include_str!("../../../../docs/formats/evidence.md");
    let vectors = vectors();
    let key = VerifierKey::parse(vectors["log_vkey"].as_str().unwrap()).unwrap();
    let blocks: Vec<&str> = page.split("```text\n").skip(1).collect();
    let text = blocks[0].split("```").next().unwrap();
    let evidence = Evidence::parse(text).unwrap();
    assert_eq!(evidence.to_string(), text);
    let [first, second] = evidence.convicts(&key).unwrap();
    assert_eq!((first.size, second.size), (3, 7));
}

#[test]
fn origins_are_served_under_their_digest() {
    let hash = origin_hash(&KeyName::parse("efr.example/330106/1").unwrap());
    assert_eq!(hash.len(), 64);
    assert!(hash.bytes().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase()));
}

fn policy(rules: &str, operators: &[(&str, &str)]) -> Policy {
    let mut text = format!("log {}\n", log().verifier_key());
    for seed in 1..=5 {
        let key = Cosigner::from_seed(&format!("w.example/{seed}"), [seed; 32]).unwrap();
        text += &format!("witness w{seed} {} https://w{seed}/\n", key.verifier_key());
    }
    for (name, operator) in operators {
        text += &format!("# operator {name} {operator}\n");
    }
    Policy::parse(&(text + rules)).unwrap()
}

const OPERATORS: [(&str, &str); 6] = [
    (ORIGIN, "county"),
    ("w1", "county"),
    ("w2", "city"),
    ("w3", "city"),
    ("w4", "archive"),
    ("w5", "sibling"),
];

#[test]
fn a_policy_tells_addresses_and_operators() {
    let policy = policy("quorum w1\n", &OPERATORS);
    let names: Vec<_> = policy.witnesses().map(|one| (one.name, one.url.unwrap())).collect();
    assert_eq!(names[1], ("w2", "https://w2/"));
    assert_eq!(policy.operator("w4"), Some("archive"));
    assert_eq!(policy.logs().next().unwrap().1, None);
}

#[test]
fn what_a_policy_is_worth_is_said() {
    let good = "group in any w1 w2\ngroup out all w4 w5\ngroup q all in out\nquorum q\n";
    let lint = lint_policy(&policy(good, &OPERATORS));
    assert_eq!((lint.min_overlap, lint.min_quorum, lint.outside), (Some(2), Some(3), 3));
    assert_eq!(lint.findings, [PolicyFinding::Unused { name: "w3".to_owned() }]);
    let any = "group q any w1 w2 w3 w4 w5\nquorum q\n";
    let lint = lint_policy(&policy(any, &OPERATORS[..5]));
    assert_eq!(lint.min_overlap, Some(0));
    assert_eq!(lint.findings[0], PolicyFinding::NoOverlap);
    assert!(lint.findings.contains(&PolicyFinding::InsideIsEnough));
    assert!(lint.findings.contains(&PolicyFinding::NoOperator { name: "w5".to_owned() }));
    let one = "group q all w1 w2 w3\nquorum q\n";
    let lint = lint_policy(&policy(one, &OPERATORS[..4]));
    let alone = PolicyFinding::OneOperatorIsEnough { operator: "city".to_owned() };
    assert!(lint.findings.contains(&alone));
    assert!(lint.findings.contains(&PolicyFinding::FewOperators { outside: 1 }));
    let lint = lint_policy(&policy("quorum none\n", &OPERATORS));
    assert_eq!(lint.findings[0], PolicyFinding::NoQuorum);
}

/// Every way to satisfy a tree of groups, by trying all sets of witnesses.
fn overlap_by_trying(policy: &Policy) -> usize {
    let quorums: Vec<BTreeSet<u8>> = (0_u32..32)
        .map(|bits| (1..=5_u8).filter(|seed| bits >> (seed - 1) & 1 == 1).collect())
        .filter(|seeds: &BTreeSet<u8>| {
            let mut note = log().sign(1, [0; 32]);
            for seed in seeds {
                let key = Cosigner::from_seed(&format!("w.example/{seed}"), [*seed; 32]).unwrap();
                note.add(key.cosign(&note, 1)).unwrap();
            }
            policy.witnessed(&note).quorum_reached
        })
        .collect();
    let pairs = quorums.iter().flat_map(|a| quorums.iter().map(move |b| a.intersection(b).count()));
    pairs.min().unwrap()
}

#[test]
fn the_overlap_is_what_trying_all_quorums_finds() {
    for (a, b, q) in [(1, 1, 1), (1, 2, 2), (2, 2, 2), (1, 3, 2), (2, 3, 1), (2, 1, 2)] {
        let rules = format!("group a {a} w1 w2\ngroup b {b} w3 w4 w5\ngroup q {q} a b\nquorum q\n");
        let policy = policy(&rules, &OPERATORS);
        assert_eq!(lint_policy(&policy).min_overlap, Some(overlap_by_trying(&policy)), "{rules}");
    }
    for needed in 1..=5 {
        let policy = policy(&format!("group q {needed} w1 w2 w3 w4 w5\nquorum q\n"), &OPERATORS);
        assert_eq!(lint_policy(&policy).min_overlap, Some(overlap_by_trying(&policy)));
    }
}

#[test]
fn tiles_stand_where_an_independent_implementation_looks_for_them() {
    for (level, index, width) in [(0, 0, 256), (0, 1_234_067, 8), (1, 999, 256), (2, 1000, 255)] {
        let tile = TileAt { level, index, width };
        let theirs = tlog_tiles::Tile::new(
            8,
            u8::try_from(level).unwrap(),
            index,
            u32::try_from(width).unwrap(),
            false,
        );
        assert_eq!(format!("tile/8/{}", tile.path()), theirs.path());
        assert_eq!(TileAt::parse(&tile.path()), Some(tile));
    }
    for path in [
        "",
        "0",
        "0/",
        "0/1",
        "0/0001",
        "0/x000/001",
        "0/001.p/0",
        "0/001.p/256",
        "7/000",
        "-1/000",
        "0/x001",
        "0/001/002",
        "0/001.p/08",
        "0/x001/x234/67",
        "00/000",
    ] {
        assert_eq!(TileAt::parse(path), None, "{path}");
    }
}

#[test]
fn a_proof_is_made_of_tiles_alone() {
    let ours = tree(70_000, 70_000);
    let (old, new) = (300, 69_999);
    let ranges = [consistency_ranges(old, new).unwrap(), root_ranges(new).unwrap()].concat();
    let mut read = Fetched::default();
    for tile in tiles_of(&ranges, new) {
        let range = tile.range();
        let hashes = ours.tile_hashes(range.level, range.first, range.count).unwrap();
        assert!(!read.insert_tile(tile, &hashes.concat()[1..]));
        assert!(read.insert_tile(tile, &hashes.concat()));
    }
    let proof = consistency_proof::<Sha256Tree, _>(old, new, &read).unwrap();
    assert_eq!(proof, consistency_proof::<Sha256Tree, _>(old, new, &ours).unwrap());
    assert_eq!(root(new, &read), root(new, &ours));
}

proptest! {
    #[test]
    fn no_text_breaks_the_readers(text in "(old |found |kind |root |by |[a-z0-9+/=\n —]){0,40}") {
        let _place = TileAt::parse(&text);
        drop(Evidence::parse(&text));
        drop(Evidence::parse(&format!("liuhen-evidence/v1\n{text}")));
        let last = Cosigned::nothing(log().verifier_key());
        rule_on(&text, |_| Some((log().verifier_key().clone(), last)));
        if let Ok(policy) = Policy::parse(&text) {
            let _told = lint_policy(&policy);
        }
    }
}
