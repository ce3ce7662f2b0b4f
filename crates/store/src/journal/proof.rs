//! Proofs out of the database: what a proof reads depends on sizes only, so it is fetched first.

use ledger::{
    Fetched, Hash, HashRange, ProofError, Sha256Tree, consistency_proof, consistency_ranges,
    inclusion_proof, inclusion_ranges, root_at, root_ranges,
};
use terms::Digest;

use crate::db::{Cell, Transaction};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::store::Store;

const LEAF_HASHES: &str = "SELECT n, leaf_hash FROM journal WHERE n >= $1 AND n < $2 ORDER BY n";
const TILE_HASHES: &str =
    "SELECT idx, hash FROM tile WHERE idx >= $1 AND idx < $2 AND level = $3 ORDER BY idx";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LEAF_HASHES, TILE_HASHES];

/// Fetches what a proof will read. What is missing is found out by the proof.
pub(super) async fn fetch(
    on: &mut Transaction,
    ranges: &[HashRange],
) -> Result<Fetched, StoreFault> {
    let mut fetched = Fetched::default();
    for range in ranges {
        let end = range.first.saturating_add(range.count);
        let mut cells = vec![place(range.first)?, place(end)?];
        let lines = if range.level == 0 {
            on.fetch("journal", LEAF_HASHES, cells).await?
        } else {
            cells.push(Cell::Int(Some(i64::from(range.level))));
            on.fetch("tile", TILE_HASHES, cells).await?
        };
        for mut line in lines {
            let index: u64 = line.next("index")?;
            let hash: Hash = line.next("hash")?;
            fetched.insert(range.level, index, hash);
        }
    }
    Ok(fetched)
}

fn place(index: u64) -> Result<Cell, StoreFault> {
    let index = i64::try_from(index).map_err(|_| StoreFault::Unstorable { column: "n" })?;
    Ok(Cell::Int(Some(index)))
}

/// A proof that cannot be made of what the database holds names the hash that is not there.
pub(super) fn missing(error: ProofError<ledger::NotFetched>) -> StoreFault {
    let (table, key) = match error {
        ProofError::Reader(at) if at.level == 0 => ("journal", at.index.to_string()),
        ProofError::Reader(at) => ("tile", format!("{}/{}", at.level, at.index)),
        ProofError::Range { index, .. } => ("journal", index.to_string()),
        ProofError::Short { level, first, .. } => ("tile", format!("{level}/{first}")),
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

/// The SHA-256 root over the first `size` facts, out of stored hashes.
pub(super) async fn root(on: &mut Transaction, size: u64) -> Result<Digest, StoreFault> {
    let ranges = root_ranges(size).map_err(|e| outside(&e))?;
    let fetched = fetch(on, &ranges).await?;
    root_at::<Sha256Tree, _>(size, &fetched).map(Digest::from_bytes).map_err(missing)
}

impl Store {
    /// Proves that fact `n` is in the log of `size` facts (SHA-256, RFC 6962).
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `size` lies ahead.
    pub async fn inclusion_proof(&self, n: u64, size: u64) -> Result<Vec<Hash>, StoreFault> {
        let ranges = inclusion_ranges(n, size).map_err(|e| outside(&e))?;
        let fetched = self.fetch_hashes(&ranges).await?;
        inclusion_proof::<Sha256Tree, _>(n, size, &fetched).map_err(missing)
    }

    /// Proves that the log of `new` facts begins with the log of `old` facts.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `new` lies ahead.
    pub async fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, StoreFault> {
        let ranges = consistency_ranges(old, new).map_err(|e| outside(&e))?;
        let fetched = self.fetch_hashes(&ranges).await?;
        consistency_proof::<Sha256Tree, _>(old, new, &fetched).map_err(missing)
    }

    /// The SHA-256 root over the first `size` facts.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `size` lies ahead.
    pub async fn root_at(&self, size: u64) -> Result<Digest, StoreFault> {
        let mut on = self.db.begin_snapshot().await?;
        let found = root(&mut on, size).await;
        on.rollback().await?;
        found
    }

    /// Stored hashes for proofs made elsewhere: [`Fetched`] is a [`ledger::HashReader`].
    ///
    /// # Errors
    /// [`StoreFault`] if the database does. Missing hashes are noticed by the reader's user.
    pub async fn fetch_hashes(&self, ranges: &[HashRange]) -> Result<Fetched, StoreFault> {
        let mut on = self.db.begin_snapshot().await?;
        let fetched = fetch(&mut on, ranges).await;
        on.rollback().await?;
        fetched
    }
}
