//! Signed checkpoints of the log.

use crate::db::{Cell, Column, Misfit};
use crate::fault::StoreFault;
use crate::store::Store;

const INSERT: &str = "INSERT INTO checkpoint (size, note) VALUES ($1, $2) \
     ON CONFLICT (size) DO NOTHING";
const LATEST: &str = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1";
const NEWEST: &str = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 2000";
const AT: &str = "SELECT note FROM checkpoint WHERE size = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, LATEST, NEWEST, AT];

impl Store {
    /// Keeps a signed checkpoint. The first one kept for a size stays: `false` if there was one.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_checkpoint(&self, size: u64, note: &str) -> Result<bool, StoreFault> {
        let size = size.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
        let mut on = self.db.writer().await?;
        Ok(on.execute("checkpoint", INSERT, vec![size, Cell::text(note)]).await? == 1)
    }

    /// The checkpoint of the largest size: the size, and the signed note.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn latest_checkpoint(&self) -> Result<Option<(u64, String)>, StoreFault> {
        let line = self.db.reader().await?.fetch_one("checkpoint", LATEST, Vec::new()).await?;
        line.map(|mut line| Ok((line.next("size")?, line.next("note")?))).transpose()
    }

    /// The newest checkpoints, some thousand, the largest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn latest_checkpoints(&self) -> Result<Vec<(u64, String)>, StoreFault> {
        let lines = self.db.reader().await?.fetch("checkpoint", NEWEST, Vec::new()).await?;
        lines.into_iter().map(|mut line| Ok((line.next("size")?, line.next("note")?))).collect()
    }

    /// The signed note of the checkpoint of exactly that size.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn checkpoint_at(&self, size: u64) -> Result<Option<String>, StoreFault> {
        let size = size.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
        let line = self.db.reader().await?.fetch_one("checkpoint", AT, vec![size]).await?;
        line.map(|mut line| line.next("note")).transpose()
    }
}
