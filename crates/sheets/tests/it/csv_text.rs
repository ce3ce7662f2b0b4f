//! CSV in the encodings and habits people have.

use encoding_rs::GB18030;
use sheets::{Flaw, Limit, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, Why};

use crate::outcome::{lines, place, refusal};

const LIST: &str = "序号,事项名称,依据\r\n1,查封,第九条\r\n2,扣押,\r\n";

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(to_bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_cells() {
    let wanted =
        vec![vec!["序号", "事项名称", "依据"], vec!["1", "查封", "第九条"], vec!["2", "扣押", ""]];
    assert_eq!(lines(LIST.as_bytes()), wanted);
    assert_eq!(lines(format!("\u{FEFF}{LIST}").as_bytes()), wanted);
    assert_eq!(lines(&utf_16(LIST, u16::to_le_bytes)), wanted);
    assert_eq!(lines(&utf_16(LIST, u16::to_be_bytes)), wanted);
    let (gb, _, is_lossy) = GB18030.encode(LIST);
    assert!(!is_lossy && std::str::from_utf8(&gb).is_err());
    assert_eq!(lines(&gb), wanted);
}

#[test]
fn gb_18030_has_characters_of_four_bytes() {
    // Made by another encoder; 㐂 and 𠮷 have four bytes each.
    let bytes = b"\xd5\xc5\x819\xef1,\xc0\xee\x954\xb25\n\xa2\xe3,\x810\x865\n";
    assert_eq!(lines(bytes), [["张㐂", "李𠮷"], ["€", "½"]]);
}

#[test]
fn a_byte_that_means_nothing_is_refused_with_line_and_column() {
    let (gb, _, _) = GB18030.encode("序号,名称\n1,查封\n2,扣");
    let mut bytes = gb.into_owned();
    bytes.extend_from_slice(b"\xff,x\n");
    let error = refusal(&bytes);
    assert_eq!(error.why, Why::Flaw(Flaw::BadBytes { encoding: "GB 18030" }));
    assert_eq!(place(&error), "第3行B列");

    let mut bytes = "序号,名称\n一,".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xe6\x9f,");
    bytes.extend_from_slice("备注\n".as_bytes());
    let error = refusal(&bytes);
    assert_eq!(error.why, Why::Flaw(Flaw::BadBytes { encoding: "UTF-8" }));
    assert_eq!(place(&error), "第2行B列");

    let mut odd = utf_16("甲,乙\n", u16::to_le_bytes);
    odd.push(0x41);
    let error = refusal(&odd);
    assert_eq!(error.why, Why::Flaw(Flaw::BadBytes { encoding: "UTF-16LE" }));
    assert_eq!(place(&error), "第2行A列");
    let half = utf_16("甲,", u16::to_le_bytes).into_iter().chain([0x00, 0xD8, 0x2C, 0x00]);
    assert_eq!(place(&refusal(&half.collect::<Vec<_>>())), "第1行B列");
}

#[test]
fn damaged_utf_8_is_not_read_as_gb_18030() {
    // Both encodings could make something of this text after the loss of one byte.
    let text = "事项,依据\n查封,行政强制法\n".repeat(20);
    for lost in (0..text.len()).filter(|at| !text.is_char_boundary(*at)) {
        let mut bytes = text.clone().into_bytes();
        bytes.remove(lost);
        let error = refusal(&bytes);
        assert_eq!(error.why, Why::Flaw(Flaw::BadBytes { encoding: "UTF-8" }), "{lost}");
    }
}

#[test]
fn the_delimiter_is_found_from_the_content() {
    for delimiter in [",", "\t", ";", "，"] {
        let text =
            format!("甲省某局清单\n\n序号{0}名称{0}说明\n1{0}查封{0}a\n2{0}扣押{0}b\n", delimiter);
        let rows = lines(text.as_bytes());
        assert_eq!(rows[2], ["序号", "名称", "说明"], "{delimiter:?}");
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[1], ["", "", ""], "a blank line keeps its number");
    }
    let prose = "名称,说明\n甲,一，二，三\n乙,四，五；六\n丙,七;八\n";
    assert_eq!(lines(prose.as_bytes())[1], ["甲", "一，二，三"]);
    let tabs = "名称\t金额\n甲\t1,000\n乙\t2,000,000\n";
    assert_eq!(lines(tabs.as_bytes())[2], ["乙", "2,000,000"]);
    let one_column = "名称\n甲\n乙，丙\n丁\n戊\n";
    assert_eq!(lines(one_column.as_bytes())[2], ["乙，丙"]);
}

