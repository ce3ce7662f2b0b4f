//! Proofs checked, by hash arithmetic alone (RFC 9162 §2.1.3.2 and §2.1.4.2).

use crate::proof::{is_subtree, subtree_path};
use crate::tree::{Hash, TreeHash};

/// Longest proof: one hash for each level of a tree that 64 bits can count.
pub const MAX_PROOF_HASHES: usize = 64;

/// The proof does not lead from what was claimed to that root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root")]
pub struct Mismatch;

/// Checks that a leaf stands at `index` in the tree of `size` leaves with that root.
///
/// # Errors
/// [`Mismatch`] if it does not, or the proof is too short or too long.
pub fn verify_inclusion<H: TreeHash>(
    index: u64,
    size: u64,
    leaf_hash: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Mismatch> {
    if root_from_inclusion::<H>(index, size, leaf_hash, proof)? == *root {
        Ok(())
    } else {
        Err(Mismatch)
    }
}

/// The root that the tree has if the proof is right.
///
/// # Errors
/// [`Mismatch`] if `index` is outside the tree or the proof has the wrong length.
pub fn root_from_inclusion<H: TreeHash>(
    index: u64,
    size: u64,
    leaf_hash: &Hash,
    proof: &[Hash],
) -> Result<Hash, Mismatch> {
    if index >= size {
        return Err(Mismatch);
    }
    let mut path = Path { node: index, last: size - 1 };
    let mut root = *leaf_hash;
    for sibling in proof {
        root = match path.climb()? {
            Side::Left => H::node_hash(sibling, &root),
            Side::Right => H::node_hash(&root, sibling),
        };
    }
    if path.last == 0 { Ok(root) } else { Err(Mismatch) }
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves.
///
/// # Errors
/// [`Mismatch`] if it does not, or the proof is too short or too long.
pub fn verify_consistency<H: TreeHash>(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Mismatch> {
    if old == new {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { Err(Mismatch) };
    }
    if old == 0 {
        return if proof.is_empty() && *old_root == H::empty_root() {
            Ok(())
        } else {
            Err(Mismatch)
        };
    }
    if old > new {
        return Err(Mismatch);
    }
    // The old root itself is a node of the new tree if the old tree was complete.
    let (start, proof) = match proof.split_first() {
        Some(_) if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (first, rest),
        None => return Err(Mismatch),
    };
    let (from_old, from_new) = both_roots::<H>(old, new, start, proof)?;
    if from_old == *old_root && from_new == *new_root { Ok(()) } else { Err(Mismatch) }
}

/// Checks that leaves `start..end` of the tree of `size` leaves with that root have this root of
/// their own.
///
/// # Errors
/// [`Mismatch`] if they have not, are no subtree, or the proof is too short or too long.
pub fn verify_subtree<H: TreeHash>(
    (start, end): (u64, u64),
    size: u64,
    subtree_root: &Hash,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), Mismatch> {
    if !is_subtree((start, end), size) {
        return Err(Mismatch);
    }
    let path = subtree_path((start, end), size);
    if path.len() != proof.len() {
        return Err(Mismatch);
    }
    let mut steps = path.iter().zip(proof).peekable();
    // A subtree that is no node of the tree is put together from its last part upwards.
    let first = steps.next_if(|((from, _), _)| (start + 1..end).contains(from));
    let (mut at, seed) = first.map_or((start, subtree_root), |((from, _), hash)| (*from, hash));
    let (mut from_subtree, mut from_tree) = (*seed, *seed);
    for ((from, _), hash) in steps {
        if *from >= end {
            from_tree = H::node_hash(&from_tree, hash);
            continue;
        }
        if (start..at).contains(from) {
            from_subtree = H::node_hash(hash, &from_subtree);
        }
        from_tree = H::node_hash(hash, &from_tree);
        at = *from;
    }
    if from_subtree == *subtree_root && from_tree == *root { Ok(()) } else { Err(Mismatch) }
}

/// Which root the tree of `new` leaves has for its first `old` ones, told by a consistency proof
/// that leads to `new_root`: another one than somebody signed means two histories.
///
/// Nothing is told where the old tree was complete: the proof leaves its root out.
#[must_use]
pub fn old_root_from_consistency<H: TreeHash>(
    old: u64,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Option<Hash> {
    if old == 0 || old >= new || old.is_power_of_two() {
        return None;
    }
    let (start, proof) = proof.split_first()?;
    let (from_old, from_new) = both_roots::<H>(old, new, start, proof).ok()?;
    (from_new == *new_root).then_some(from_old)
}

/// Climbs from a node that both trees have to both roots. `old` is above 0 and below `new`.
fn both_roots<H: TreeHash>(
    old: u64,
    new: u64,
    start: &Hash,
    proof: &[Hash],
) -> Result<(Hash, Hash), Mismatch> {
    let complete = (old - 1).trailing_ones();
    let mut path = Path { node: (old - 1) >> complete, last: (new - 1) >> complete };
    let (mut from_old, mut from_new) = (*start, *start);
    for sibling in proof {
        match path.climb()? {
            Side::Left => {
                from_old = H::node_hash(sibling, &from_old);
                from_new = H::node_hash(sibling, &from_new);
            }
            Side::Right => from_new = H::node_hash(&from_new, sibling),
        }
    }
    if path.last == 0 { Ok((from_old, from_new)) } else { Err(Mismatch) }
}

/// On which side of the climbing node the next hash of the proof stands.
enum Side {
    Left,
    Right,
}

/// Indices, on the level reached so far, of the climbing node and of the last node.
struct Path {
    node: u64,
    last: u64,
}

impl Path {
    /// Goes up to the next node that has a sibling.
    fn climb(&mut self) -> Result<Side, Mismatch> {
        if self.last == 0 {
            return Err(Mismatch);
        }
        let is_right_child = self.node & 1 == 1;
        let side = if is_right_child || self.node == self.last { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) && !is_right_child {
            // The last node of a level may have no sibling there: it is passed up unchanged.
            // It is not 0 here: then it would be the last, and `last` is not 0.
            let lonely = self.node.trailing_zeros();
            self.node >>= lonely;
            self.last >>= lonely;
        }
        self.node >>= 1;
        self.last >>= 1;
        Ok(side)
    }
}
