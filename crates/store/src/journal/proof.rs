//! Proofs out of the database: what a proof reads depends on sizes only, so it is fetched first.

use ledger::{
    Fetched, Hash, HashRange, KeyKind, Sha256Tree, Sm3Tree, consistency_proof, consistency_ranges,
    inclusion_proof, inclusion_ranges, root_at, root_ranges,
};
use terms::{Digest, Sm3Digest};

use super::tiles::{StoredTree, fetch, missing, outside};
use crate::db::{Db, Transaction};
use crate::fault::StoreFault;
use crate::store::Store;

/// The root over the first `size` facts, out of stored hashes.
pub(super) async fn root<T: StoredTree>(
    on: &mut Transaction,
    size: u64,
) -> Result<Hash, StoreFault> {
    let ranges = root_ranges(size).map_err(|e| outside(&e))?;
    let fetched = fetch::<T>(on, &ranges).await?;
    root_at::<T, _>(size, &fetched).map_err(missing::<T>)
}

async fn fetched<T: StoredTree>(db: &Db, ranges: &[HashRange]) -> Result<Fetched, StoreFault> {
    let mut on = db.begin_snapshot().await?;
    let fetched = fetch::<T>(&mut on, ranges).await;
    on.rollback().await?;
    fetched
}

async fn included<T: StoredTree>(db: &Db, n: u64, size: u64) -> Result<Vec<Hash>, StoreFault> {
    let ranges = inclusion_ranges(n, size).map_err(|e| outside(&e))?;
    let fetched = fetched::<T>(db, &ranges).await?;
    inclusion_proof::<T, _>(n, size, &fetched).map_err(missing::<T>)
}

async fn consistent<T: StoredTree>(db: &Db, old: u64, new: u64) -> Result<Vec<Hash>, StoreFault> {
    let ranges = consistency_ranges(old, new).map_err(|e| outside(&e))?;
    let fetched = fetched::<T>(db, &ranges).await?;
    consistency_proof::<T, _>(old, new, &fetched).map_err(missing::<T>)
}

async fn rooted<T: StoredTree>(db: &Db, size: u64) -> Result<Hash, StoreFault> {
    let mut on = db.begin_snapshot().await?;
    let found = root::<T>(&mut on, size).await;
    on.rollback().await?;
    found
}

impl Store {
    /// Proves that fact `n` is in the log of `size` facts (SHA-256, RFC 6962).
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `size` lies ahead.
    pub async fn inclusion_proof(&self, n: u64, size: u64) -> Result<Vec<Hash>, StoreFault> {
        included::<Sha256Tree>(&self.db, n, size).await
    }

    /// Proves that the log of `new` facts begins with the log of `old` facts.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `new` lies ahead.
    pub async fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, StoreFault> {
        consistent::<Sha256Tree>(&self.db, old, new).await
    }

    /// The SHA-256 root over the first `size` facts.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] naming what is not there, e.g. because `size` lies ahead.
    pub async fn root_at(&self, size: u64) -> Result<Digest, StoreFault> {
        rooted::<Sha256Tree>(&self.db, size).await.map(Digest::from_bytes)
    }

    /// As [`Self::inclusion_proof`], in the SM3 tree.
    ///
    /// # Errors
    /// As there.
    pub async fn sm3_inclusion_proof(&self, n: u64, size: u64) -> Result<Vec<Hash>, StoreFault> {
        included::<Sm3Tree>(&self.db, n, size).await
    }

    /// As [`Self::consistency_proof`], in the SM3 tree.
    ///
    /// # Errors
    /// As there.
    pub async fn sm3_consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, StoreFault> {
        consistent::<Sm3Tree>(&self.db, old, new).await
    }

    /// The SM3 root over the first `size` facts.
    ///
    /// # Errors
    /// As [`Self::root_at`].
    pub async fn sm3_root_at(&self, size: u64) -> Result<Sm3Digest, StoreFault> {
        rooted::<Sm3Tree>(&self.db, size).await.map(Sm3Digest::from_bytes)
    }

    /// Stored hashes of the tree whose heads such a key signs, for proofs made elsewhere:
    /// [`Fetched`] is a [`ledger::HashReader`].
    ///
    /// # Errors
    /// [`StoreFault`] if the database does. Missing hashes are noticed by the reader's user.
    pub async fn fetch_hashes(
        &self,
        tree: KeyKind,
        ranges: &[HashRange],
    ) -> Result<Fetched, StoreFault> {
        match tree {
            KeyKind::Log | KeyKind::Cosignature => fetched::<Sha256Tree>(&self.db, ranges).await,
            KeyKind::Sm2Log => fetched::<Sm3Tree>(&self.db, ranges).await,
        }
    }
}
