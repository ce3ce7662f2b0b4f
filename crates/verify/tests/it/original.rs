//! `liuhen-verify original`.

use crate::program::{Desk, run};

#[test]
fn the_very_file_is_proven() {
    let desk = Desk::new();
    let (file, proof) = (desk.file("document.pdf"), desk.file("proof.json"));
    let policy = desk.file("policy.txt");
    let answer = run(&["original", &file, "--proof", &proof, "--policy", &policy]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert_eq!(run(&["original", &file, "--proof", &proof]).code, 10);
}

#[test]
fn another_file_is_invalid() {
    let desk = Desk::new();
    desk.put("other.pdf", b"%PDF-1.7 another decision");
    let answer = run(&["original", &desk.file("other.pdf"), "--proof", &desk.file("proof.json")]);
    assert_eq!(answer.code, 30);
    assert!(answer.stdout.contains("不是当时存证的那个文件"), "{}", answer.stdout);
}

#[test]
fn what_is_no_proof_is_incomplete() {
    let desk = Desk::new();
    let file = desk.file("document.pdf");
    for proof in ["policy.txt", "document.pdf", "missing.json"] {
        assert_eq!(run(&["original", &file, "--proof", &desk.file(proof)]).code, 20, "{proof}");
    }
    let missing = desk.file("missing.pdf");
    assert_eq!(run(&["original", &missing, "--proof", &desk.file("proof.json")]).code, 20);
}
