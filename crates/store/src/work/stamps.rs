//! How asking the time-stamping authority goes. No fact: what it stamped is one.

use terms::Timestamp;

use crate::db::{Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// How asking for time stamps goes.
    StampRow = "stamp_standing" {
        /// Always 1.
        key id: u64,
        /// Asked in vain so often, one after the other.
        failures: u32,
        /// Not to be asked before.
        next_at: Timestamp,
        /// When it was asked last.
        asked_at: Timestamp,
        /// In Chinese: what was wrong then; empty if nothing was.
        why: String,
    }
}

impl Store {
    /// How asking for time stamps goes; `None` before the first time.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stamp_standing(&self) -> Result<Option<StampRow>, StoreFault> {
        Ok(self.select(Sql::new(StampRow::TEXT.select)).await?.pop())
    }

    /// Keeps how asking for time stamps goes.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_stamp_standing(&self, row: &StampRow) -> Result<(), StoreFault> {
        let (text, cells) = (StampRow::TEXT, row.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }
}
