//! Comma-separated text, as spreadsheet programs write it.
//!
//! Our own reader because the usual one takes an unclosed quote for a cell, passes over blank
//! lines, so that line numbers differ from what people see, and knows no delimiter of several
//! bytes.

use std::iter::Peekable;
use std::str::Chars;

use crate::Sheet;
use crate::error::{Flaw, SheetError, Why};
use crate::grid::Grid;
use crate::limits::Budget;

/// What may stand between cells; the first wins where nothing else decides.
const DELIMITERS: [char; 4] = [',', '\t', ';', '\u{FF0C}'];

/// Lines looked at to find the delimiter.
const SAMPLE_ROWS: usize = 200;

/// Reads the one table of a text.
///
/// # Errors
/// A quote that is not closed or closed too early, or a limit.
pub(crate) fn read(text: &str, budget: &mut Budget) -> Result<Sheet, SheetError> {
    let mut grid = Grid::default();
    for cell in Cells::of(text, delimiter(text)) {
        let Cell { row, column, text, .. } = cell?;
        grid.put(row, column, text, budget).map_err(|why| why.at("", row, column))?;
    }
    grid.finish(String::new(), budget).map_err(Why::nowhere)
}

/// The cell in which a text ends that was cut off, counted from 0.
pub(crate) fn end_of(text: &str) -> (usize, usize) {
    let (mut at, delimiter) = ((0, 0), delimiter(text));
    for cell in Cells::of(text, delimiter) {
        match cell {
            Ok(cell) if cell.ends_row && text.ends_with(['\n', '\r']) => {
                at = (cell.row.saturating_add(1), 0);
            }
            Ok(cell) => at = (cell.row, cell.column),
            Err(error) => {
                let place = error.place.and_then(|place| place.row.zip(place.column));
                let (row, column) = place.unwrap_or_default();
                return (row.saturating_sub(1), column.saturating_sub(1));
            }
        }
    }
    at
}

/// The delimiter under which most lines have the same number of cells, at least two; where that
/// is equal, the one that makes more cells. A comma if fewer than half the lines agree.
fn delimiter(text: &str) -> char {
    let mut best = (0, 0, ',');
    for delimiter in DELIMITERS {
        let (agreeing, width) = agreement(text, delimiter);
        if (agreeing, width) > (best.0, best.1) {
            best = (agreeing, width, delimiter);
        }
    }
    best.2
}

/// How many lines of the sample have the most frequent width above one, and that width; nothing
/// if these are fewer than half.
fn agreement(text: &str, delimiter: char) -> (usize, usize) {
    let mut widths: Vec<usize> = Vec::new();
    let mut is_blank = true;
    for cell in Cells::of(text, delimiter) {
        let Ok(cell) = cell else { break };
        is_blank &= cell.text.is_empty();
        if cell.ends_row {
            if !is_blank {
                widths.push(cell.column.saturating_add(1));
            }
            is_blank = true;
            if widths.len() >= SAMPLE_ROWS {
                break;
            }
        }
    }
    widths.sort_unstable();
    let lines = widths.len();
    let best = widths
        .chunk_by(|one, next| one == next)
        .filter_map(|same| same.first().map(|width| (same.len(), *width)))
        .filter(|(_, width)| *width > 1)
        .max();
    best.filter(|(agreeing, _)| agreeing.saturating_mul(2) >= lines).unwrap_or_default()
}

struct Cell {
    row: usize,
    column: usize,
    text: String,
    ends_row: bool,
}

/// How a cell ended.
enum End {
    Cell,
    Row,
}

/// The cells of a text in order, also the empty ones; an error is the last item.
struct Cells<'a> {
    chars: Peekable<Chars<'a>>,
    delimiter: char,
    row: usize,
    column: usize,
    is_done: bool,
}

impl<'a> Cells<'a> {
    fn of(text: &'a str, delimiter: char) -> Self {
        Self { chars: text.chars().peekable(), delimiter, row: 0, column: 0, is_done: false }
    }

    /// Reads on to the end of the cell.
    fn cell(&mut self) -> Result<(String, End), Flaw> {
        let mut text = String::new();
        let is_quoted = self.chars.next_if_eq(&'"').is_some();
        if is_quoted {
            self.quoted(&mut text)?;
        }
        loop {
            match self.chars.next() {
                None | Some('\n') => return Ok((text, End::Row)),
                Some('\r') => {
                    self.chars.next_if_eq(&'\n');
                    return Ok((text, End::Row));
                }
                Some(char) if char == self.delimiter => return Ok((text, End::Cell)),
                Some(_) if is_quoted => return Err(Flaw::TextAfterQuote),
                Some(char) => text.push(char),
            }
        }
    }

    /// Reads on to behind the closing quote.
    fn quoted(&mut self, text: &mut String) -> Result<(), Flaw> {
        loop {
            match self.chars.next() {
                None => return Err(Flaw::UnclosedQuote),
                Some('"') if self.chars.next_if_eq(&'"').is_none() => return Ok(()),
                Some(char) => text.push(char),
            }
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = Result<Cell, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_end = self.column == 0 && self.chars.peek().is_none();
        if self.is_done || is_end {
            return None;
        }
        let (row, column) = (self.row, self.column);
        match self.cell() {
            Ok((text, End::Cell)) => {
                self.column = column.saturating_add(1);
                Some(Ok(Cell { row, column, text, ends_row: false }))
            }
            Ok((text, End::Row)) => {
                self.is_done = self.chars.peek().is_none();
                self.row = row.saturating_add(1);
                self.column = 0;
                Some(Ok(Cell { row, column, text, ends_row: true }))
            }
            Err(flaw) => {
                self.is_done = true;
                Some(Err(Why::from(flaw).at("", row, column)))
            }
        }
    }
}
