//! What merged cells mean in a list.

use crate::error::{Flaw, SheetError, Why, column_letters};
use crate::grid::Grid;
use crate::header::header_of;
use crate::limits::Budget;

/// Merged cells, first and last included, counted from 0; never upside down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) top: usize,
    pub(super) left: usize,
    pub(super) bottom: usize,
    pub(super) right: usize,
}

impl Range {
    fn text(self) -> String {
        let name = |row: usize, column: usize| {
            format!("{}{}", column_letters(column.saturating_add(1)), row.saturating_add(1))
        };
        format!("{}:{}", name(self.top, self.left), name(self.bottom, self.right))
    }
}

/// Gives each line of a merge within one column its content.
///
/// A merge over several columns is a title if it ends above the table, and keeps its content in
/// its first cell; elsewhere nobody can tell which column is meant. Merged cells without any
/// content mean nothing.
///
/// # Errors
/// A merge over several columns in the table; a covered cell with a content of its own; a limit.
pub(super) fn fill(
    name: &str,
    grid: &mut Grid,
    merges: &[Range],
    budget: &mut Budget,
) -> Result<(), SheetError> {
    let table = table_start(&grid.rows);
    for range in merges {
        if let Some((row, column)) = covered(grid, *range, budget).map_err(|w| w.in_sheet(name))? {
            let why = Flaw::CoveredByMerge { range: range.text() };
            return Err(Why::from(why).at(name, row, column));
        }
        let text = grid.get(range.top, range.left).to_owned();
        if text.is_empty() {
            continue;
        }
        if range.left != range.right {
            if range.bottom < table {
                continue;
            }
            let why = Flaw::Merged { range: range.text() };
            return Err(Why::from(why).at(name, range.top, range.left));
        }
        for row in range.top.saturating_add(1)..=range.bottom {
            if grid.get(row, range.left).is_empty() {
                grid.put(row, range.left, text.clone(), budget)
                    .map_err(|why| why.at(name, row, range.left))?;
            }
        }
    }
    Ok(())
}

/// The line where the table begins: its header, or the first line of more than one cell.
fn table_start(rows: &[Vec<String>]) -> usize {
    let is_wide = |cells: &Vec<String>| cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
    header_of(rows).or_else(|| rows.iter().position(is_wide)).unwrap_or(rows.len())
}

/// A covered cell whose content differs from the one that is shown.
fn covered(grid: &Grid, range: Range, budget: &mut Budget) -> Result<Option<(usize, usize)>, Why> {
    let shown = grid.get(range.top, range.left);
    let (height, width) = (range.bottom - range.top, range.right - range.left);
    let lines = grid.rows.iter().enumerate().skip(range.top).take(height.saturating_add(1));
    for (row, cells) in lines {
        let within = cells.iter().enumerate().skip(range.left).take(width.saturating_add(1));
        budget.cells(within.len().saturating_add(1))?;
        for (column, cell) in within {
            if !cell.is_empty() && cell != shown {
                return Ok(Some((row, column)));
            }
        }
    }
    Ok(None)
}
