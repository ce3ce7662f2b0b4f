//! Proofs against two independent implementations, at every size, and against every flipped bit.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{
    Fetched, Frontier, FrontierError, Hash, HashRange, HashReader, Mismatch, ProofError,
    Sha256Tree, Sm3Tree, TILE_WIDTH, TreeHash, complete_hashes, consistency_proof,
    consistency_ranges, inclusion_proof, inclusion_ranges, new_tile_hashes, new_tile_ranges,
    root_at, root_from_inclusion, root_ranges, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::stored::Stored;

/// Two full tiles and the beginning of a third.
const SIZES: u64 = 600;
/// Beyond 256 full tiles, so that level 2 is in use.
const LARGE: u64 = 66_000;

fn leaf(n: u64) -> String {
    format!("leaf {n}")
}

fn flat(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

macro_rules! agree_with_ct_merkle {
    ($test:ident, $ours:ty, $theirs:ty) => {
        #[test]
        fn $test() {
            let stored = Stored::<$ours>::of(SIZES);
            let mut tree = MemoryBackedTree::<$theirs, String>::new();
            for size in 1..=SIZES {
                tree.push(leaf(size - 1));
                // Every size near the borders of tiles, some in between.
                if size % 7 != 0 && (size % TILE_WIDTH) > 3 && (size % TILE_WIDTH) < 253 {
                    continue;
                }
                let root = root_at::<$ours, _>(size, &stored).unwrap();
                assert_eq!(root.as_slice(), tree.root().as_bytes().as_slice());
                for index in (0..size).step_by(13).chain([size - 1]) {
                    let ours = inclusion_proof::<$ours, _>(index, size, &stored).unwrap();
                    let theirs = tree.prove_inclusion(usize::try_from(index).unwrap());
                    assert_eq!(flat(&ours), theirs.as_bytes());
                }
                for old in (1..=size).rev().step_by(11) {
                    let ours = consistency_proof::<$ours, _>(old, size, &stored).unwrap();
                    let added = usize::try_from(size - old).unwrap();
                    assert_eq!(flat(&ours), tree.prove_consistency(added).as_bytes());
                }
            }
        }
    };
}

agree_with_ct_merkle!(sha256_proofs_agree_with_ct_merkle, Sha256Tree, sha2::Sha256);
agree_with_ct_merkle!(sm3_proofs_agree_with_ct_merkle, Sm3Tree, sm3::Sm3);

/// The stored hashes of a log as `tlog_tiles` numbers them.
struct Oracle(Vec<tlog_tiles::Hash>);

impl tlog_tiles::HashReader for Oracle {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
    }
}

fn oracle(size: u64) -> Oracle {
    let mut oracle = Oracle(Vec::new());
    for n in 0..size {
        let more = tlog_tiles::stored_hashes(n, leaf(n).as_bytes(), &oracle).unwrap();
        oracle.0.extend(more);
    }
    oracle
}

#[test]
fn proofs_of_a_large_log_agree_with_tlog_tiles() {
    let stored = Stored::<Sha256Tree>::of(LARGE);
    let oracle = oracle(LARGE);
    for size in [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_793, LARGE] {
        let root = root_at::<Sha256Tree, _>(size, &stored).unwrap();
        assert_eq!(root, tlog_tiles::tree_hash(size, &oracle).unwrap().0);
        for index in [0, 1, 255, 256, 40_000, 65_535, 65_536, size - 1] {
            if index >= size {
                continue;
            }
            let ours = inclusion_proof::<Sha256Tree, _>(index, size, &stored).unwrap();
            let theirs = tlog_tiles::prove_record(size, index, &oracle).unwrap();
            assert_eq!(ours, theirs.iter().map(|hash| hash.0).collect::<Vec<_>>());
            let hash = Sha256Tree::leaf_hash(leaf(index).as_bytes());
            verify_inclusion::<Sha256Tree>(index, size, &hash, &ours, &root).unwrap();
            let older = index + 1;
            let ours = consistency_proof::<Sha256Tree, _>(older, size, &stored).unwrap();
            if older < size {
                let theirs = tlog_tiles::prove_tree(size, older, &oracle).unwrap();
                assert_eq!(ours, theirs.iter().map(|hash| hash.0).collect::<Vec<_>>());
            }
            let older_root = root_at::<Sha256Tree, _>(older, &stored).unwrap();
            verify_consistency::<Sha256Tree>(older, size, &older_root, &root, &ours).unwrap();
        }
    }
}

