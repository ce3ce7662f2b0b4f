//! Proofs made from stored tile hashes: a handful of short reads, whatever the size of the log.

use crate::tile::{HashReader, TILE_BITS};
use crate::tree::{Hash, MAX_TREE_SIZE, TreeHash, fold_peaks};

/// Why a proof cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError<E> {
    /// The index or the older size lies outside the tree.
    #[error("{index} is not inside a tree of {size} leaves")]
    Range {
        /// What was asked for.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The reader gave another number of hashes than it was asked for.
    #[error("level {level} gave {got} hashes from {first} on, {wanted} were asked for")]
    Short {
        /// Level read.
        level: u32,
        /// First index read.
        first: u64,
        /// Hashes asked for.
        wanted: u64,
        /// Hashes given.
        got: usize,
    },
    /// The reader failed.
    #[error("reading stored hashes failed")]
    Reader(#[source] E),
}

/// Leaves `from..to` of the tree; `from` is a multiple of the largest power of two inside.
pub(crate) type Subtree = (u64, u64);

/// Proves that leaf `index` is in the tree of `size` leaves: hashes from the leaf to the root.
///
/// # Errors
/// [`ProofError`] if the leaf is not in that tree or the reader fails.
pub fn inclusion_proof<H: TreeHash, R: HashReader>(
    index: u64,
    size: u64,
    reader: &R,
) -> Result<Vec<Hash>, ProofError<R::Error>> {
    if index >= size || size > MAX_TREE_SIZE {
        return Err(ProofError::Range { index, size });
    }
    roots::<H, R>(&inclusion_path(index, size), reader)
}

/// Proves that the tree of `new` leaves begins with the tree of `old` leaves.
///
/// Empty if the trees are equal or the old one has no leaves.
///
/// # Errors
/// [`ProofError`] if `old` is larger than `new` or the reader fails.
pub fn consistency_proof<H: TreeHash, R: HashReader>(
    old: u64,
    new: u64,
    reader: &R,
) -> Result<Vec<Hash>, ProofError<R::Error>> {
    if old > new || new > MAX_TREE_SIZE {
        return Err(ProofError::Range { index: old, size: new });
    }
    roots::<H, R>(&consistency_path(old, new), reader)
}

/// Proves that leaves `start..end` of the tree of `size` leaves have the root they have: what a
/// mirror asks for each package of leaves (C2SP tlog-mirror).
///
/// # Errors
/// [`ProofError`] if they are no subtree of that tree, or the reader fails.
pub fn subtree_proof<H: TreeHash, R: HashReader>(
    (start, end): (u64, u64),
    size: u64,
    reader: &R,
) -> Result<Vec<Hash>, ProofError<R::Error>> {
    if !is_subtree((start, end), size) || size > MAX_TREE_SIZE {
        return Err(ProofError::Range { index: end, size });
    }
    roots::<H, R>(&subtree_path((start, end), size), reader)
}

/// The root over the first `size` leaves.
///
/// # Errors
/// [`ProofError`] if `size` is too large or the reader fails.
pub fn root_at<H: TreeHash, R: HashReader>(
    size: u64,
    reader: &R,
) -> Result<Hash, ProofError<R::Error>> {
    if size > MAX_TREE_SIZE {
        return Err(ProofError::Range { index: size, size: MAX_TREE_SIZE });
    }
    subtree_root::<H, R>((0, size), reader)
}

/// Siblings on the way from the leaf to the root (RFC 6962 §2.1.1).
fn inclusion_path(index: u64, size: u64) -> Vec<Subtree> {
    let (mut from, mut to) = (0, size);
    let mut siblings = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            siblings.push((middle, to));
            to = middle;
        } else {
            siblings.push((from, middle));
            from = middle;
        }
    }
    siblings.reverse();
    siblings
}

/// Subtrees that, together with the old root, make both roots (RFC 6962 §2.1.2).
fn consistency_path(old: u64, new: u64) -> Vec<Subtree> {
    if old == 0 { Vec::new() } else { subtree_path((0, old), new) }
}

/// Subtrees that, together with a subtree's root, make that and the tree's root; the deepest first.
/// The first one is part of the subtree itself where the subtree is no node of the tree.
pub(crate) fn subtree_path((start, end): Subtree, size: u64) -> Vec<Subtree> {
    let (mut from, mut to) = (0, size);
    let mut subtrees = Vec::new();
    while from < start || to != end {
        let middle = from + split(to - from);
        if end <= middle {
            subtrees.push((middle, to));
            to = middle;
        } else {
            subtrees.push((from, middle));
            from = middle;
        }
    }
    if from != start {
        subtrees.push((from, to));
    }
    subtrees.reverse();
    subtrees
}

/// Whether leaves `start..end` are a subtree of a tree of `size` leaves: `start` is a multiple of
/// the smallest power of two that has room for them.
pub(crate) const fn is_subtree((start, end): Subtree, size: u64) -> bool {
    start < end && end <= size && start.is_multiple_of((end - start).next_power_of_two())
}

/// The largest power of two below `size`, which is at least 2.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn roots<H: TreeHash, R: HashReader>(
    subtrees: &[Subtree],
    reader: &R,
) -> Result<Vec<Hash>, ProofError<R::Error>> {
    subtrees.iter().map(|subtree| subtree_root::<H, R>(*subtree, reader)).collect()
}

/// Root of a subtree, put together from its complete parts, largest first.
fn subtree_root<H: TreeHash, R: HashReader>(
    (from, to): Subtree,
    reader: &R,
) -> Result<Hash, ProofError<R::Error>> {
    let mut peaks = Vec::new();
    let mut at = from;
    while at < to {
        let height = (to - at).ilog2();
        let (level, height_in_tile) = (height / TILE_BITS, height % TILE_BITS);
        let hashes = read(reader, level, at >> (level * TILE_BITS), 1 << height_in_tile)?;
        peaks.push(perfect_root::<H>(hashes));
        at += 1 << height;
    }
    Ok(fold_peaks::<H>(&peaks).unwrap_or_else(H::empty_root))
}

/// Reads and checks that the reader gave what was asked for.
pub(crate) fn read<R: HashReader>(
    reader: &R,
    level: u32,
    first: u64,
    count: u64,
) -> Result<Vec<Hash>, ProofError<R::Error>> {
    let hashes = reader.tile_hashes(level, first, count).map_err(ProofError::Reader)?;
    if u64::try_from(hashes.len()) == Ok(count) {
        Ok(hashes)
    } else {
        Err(ProofError::Short { level, first, wanted: count, got: hashes.len() })
    }
}

/// Root over a power of two of neighbouring hashes.
pub(crate) fn perfect_root<H: TreeHash>(mut hashes: Vec<Hash>) -> Hash {
    while hashes.len() > 1 {
        let (pairs, _) = hashes.as_chunks::<2>();
        hashes = pairs.iter().map(|[left, right]| H::node_hash(left, right)).collect();
    }
    hashes.pop().unwrap_or_else(H::empty_root)
}
