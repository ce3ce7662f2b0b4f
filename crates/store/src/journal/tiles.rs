//! Stored hashes of the two trees: where each tree's lie, and how they grow with an append.

use ledger::{
    Fetched, Hash, HashRange, ProofError, Sha256Tree, Sm3Tree, TreeHash, new_tile_hashes,
    new_tile_ranges,
};

use crate::db::{Cell, Column, Misfit, Transaction, insert_many};
use crate::fault::{Defect, Flaw, StoreFault};

/// A question for the hashes of a range, each as `PLACE HASH` in hexadecimal, with commas between: a
/// tile is one row to read, not 256. The databases differ in the name of the function alone.
pub(super) struct Question {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Question {
    const fn on(&self, transaction: &Transaction) -> &'static str {
        match transaction {
            Transaction::Sqlite(_) => self.sqlite,
            Transaction::Postgres(_) => self.postgres,
        }
    }
}

macro_rules! question {
    ($place:literal, $hash:literal, $table:literal, $and:literal) => {
        Question {
            sqlite: question!(@ $place, "hex(", $hash, ")", $table, $and),
            postgres: question!(@ $place, "encode(", $hash, ", 'hex')", $table, $and),
        }
    };
    (@ $place:literal, $hex:literal, $hash:literal, $end:literal, $table:literal, $and:literal) => {
        concat!(
            "SELECT string_agg(", $place, " || ' ' || ", $hex, $hash, $end, ", ',') FROM ", $table,
            " WHERE ", $place, " >= $1 AND ", $place, " < $2", $and,
        )
    };
}

/// Where the hashes of a tree are stored.
pub(super) trait StoredTree: TreeHash {
    /// The table of leaf hashes.
    const LEAF_TABLE: &'static str;
    /// The leaf hashes from `$1` up to, not including, `$2`.
    const LEAVES: Question;
    /// The table of hashes above the leaves.
    const TILE_TABLE: &'static str;
    /// The hashes of level `$3` from `$1` up to, not including, `$2`.
    const TILES: Question;
    const INSERT_TILE: &'static str;
}

impl StoredTree for Sha256Tree {
    const LEAF_TABLE: &'static str = "journal";
    const LEAVES: Question = question!("n", "leaf_hash", "journal", "");
    const TILE_TABLE: &'static str = "tile";
    const TILES: Question = question!("idx", "hash", "tile", " AND level = $3");
    const INSERT_TILE: &'static str = "INSERT INTO tile (level, idx, hash) VALUES ";
}

impl StoredTree for Sm3Tree {
    const LEAF_TABLE: &'static str = "sm3_tile";
    const LEAVES: Question = question!("idx", "hash", "sm3_tile", " AND level = 0");
    const TILE_TABLE: &'static str = "sm3_tile";
    const TILES: Question = question!("idx", "hash", "sm3_tile", " AND level = $3");
    const INSERT_TILE: &'static str = "INSERT INTO sm3_tile (level, idx, hash) VALUES ";
}

/// Of one database; the other's are no SQL to it.
#[cfg(test)]
pub(super) fn statements(is_postgres: bool) -> Vec<&'static str> {
    let all = [Sha256Tree::LEAVES, Sha256Tree::TILES, Sm3Tree::LEAVES, Sm3Tree::TILES];
    all.iter().map(|one| if is_postgres { one.postgres } else { one.sqlite }).collect()
}

/// Ranges of one level that lie no further apart are fetched together: so many hashes more cost less
/// than another question.
const NEAR: u64 = 32;

/// The same ranges in few questions. A proof reads all of a tile but the way to its leaf, in up to
/// eight ranges.
fn together(ranges: &[HashRange]) -> Vec<HashRange> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut few: Vec<HashRange> = Vec::new();
    for range in sorted {
        let end = range.first.saturating_add(range.count);
        match few.last_mut().filter(|last| last.level == range.level) {
            Some(last) if range.first <= last.first.saturating_add(last.count + NEAR) => {
                last.count = last.count.max(end - last.first);
            }
            Some(_) | None => few.push(range),
        }
    }
    few
}

/// Fetches what a proof will read, and at times its neighbours. What is missing is found out by the
/// proof.
pub(super) async fn fetch<T: StoredTree>(
    on: &mut Transaction,
    ranges: &[HashRange],
) -> Result<Fetched, StoreFault> {
    let mut fetched = Fetched::default();
    for range in together(ranges) {
        let end = range.first.saturating_add(range.count);
        let mut cells = vec![place(range.first)?, place(end)?];
        let (table, question) = if range.level == 0 {
            (T::LEAF_TABLE, T::LEAVES)
        } else {
            cells.push(Cell::Int(Some(i64::from(range.level))));
            (T::TILE_TABLE, T::TILES)
        };
        let answer = on.fetch_one(table, question.on(on), cells).await?;
        let answer: Option<String> = answer.map_or(Ok(None), |mut line| line.next("hash"))?;
        for pair in answer.iter().flat_map(|answer| answer.split(',')) {
            let (index, hash) =
                pair_of(pair).ok_or(StoreFault::Malformed { table, column: "hash" })?;
            fetched.insert(range.level, index, hash);
        }
    }
    Ok(fetched)
}

