//! A witness of many logs and what those ask of it: `many_logs FOLDER LOGS REQUESTS` makes the
//! witness in `FOLDER/witness` and prints the requests, each a line of JSON.
//! `cargo xtask bench witness` runs it.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a program that measures"
)]

use std::path::Path;

use ledger::{
    AddCheckpoint, Fetched, LogSigner, Sha256Tree, TreeHash as _, consistency_proof,
    new_tile_hashes, root_at,
};

/// Leaves by which a log has grown between two requests.
const STEP: u64 = 16;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words[at].parse::<u64>().expect("a number");
    let (folder, logs, requests) = (Path::new(&words[0]), number(1), number(2));
    let state = folder.join("witness");
    witness::init(&state, &folder.join("sizes"), "many.example/w", [1; 32], [2; 32])
        .expect("a witness");
    let tree = tree((requests / logs + 1) * STEP);
    let signers: Vec<LogSigner> = (0..logs)
        .map(|log| {
            let mut seed = [7; 32];
            seed[..8].copy_from_slice(&log.to_be_bytes());
            let signer = LogSigner::from_seed(&format!("county-{log}.example/1"), seed);
            let signer = signer.expect("a key");
            let key = signer.verifier_key().to_string();
            witness::add_log(&state, &key, None).expect("a new log");
            signer
        })
        .collect();
    // Round after round, each log once.
    for (round, signer) in (0..)
        .flat_map(|round| signers.iter().map(move |one| (round, one)))
        .take(usize::try_from(requests).expect("few"))
    {
        let (old, new) = (round * STEP, (round + 1) * STEP);
        let proof = consistency_proof::<Sha256Tree, _>(old, new, &tree).expect("a proof");
        let note = signer.sign(new, root_at::<Sha256Tree, _>(new, &tree).expect("a root"));
        let request = AddCheckpoint { old, proof, note }.to_string();
        println!("{}", serde_json::Value::from(request));
    }
}

/// The hashes of so many leaves, the same for every log.
fn tree(size: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..size {
        hashes.insert(0, n, Sha256Tree::leaf_hash(&n.to_be_bytes()));
    }
    for tile in new_tile_hashes::<Sha256Tree, _>(0, size, &hashes).expect("a tree") {
        hashes.insert(tile.level, tile.index, tile.hash);
    }
    hashes
}
