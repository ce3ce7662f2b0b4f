//! What holds for any bytes and any cells.

use csv::{QuoteStyle, WriterBuilder};
use encoding_rs::GB18030;
use proptest::collection::vec;
use proptest::prelude::*;
use sheets::read;

use crate::made::{parts, workbook};
use crate::outcome::lines;

/// Cuts empty cells and lines at the end, as [`read`] does, and fills up to one width.
fn trimmed(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for row in &mut rows {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    rows
}

fn written(rows: &[Vec<String>], delimiter: u8, quotes: QuoteStyle) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(quotes)
        .flexible(true)
        .from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// Lines of one width; a first line of names makes the delimiter certain.
fn tables(cell: &'static str) -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..6).prop_flat_map(move |width| vec(vec(cell, width), 1..8)).prop_map(|mut rows| {
        rows[0].iter_mut().enumerate().for_each(|(at, cell)| *cell = format!("列{at}"));
        rows
    })
}

/// Bytes that look like something.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![
        Just(b"".to_vec()),
        Just(b"\xff\xfe".to_vec()),
        Just(b"\xfe\xff".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just(b"PK\x03\x04".to_vec()),
        Just(b"\"a\",".to_vec()),
    ];
    (start, vec(any::<u8>(), 0..400)).prop_map(|(mut start, rest)| {
        start.extend(rest);
        start
    })
}

const SHEET: &str = r#"<dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><f t="shared" si="0" ref="B1:B2">A1</f><v>45658.5</v></c></row><row r="2"><c r="A2" t="b"><v>1</v></c><c r="C2" t="inlineStr"><is><t>&#20013;</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#;
const STRINGS: &str = r#"<sst uniqueCount="1"><si><t>_x4E2D_</t></si></sst>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>"#;

fn changed(text: &str, at: usize, length: usize, by: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at % chars.len();
    let end = (at + length).min(chars.len());
    chars[..at].iter().copied().chain(by.chars()).chain(chars[end..].iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in bytes()) {
        if let Err(error) = read(&bytes) {
            prop_assert!(error.to_string().ends_with('。'));
        }
    }

    #[test]
    fn a_workbook_changed_anywhere_is_read_or_refused(
        part in 0..3_usize, at in 0..2000_usize, length in 0..12_usize, by in "[A-Z0-9<>/\"&; x中-]{0,8}",
    ) {
        let mut texts = [SHEET.to_owned(), STRINGS.to_owned(), STYLES.to_owned()];
        texts[part] = changed(&texts[part], at, length, &by);
        let [sheet, strings, styles] = &texts;
        if let Err(error) = read(&workbook(sheet, strings, styles)) {
            prop_assert!(error.to_string().ends_with('。'));
        }
    }

    #[test]
    fn a_package_changed_in_any_byte_is_read_or_refused(at in 0..4000_usize, byte in any::<u8>()) {
        let mut bytes = workbook(SHEET, STRINGS, STYLES);
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Err(error) = read(&bytes) {
            prop_assert!(error.to_string().ends_with('。'));
        }
    }

    #[test]
    fn a_workbook_part_changed_anywhere_is_read_or_refused(at in 0..900_usize, by in "[a-z0-9<>/\"]{0,6}") {
        let book = r#"<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" state="hidden" r:id="s1"/><sheet name="b" r:id="s1"/></sheets></workbook>"#;
        let sheet = format!("<worksheet>{SHEET}</worksheet>");
        let book = changed(book, at, 3, &by);
        let bytes = parts(&[("xl/workbook.xml", &book), ("xl/worksheets/sheet1.xml", &sheet)]);
        if let Err(error) = read(&bytes) {
            prop_assert!(error.to_string().ends_with('。'));
        }
    }

    #[test]
    fn quoted_cells_of_any_text_read_back_the_same(
        rows in tables("[^\\p{Cc}\u{FFFD}]{0,12}|[a,\t;，\"\r\n]{0,6}"), delimiter in prop::sample::select(b",\t;".to_vec()),
    ) {
        prop_assert_eq!(lines(&written(&rows, delimiter, QuoteStyle::Always)), trimmed(rows));
    }

    #[test]
    fn cells_quoted_where_needed_read_back_the_same(
        rows in tables("[一-龥a-c \"\r\n]{0,8}"), delimiter in prop::sample::select(b",\t;".to_vec()),
    ) {
        let bytes = written(&rows, delimiter, QuoteStyle::Necessary);
        prop_assert_eq!(lines(&bytes), trimmed(rows.clone()));
        let text = String::from_utf8(bytes).unwrap();
        let (gb, _, is_lossy) = GB18030.encode(&text);
        prop_assert!(!is_lossy);
        prop_assert_eq!(lines(&gb), trimmed(rows));
    }
}
