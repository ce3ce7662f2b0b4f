//! `liuhen-verify receipt`.

use ledger::{KeyName, Sha256Tree, Slip, TreeHash as _};

use crate::program::{Desk, run};

/// The slip of the leaf that the desk's proof is of.
fn slip(desk: &Desk) -> Slip {
    let text = std::fs::read_to_string(desk.file("proof.json")).unwrap();
    let leaf = archive::OriginalProof::parse(&text).unwrap().leaf;
    Slip {
        origin: KeyName::parse("efr.example/330106/1").unwrap(),
        index: 0,
        leaf_hash: Sha256Tree::leaf_hash(leaf.as_bytes()),
    }
}

#[test]
fn a_slip_is_proven_and_without_a_policy_not_witnessed() {
    let desk = Desk::new();
    let (text, proof) = (slip(&desk).to_string(), desk.file("proof.json"));
    let answer = run(&["receipt", &text, "--proof", &proof, "--policy", &desk.file("policy.txt")]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert!(answer.stdout.contains("与发给当事人时是同一条"), "{}", answer.stdout);
    assert_eq!(run(&["receipt", &text, "--proof", &proof]).code, 10);
}

#[test]
fn a_slip_of_another_leaf_is_invalid() {
    let desk = Desk::new();
    let text = Slip { leaf_hash: [1; 32], ..slip(&desk) }.to_string();
    let answer = run(&["receipt", &text, "--proof", &desk.file("proof.json")]);
    assert_eq!(answer.code, 30, "{}", answer.stdout);
    assert!(answer.stdout.contains("查验单抄错了,或者记载被改动过"), "{}", answer.stdout);
}

#[test]
fn what_is_no_proof_is_incomplete_and_what_is_no_slip_invalid() {
    let desk = Desk::new();
    let text = slip(&desk).to_string();
    assert_eq!(run(&["receipt", &text, "--proof", &desk.file("missing.json")]).code, 20);
    assert_eq!(run(&["receipt", "LH1", "--proof", &desk.file("proof.json")]).code, 30);
    assert_eq!(run(&["receipt", &text]).code, 2);
}
