//! Running one statement on whichever database there is.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Column as _, Postgres, Row as _, SqlSafeStr, Sqlite, TypeInfo as _, ValueRef as _};

use super::cell::Cell;
use super::{Column, Misfit};
use crate::fault::StoreFault;

/// A connection on loan from the pool.
pub(crate) enum Connection {
    Sqlite(sqlx::pool::PoolConnection<Sqlite>),
    Postgres(sqlx::pool::PoolConnection<Postgres>),
}

/// An open transaction; rolled back if it is dropped.
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// One row of an answer, read from left to right.
pub(crate) struct Line {
    cells: std::vec::IntoIter<Cell>,
    table: &'static str,
}

impl Line {
    /// The next column, which is called `column` if it has to be named in a fault.
    pub(crate) fn next<T: Column>(&mut self, column: &'static str) -> Result<T, StoreFault> {
        let malformed = |Misfit| StoreFault::Malformed { table: self.table, column };
        self.cells.next().ok_or(Misfit).and_then(T::from_cell).map_err(malformed)
    }

    /// The next column as it is.
    pub(crate) fn next_cell(&mut self) -> Option<Cell> {
        self.cells.next()
    }
}

macro_rules! statements {
    ($on:ty) => {
        impl $on {
            /// Runs a statement; how many rows it changed. `doing` goes into the fault.
            pub(crate) async fn execute(
                &mut self,
                doing: &'static str,
                sql: impl SqlSafeStr,
                cells: Vec<Cell>,
            ) -> Result<u64, StoreFault> {
                let done = match self {
                    Self::Sqlite(on) => {
                        let query = bind_sqlite(sqlx::query(sql), cells);
                        query.execute(&mut **on).await.map(|done| done.rows_affected())
                    }
                    Self::Postgres(on) => {
                        let query = bind_postgres(sqlx::query(sql), cells);
                        query.execute(&mut **on).await.map(|done| done.rows_affected())
                    }
                };
                done.map_err(StoreFault::database(doing))
            }

            /// Runs a statement; all rows of its answer. `table` goes into the fault.
            pub(crate) async fn fetch(
                &mut self,
                table: &'static str,
                sql: impl SqlSafeStr,
                cells: Vec<Cell>,
            ) -> Result<Vec<Line>, StoreFault> {
                let lines: Result<Vec<Vec<Cell>>, sqlx::Error> = match self {
                    Self::Sqlite(on) => bind_sqlite(sqlx::query(sql), cells)
                        .fetch_all(&mut **on)
                        .await
                        .and_then(|rows| rows.iter().map(sqlite_cells).collect()),
                    Self::Postgres(on) => bind_postgres(sqlx::query(sql), cells)
                        .fetch_all(&mut **on)
                        .await
                        .and_then(|rows| rows.iter().map(postgres_cells).collect()),
                };
                let lines = lines.map_err(StoreFault::database(table))?;
                Ok(lines.into_iter().map(|l| Line { cells: l.into_iter(), table }).collect())
            }

            /// Runs a statement that answers with at most one row.
            pub(crate) async fn fetch_one(
                &mut self,
                table: &'static str,
                sql: impl SqlSafeStr,
                cells: Vec<Cell>,
            ) -> Result<Option<Line>, StoreFault> {
                Ok(self.fetch(table, sql, cells).await?.into_iter().next())
            }
        }
    };
}

statements!(Connection);
statements!(Transaction);

impl Transaction {
    /// Makes it last. After an error here the outcome is unknown.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(on) => on.commit().await,
            Self::Postgres(on) => on.commit().await,
        }
    }

    /// Takes everything back.
    pub(crate) async fn rollback(self) -> Result<(), StoreFault> {
        let done = match self {
            Self::Sqlite(on) => on.rollback().await,
            Self::Postgres(on) => on.rollback().await,
        };
        done.map_err(StoreFault::database("rollback"))
    }
}

fn bind_sqlite(
    query: Query<'_, Sqlite, SqliteArguments>,
    cells: Vec<Cell>,
) -> Query<'_, Sqlite, SqliteArguments> {
    cells.into_iter().fold(query, |query, cell| match cell {
        Cell::Text(value) => query.bind(value),
        Cell::Int(value) => query.bind(value),
        Cell::Bytes(value) => query.bind(value),
    })
}

fn bind_postgres(
    query: Query<'_, Postgres, PgArguments>,
    cells: Vec<Cell>,
) -> Query<'_, Postgres, PgArguments> {
    cells.into_iter().fold(query, |query, cell| match cell {
        Cell::Text(value) => query.bind(value),
        Cell::Int(value) => query.bind(value),
        Cell::Bytes(value) => query.bind(value),
    })
}

/// SQLite knows the kind of each value, not of a column of an expression.
fn sqlite_cells(row: &SqliteRow) -> Result<Vec<Cell>, sqlx::Error> {
    let read = |index: usize| {
        let raw = row.try_get_raw(index)?;
        if raw.is_null() {
            return Ok(Cell::Text(None));
        }
        Ok(match raw.type_info().name() {
            "INTEGER" | "BOOLEAN" => Cell::Int(Some(row.try_get_unchecked(index)?)),
            "BLOB" => Cell::Bytes(Some(row.try_get_unchecked(index)?)),
            _ => Cell::Text(Some(row.try_get_unchecked(index)?)),
        })
    };
    (0..row.len()).map(read).collect()
}

/// PostgreSQL knows the kind of each column.
fn postgres_cells(row: &PgRow) -> Result<Vec<Cell>, sqlx::Error> {
    let read = |(index, column): (usize, &sqlx::postgres::PgColumn)| {
        Ok(match column.type_info().name() {
            "INT8" => Cell::Int(row.try_get_unchecked(index)?),
            "INT4" => Cell::Int(row.try_get_unchecked::<Option<i32>, _>(index)?.map(i64::from)),
            "BYTEA" => Cell::Bytes(row.try_get_unchecked(index)?),
            _ => Cell::Text(row.try_get_unchecked(index)?),
        })
    };
    row.columns().iter().enumerate().map(read).collect()
}
