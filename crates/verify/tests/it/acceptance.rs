//! `liuhen-verify acceptance`.

use archive::{OriginalProof, ProofLine};
use ledger::{
    Acceptance, Cosigner, Fetched, Frontier, Leaf, LogSigner, Sha256Tree, StationSigner, Token,
    TreeHash, Value, commit, inclusion_proof,
};
use terms::{Digests, Timestamp};

use crate::program::{Answer, DOCUMENT, Desk, run};

const ORIGIN: &str = "efr.example/330106/1";
const SEED: [u8; 32] = [3; 32];

fn signer() -> StationSigner {
    StationSigner::from_seed(ORIGIN, SEED).unwrap()
}

fn key() -> String {
    signer().verifier_key().to_string()
}

fn token(text: &str) -> Token {
    Token::parse(text).unwrap()
}

fn acceptance(recording: &str) -> Acceptance {
    let digests: Digests = archive::digests_of(DOCUMENT);
    Acceptance {
        upload: token("up_1"),
        recording: token(recording),
        sha256: digests.sha256,
        size_bytes: digests.size_bytes,
        received_at: Timestamp::from_ms(1_764_000_000_000),
        leaf: 1,
    }
}

/// The fact that everything came, in a log of two, and a policy with a witness who saw it.
fn put_proof(desk: &Desk) {
    let leaf = Leaf::new([
        ("at", Value::Time(Timestamp::from_ms(1_764_000_000_000))),
        ("body", Value::Commit(commit(&[7; 32], b"{}"))),
        ("n", Value::Count(1)),
        ("stream", Value::Id(token("rec_1"))),
        ("sv", Value::Count(1)),
        ("t", Value::Enum(token("recording.received"))),
    ]);
    let leaf = leaf.unwrap().line().to_owned();
    let mut frontier = Frontier::<Sha256Tree>::new();
    let mut fetched = Fetched::default();
    let hashes = [Sha256Tree::leaf_hash(b"before"), Sha256Tree::leaf_hash(leaf.as_bytes())];
    for (n, hash) in (0..).zip(hashes) {
        fetched.insert(0, n, hash);
        frontier.push(hash);
    }
    let log = LogSigner::from_seed(ORIGIN, SEED).unwrap();
    let mut note = log.sign(2, frontier.root());
    let witness = Cosigner::from_seed("witness.example/1", [4; 32]).unwrap();
    note.add(witness.cosign(&note, 1_764_000_100)).unwrap();
    let hashes = inclusion_proof::<Sha256Tree, _>(1, 2, &fetched).unwrap();
    let proof = OriginalProof {
        n: 1,
        leaf,
        hashes: ProofLine::new(1, &hashes).proof,
        checkpoint: note.to_string(),
        log_vkey: Some(log.verifier_key().to_string()),
        leaf_hash: None,
        tree_size: Some(2),
        root: None,
        sm3: None,
        times: None,
    };
    desk.put("received.json", &serde_json::to_vec(&proof).unwrap());
}

/// A desk with an acceptance of the document, the server's key, and the proof.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("word.txt", signer().sign_acceptance(&acceptance("rec_1")).to_string().as_bytes());
    desk.put("server.vkey", format!("{}\n", key()).as_bytes());
    put_proof(&desk);
    desk
}

fn verify(desk: &Desk, more: &[&str]) -> Answer {
    let word = desk.file("word.txt");
    run(&[&["acceptance", word.as_str(), "--key", &key()], more].concat())
}

#[test]
fn it_says_what_is_proven_by_whom_and_what_is_not() {
    let desk = desk();
    let answer = verify(&desk, &["--original", &desk.file("document.pdf")]);
    assert_eq!(answer.code, 10, "the server's word alone: {}", answer.stdout);
    for said in [
        "只是服务器一方的话",
        "持有公钥 efr.example/330106/1/station 的服务器签名承认:2025-11-25T00:00:00",
        "收齐上传 up_1 的全部 19 字节",
        "已证明:所给文件正是这些字节。",
        "不能说明这条事实仍在日志中",
        "不证明已经入库",
        "由提供公钥的人负责",
    ] {
        assert!(answer.stdout.contains(said), "{said}: {}", answer.stdout);
    }
    let without = verify(&desk, &[]);
    assert_eq!(without.code, 10);
    assert!(without.stdout.contains("没有核对任何文件的内容"), "{}", without.stdout);
    let word = desk.file("word.txt");
    assert_eq!(run(&["acceptance", &word, "--key", &desk.file("server.vkey")]).code, 10);
}

