//! `liuhen-verify checkpoints` and `liuhen-verify evidence`.

use ledger::{
    Cosigner, Evidence, Fetched, Hash, KeyName, LogSigner, Sha256Tree, SignedNote, TreeHash,
    consistency_proof, hash_to_base64, root_at,
};

use crate::program::{Answer, Desk, run};

fn log() -> LogSigner {
    LogSigner::from_seed("efr.example/330106/1", [3; 32]).unwrap()
}

fn tree(fork: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..9 {
        let leaf = if n >= fork { format!("other {n}") } else { n.to_string() };
        hashes.insert(0, n, Sha256Tree::leaf_hash(leaf.as_bytes()));
    }
    hashes
}

fn head(size: u64, tree: &Fetched) -> SignedNote {
    log().sign(size, root_at::<Sha256Tree, _>(size, tree).unwrap())
}

fn proof(old: u64, new: u64, tree: &Fetched) -> Vec<Hash> {
    consistency_proof::<Sha256Tree, _>(old, new, tree).unwrap()
}

/// Heads of two histories, cosigned as the desk's policy wants it, and the proof between two.
fn desk() -> Desk {
    let desk = Desk::new();
    let witness = Cosigner::from_seed("witness.example/1", [4; 32]).unwrap();
    let (ours, other) = (tree(9), tree(1));
    for (name, note) in [
        ("5.txt", head(5, &ours)),
        ("9.txt", head(9, &ours)),
        ("5-fork.txt", head(5, &other)),
        ("9-fork.txt", head(9, &other)),
    ] {
        let mut note = note;
        desk.put(&format!("bare-{name}"), note.to_string().as_bytes());
        note.add(witness.cosign(&note, 1_764_000_100)).unwrap();
        desk.put(name, note.to_string().as_bytes());
    }
    let lines: String =
        proof(5, 9, &ours).iter().map(|hash| format!("{}\n", hash_to_base64(hash))).collect();
    desk.put("proof.txt", lines.as_bytes());
    desk
}

fn compare(desk: &Desk, old: &str, new: &str, with_proof: bool) -> Answer {
    let (old, new, proof) = (desk.file(old), desk.file(new), desk.file("proof.txt"));
    let policy = desk.file("policy.txt");
    let mut args = vec!["checkpoints", &old, &new, "--policy", &policy];
    if with_proof {
        args.extend(["--proof", &proof]);
    }
    run(&args)
}

#[test]
fn one_history_is_proven_in_either_order_and_two_are_equivocation() {
    let desk = desk();
    for (old, new, with_proof, code) in [
        ("5.txt", "9.txt", true, 0),
        ("9.txt", "5.txt", true, 0),
        ("9.txt", "9.txt", false, 0),
        ("5.txt", "bare-9.txt", true, 10),
        ("bare-5.txt", "9.txt", true, 0),
        ("5.txt", "9.txt", false, 20),
        ("5.txt", "9-fork.txt", true, 30),
        ("9.txt", "9-fork.txt", false, 40),
        ("5.txt", "package.tar", false, 30),
        ("5.txt", "nowhere.txt", false, 20),
    ] {
        let answer = compare(&desk, old, new, with_proof);
        assert_eq!(answer.code, code, "{old} {new}: {}{}", answer.stdout, answer.stderr);
    }
    let (old, new) = (desk.file("5.txt"), desk.file("9.txt"));
    assert_eq!(run(&["checkpoints", &old, &new]).code, 20);
}

#[test]
fn evidence_convicts_or_does_not_hold_up() {
    let desk = desk();
    let (ours, other) = (tree(9), tree(1));
    let finder = KeyName::parse("witness.example/1").unwrap();
    let key = log().verifier_key().clone();
    let of = |a: &SignedNote, b: &SignedNote, proof: &[Hash]| {
        Evidence::of([a, b], proof, None, &key, (&finder, 1_764_000_000)).unwrap().to_string()
    };
    let (five, nine) = (head(5, &ours), head(9, &other));
    let prefix = of(&five, &nine, &proof(5, 9, &other));
    let same = of(&head(9, &ours), &nine, &[]);
    let policy = desk.file("policy.txt");
    for (text, code) in [
        (prefix.clone(), 40),
        (same.clone(), 40),
        (same.replace("same-size", "prefix"), 30),
        (prefix.replace("\n9\n", "\n8\n"), 30),
        (same.replace("330106", "330107"), 30),
        ("x".to_owned(), 30),
    ] {
        desk.put("evidence", text.as_bytes());
        let answer = run(&["evidence", &desk.file("evidence"), "--policy", &policy]);
        assert_eq!(answer.code, code, "{text}\n{}", answer.stdout);
    }
    desk.put("evidence", prefix.as_bytes());
    let answer = run(&["evidence", &desk.file("evidence"), "--policy", &policy, "--json"]);
    assert!(answer.stdout.contains("\"equivocation\""), "{}", answer.stdout);
    assert_eq!(run(&["evidence", &desk.file("evidence")]).code, 20);
    // Another's key convicts nobody.
    let stranger = LogSigner::from_seed("efr.example/330106/1", [9; 32]).unwrap();
    let stranger = format!("log {}\nquorum none\n", stranger.verifier_key());
    desk.put("stranger.txt", stranger.as_bytes());
    let policy = desk.file("stranger.txt");
    assert_eq!(run(&["evidence", &desk.file("evidence"), "--policy", &policy]).code, 30);
}
