//! Comma-separated text for people to take away.

/// The mark by which spreadsheet programs know UTF-8.
const MARK: char = '\u{FEFF}';

/// Cells that begin so are taken for a formula by spreadsheet programs.
const STARTS_OF_FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A table as CSV: UTF-8 with its mark, comma, `\r\n`, quotes where they are needed.
///
/// A cell that a spreadsheet program would run as a formula gets an apostrophe in front, so that
/// what somebody wrote as a reason cannot act on the computer of whoever opens the file.
#[must_use]
pub fn write_csv<R, C>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut text = String::from(MARK);
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell.as_ref());
        }
        text.push_str("\r\n");
    }
    text
}

fn push_cell(text: &mut String, cell: &str) {
    let guard = if cell.starts_with(STARTS_OF_FORMULAS) { "'" } else { "" };
    if cell.contains(['"', ',', '\n', '\r']) {
        text.push('"');
        text.push_str(guard);
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(guard);
        text.push_str(cell);
    }
}
