//! Hashes above the leaves, made while leaf hashes come one by one.

use crate::tile::TILE_WIDTH;
use crate::tree::{Frontier, Hash, TreeHash};

/// The levels of a tree above its leaves (C2SP tlog-tiles), complete subtrees only.
pub struct TileLevels<H> {
    /// Subtrees of each level above the leaves that are not full yet.
    growing: Vec<Frontier<H>>,
    made: Vec<Vec<Hash>>,
}

impl<H> TileLevels<H> {
    /// No leaf yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { growing: Vec::new(), made: Vec::new() }
    }
}

impl<H> Default for TileLevels<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H: TreeHash> TileLevels<H> {
    /// Takes the hash of the next leaf.
    pub fn push(&mut self, leaf_hash: Hash) {
        let mut hash = leaf_hash;
        for below in 0.. {
            if self.growing.len() <= below {
                self.growing.push(Frontier::new());
                self.made.push(Vec::new());
            }
            let Some(subtree) = self.growing.get_mut(below) else { return };
            subtree.push(hash);
            if subtree.size() < TILE_WIDTH {
                return;
            }
            hash = subtree.root();
            *subtree = Frontier::new();
            self.made.iter_mut().skip(below).take(1).for_each(|level| level.push(hash));
        }
    }

    /// The hashes of a level above the leaves (1 and up); none of one that is not reached yet.
    #[must_use]
    pub fn level(&self, level: u32) -> &[Hash] {
        let place = usize::try_from(level).ok().and_then(|level| level.checked_sub(1));
        place.and_then(|place| self.made.get(place)).map_or(&[], Vec::as_slice)
    }

    /// How many levels above the leaves have a hash.
    #[must_use]
    pub fn count(&self) -> u32 {
        let count = self.made.iter().filter(|level| !level.is_empty()).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Every hash with its level and its place on it.
    pub fn all(&self) -> impl Iterator<Item = (u32, u64, Hash)> {
        (1_u32..).zip(&self.made).flat_map(|(level, hashes)| {
            (0_u64..).zip(hashes).map(move |(index, hash)| (level, index, *hash))
        })
    }
}
