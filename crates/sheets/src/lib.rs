//! Reads the tables people bring, CSV and XLSX, and writes CSV and ZIP for them: bytes in, cells
//! out, and back.
//!
//! The format is found from the content, never from a file name. A cell is read whole or the
//! whole file is refused with the cell named: nothing is dropped, cut or replaced by a mark for
//! "unreadable". Every limit is a named constant, and what a file unpacks to is counted while it
//! unpacks, so that a small hostile file cannot take much memory.
//!
//! Pure: no file, no socket, no clock.

mod csv;
mod decode;
mod error;
mod grid;
mod header;
mod kind;
mod limits;
mod pack;
mod write;
mod xlsx;

pub use error::{Flaw, Format, Limit, Place, SheetError, Why};
pub use header::{MAX_HEADER_CHARS, MIN_HEADER_CELLS, header};
pub use limits::{
    MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_DIGITS, MAX_FILE_BYTES, MAX_PARTS, MAX_ROWS,
    MAX_SHEETS, MAX_STYLES, MAX_TEXT_BYTES, MAX_UNPACKED_BYTES,
};
pub use pack::write_zip;
pub use write::write_csv;

use self::kind::Kind;
use self::limits::Budget;

/// One table as it stands in the file.
///
/// All rows have the same width; empty rows and columns at the end are cut, those before are
/// kept, so that `rows[i]` is the line that a spreadsheet program numbers `i + 1`. Text is
/// untouched: blanks at the ends and line breaks inside a cell are still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the worksheet; empty for CSV, which has none.
    pub name: String,
    /// The cells, line by line.
    pub rows: Vec<Vec<String>>,
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workbook {
    /// The visible worksheets in their order, also empty ones; one for CSV.
    pub sheets: Vec<Sheet>,
    /// Names of the worksheets that were not read because they are hidden, to be told to whoever
    /// brought the file. Hidden *lines and columns* of a visible worksheet are read like others.
    pub hidden: Vec<String>,
}

/// Reads all tables of a CSV or XLSX file.
///
/// CSV may be UTF-8, UTF-16 with its mark, or GB 18030; comma, tab, semicolon and the Chinese
/// comma are told apart by the content. Of XLSX the visible worksheets are read: numbers with up
/// to 15 digits, without the separators, decimals or per cent signs of their format but with the
/// zeros in front of a code such as `001`; dates as `YYYY-MM-DD` (with `HH:MM` or `HH:MM:SS` where
/// there is a time), booleans as 是 and 否, formulas by the result stored with them. A cell merged
/// over several lines of one column stands in each of them.
///
/// # Errors
/// [`SheetError`] names the place, what is wrong and what to do: not a table, an old or encrypted
/// format, bytes that are no text, an unclosed quote, a merge over several columns below the
/// title lines, a formula without a usable result, a limit of this crate exceeded, no cell at all.
pub fn read(bytes: &[u8]) -> Result<Workbook, SheetError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Why::from(Limit::FileBytes).nowhere());
    }
    let mut budget = Budget::full();
    let workbook = match kind::of(bytes).map_err(Why::nowhere)? {
        Kind::Text => {
            let sheet = csv::read(&decode::text(bytes)?, &mut budget)?;
            Workbook { sheets: vec![sheet], hidden: Vec::new() }
        }
        Kind::Package => xlsx::read(bytes, &mut budget)?,
    };
    if workbook.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Why::from(Format::Empty).nowhere());
    }
    Ok(workbook)
}
