//! What came of reading.

use sheets::{SheetError, read};

/// The lines of the first table.
pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<String>> {
    read(bytes).unwrap().sheets.remove(0).rows
}

/// The refusal.
pub(crate) fn refusal(bytes: &[u8]) -> SheetError {
    read(bytes).unwrap_err()
}

/// The place as people read it; empty for the file as a whole.
pub(crate) fn place(error: &SheetError) -> String {
    error.place.as_ref().map(ToString::to_string).unwrap_or_default()
}
