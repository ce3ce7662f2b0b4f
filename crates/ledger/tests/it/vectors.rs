//! `vectors.json`, byte for byte.

use ledger::{
    AddCheckpoint, Checkpoint, Cosigner, Fetched, Frontier, Hash, Leaf, LogSigner, ParsedLeaf,
    Sha256Tree, SignedNote, Sm3Tree, TlogProof, Token, TreeHash, Value, VerifierKey, commit,
    consistency_proof, cosigned_at, hash_to_base64, inclusion_proof, open_checkpoint, root_at,
    verify_consistency, verify_inclusion,
};
use serde_json::Value as Json;
use terms::Timestamp;

const ORIGIN: &str = "efr.example/330106/1";
const WITNESS: &str = "witness.example/3301-sfj";
const COSIGNED_AT: u64 = 1_764_000_100;

fn vectors() -> Json {
    serde_json::from_str(include_str!("../vectors.json")).unwrap()
}

fn text(key: &str) -> String {
    vectors()[key].as_str().unwrap().to_owned()
}

fn leaves() -> Vec<String> {
    use base64::Engine;
    let decode = |leaf: &Json| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(leaf.as_str().unwrap());
        String::from_utf8(bytes.unwrap()).unwrap()
    };
    vectors()["leaves_b64"].as_array().unwrap().iter().map(decode).collect()
}

fn hashes(key: &str) -> Vec<Hash> {
    let decode = |hash: &Json| hex::decode(hash.as_str().unwrap()).unwrap().try_into().unwrap();
    vectors()[key].as_array().unwrap().iter().map(decode).collect()
}

fn fetched<H: TreeHash>() -> Fetched {
    let mut fetched = Fetched::default();
    for (index, leaf) in (0..).zip(leaves()) {
        fetched.insert(0, index, H::leaf_hash(leaf.as_bytes()));
    }
    fetched
}

fn seed(of: &str) -> [u8; 32] {
    Sha256Tree::of(&[of.as_bytes()])
}

#[test]
fn leaf_hashes_are_those_of_the_vectors() {
    let made: Vec<_> = leaves().iter().map(|l| Sha256Tree::leaf_hash(l.as_bytes())).collect();
    assert_eq!(made, hashes("leaf_hashes_sha256"));
}

fn roots_match<H: TreeHash>(key: &str) {
    let wanted = hashes(key);
    let mut frontier = Frontier::<H>::new();
    assert_eq!(frontier.root(), wanted[0]);
    for (leaf, root) in leaves().iter().zip(&wanted[1..]) {
        frontier.push(H::leaf_hash(leaf.as_bytes()));
        assert_eq!(frontier.root(), *root);
        assert_eq!(root_at::<H, _>(frontier.size(), &fetched::<H>()), Ok(*root));
        let read = Frontier::<H>::from_bytes(&frontier.to_bytes()).unwrap();
        assert_eq!(read, frontier);
    }
    assert_eq!(frontier.size(), 7);
}

#[test]
fn roots_of_both_trees_are_those_of_the_vectors() {
    roots_match::<Sha256Tree>("roots_sha256");
    roots_match::<Sm3Tree>("roots_sm3");
}

#[test]
fn proofs_are_those_of_the_vectors() {
    let reader = fetched::<Sha256Tree>();
    let roots = hashes("roots_sha256");
    let inclusion = inclusion_proof::<Sha256Tree, _>(3, 7, &reader).unwrap();
    assert_eq!(inclusion, hashes("inclusion_3_of_7"));
    let leaf = hashes("leaf_hashes_sha256")[3];
    verify_inclusion::<Sha256Tree>(3, 7, &leaf, &inclusion, &roots[7]).unwrap();
    let consistency = consistency_proof::<Sha256Tree, _>(3, 7, &reader).unwrap();
    assert_eq!(consistency, hashes("consistency_3_7"));
    verify_consistency::<Sha256Tree>(3, 7, &roots[3], &roots[7], &consistency).unwrap();
}

/// The SM3 tree has no proofs in the vectors: every one of its seven leaves and sizes is proven
/// against their roots.
#[test]
fn proofs_of_the_sm3_tree_lead_to_the_roots_of_the_vectors() {
    let (reader, roots) = (fetched::<Sm3Tree>(), hashes("roots_sm3"));
    for (size, root) in (1_u64..).zip(&roots[1..]) {
        for (index, leaf) in (0..size).zip(leaves()) {
            let proof = inclusion_proof::<Sm3Tree, _>(index, size, &reader).unwrap();
            let leaf = Sm3Tree::leaf_hash(leaf.as_bytes());
            verify_inclusion::<Sm3Tree>(index, size, &leaf, &proof, root).unwrap();
            // A tree of one leaf has no node, so no hash is asked.
            let other = verify_inclusion::<Sha256Tree>(index, size, &leaf, &proof, root);
            assert_eq!(other.is_ok(), size == 1);
        }
        for (old, old_root) in (0..=size).zip(&roots) {
            let proof = consistency_proof::<Sm3Tree, _>(old, size, &reader).unwrap();
            verify_consistency::<Sm3Tree>(old, size, old_root, root, &proof).unwrap();
        }
    }
}