/// A place and its hash.
fn pair_of(text: &str) -> Option<(u64, Hash)> {
    let (index, hash) = text.split_once(' ')?;
    let mut bytes = Hash::default();
    hex::decode_to_slice(hash, &mut bytes).ok()?;
    Some((index.parse().ok()?, bytes))
}

pub(super) fn place(index: u64) -> Result<Cell, StoreFault> {
    index.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "n" })
}

/// A proof that cannot be made of what the database holds names the hash that is not there.
pub(super) fn missing<T: StoredTree>(error: ProofError<ledger::NotFetched>) -> StoreFault {
    let (level, index) = match error {
        ProofError::Reader(at) => (at.level, at.index),
        ProofError::Range { index, .. } => (0, index),
        ProofError::Short { level, first, .. } => (level, first),
    };
    let in_tiles = level > 0 || T::LEAF_TABLE == T::TILE_TABLE;
    let (table, key) = if in_tiles {
        (T::TILE_TABLE, format!("{level}/{index}"))
    } else {
        (T::LEAF_TABLE, index.to_string())
    };
    StoreFault::Damaged(Defect { table, key, column: "", flaw: Flaw::Missing })
}

/// The places of a proof do not fit the size: the caller asked for what cannot be.
pub(super) fn outside(error: &ProofError<std::convert::Infallible>) -> StoreFault {
    let key = match error {
        ProofError::Range { index, .. } => index.to_string(),
        ProofError::Short { first, .. } => first.to_string(),
        ProofError::Reader(never) => match *never {},
    };
    StoreFault::Damaged(Defect { table: "journal", key, column: "", flaw: Flaw::Missing })
}

/// Stores the SM3 hashes of leaves, the first at place `first`. SHA-256's stand with the facts.
pub(super) async fn write_sm3_leaves(
    on: &mut Transaction,
    first: u64,
    hashes: Vec<Hash>,
) -> Result<(), StoreFault> {
    let cells =
        |(index, hash): (u64, Hash)| Ok(vec![Cell::Int(Some(0)), place(index)?, Cell::bytes(hash)]);
    let rows: Result<Vec<_>, StoreFault> = (first..).zip(hashes).map(cells).collect();
    insert_many(on, Sm3Tree::TILE_TABLE, Sm3Tree::INSERT_TILE, "", rows?).await
}

/// Stores the hashes above the leaves that growing from `old` to `new` leaves creates.
pub(super) async fn write<T: StoredTree>(
    on: &mut Transaction,
    old: u64,
    new: u64,
) -> Result<(), StoreFault> {
    let ranges = new_tile_ranges(old, new).map_err(|e| outside(&e))?;
    if ranges.is_empty() {
        return Ok(());
    }
    let fetched = fetch::<T>(on, &ranges).await?;
    let tiles = new_tile_hashes::<T, _>(old, new, &fetched).map_err(missing::<T>)?;
    let cells = |tile: ledger::TileHash| {
        let level = Cell::Int(Some(i64::from(tile.level)));
        Ok(vec![level, place(tile.index)?, Cell::bytes(tile.hash)])
    };
    let rows: Result<Vec<_>, StoreFault> = tiles.into_iter().map(cells).collect();
    insert_many(on, T::TILE_TABLE, T::INSERT_TILE, "", rows?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_lie_close_are_asked_for_together() {
        let range = |(level, first, count)| HashRange { level, first, count };
        let of = |ranges: &[(u32, u64, u64)]| {
            let ranges: Vec<_> = ranges.iter().copied().map(range).collect();
            let few = together(&ranges);
            few.iter().map(|few| (few.level, few.first, few.count)).collect::<Vec<_>>()
        };
        // The siblings of leaf 5 of a tile: all of it but the leaf.
        assert_eq!(of(&[(0, 4, 1), (0, 6, 2), (0, 0, 4), (0, 8, 248)]), [(0, 0, 256)]);
        assert_eq!(of(&[(0, 0, 8), (1, 8, 1), (0, 40, 1)]), [(0, 0, 41), (1, 8, 1)]);
        assert_eq!(of(&[(0, 0, 8), (0, 41, 1)]), [(0, 0, 8), (0, 41, 1)]);
        assert_eq!(of(&[(0, 0, 256), (0, 3, 4)]), [(0, 0, 256)]);
        assert_eq!(of(&[(0, u64::MAX - 1, 1)]), [(0, u64::MAX - 1, 1)]);
        assert_eq!(of(&[]), []);
    }
}
