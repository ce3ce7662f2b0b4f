//! Both trees over whatever the journal holds, as somebody makes them anew who wants to hide that
//! it was changed. Only [`crate::Scratch`] comes here.

use ledger::{Sha256Tree, Sm3Tree};

use super::head::Frontiers;
use super::tiles;
use crate::db::Transaction;
use crate::fault::StoreFault;

const LEAVES: &str = "SELECT n, leaf FROM journal ORDER BY n";
const NO_TILES: &str = "DELETE FROM tile";
const NO_SM3_TILES: &str = "DELETE FROM sm3_tile";
const NO_CHECKPOINTS: &str = "DELETE FROM checkpoint";
const NO_SM3_CHECKPOINTS: &str = "DELETE FROM sm3_checkpoint";
const CLEARED: [(&str, &str); 4] = [
    ("tile", NO_TILES),
    ("sm3_tile", NO_SM3_TILES),
    ("checkpoint", NO_CHECKPOINTS),
    ("sm3_checkpoint", NO_SM3_CHECKPOINTS),
];
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] =
    &[LEAVES, NO_TILES, NO_SM3_TILES, NO_CHECKPOINTS, NO_SM3_CHECKPOINTS];

/// Makes both trees and the head anew, and takes away what was signed of the old ones. As many
/// facts as before must be there.
pub(crate) async fn rebuild(on: &mut Transaction) -> Result<(), StoreFault> {
    for (table, sql) in CLEARED {
        on.execute(table, sql, Vec::new()).await?;
    }
    let (mut frontiers, mut sm3) = (Frontiers::empty(), Vec::new());
    for mut line in on.fetch("journal", LEAVES, Vec::new()).await? {
        let (_, leaf): (u64, String) = (line.next("n")?, line.next("leaf")?);
        sm3.push(frontiers.push(&leaf).sm3);
    }
    let size = frontiers.size();
    tiles::write_sm3_leaves(on, 0, sm3).await?;
    tiles::write::<Sha256Tree>(on, 0, size).await?;
    tiles::write::<Sm3Tree>(on, 0, size).await?;
    frontiers.store(on, size).await
}
