//! `liuhen-verify log` and `liuhen-verify rebuild`, on real folders.

use ledger::{Frontier, LogSigner, Sha256Tree, TreeHash, commit};

use crate::program::{Answer, Desk, run};

fn log() -> LogSigner {
    LogSigner::from_seed("efr.example/330106/1", [3; 32]).unwrap()
}

fn leaf(n: u64, body: &str) -> String {
    let commitment = commit(&[7; 32], body.as_bytes());
    format!(
        "{{\"at\":1764000000000,\"body\":{{\"c\":\"{commitment}\"}},\"n\":{n},\"stream\":\"txt_{n}\",\"sv\":1,\"t\":\"record.noted\"}}"
    )
}

fn head(leaves: &[String]) -> String {
    let mut tree = Frontier::<Sha256Tree>::new();
    leaves.iter().for_each(|leaf| tree.push(Sha256Tree::leaf_hash(leaf.as_bytes())));
    log().sign(tree.size(), tree.root()).to_string()
}

/// A desk with the folder `log`, three facts long.
fn desk() -> Desk {
    let desk = Desk::new();
    for folder in ["log", "log/tile", "log/tile/0"] {
        std::fs::create_dir(desk.file(folder)).unwrap();
    }
    let leaves: Vec<String> = (0..3).map(|n| leaf(n, "{}")).collect();
    let hashes = leaves.iter().flat_map(|leaf| Sha256Tree::leaf_hash(leaf.as_bytes()));
    std::fs::create_dir(desk.file("log/tile/0/000.p")).unwrap();
    desk.put("log/tile/0/000.p/3", &hashes.collect::<Vec<u8>>());
    desk.put("log/checkpoint", head(&leaves).as_bytes());
    let mut facts = Vec::new();
    for (n, leaf) in (0..).zip(&leaves) {
        let fact = archive::FactLine::new(n, &format!("txt_{n}"), 1, leaf, Some((&[7; 32], "{}")));
        fact.write_to(&mut facts).unwrap();
    }
    desk.put("log/facts.jsonl", &facts);
    desk.put("two.txt", head(&leaves[..2]).as_bytes());
    desk.put("other.txt", head(&[leaf(0, "x"), leaf(1, "x")]).as_bytes());
    let policy = format!("log {}\nquorum none\n", log().verifier_key());
    desk.put("alone.txt", policy.as_bytes());
    desk
}

fn ask(desk: &Desk, words: &[&str]) -> Answer {
    let (folder, policy) = (desk.file("log"), desk.file("alone.txt"));
    let mut args = vec![words[0], &folder, "--policy", &policy];
    args.extend(&words[1..]);
    run(&args)
}

#[test]
fn a_folder_is_proven_and_a_kept_head_counts() {
    let desk = desk();
    for command in ["log", "rebuild"] {
        let answer = ask(&desk, &[command]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
        assert!(answer.stdout.contains("由全部 3 条"), "{}", answer.stdout);
        let (two, other) = (desk.file("two.txt"), desk.file("other.txt"));
        let answer = ask(&desk, &[command, "--checkpoint", &two]);
        assert_eq!(answer.code, 0, "{}", answer.stdout);
        let answer = ask(&desk, &[command, "--checkpoint", &two, "--checkpoint", &other]);
        assert_eq!(answer.code, 40, "{}", answer.stdout);
        assert!(answer.stdout.contains("other.txt"), "{}", answer.stdout);
    }
}

#[test]
fn damage_and_absence_have_their_exit_codes() {
    let desk = desk();
    let tile = desk.bytes("log/tile/0/000.p/3");
    let mut flipped = tile.clone();
    flipped[40] ^= 1;
    desk.put("log/tile/0/000.p/3", &flipped);
    assert_eq!(ask(&desk, &["log"]).code, 30);
    let answer = ask(&desk, &["rebuild"]);
    assert_eq!(answer.code, 30);
    assert!(answer.stdout.contains("tile/0/000.p/3:其中第 1 条"), "{}", answer.stdout);
    std::fs::remove_file(desk.file("log/tile/0/000.p/3")).unwrap();
    assert_eq!(ask(&desk, &["log"]).code, 20);
    assert_eq!(ask(&desk, &["rebuild"]).code, 0, "the facts are enough");
    desk.put("log/tile/0/000.p/3", &tile);
    desk.put("log/facts.jsonl", b"");
    assert_eq!(ask(&desk, &["rebuild"]).code, 20);
    let policy = desk.file("alone.txt");
    assert_eq!(run(&["log", &desk.file("nowhere"), "--policy", &policy]).code, 20);
    assert_eq!(run(&["log", &policy]).code, 20);
    assert_eq!(run(&["log", &desk.file("log")]).code, 20, "no key was brought, none is there");
    desk.put("log/log.vkey", format!("{}\n", log().verifier_key()).as_bytes());
    let answer = run(&["log", &desk.file("log"), "--json"]);
    assert_eq!(answer.code, 10, "{}", answer.stdout);
    assert!(answer.stdout.contains("\"not_witnessed\""), "{}", answer.stdout);
}
