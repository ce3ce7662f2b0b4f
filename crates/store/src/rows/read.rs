//! Reading rows of any projection table.

use terms::{ActivityId, CaseId};

use super::table::{TableText, Typed};
use super::tables::{Row, Table};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// A row type with a projection table of its own.
#[expect(private_bounds, reason = "nobody outside this crate can add a table")]
pub trait Projection: Typed {
    /// Its table.
    const TABLE: Table;
}

/// What rows hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A case: its row, and all rows that name it.
    Case(CaseId),
    /// On-site work that belongs to no case: its row, and all rows that name it.
    LooseActivity(ActivityId),
}

impl Owner {
    /// The statement for a table, if its rows can hang on this.
    fn sql(self, text: &TableText) -> Option<Sql> {
        let has = |column| text.columns.contains(&column);
        let mut sql = Sql::new(text.select);
        match self {
            Self::Case(case) if has("case_id") => {
                sql.push(" WHERE case_id = ").bind(Cell::id(case));
            }
            Self::LooseActivity(activity) if has("activity_id") && has("case_id") => {
                sql.push(" WHERE case_id IS NULL AND activity_id = ").bind(Cell::id(activity));
            }
            Self::Case(_) | Self::LooseActivity(_) => return None,
        }
        Some(sql)
    }
}

impl Store {
    /// All rows that hang on something, of any table.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a row is malformed.
    pub async fn rows_of(&self, owner: Owner) -> Result<Vec<Row>, StoreFault> {
        let mut rows = Vec::new();
        for table in Table::ALL {
            let text = table.text();
            let Some(sql) = owner.sql(text) else { continue };
            let (sql, cells) = sql.into_parts();
            let lines = self.db.reader().await?.fetch(text.name, sql, cells).await?;
            for line in lines {
                rows.push(table.read(line)?);
            }
        }
        Ok(rows)
    }

    /// The row with that key.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or the row is malformed.
    pub async fn row<R: Projection>(
        &self,
        key: impl std::fmt::Display,
    ) -> Result<Option<R>, StoreFault> {
        Ok(self.rows_by_key([key]).await?.into_iter().next())
    }

    /// The rows with those keys, in the order of the keys; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a row is malformed.
    pub async fn rows_by_key<R: Projection>(
        &self,
        keys: impl IntoIterator<Item = impl std::fmt::Display>,
    ) -> Result<Vec<R>, StoreFault> {
        let keys: Vec<Cell> = keys.into_iter().map(Cell::id).collect();
        let Some(key_column) = R::TEXT.columns.first() else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let mut sql = Sql::new(R::TEXT.select);
            sql.push(" WHERE ").push(key_column).push(" IN ").bind_list(keys.iter().cloned());
            sql.push(" ORDER BY ").push(key_column);
            rows.extend(self.select(sql).await?);
        }
        Ok(rows)
    }

    /// All rows of a table in the order of their keys, to compare with a rebuild.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a row is malformed.
    pub async fn rows(&self, table: Table) -> Result<Vec<Row>, StoreFault> {
        let text = table.text();
        let Some(key_column) = text.columns.first() else { return Ok(Vec::new()) };
        let mut sql = Sql::new(text.select);
        sql.push(" ORDER BY ").push(key_column);
        let (sql, cells) = sql.into_parts();
        let lines = self.db.reader().await?.fetch(text.name, sql, cells).await?;
        lines.into_iter().map(|line| table.read(line)).collect()
    }

    /// Runs a statement whose columns are those of `R`.
    pub(crate) async fn select<R: Typed>(&self, sql: Sql) -> Result<Vec<R>, StoreFault> {
        let (sql, cells) = sql.into_parts();
        let lines = self.db.reader().await?.fetch(R::TEXT.name, sql, cells).await?;
        lines.into_iter().map(R::from_line).collect()
    }
}

/// Keys in one statement: far below what either database takes.
const KEYS_AT_ONCE: usize = 500;

/// Every statement about what hangs on something, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_owner() -> Vec<Sql> {
    let owners =
        [Owner::Case(CaseId::from_bits(1)), Owner::LooseActivity(ActivityId::from_bits(1))];
    let tables = Table::ALL.iter().map(|table| table.text());
    tables.flat_map(|text| owners.into_iter().filter_map(|owner| owner.sql(text))).collect()
}
