//! A log in memory, grown in steps the way a store grows it.

use std::convert::Infallible;
use std::marker::PhantomData;

use ledger::{Frontier, Hash, HashReader, TileHash, TreeHash, new_tile_hashes};

pub(crate) struct Stored<H> {
    levels: Vec<Vec<Hash>>,
    pub(crate) frontier: Frontier<H>,
    hash: PhantomData<H>,
}

impl<H: TreeHash> Stored<H> {
    pub(crate) fn new() -> Self {
        Self { levels: vec![Vec::new()], frontier: Frontier::new(), hash: PhantomData }
    }

    pub(crate) fn of(leaves: u64) -> Self {
        let mut stored = Self::new();
        stored.append(leaves);
        stored
    }

    pub(crate) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Leaf `n` is the text `leaf n`.
    pub(crate) fn append(&mut self, count: u64) -> Vec<TileHash> {
        let old = self.size();
        for n in old..old + count {
            let hash = H::leaf_hash(format!("leaf {n}").as_bytes());
            self.levels[0].push(hash);
            self.frontier.push(hash);
        }
        let created = new_tile_hashes::<H, _>(old, old + count, self).unwrap();
        for tile in &created {
            let level = usize::try_from(tile.level).unwrap();
            self.levels.resize_with(self.levels.len().max(level + 1), Vec::new);
            assert_eq!(u64::try_from(self.levels[level].len()), Ok(tile.index));
            self.levels[level].push(tile.hash);
        }
        created
    }

    pub(crate) fn level(&self, level: usize) -> &[Hash] {
        self.levels.get(level).map_or(&[], Vec::as_slice)
    }
}

impl<H> HashReader for Stored<H> {
    type Error = Infallible;

    fn tile_hashes(&self, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, Infallible> {
        let hashes = &self.levels[usize::try_from(level).unwrap()];
        let first = usize::try_from(first).unwrap();
        Ok(hashes[first..first + usize::try_from(count).unwrap()].to_vec())
    }
}
