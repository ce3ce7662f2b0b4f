//! Filling the SM3 tree of a database from before it was kept: once, at start.
//!
//! A piece is one transaction under the head's lock, and the next piece begins where the stored
//! leaf hashes end. A crash leaves whole pieces, and the next start goes on after them.

use ledger::{Sm3Tree, TreeHash as _};

use super::head::Frontiers;
use super::read;
use super::tiles::{place, write, write_sm3_leaves};
use crate::db::Db;
use crate::fault::StoreFault;

/// Facts of one transaction: others append in between, and memory stays bounded.
const PIECE: u64 = 2_000;

const NEXT: &str = "SELECT COALESCE(MAX(idx), -1) + 1 FROM sm3_tile WHERE level = 0";
const LEAVES: &str = "SELECT n, leaf FROM journal WHERE n >= $1 AND n < $2 ORDER BY n";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[NEXT, LEAVES];

/// Fills what is missing. A damaged log is left as it is: the check names what is wrong with it,
/// and nothing is appended to it.
pub(super) async fn fill(db: &Db) -> Result<(), StoreFault> {
    while is_behind(db).await? {
        match fill_piece(db).await {
            Ok(true) => {}
            Ok(false) | Err(StoreFault::Damaged(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

async fn is_behind(db: &Db) -> Result<bool, StoreFault> {
    let mut on = db.begin_snapshot().await?;
    let (facts, next) = (read::count(&mut on).await?, next(&mut on).await?);
    on.rollback().await?;
    Ok(next < facts)
}

async fn next(on: &mut crate::db::Transaction) -> Result<u64, StoreFault> {
    let line = on.fetch_one("sm3_tile", NEXT, Vec::new()).await?;
    line.map_or(Ok(0), |mut line| line.next("idx"))
}

/// Whether anything was filled.
async fn fill_piece(db: &Db) -> Result<bool, StoreFault> {
    let mut on = db.begin_append().await?;
    let size = Frontiers::lock(&mut on).await?.size();
    let first = next(&mut on).await?;
    let end = size.min(first.saturating_add(PIECE));
    if first >= end {
        on.rollback().await?;
        return Ok(false);
    }
    let lines = on.fetch("journal", LEAVES, vec![place(first)?, place(end)?]).await?;
    let mut hashes = Vec::with_capacity(lines.len());
    for (wanted, mut line) in (first..end).zip(lines) {
        let (n, leaf): (u64, String) = (line.next("n")?, line.next("leaf")?);
        if n != wanted {
            break;
        }
        hashes.push(Sm3Tree::leaf_hash(leaf.as_bytes()));
    }
    let filled = first + u64::try_from(hashes.len()).unwrap_or(0);
    if filled == first {
        on.rollback().await?;
        return Ok(false);
    }
    write_sm3_leaves(&mut on, first, hashes).await?;
    write::<Sm3Tree>(&mut on, first, filled).await?;
    on.commit().await.map_err(StoreFault::database("sm3_tile"))?;
    Ok(true)
}
