//! Files for the program to read, and what it answers.

use std::io::{self, Read};
use std::path::PathBuf;
use std::process::Command;

use archive::{FactLine, Item, OriginalProof, PackagePlan, ProofLine, digests_of};
use ledger::{
    Cosigner, Fetched, Frontier, Leaf, LogSigner, Sha256Tree, SignedNote, Token, TreeHash, Value,
    commit, inclusion_proof,
};
use tempfile::TempDir;
use terms::Timestamp;

pub(crate) const DOCUMENT: &[u8] = b"%PDF-1.7 a decision";

/// What the program said and how it ended.
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn run(args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_liuhen-verify")).args(args).output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with a package, its document, the document's proof and policies.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let log = LogSigner::from_seed("efr.example/330106/1", [3; 32]).unwrap();
        let witness = Cosigner::from_seed("witness.example/1", [4; 32]).unwrap();
        let fact = fact();
        let hash = Sha256Tree::leaf_hash(fact.leaf.as_bytes());
        let mut frontier = Frontier::<Sha256Tree>::new();
        let mut fetched = Fetched::default();
        for (n, hash) in [(0, hash), (1, Sha256Tree::leaf_hash(b"another case"))] {
            fetched.insert(0, n, hash);
            frontier.push(hash);
        }
        let mut note = log.sign(2, frontier.root());
        note.add(witness.cosign(&note, 1_764_000_100)).unwrap();
        let proof = inclusion_proof::<Sha256Tree, _>(0, 2, &fetched).unwrap();
        let proof = ProofLine::new(0, &proof);
        let log_key = log.verifier_key().to_string();
        desk.put("package.tar", &pack(&fact, &proof, &note, &log_key));
        desk.put("document.pdf", DOCUMENT);
        let original = OriginalProof {
            n: 0,
            leaf: fact.leaf,
            hashes: proof.proof,
            checkpoint: note.to_string(),
            log_vkey: Some(log_key.clone()),
            leaf_hash: None,
            tree_size: None,
            root: None,
            sm3: None,
            times: None,
        };
        desk.put("proof.json", &serde_json::to_vec(&original).unwrap());
        let witness_key = witness.verifier_key().to_string();
        let other_witness = Cosigner::from_seed("witness.example/2", [5; 32]).unwrap();
        let other_key = other_witness.verifier_key().to_string();
        let policy = format!("log {log_key}\nwitness 市局 {witness_key}\nquorum 市局\n");
        desk.put("policy.txt", policy.as_bytes());
        let policy = format!("log {log_key}\nwitness 省局 {other_key}\nquorum 省局\n");
        desk.put("other-witness.txt", policy.as_bytes());
        desk
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn fact() -> FactLine {
    let digests = digests_of(DOCUMENT);
    let token = |text| Token::parse(text).unwrap();
    let leaf = Leaf::new([
        ("at", Value::Time(Timestamp::from_ms(1_764_000_000_000))),
        ("body", Value::Commit(commit(&[7; 32], b"{}"))),
        ("n", Value::Count(0)),
        ("sha256", Value::Digest(digests.sha256)),
        ("size", Value::Count(digests.size_bytes)),
        ("sm3", Value::Sm3(digests.sm3)),
        ("stream", Value::Id(token("txt_1"))),
        ("sv", Value::Count(1)),
        ("t", Value::Enum(token("record.signed"))),
    ]);
    FactLine::new(0, "txt_1", 1, leaf.unwrap().line(), Some((&[7; 32], "{}")))
}

fn pack(fact: &FactLine, proof: &ProofLine, note: &SignedNote, log_key: &str) -> Vec<u8> {
    let (mut facts, mut proofs) = (Vec::new(), Vec::new());
    fact.write_to(&mut facts).unwrap();
    proof.write_to(&mut proofs).unwrap();
    let payload = [
        ("main/001_WS01.pdf", DOCUMENT.to_vec()),
        ("contents.json", b"{}".to_vec()),
        ("facts.jsonl", facts),
        ("proofs.jsonl", proofs),
        ("checkpoint.txt", note.to_string().into_bytes()),
        ("log.vkey", format!("{log_key}\n").into_bytes()),
        ("report.json", b"{}".to_vec()),
    ];
    let item = |(path, bytes): &(&str, Vec<u8>)| Item {
        path: (*path).to_owned(),
        digests: digests_of(bytes),
    };
    let plan = PackagePlan {
        name: "case-1".to_owned(),
        made_at: Timestamp::from_ms(1_764_000_200_000),
        info: Vec::new(),
        items: payload.iter().map(item).collect(),
    };
    let mut open = |item: &Item| -> io::Result<Box<dyn Read>> {
        let (_, bytes) = payload.iter().find(|(path, _)| *path == item.path).unwrap();
        Ok(Box::new(io::Cursor::new(bytes.clone())))
    };
    let mut tar = Vec::new();
    archive::write(&plan, &mut open, &mut tar).unwrap();
    tar
}
