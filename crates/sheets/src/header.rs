//! The line with the names of the columns.

use std::collections::BTreeSet;

use crate::Sheet;

/// Different names a header has at least: a line of one or two cells is a title or a note.
pub const MIN_HEADER_CELLS: usize = 3;

/// Characters of a column's name at most; longer ones are content.
pub const MAX_HEADER_CHARS: usize = 60;

/// Lines below the header that are looked at.
const LINES_BELOW: usize = 5;

/// Index of the header line: the names of the columns, below titles and blank lines.
///
/// It is the first line with at least [`MIN_HEADER_CELLS`] different names of at most
/// [`MAX_HEADER_CHARS`] characters, side by side without a blank cell between them, that is
/// followed by content, and none of the next lines sticks out of it to the left or right. A line
/// such as "reporting agency, date" above the header has gaps or is narrower than the table, and
/// is passed over.
///
/// `None` if there is no such line, also if nothing stands below the header.
#[must_use]
pub fn header(sheet: &Sheet) -> Option<usize> {
    header_of(&sheet.rows)
}

pub(crate) fn header_of(rows: &[Vec<String>]) -> Option<usize> {
    rows.iter().enumerate().map(|(index, _)| index).find(|index| is_header(rows, *index))
}

fn is_header(rows: &[Vec<String>], index: usize) -> bool {
    let mut from_here = rows.iter().skip(index);
    let Some(line) = from_here.next() else { return false };
    let Some((first, last)) = span(line) else { return false };
    let names: Vec<&str> =
        line.iter().take(last.saturating_add(1)).skip(first).map(|cell| cell.trim()).collect();
    let is_named =
        names.iter().all(|name| !name.is_empty() && name.chars().count() <= MAX_HEADER_CHARS);
    if !is_named || names.iter().collect::<BTreeSet<_>>().len() < MIN_HEADER_CELLS {
        return false;
    }
    let mut below = from_here.filter_map(|line| span(line)).take(LINES_BELOW).peekable();
    below.peek().is_some() && below.all(|(from, to)| from >= first && to <= last)
}

/// First and last cell with content.
fn span(line: &[String]) -> Option<(usize, usize)> {
    let is_filled = |cell: &String| !cell.trim().is_empty();
    line.iter().position(is_filled).zip(line.iter().rposition(is_filled))
}
