//! SQL texts that grow: lists of values, and filters.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::{Cell, Transaction};
use crate::fault::StoreFault;

/// A statement under construction. Only `&'static str` and placeholders get into its text, so no
/// value can be mistaken for SQL.
#[derive(Debug)]
pub(crate) struct Sql {
    text: String,
    cells: Vec<Cell>,
}

impl Sql {
    pub(crate) fn new(start: &'static str) -> Self {
        Self { text: start.to_owned(), cells: Vec::new() }
    }

    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub(crate) fn bind(&mut self, cell: Cell) -> &mut Self {
        self.cells.push(cell);
        // Writing to a String cannot fail.
        self.text.push('$');
        self.text.push_str(&self.cells.len().to_string());
        self
    }

    /// Adds `text` and a placeholder, e.g. `" AND stage = "`; nothing if there is no value.
    pub(crate) fn when(&mut self, text: &'static str, cell: Option<Cell>) -> &mut Self {
        if let Some(cell) = cell {
            self.push(text).bind(cell);
        }
        self
    }

    /// Adds a text that already holds its placeholders, from `$1` on. Nothing may be bound before.
    pub(crate) fn push_numbered(
        &mut self,
        text: &'static str,
        cells: impl IntoIterator<Item = Cell>,
    ) -> &mut Self {
        self.cells.extend(cells);
        self.push(text)
    }

    /// Adds `($1, $2, …)`.
    pub(crate) fn bind_list(&mut self, cells: impl IntoIterator<Item = Cell>) -> &mut Self {
        self.push("(");
        for (place, cell) in cells.into_iter().enumerate() {
            self.push(if place == 0 { "" } else { ", " }).bind(cell);
        }
        self.push(")")
    }

    pub(crate) fn into_parts(self) -> (SqlStr, Vec<Cell>) {
        (AssertSqlSafe(self.text).into_sql_str(), self.cells)
    }
}

/// Most rows in one statement. Every number of rows is a text of its own that is kept prepared;
/// and SQLite looks for each parameter among all of its statement.
const MAX_ROWS: usize = 32;

/// Inserts rows of equal width in few statements.
pub(crate) async fn insert_many(
    on: &mut Transaction,
    doing: &'static str,
    head: &'static str,
    tail: &'static str,
    mut rows: Vec<Vec<Cell>>,
) -> Result<(), StoreFault> {
    let width = rows.first().map_or(0, Vec::len);
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(MAX_ROWS));
        let batch = std::mem::replace(&mut rows, rest);
        let sql = values(head, width, batch.len(), tail);
        on.execute(doing, sql, batch.into_iter().flatten().collect()).await?;
    }
    Ok(())
}

/// `head` + `($1, …), ($n, …)` + `tail` for `rows` rows of `width` columns.
pub(crate) fn values(head: &'static str, width: usize, rows: usize, tail: &'static str) -> SqlStr {
    let mut text = String::with_capacity(head.len() + tail.len() + rows * width * 6);
    text.push_str(head);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let number = row * width + column + 1;
            text.push_str(if column == 0 { "$" } else { ", $" });
            // Writing to a String cannot fail; there is nothing to report.
            if write!(text, "{number}").is_err() {
                break;
            }
        }
        text.push(')');
    }
    text.push_str(tail);
    AssertSqlSafe(text).into_sql_str()
}