#[test]
fn upper_tiles_are_those_of_tlog_tiles() {
    let stored = Stored::<Sha256Tree>::of(LARGE);
    let oracle = oracle(LARGE);
    for level in [1_u8, 2] {
        let hashes = stored.level(level.into());
        assert_eq!(
            u64::try_from(hashes.len()),
            Ok(complete_hashes(LARGE, level.into())),
            "level {level}"
        );
        for (index, hash) in (0..).zip(hashes) {
            let place = tlog_tiles::stored_hash_index(level * 8, index);
            assert_eq!(*hash, oracle.0[usize::try_from(place).unwrap()].0);
        }
    }
}

#[test]
fn growing_in_steps_gives_the_same_tiles_as_growing_at_once() {
    let whole = Stored::<Sha256Tree>::of(LARGE);
    for step in [1, 100, 255, 256, 257, 1_000, 65_536] {
        let mut stored = Stored::<Sha256Tree>::new();
        while stored.size() < LARGE {
            stored.append(step.min(LARGE - stored.size()));
        }
        assert_eq!(stored.level(1), whole.level(1), "step {step}");
        assert_eq!(stored.level(2), whole.level(2), "step {step}");
        assert_eq!(stored.frontier, whole.frontier, "step {step}");
    }
}

fn fetch(stored: &Stored<Sha256Tree>, ranges: &[HashRange]) -> Fetched {
    let mut fetched = Fetched::default();
    for range in ranges {
        let hashes = stored.tile_hashes(range.level, range.first, range.count).unwrap();
        for (index, hash) in (range.first..).zip(hashes) {
            fetched.insert(range.level, index, hash);
        }
    }
    fetched
}

#[test]
fn planned_reads_are_all_a_proof_needs() {
    let stored = Stored::<Sha256Tree>::of(LARGE);
    for (index, size) in [(0, 1), (3, 7), (300, 70_000 - 4_001), (65_999, LARGE)] {
        let fetched = fetch(&stored, &inclusion_ranges(index, size).unwrap());
        let proof = inclusion_proof::<Sha256Tree, _>(index, size, &fetched).unwrap();
        assert_eq!(Ok(proof), inclusion_proof::<Sha256Tree, _>(index, size, &stored));
        let fetched = fetch(&stored, &consistency_ranges(index, size).unwrap());
        let proof = consistency_proof::<Sha256Tree, _>(index, size, &fetched).unwrap();
        assert_eq!(Ok(proof), consistency_proof::<Sha256Tree, _>(index, size, &stored));
        let fetched = fetch(&stored, &root_ranges(size).unwrap());
        let root = root_at::<Sha256Tree, _>(size, &fetched).unwrap();
        assert_eq!(Ok(root), root_at::<Sha256Tree, _>(size, &stored));
    }
    let fetched = fetch(&stored, &new_tile_ranges(65_000, LARGE).unwrap());
    let created = new_tile_hashes::<Sha256Tree, _>(65_000, LARGE, &fetched).unwrap();
    assert_eq!(Ok(created), new_tile_hashes::<Sha256Tree, _>(65_000, LARGE, &stored));
}

#[test]
fn what_is_outside_the_tree_is_refused() {
    let stored = Stored::<Sha256Tree>::of(5);
    let outside = |index| Err(ProofError::Range { index, size: 5 });
    assert_eq!(inclusion_proof::<Sha256Tree, _>(5, 5, &stored), outside(5));
    assert_eq!(consistency_proof::<Sha256Tree, _>(6, 5, &stored), outside(6));
    assert!(root_at::<Sha256Tree, _>(u64::MAX, &stored).is_err());
    assert!(new_tile_ranges(6, 5).is_err());
    assert!(inclusion_ranges(0, 0).is_err());
    assert!(inclusion_proof::<Sha256Tree, _>(1, 3, &Fetched::default()).is_err());
}

#[test]
fn a_frontier_of_another_length_is_refused() {
    let bytes = Stored::<Sha256Tree>::of(7).frontier.to_bytes();
    for cut in 0..bytes.len() {
        let read = Frontier::<Sha256Tree>::from_bytes(&bytes[..cut]);
        assert_eq!(read, Err(FrontierError::Length));
    }
    let huge = [0xFF; 8 + 64 * 32];
    assert_eq!(Frontier::<Sha256Tree>::from_bytes(&huge), Err(FrontierError::TooLarge));
}

