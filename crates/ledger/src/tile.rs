//! Tiles (C2SP tlog-tiles): every level keeps the roots of 256 times larger complete subtrees.

use crate::proof::{ProofError, perfect_root, read};
use crate::tree::{Hash, MAX_TREE_SIZE, TreeHash};

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 256;
/// log2 of [`TILE_WIDTH`].
pub(crate) const TILE_BITS: u32 = 8;
/// Levels a tree of [`MAX_TREE_SIZE`] leaves can fill, leaves included.
pub(crate) const LEVELS: u32 = 7;

/// Where stored hashes are read from.
///
/// Level 0 holds the leaf hashes; level L the roots of complete subtrees of 256^L leaves.
pub trait HashReader {
    /// Why reading failed.
    type Error;

    /// Exactly `count` (1 to 256) neighbouring hashes of a level, the first at index `first`.
    ///
    /// # Errors
    /// When they cannot be read. Fewer hashes than asked for are noticed by the caller.
    fn tile_hashes(&self, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, Self::Error>;
}

/// A hash that an append adds above the leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileHash {
    /// 1 and up: it covers 256^level leaves.
    pub level: u32,
    /// Place on its level, from 0.
    pub index: u64,
    /// Root of its subtree.
    pub hash: Hash,
}

/// How many hashes a level holds in a tree of `size` leaves.
#[must_use]
pub fn complete_hashes(size: u64, level: u32) -> u64 {
    size.checked_shr(level.saturating_mul(TILE_BITS)).unwrap_or(0)
}

/// The hashes above the leaves that growing from `old_size` to `new_size` leaves creates.
///
/// Reads leaf hashes of the new leaves, and older hashes of tiles they complete; never a hash
/// that this growth creates. Lowest level first, then by index.
///
/// # Errors
/// [`ProofError`] if the sizes run backwards or the reader fails.
pub fn new_tile_hashes<H: TreeHash, R: HashReader>(
    old_size: u64,
    new_size: u64,
    reader: &R,
) -> Result<Vec<TileHash>, ProofError<R::Error>> {
    if old_size > new_size || new_size > MAX_TREE_SIZE {
        return Err(ProofError::Range { index: old_size, size: new_size });
    }
    let mut created: Vec<TileHash> = Vec::new();
    for level in 1..LEVELS {
        let below = level - 1;
        let stored = if below == 0 { new_size } else { complete_hashes(old_size, below) };
        let mut fresh = created.iter().filter(|tile| tile.level == below).map(|tile| tile.hash);
        let mut above = Vec::new();
        for index in complete_hashes(old_size, level)..complete_hashes(new_size, level) {
            let first = index * TILE_WIDTH;
            let old = stored.saturating_sub(first).min(TILE_WIDTH);
            let mut hashes = if old == 0 { Vec::new() } else { read(reader, below, first, old)? };
            let missing = usize::try_from(TILE_WIDTH - old).unwrap_or(0);
            hashes.extend(fresh.by_ref().take(missing));
            above.push(TileHash { level, index, hash: perfect_root::<H>(hashes) });
        }
        if above.is_empty() {
            break;
        }
        created.extend(above);
    }
    Ok(created)
}
