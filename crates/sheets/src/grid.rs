//! A table while it is filled.

use crate::Sheet;
use crate::error::{Flaw, Format, Limit, Why};
use crate::limits::{Budget, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS};

/// Lines as far as they have content; not yet all of one width.
#[derive(Default)]
pub(crate) struct Grid {
    pub(crate) rows: Vec<Vec<String>>,
}

impl Grid {
    /// What stands in a cell; empty if nothing does.
    pub(crate) fn get(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str)
    }

    /// Puts a text into a cell, counted from 0. An empty text takes no room.
    ///
    /// # Errors
    /// The text or its place is beyond a limit, it is no clean text, or the cell was filled before.
    pub(crate) fn put(
        &mut self,
        row: usize,
        column: usize,
        text: String,
        budget: &mut Budget,
    ) -> Result<(), Why> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS {
            return Err(Limit::Rows.into());
        }
        if column >= MAX_COLUMNS {
            return Err(Limit::Columns.into());
        }
        check(&text)?;
        budget.text(&text)?;
        if self.rows.len() <= row {
            self.rows.resize_with(row.saturating_add(1), Vec::new);
        }
        let Some(cells) = self.rows.get_mut(row) else { return Err(Format::Damaged.into()) };
        if cells.len() <= column {
            let more = column.saturating_add(1).saturating_sub(cells.len());
            budget.cells(more)?;
            cells.resize_with(column.saturating_add(1), String::new);
        }
        match cells.get_mut(column) {
            Some(cell) if cell.is_empty() => {
                *cell = text;
                Ok(())
            }
            Some(_) | None => Err(Format::Damaged.into()),
        }
    }

    /// The table, all lines filled up to one width.
    ///
    /// # Errors
    /// Too many cells.
    pub(crate) fn finish(mut self, name: String, budget: &mut Budget) -> Result<Sheet, Why> {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        for cells in &mut self.rows {
            budget.cells(width.saturating_sub(cells.len()))?;
            cells.resize_with(width, String::new);
        }
        Ok(Sheet { name, rows: self.rows })
    }
}

/// A cell is text people can read, of a length they can read.
fn check(text: &str) -> Result<(), Why> {
    let mut chars = 0_usize;
    for char in text.chars() {
        chars = chars.saturating_add(1);
        if char == char::REPLACEMENT_CHARACTER {
            return Err(Flaw::LostCharacter.into());
        }
        if char.is_control() && !matches!(char, '\t' | '\n' | '\r') {
            return Err(Flaw::ControlCharacter.into());
        }
    }
    if chars > MAX_CELL_CHARS {
        return Err(Limit::CellChars { chars }.into());
    }
    Ok(())
}