#[test]
fn the_commitment_is_that_of_the_vectors() {
    let vector = &vectors()["commitment"];
    let salt: [u8; 32] =
        hex::decode(vector["salt_hex"].as_str().unwrap()).unwrap().try_into().unwrap();
    let commitment = commit(&salt, vector["value_utf8"].as_str().unwrap().as_bytes());
    assert_eq!(commitment.to_string(), vector["sha256_b64"].as_str().unwrap());
    let opened = ParsedLeaf::parse(&leaves()[1]).unwrap().get_commit("party");
    assert_eq!(opened, Some(commitment));
}

#[test]
fn a_leaf_is_written_as_in_the_vectors() {
    let token = |text| Token::parse(text).unwrap();
    let leaf = Leaf::new([
        ("v", Value::Count(1)),
        ("t", Value::Enum(token("media.ingest"))),
        (
            "sha256",
            Value::Digest(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".parse().unwrap(),
            ),
        ),
        (
            "sm3",
            Value::Sm3(
                "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".parse().unwrap(),
            ),
        ),
        ("size", Value::Count(3)),
        ("at", Value::Time(Timestamp::from_ms(1_764_000_003_000))),
        ("by", Value::Id(token("u:0193-07"))),
        ("case", Value::Id(token("c:0193-01"))),
        ("dev", Value::Id(token("d:0007"))),
        ("file_no", Value::Count(41)),
        ("n", Value::Count(3)),
        ("org", Value::Id(token("330106-SCJG"))),
    ]);
    assert_eq!(leaf.unwrap().line(), leaves()[3]);
}

#[test]
fn every_leaf_of_the_vectors_is_read() {
    for (n, line) in (0..).zip(leaves()) {
        let leaf = ParsedLeaf::parse(&line).unwrap();
        assert_eq!(leaf.get_int("n"), Some(n));
        assert_eq!(leaf.get_count("at"), Some(1_764_000_000_000 + n.unsigned_abs() * 1000));
        assert_eq!(leaf.get_text("by"), Some("u:0193-07"));
    }
}

#[test]
fn checkpoints_are_signed_as_in_the_vectors() {
    let log = LogSigner::from_seed(ORIGIN, seed("log")).unwrap();
    assert_eq!(log.verifier_key().to_string(), text("log_vkey"));
    for size in [3_u8, 7] {
        let key = format!("checkpoint_{size}");
        let root = hashes("roots_sha256")[usize::from(size)];
        let note = log.sign(size.into(), root);
        assert_eq!(note.to_string(), text(&key));
        let vkey = VerifierKey::parse(&text("log_vkey")).unwrap();
        let (checkpoint, read) = open_checkpoint(&text(&key), &vkey).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (u64::from(size), root));
        assert_eq!(read, note);
    }
}

#[test]
fn a_cosignature_is_made_and_read_as_in_the_vectors() {
    let witness = Cosigner::from_seed(WITNESS, seed("witness")).unwrap();
    assert_eq!(witness.verifier_key().to_string(), text("witness_vkey"));
    let mut note = SignedNote::parse(&text("checkpoint_7")).unwrap();
    let stated = SignedNote::parse(&text("checkpoint_7_cosigned")).unwrap();
    let at = cosigned_at(&stated, witness.verifier_key()).unwrap();
    assert_eq!(at, COSIGNED_AT);
    note.add(witness.cosign(&note, at)).unwrap();
    assert_eq!(note.to_string(), text("checkpoint_7_cosigned"));
}

#[test]
fn the_request_to_a_witness_is_that_of_the_vectors() {
    let log = LogSigner::from_seed(ORIGIN, seed("log")).unwrap();
    let root = hashes("roots_sha256")[7];
    let request =
        AddCheckpoint { old: 3, proof: hashes("consistency_3_7"), note: log.sign(7, root) };
    assert_eq!(request.to_string(), text("add_checkpoint_request_3_7"));
    assert_eq!(AddCheckpoint::parse(&request.to_string()), Ok(request));
}

#[test]
fn the_standalone_proof_is_that_of_the_vectors() {
    let note = SignedNote::parse(&text("checkpoint_7_cosigned")).unwrap();
    let proof = TlogProof { index: 3, proof: hashes("inclusion_3_of_7"), note };
    let written = text("tlog_proof_index_3");
    assert_eq!(proof.to_string(), written);
    assert_eq!(TlogProof::parse(&written).as_ref(), Ok(&proof));
    let with_extra = written.replacen("index", "extra AAAA\nindex", 1);
    assert_eq!(TlogProof::parse(&with_extra), Ok(proof));
}

#[test]
fn an_independent_implementation_reads_our_checkpoint() {
    let checkpoint = Checkpoint::parse(&format!("{ORIGIN}\n7\n{}\n", hash_to_base64(&[9; 32])));
    let theirs =
        tlog_tiles::Checkpoint::from_bytes(checkpoint.unwrap().to_string().as_bytes()).unwrap();
    assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), (ORIGIN, 7, [9; 32]));
}