#[test]
fn an_empty_tree_begins_every_tree_and_nothing_else() {
    let root = Stored::<Sha256Tree>::of(3).frontier.root();
    let empty = Sha256Tree::empty_root();
    assert_eq!(verify_consistency::<Sha256Tree>(0, 3, &empty, &root, &[]), Ok(()));
    assert_eq!(verify_consistency::<Sha256Tree>(0, 3, &root, &root, &[]), Err(Mismatch));
    assert_eq!(verify_consistency::<Sha256Tree>(3, 3, &root, &empty, &[]), Err(Mismatch));
    assert_eq!(verify_consistency::<Sha256Tree>(3, 0, &root, &empty, &[]), Err(Mismatch));
}

fn flip(hashes: &[Hash], bit: usize) -> Vec<Hash> {
    let mut hashes = hashes.to_vec();
    hashes[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
    hashes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_inclusion_proof_verifies_and_no_flipped_bit_does(
        size in 1..SIZES, at: prop::sample::Index, bit: prop::sample::Index,
    ) {
        let stored = Stored::<Sha256Tree>::of(size);
        let index = u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap();
        let root = stored.frontier.root();
        let hash = Sha256Tree::leaf_hash(leaf(index).as_bytes());
        let proof = inclusion_proof::<Sha256Tree, _>(index, size, &stored).unwrap();
        let check = |index, size, hash: &Hash, proof: &[Hash]| {
            verify_inclusion::<Sha256Tree>(index, size, hash, proof, &root)
        };
        prop_assert_eq!(check(index, size, &hash, &proof), Ok(()));
        let all = [&[hash], proof.as_slice()].concat();
        let flipped = flip(&all, bit.index(all.len() * 256));
        prop_assert_eq!(check(index, size, &flipped[0], &flipped[1..]), Err(Mismatch));
        prop_assert_eq!(check(index ^ 1, size, &hash, &proof).is_ok(), false);
        prop_assert_eq!(check(index, size, &hash, &all), Err(Mismatch));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert_eq!(check(index, size, &hash, shorter), Err(Mismatch));
        }
    }

    #[test]
    fn every_consistency_proof_verifies_and_no_flipped_bit_does(
        new in 2..SIZES, at: prop::sample::Index, bit: prop::sample::Index,
    ) {
        let stored = Stored::<Sha256Tree>::of(new);
        let old = 1 + u64::try_from(at.index(usize::try_from(new - 1).unwrap())).unwrap();
        let old_root = root_at::<Sha256Tree, _>(old, &stored).unwrap();
        let new_root = stored.frontier.root();
        let proof = consistency_proof::<Sha256Tree, _>(old, new, &stored).unwrap();
        let check = |old_root: &Hash, new_root: &Hash, proof: &[Hash]| {
            verify_consistency::<Sha256Tree>(old, new, old_root, new_root, proof)
        };
        prop_assert_eq!(check(&old_root, &new_root, &proof), Ok(()));
        let all = [&[old_root, new_root], proof.as_slice()].concat();
        let flipped = flip(&all, bit.index(all.len() * 256));
        prop_assert_eq!(check(&flipped[0], &flipped[1], &flipped[2..]), Err(Mismatch));
        prop_assert_eq!(check(&old_root, &new_root, &all), Err(Mismatch));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert_eq!(check(&old_root, &new_root, shorter), Err(Mismatch));
        }
    }

    #[test]
    fn verifying_noise_never_panics(
        index: u64, size: u64, proof in prop::collection::vec(any::<Hash>(), 0..70),
    ) {
        let root = [7; 32];
        prop_assert!(verify_inclusion::<Sha256Tree>(index, size, &root, &proof, &root).is_err()
            || proof.is_empty());
        let ends = root_from_inclusion::<Sm3Tree>(index, size, &root, &proof);
        prop_assert!(ends.is_err() || index < size);
        prop_assert!(
            verify_consistency::<Sha256Tree>(index, size, &root, &[8; 32], &proof).is_err()
        );
    }

    #[test]
    fn reading_a_frontier_from_noise_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Ok(frontier) = Frontier::<Sha256Tree>::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}