#[test]
fn a_quoted_cell_holds_delimiters_quotes_and_line_breaks() {
    let text = "a,\"x,\"\"y\"\"\r\nz\",\"\"\r\n12\" 管,b,c\r\n";
    assert_eq!(lines(text.as_bytes()), [["a", "x,\"y\"\r\nz", ""], ["12\" 管", "b", "c"]]);
    assert_eq!(lines(b"a,b\rc,d\r"), [["a", "b"], ["c", "d"]]);
    assert_eq!(lines(b"a,b\nc,d"), [["a", "b"], ["c", "d"]]);
}

#[test]
fn a_quote_that_is_not_well_closed_is_refused_where_it_began() {
    let error = refusal(b"a,b\n1,\"x\n2,y\n3,z\n");
    assert_eq!(error.why, Why::Flaw(Flaw::UnclosedQuote));
    assert_eq!(place(&error), "第2行B列");
    let error = refusal(b"a,b\n\"x\"y,1\n");
    assert_eq!(error.why, Why::Flaw(Flaw::TextAfterQuote));
    assert_eq!(place(&error), "第2行A列");
}

#[test]
fn empty_lines_and_columns_at_the_end_are_cut_and_those_before_are_kept() {
    let text = "\n,a,\n,,\n,b,,\n,,,\n\n";
    assert_eq!(lines(text.as_bytes()), [["", ""], ["", "a"], ["", ""], ["", "b"]]);
}

#[test]
fn a_cell_that_nobody_can_read_is_refused() {
    let error = refusal("a,b\nc,d\u{7}e\n".as_bytes());
    assert_eq!(
        (error.why.clone(), place(&error).as_str()),
        (Flaw::ControlCharacter.into(), "第2行B列")
    );
    let error = refusal("a,b\nc\u{FFFD},d\n".as_bytes());
    assert_eq!(
        (error.why.clone(), place(&error).as_str()),
        (Flaw::LostCharacter.into(), "第2行A列")
    );
}

#[test]
fn limits_are_kept_to_the_last_cell() {
    let long = "字".repeat(MAX_CELL_CHARS);
    assert_eq!(lines(format!("a,{long}\n").as_bytes())[0][1], long);
    let error = refusal(format!("a,{long}字\n").as_bytes());
    assert_eq!(error.why, Limit::CellChars { chars: MAX_CELL_CHARS + 1 }.into());
    assert_eq!(place(&error), "第1行B列");

    let full = "a,b\n".repeat(MAX_ROWS);
    assert_eq!(lines(full.as_bytes()).len(), MAX_ROWS);
    assert_eq!(lines(format!("{full}\n,\n\n").as_bytes()).len(), MAX_ROWS);
    let error = refusal(format!("{full}c\n").as_bytes());
    assert_eq!((error.why.clone(), place(&error).as_str()), (Limit::Rows.into(), "第20001行A列"));

    let wide = vec!["a"; MAX_COLUMNS].join(",");
    assert_eq!(lines(format!("{wide},,,\n").as_bytes())[0].len(), MAX_COLUMNS);
    let error = refusal(format!("{wide},b\n").as_bytes());
    assert_eq!((error.why.clone(), place(&error).as_str()), (Limit::Columns.into(), "第1行GS列"));

    let many = format!("{}x\n", ",".repeat(MAX_COLUMNS - 1)).repeat(10_001);
    assert_eq!(refusal(many.as_bytes()).why, Limit::Cells.into());
}
