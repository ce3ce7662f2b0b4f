//! The cells and merges of one worksheet.

use super::merge::Range;
use super::xml::{Piece, Xml, attribute};
use super::{Shared, cell};
use crate::error::{Format, SheetError, Why};
use crate::grid::Grid;
use crate::limits::Budget;

/// Lines and columns a worksheet can have at all.
const ALL_ROWS: usize = 1_048_576;
const ALL_COLUMNS: usize = 16_384;

/// Reads a worksheet's part. Cells that have a format but no content take no room.
///
/// # Errors
/// A limit, a broken part, or a cell that cannot be taken, each with its place.
pub(super) fn read(
    name: &str,
    part: &str,
    shared: &Shared,
    budget: &mut Budget,
) -> Result<(Grid, Vec<Range>), SheetError> {
    let in_sheet = |why: Why| why.in_sheet(name);
    let damaged = || Why::from(Format::Damaged).in_sheet(name);
    let mut xml = Xml::of(part);
    let mut grid = Grid::default();
    let mut merges = Vec::new();
    // The next line and cell where the file names none.
    let (mut row, mut column) = (0_usize, 0_usize);
    let mut is_in_data = false;
    while let Some(piece) = xml.next().map_err(in_sheet)? {
        match piece {
            Piece::Open(tag) => match tag.local_name().as_ref() {
                "sheetData" => is_in_data = true,
                "row" if is_in_data => {
                    if let Some(number) = attribute(&tag, "r").map_err(in_sheet)? {
                        row = row_of(&number).ok_or_else(damaged)?;
                    }
                    column = 0;
                }
                "c" if is_in_data => {
                    if let Some(at) = attribute(&tag, "r").map_err(in_sheet)? {
                        (row, column) = cell_of(&at).ok_or_else(damaged)?;
                    }
                    let at_cell = |why: Why| why.at(name, row, column);
                    let text = cell::text(&tag, &mut xml, shared).map_err(at_cell)?;
                    grid.put(row, column, text, budget).map_err(at_cell)?;
                    column = column.saturating_add(1);
                }
                "mergeCell" => {
                    let text = attribute(&tag, "ref").map_err(in_sheet)?.ok_or_else(damaged)?;
                    merges.push(range_of(&text).ok_or_else(damaged)?);
                }
                _ => {}
            },
            Piece::Close(tag) => match tag.local_name().as_ref() {
                "row" if is_in_data => row = row.saturating_add(1),
                "sheetData" => is_in_data = false,
                _ => {}
            },
            Piece::Text(_) => {}
        }
    }
    Ok((grid, merges))
}

/// `B3` is line 2, column 1.
fn cell_of(text: &str) -> Option<(usize, usize)> {
    let digits = text.find(|char: char| char.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_usize;
    for letter in letters.chars() {
        let place = ('A'..='Z').position(|one| one == letter.to_ascii_uppercase())?;
        column = column.checked_mul(26)?.checked_add(place)?.checked_add(1)?;
    }
    let column = column.checked_sub(1).filter(|column| *column < ALL_COLUMNS)?;
    Some((row_of(digits)?, column))
}

fn row_of(digits: &str) -> Option<usize> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<usize>().ok()?.checked_sub(1).filter(|row| *row < ALL_ROWS)
}

fn range_of(text: &str) -> Option<Range> {
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (cell_of(from)?, cell_of(to)?);
    (top <= bottom && left <= right).then_some(Range { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_strictly() {
        assert_eq!(cell_of("A1"), Some((0, 0)));
        assert_eq!(cell_of("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(cell_of("ab12"), Some((11, 27)));
        for bad in ["", "A", "1", "A0", "XFE1", "AAAA1", "A1048577", "A-1", "A+1", "甲1", "A1B"] {
            assert_eq!(cell_of(bad), None, "{bad}");
        }
        assert!(range_of("B3:A4").is_none() && range_of("A1:B2:C3").is_none());
    }
}