#[test]
fn with_the_log_and_its_witnesses_nothing_is_left_open() {
    let desk = desk();
    let (document, proof) = (desk.file("document.pdf"), desk.file("received.json"));
    let policy = desk.file("policy.txt");
    let all = ["--original", &document, "--proof", &proof, "--policy", &policy];
    let answer = verify(&desk, &all);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert!(answer.stdout.contains("日志第 1 条记着同一件事"), "{}", answer.stdout);
    assert_eq!(verify(&desk, &all[..4]).code, 10, "no policy");

    // The proof of another fact speaks of nothing here.
    let other = verify(&desk, &["--proof", &desk.file("proof.json"), "--policy", &policy]);
    assert_eq!(other.code, 30);
    assert!(other.stdout.contains("不是接收回执所指那一条事实的证明"), "{}", other.stdout);
}

#[test]
fn a_server_that_tells_the_sender_one_thing_and_the_log_another_is_found_out() {
    let desk = desk();
    desk.put("word.txt", signer().sign_acceptance(&acceptance("rec_2")).to_string().as_bytes());
    let proof = desk.file("received.json");
    let answer = verify(&desk, &["--proof", &proof, "--policy", &desk.file("policy.txt")]);
    assert_eq!(answer.code, 40, "{}", answer.stdout);
    assert!(answer.stdout.contains("互相矛盾"), "{}", answer.stdout);
    let claimed = verify(&desk, &["--proof", &proof]);
    assert_eq!(claimed.code, 30, "anybody can make a log of that name: {}", claimed.stdout);
}

#[test]
fn every_flipped_byte_is_noticed_and_named() {
    let desk = desk();
    let whole = desk.bytes("word.txt");
    let document = desk.file("document.pdf");
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        desk.put("word.txt", &bytes);
        let answer = verify(&desk, &["--original", &document]);
        assert!(matches!(answer.code, 20 | 30), "byte {place}: {}", answer.stdout);
        assert!(answer.stdout.contains("问题:"), "byte {place}: {}", answer.stdout);
        assert!(!answer.stdout.contains("已证明:"), "byte {place}: {}", answer.stdout);
    }
    for cut in 0..whole.len() {
        desk.put("word.txt", &whole[..cut]);
        assert!(matches!(verify(&desk, &[]).code, 20 | 30), "cut at {cut}");
    }
}

#[test]
fn each_defect_has_its_name() {
    let desk = desk();
    let text = String::from_utf8(desk.bytes("word.txt")).unwrap();
    for (from, to, named) in [
        ("acceptance/v1", "receipt/v1", "第一行不是 liuhen-acceptance/v1"),
        ("size 19", "size 019", "size 一行缺失或不合格式"),
        ("size 19", "size 20", "签名不正确"),
        ("leaf 1\n", "leaf 1\nmore 2\n", "正文中有不应有的内容"),
        ("330106", "330107", "不是这把公钥签的"),
        ("\n\n", "\n", "不是签名文本"),
    ] {
        desk.put("word.txt", text.replacen(from, to, 1).as_bytes());
        let answer = verify(&desk, &[]);
        assert_eq!(answer.code, 30, "{to}");
        assert!(answer.stdout.contains(named), "{to}: {}", answer.stdout);
    }
    desk.put("word.txt", text.as_bytes());
    desk.put("other.pdf", b"%PDF-1.7 another decision");
    let answer = verify(&desk, &["--original", &desk.file("other.pdf")]);
    assert_eq!(answer.code, 30);
    assert!(answer.stdout.contains("不是当时传来的那个文件"), "{}", answer.stdout);
    let witness = Cosigner::from_seed("witness.example/1", [4; 32]).unwrap();
    let word = desk.file("word.txt");
    let answer = run(&["acceptance", &word, "--key", &witness.verifier_key().to_string()]);
    assert!(answer.stdout.contains("是见证方的"), "{}", answer.stdout);
    for wrong in ["document.pdf", "missing.vkey"] {
        assert_eq!(run(&["acceptance", &word, "--key", &desk.file(wrong)]).code, 20, "{wrong}");
    }
    assert_eq!(run(&["acceptance", &desk.file("none.txt"), "--key", &key()]).code, 20);
}
