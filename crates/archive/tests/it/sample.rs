//! A small case with a real log around it, and packages made of it by hand.

use std::io::{self, Read};

use archive::{FactLine, Item, PackagePlan, Policy, ProofLine, Report, digests_of, verify, write};
use ledger::{
    Cosigner, Fetched, Frontier, Leaf, LogSigner, Sha256Tree, SignedNote, Token, TreeHash, Value,
    commit, inclusion_proof,
};
use terms::Timestamp;

pub(crate) const ORIGIN: &str = "efr.example/330106/1";
pub(crate) const TOP: &str = "case-0193-01";
const LOG_LEAVES: u64 = 7;

/// Everything a package is made of, open to being spoilt before it is packed.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) facts: Vec<FactLine>,
    pub(crate) proofs: Vec<ProofLine>,
    pub(crate) note: SignedNote,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

pub(crate) fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

pub(crate) fn witness() -> Cosigner {
    Cosigner::from_seed("witness.example/1", [4; 32]).unwrap()
}

pub(crate) fn policy() -> Policy {
    let text =
        format!("log {}\nwitness w {}\nquorum w\n", log().verifier_key(), witness().verifier_key());
    Policy::parse(&text).unwrap()
}

/// Verifies a package in memory.
pub(crate) fn verify_bytes(tar: &[u8], trusted: Option<&Policy>) -> Report {
    verify(io::Cursor::new(tar), trusted)
}

fn token(text: &str) -> Token {
    Token::parse(text).unwrap()
}

/// Where a fact stands: index, stream, version.
pub(crate) type Place<'a> = (u64, &'a str, u64);

pub(crate) fn fact((n, stream, version): Place<'_>, body: &str, bound: Option<&[u8]>) -> FactLine {
    let salt = [u8::try_from(n).unwrap(); 32];
    let mut fields = vec![
        ("at", Value::Time(Timestamp::from_ms(1_764_000_000_000))),
        ("body", Value::Commit(commit(&salt, body.as_bytes()))),
        ("by", Value::Id(token("off_1"))),
        ("case", Value::Id(token("case_1"))),
        ("n", Value::Count(n)),
        ("stream", Value::Id(token(stream))),
        ("sv", Value::Count(version)),
        ("t", Value::Enum(token("case.opened"))),
        ("v", Value::Count(1)),
    ];
    if let Some(bytes) = bound {
        let digests = digests_of(bytes);
        fields.extend([
            ("sha256", Value::Digest(digests.sha256)),
            ("sm3", Value::Sm3(digests.sm3)),
            ("size", Value::Count(digests.size_bytes)),
        ]);
    }
    let leaf = Leaf::new(fields).unwrap();
    FactLine::new(n, stream, version, leaf.line(), Some((&salt, body)))
}

/// Documents and a recording of the sample case.
pub(crate) fn documents() -> Vec<(String, Vec<u8>)> {
    vec![
        ("main/001_WS01.pdf".to_owned(), b"%PDF-1.7 one".to_vec()),
        ("recordings/0001.mp4".to_owned(), b"\0\0\0\x18ftyp two".to_vec()),
    ]
}

/// Signs a log whose leaves at the facts' places are the facts.
pub(crate) fn prove(facts: Vec<FactLine>, files: Vec<(String, Vec<u8>)>) -> Sample {
    let mut fetched = Fetched::default();
    let mut frontier = Frontier::<Sha256Tree>::new();
    for n in 0..LOG_LEAVES {
        let leaf = facts.iter().find(|fact| fact.n == n);
        let leaf = leaf.map_or_else(|| format!("another case {n}"), |fact| fact.leaf.clone());
        let hash = Sha256Tree::leaf_hash(leaf.as_bytes());
        fetched.insert(0, n, hash);
        frontier.push(hash);
    }
    let prove = |fact: &FactLine| {
        let proof = inclusion_proof::<Sha256Tree, _>(fact.n, LOG_LEAVES, &fetched).unwrap();
        ProofLine::new(fact.n, &proof)
    };
    let proofs = facts.iter().map(prove).collect();
    let mut note = log().sign(LOG_LEAVES, frontier.root());
    note.add(witness().cosign(&note, 1_764_000_100)).unwrap();
    Sample { facts, proofs, note, files }
}

