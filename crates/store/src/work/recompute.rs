//! The recomputation of the whole log that somebody asked for. No fact: what it finds can be found
//! again.

use terms::Timestamp;

use crate::db::{Cell, Column, Misfit, Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// A run over the whole log. There is one row.
    RecomputeRow = "recompute" {
        /// Always 1.
        key id: u64,
        /// The run that was asked for last, from 1.
        run: u64,
        /// Who asked.
        asked_by: String,
        /// When.
        asked_at: Timestamp,
        /// Leaves that were recomputed.
        done: u64,
        /// Leaves there were when it began.
        total: u64,
        /// When somebody called it off.
        cancelled_at: Option<Timestamp>,
        /// What the last run found that came to its end; a text of whoever asks.
        last: Option<String>,
    }
}

/// The run is part of the question: one that was called off, or is not the last, changes nothing.
const TELL: &str = "UPDATE recompute SET done = $2, total = $3 \
     WHERE id = 1 AND run = $1 AND cancelled_at IS NULL";
const END: &str = "UPDATE recompute SET done = $2, total = $2, last = $3 \
     WHERE id = 1 AND run = $1 AND cancelled_at IS NULL";
const CANCEL: &str = "UPDATE recompute SET cancelled_at = $2 \
     WHERE id = 1 AND run = $1 AND cancelled_at IS NULL";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[TELL, END, CANCEL];

fn number(n: u64) -> Result<Cell, StoreFault> {
    n.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "run" })
}

impl Store {
    /// The run that was asked for last; none before the first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn recompute(&self) -> Result<Option<RecomputeRow>, StoreFault> {
        let rows: Vec<RecomputeRow> = self.select(Sql::new(RecomputeRow::TEXT.select)).await?;
        Ok(rows.into_iter().next())
    }

    /// Keeps what was asked for, in the place of the run before.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_recompute(&self, row: &RecomputeRow) -> Result<(), StoreFault> {
        let (text, cells) = (RecomputeRow::TEXT, row.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }

    /// Notes how far a run is. `false` if it was called off, or another one was asked for.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn tell_recompute(
        &self,
        run: u64,
        done: u64,
        total: u64,
    ) -> Result<bool, StoreFault> {
        let cells = vec![number(run)?, number(done)?, number(total)?];
        Ok(self.db.writer().await?.execute("recompute", TELL, cells).await? == 1)
    }

    /// Keeps what a run found. `false` as [`Self::tell_recompute`].
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn end_recompute(
        &self,
        run: u64,
        leaves: u64,
        found: &str,
    ) -> Result<bool, StoreFault> {
        let cells = vec![number(run)?, number(leaves)?, Cell::text(found)];
        Ok(self.db.writer().await?.execute("recompute", END, cells).await? == 1)
    }

    /// Calls a run off. `false` if it was before, or is not the last.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn cancel_recompute(&self, run: u64, at: Timestamp) -> Result<bool, StoreFault> {
        let cells = vec![number(run)?, Cell::at(at)];
        Ok(self.db.writer().await?.execute("recompute", CANCEL, cells).await? == 1)
    }
}
