//! What witnesses said of the log's heads, and how each is doing. No fact: each carries its own
//! signature, and the next word replaces it.

use ledger::KeyKind;
use terms::Timestamp;

use crate::db::{Cell, Column, Misfit, Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// How a witness is doing.
    WitnessRow = "witness_standing" {
        /// Its key, as policies write it; with `sm3 ` before it for the SM3 tree.
        key witness: String,
        /// What it cosigned last, as far as we know; what it told, if that is more than we have.
        size: u64,
        /// When it did, by its clock.
        cosigned_at: Option<Timestamp>,
        /// A word of whoever asks.
        state: String,
        /// In Chinese: why it is not as it should be; empty if it is.
        why: String,
        /// Asked in vain so often.
        failures: u32,
        /// Not to be asked before.
        next_at: Timestamp,
        /// Notes that are kept because they contradict us.
        kept: Option<String>,
        /// Leaves it has, if it is a mirror.
        held: Option<u64>,
        /// What its auditor told last, if it is a mirror.
        told: Option<String>,
    }
}

const SAVE: &str = "INSERT INTO cosignature (size, witness, line, at, first_line, first_at) \
     VALUES ($1, $2, $3, $4, $3, $4) ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, at = excluded.at";
const SINCE: &str = "SELECT size, line FROM cosignature WHERE size >= $1 \
     ORDER BY size DESC, witness LIMIT $2";
const SM3_SAVE: &str = "INSERT INTO sm3_cosignature (size, witness, line, at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, at = excluded.at";
const SM3_SINCE: &str = "SELECT size, line FROM sm3_cosignature WHERE size >= $1 \
     ORDER BY size DESC, witness LIMIT $2";
const FIRST_AFTER: &str = "SELECT size, first_line FROM cosignature WHERE size > $1 \
     ORDER BY size, witness LIMIT $2";
const FORGET: &str = "DELETE FROM witness_standing WHERE witness = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[SAVE, SINCE, SM3_SAVE, SM3_SINCE, FIRST_AFTER, FORGET];

/// Lines looked through for a quorum: some hundred heads with several witnesses each.
const MAX_LINES: i64 = 2_000;
/// Lines read at a time from a size on: a quorum is mostly among them.
const NEXT_LINES: i64 = 64;

impl Store {
    /// Keeps a cosignature line of a tree's head, in the place of an older one of that witness for
    /// that size. Its first line about the SHA-256 tree stays.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_cosignature(
        &self,
        tree: KeyKind,
        size: u64,
        witness: &str,
        line: &str,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        let size = size.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
        let cells = vec![size, Cell::text(witness), Cell::text(line), Cell::at(at)];
        let (table, sql) = match tree {
            KeyKind::Log | KeyKind::Cosignature => ("cosignature", SAVE),
            KeyKind::Sm2Log => ("sm3_cosignature", SM3_SAVE),
        };
        self.db.writer().await?.execute(table, sql, cells).await.map(|_| ())
    }

    /// Of a tree: sizes from `least` on and the cosignature lines of each, the largest size first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn cosignatures(
        &self,
        tree: KeyKind,
        least: u64,
    ) -> Result<Vec<(u64, String)>, StoreFault> {
        let least = least.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
        let cells = vec![least, Cell::Int(Some(MAX_LINES))];
        let (table, sql) = match tree {
            KeyKind::Log | KeyKind::Cosignature => ("cosignature", SINCE),
            KeyKind::Sm2Log => ("sm3_cosignature", SM3_SINCE),
        };
        let lines = self.db.reader().await?.fetch(table, sql, cells).await?;
        lines.into_iter().map(|mut line| Ok((line.next("size")?, line.next("line")?))).collect()
    }

    /// The next sizes above one and the line with which each witness first cosigned them, the
    /// smallest size first; the last size may lack lines.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn first_cosignatures_after(
        &self,
        size: u64,
    ) -> Result<Vec<(u64, String)>, StoreFault> {
        let size = size.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
        let cells = vec![size, Cell::Int(Some(NEXT_LINES))];
        let lines = self.db.reader().await?.fetch("cosignature", FIRST_AFTER, cells).await?;
        let pair = |mut line: crate::db::Line| Ok((line.next("size")?, line.next("first_line")?));
        lines.into_iter().map(pair).collect()
    }

    /// Keeps how a witness is doing.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_witness(&self, row: &WitnessRow) -> Result<(), StoreFault> {
        let (text, cells) = (WitnessRow::TEXT, row.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }

    /// How the witnesses are doing that were ever asked.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn witnesses(&self) -> Result<Vec<WitnessRow>, StoreFault> {
        self.select(Sql::new(WitnessRow::TEXT.select)).await
    }

    /// Forgets how a witness was doing: it is asked anew. What it cosigned stays.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn forget_witness(&self, witness: &str) -> Result<(), StoreFault> {
        let cells = vec![Cell::text(witness)];
        self.db.writer().await?.execute("witness_standing", FORGET, cells).await.map(|_| ())
    }
}