/// The sample case: four facts in two streams.
pub(crate) fn sample() -> Sample {
    let documents = documents();
    let facts = vec![
        fact((1, "case_1", 1), "{\"当事人\":\"张三\"}", None),
        fact((2, "case_1", 2), "{}", Some(&documents[0].1)),
        fact((4, "rec_1", 1), "{}", Some(&documents[1].1)),
        fact((5, "case_1", 3), "{}", None),
    ];
    prove(facts, documents)
}

impl Sample {
    /// The payload in the order in which it is packed.
    pub(crate) fn payload(&self) -> Vec<(String, Vec<u8>)> {
        let mut facts = Vec::new();
        self.facts.iter().for_each(|fact| fact.write_to(&mut facts).unwrap());
        let mut proofs = Vec::new();
        self.proofs.iter().for_each(|proof| proof.write_to(&mut proofs).unwrap());
        let mut payload = self.files.clone();
        for (path, bytes) in [
            ("contents.json", b"{\"items\":[]}".to_vec()),
            ("facts.jsonl", facts),
            ("proofs.jsonl", proofs),
            ("checkpoint.txt", self.note.to_string().into_bytes()),
            ("log.vkey", format!("{}\n", log().verifier_key()).into_bytes()),
            ("report.json", b"{}".to_vec()),
        ] {
            payload.push((path.to_owned(), bytes));
        }
        payload
    }

    pub(crate) fn pack(&self) -> Vec<u8> {
        pack(&self.payload()).0
    }
}

pub(crate) fn plan(payload: &[(String, Vec<u8>)]) -> PackagePlan {
    let item =
        |(path, bytes): &(String, Vec<u8>)| Item { path: path.clone(), digests: digests_of(bytes) };
    PackagePlan {
        name: TOP.to_owned(),
        made_at: Timestamp::from_ms(1_764_000_200_000),
        info: vec![("Source-Organization".to_owned(), "某区市场监督管理局".to_owned())],
        items: payload.iter().map(item).collect(),
    }
}

pub(crate) fn pack(payload: &[(String, Vec<u8>)]) -> (Vec<u8>, archive::Written) {
    let mut tar = Vec::new();
    let mut open = |item: &Item| -> io::Result<Box<dyn Read>> {
        let (_, bytes) = payload.iter().find(|(path, _)| *path == item.path).unwrap();
        Ok(Box::new(io::Cursor::new(bytes.clone())))
    };
    let written = write(&plan(payload), &mut open, &mut tar).unwrap();
    (tar, written)
}

/// Members of a tar: full path and bytes.
pub(crate) fn members(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(tar);
    let read = |entry: io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let path = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (path, bytes)
    };
    archive.entries().unwrap().map(read).collect()
}

/// A tar of exactly these members, whatever they are.
pub(crate) fn tar_of(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in members {
        append(&mut tar, path.as_bytes(), tar::EntryType::Regular, bytes);
    }
    tar.into_inner().unwrap()
}

/// Appends a member without any of the checks that a decent writer makes.
pub(crate) fn append(
    tar: &mut tar::Builder<Vec<u8>>,
    path: &[u8],
    kind: tar::EntryType,
    bytes: &[u8],
) {
    let mut header = tar::Header::new_ustar();
    header.as_old_mut().name[..path.len()].copy_from_slice(path);
    header.set_entry_type(kind);
    header.set_size(bytes.len().try_into().unwrap());
    header.set_mode(0o644);
    header.set_cksum();
    tar.append(&header, bytes).unwrap();
}

/// Files that defects name.
pub(crate) fn blamed(report: &archive::Report) -> Vec<&str> {
    let mut files: Vec<&str> = report.defects.iter().map(|d| d.file.as_str()).collect();
    files.dedup();
    files
}
