//! Which stored hashes a proof needs, for readers that fetch first and prove afterwards.
//!
//! The places depend on sizes only, never on hashes: so the proof is run once over zeros to list
//! them, and once more over what was fetched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::proof::{ProofError, consistency_proof, inclusion_proof, root_at, subtree_proof};
use crate::tile::{HashReader, new_tile_hashes};
use crate::tree::{Hash, Sha256Tree};

/// Neighbouring hashes of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashRange {
    /// 0 for leaf hashes, L for roots of 256^L leaves.
    pub level: u32,
    /// Index of the first.
    pub first: u64,
    /// How many, 1 to 256.
    pub count: u64,
}

/// A proof asked for a hash that was not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("hash {index} of level {level} was not fetched")]
pub struct NotFetched {
    /// Level of the missing hash.
    pub level: u32,
    /// Its index.
    pub index: u64,
}

/// Hashes fetched beforehand, e.g. by an asynchronous store.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    hashes: BTreeMap<(u32, u64), Hash>,
}

impl Fetched {
    /// Adds one hash.
    pub fn insert(&mut self, level: u32, index: u64, hash: Hash) {
        self.hashes.insert((level, index), hash);
    }
}

impl HashReader for Fetched {
    type Error = NotFetched;

    fn tile_hashes(&self, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, NotFetched> {
        (first..first.saturating_add(count))
            .map(|index| {
                self.hashes.get(&(level, index)).copied().ok_or(NotFetched { level, index })
            })
            .collect()
    }
}

/// What [`inclusion_proof`] will read.
///
/// # Errors
/// [`ProofError::Range`] if the leaf is not in that tree.
pub fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    record(|noted| inclusion_proof::<Sha256Tree, _>(index, size, noted))
}

/// What [`consistency_proof`] will read.
///
/// # Errors
/// [`ProofError::Range`] if `old` is larger than `new`.
pub fn consistency_ranges(old: u64, new: u64) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    record(|noted| consistency_proof::<Sha256Tree, _>(old, new, noted))
}

/// What [`subtree_proof`] will read.
///
/// # Errors
/// [`ProofError::Range`] if the leaves are no subtree of that tree.
pub fn subtree_ranges(
    leaves: (u64, u64),
    size: u64,
) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    record(|noted| subtree_proof::<Sha256Tree, _>(leaves, size, noted))
}

/// What [`root_at`] will read.
///
/// # Errors
/// [`ProofError::Range`] if `size` is too large.
pub fn root_ranges(size: u64) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    record(|noted| root_at::<Sha256Tree, _>(size, noted))
}

/// What [`new_tile_hashes`] will read.
///
/// # Errors
/// [`ProofError::Range`] if the sizes run backwards.
pub fn new_tile_ranges(old: u64, new: u64) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    record(|noted| new_tile_hashes::<Sha256Tree, _>(old, new, noted))
}

struct Noted(RefCell<Vec<HashRange>>);

impl HashReader for Noted {
    type Error = Infallible;

    fn tile_hashes(&self, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, Infallible> {
        self.0.borrow_mut().push(HashRange { level, first, count });
        Ok(vec![[0; 32]; usize::try_from(count).unwrap_or(0)])
    }
}

fn record<T>(
    prove: impl FnOnce(&Noted) -> Result<T, ProofError<Infallible>>,
) -> Result<Vec<HashRange>, ProofError<Infallible>> {
    let noted = Noted(RefCell::new(Vec::new()));
    prove(&noted)?;
    Ok(noted.0.into_inner())
}
