//! How much one file may hold, and the count of what was taken of it.

use crate::error::Limit;

/// Bytes of a file: a list of 20,000 lines has a few megabytes, pictures pasted in make the rest.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// Bytes the parts read of one workbook may unpack to: the XML of a full sheet of
/// [`MAX_ROWS`] lines and 60 columns, and a bound for what one small file makes us hold.
pub const MAX_UNPACKED_BYTES: usize = 96 * 1024 * 1024;

/// Parts of one workbook package, pictures included; the table of contents alone takes memory.
pub const MAX_PARTS: usize = 10_000;

/// Worksheets of one workbook, hidden ones included: more is an archive, not a list.
pub const MAX_SHEETS: usize = 100;

/// Lines of one table: all enforcement matters of a province fit in.
pub const MAX_ROWS: usize = 20_000;

/// Columns of one table; the widest official list we know has about 30.
pub const MAX_COLUMNS: usize = 200;

/// Cells of all tables of one file, empty ones within a table included: 48 MB of empty text.
pub const MAX_CELLS: usize = 2_000_000;

/// Bytes of text in all cells of one file. One shared string may stand in every cell, so the size
/// of the file is no bound.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Characters of one cell: the longest legal basis we know has about 2,000.
pub const MAX_CELL_CHARS: usize = 4_000;

/// Cell formats of one workbook: what spreadsheet programs allow themselves.
pub const MAX_STYLES: usize = 65_490;

/// Digits a number keeps in a spreadsheet; later ones became zeros when it was typed in.
pub const MAX_DIGITS: usize = 15;

/// What one file may still take.
pub(crate) struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    pub(crate) const fn full() -> Self {
        Self { cells: MAX_CELLS, text_bytes: MAX_TEXT_BYTES }
    }

    /// Takes the room of so many cells.
    pub(crate) fn cells(&mut self, count: usize) -> Result<(), Limit> {
        self.cells = self.cells.checked_sub(count).ok_or(Limit::Cells)?;
        Ok(())
    }

    /// Takes the room of a text.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Limit> {
        self.text_bytes = self.text_bytes.checked_sub(text.len()).ok_or(Limit::Text)?;
        Ok(())
    }
}
