//! Signed checkpoints of the log.

use ledger::KeyKind;

use super::tiles::place;
use crate::db::Cell;
use crate::fault::StoreFault;
use crate::store::Store;

const INSERT: &str = "INSERT INTO checkpoint (size, note) VALUES ($1, $2) \
     ON CONFLICT (size) DO NOTHING";
const LATEST: &str = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1";
const INSERT_SM3: &str = "INSERT INTO sm3_checkpoint (size, note) VALUES ($1, $2) \
     ON CONFLICT (size) DO NOTHING";
const NEWEST: &str = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 2000";
const SM3_NEWEST: &str = "SELECT size, note FROM sm3_checkpoint ORDER BY size DESC LIMIT 2000";
const AT: &str = "SELECT note FROM checkpoint WHERE size = $1";
const AFTER: &str = "SELECT size, note FROM checkpoint WHERE size > $1 ORDER BY size LIMIT 1000";
const SM3_AFTER: &str =
    "SELECT size, note FROM sm3_checkpoint WHERE size > $1 ORDER BY size LIMIT 1000";
const SM3_AT: &str = "SELECT note FROM sm3_checkpoint WHERE size = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] =
    &[INSERT, INSERT_SM3, LATEST, NEWEST, SM3_NEWEST, AT, AFTER, SM3_AFTER, SM3_AT];

impl Store {
    /// Keeps the signed checkpoints of both trees. The first one kept for a size stays: `false` if
    /// the SHA-256 tree had one.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_checkpoints(
        &self,
        size: u64,
        note: &str,
        sm3_note: &str,
    ) -> Result<bool, StoreFault> {
        let size = place(size)?;
        let mut on = self.db.begin_write().await?;
        let sm3 = vec![size.clone(), Cell::text(sm3_note)];
        on.execute("sm3_checkpoint", INSERT_SM3, sm3).await?;
        let kept = on.execute("checkpoint", INSERT, vec![size, Cell::text(note)]).await?;
        on.commit().await.map_err(StoreFault::database("checkpoint"))?;
        Ok(kept == 1)
    }

    /// The checkpoint of the largest size: the size, and the signed note.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn latest_checkpoint(&self) -> Result<Option<(u64, String)>, StoreFault> {
        let line = self.db.reader().await?.fetch_one("checkpoint", LATEST, Vec::new()).await?;
        line.map(|mut line| Ok((line.next("size")?, line.next("note")?))).transpose()
    }

    /// The newest checkpoints of a tree, some thousand, the largest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn latest_checkpoints(
        &self,
        tree: KeyKind,
    ) -> Result<Vec<(u64, String)>, StoreFault> {
        let (table, sql) = match tree {
            KeyKind::Log | KeyKind::Cosignature => ("checkpoint", NEWEST),
            KeyKind::Sm2Log => ("sm3_checkpoint", SM3_NEWEST),
        };
        let lines = self.db.reader().await?.fetch(table, sql, Vec::new()).await?;
        lines.into_iter().map(|mut line| Ok((line.next("size")?, line.next("note")?))).collect()
    }

    /// Checkpoints of the SHA-256 tree, or of the SM3 tree, above a size, the smallest first; at
    /// most a thousand. To begin with, ask above `None`.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn checkpoints_after(
        &self,
        is_sm3: bool,
        size: Option<u64>,
    ) -> Result<Vec<(u64, String)>, StoreFault> {
        let after = match size {
            None => Cell::Int(Some(-1)),
            Some(size) => place(size)?,
        };
        let (table, sql) =
            if is_sm3 { ("sm3_checkpoint", SM3_AFTER) } else { ("checkpoint", AFTER) };
        let lines = self.db.reader().await?.fetch(table, sql, vec![after]).await?;
        lines.into_iter().map(|mut line| Ok((line.next("size")?, line.next("note")?))).collect()
    }

    /// The signed note of the checkpoint of exactly that size.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn checkpoint_at(&self, size: u64) -> Result<Option<String>, StoreFault> {
        self.note_at("checkpoint", AT, size).await
    }

    /// The signed note of the SM3 tree at exactly that size; none for sizes signed before that
    /// tree was.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn sm3_checkpoint_at(&self, size: u64) -> Result<Option<String>, StoreFault> {
        self.note_at("sm3_checkpoint", SM3_AT, size).await
    }

    async fn note_at(
        &self,
        table: &'static str,
        sql: &'static str,
        size: u64,
    ) -> Result<Option<String>, StoreFault> {
        let line = self.db.reader().await?.fetch_one(table, sql, vec![place(size)?]).await?;
        line.map(|mut line| line.next("note")).transpose()
    }
}
