//! Packages that no program writes: broken, hostile, or merely unusual.

use sheets::{Flaw, Format, Limit, MAX_PARTS, MAX_SHEETS, MAX_STYLES, MAX_UNPACKED_BYTES, read};

use crate::made::{parts, workbook, worksheet, zipped};
use crate::outcome::{lines, place, refusal};

fn data(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

fn cell(inside: &str) -> Vec<u8> {
    worksheet(&data(&format!("<row r=\"3\"><c r=\"C3\"{inside}</c></row>")))
}

#[test]
fn cells_without_references_follow_each_other() {
    let bytes = worksheet(&data(
        "<row><c><v>1</v></c><c/><c t=\"str\"><v>x</v></c></row><row r=\"4\"><c r=\"B4\"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>",
    ));
    let rows = lines(&bytes);
    assert_eq!(rows[0], ["1", "", "x"]);
    assert_eq!(rows[3], ["", "2", "3"]);
    assert_eq!(rows[4], ["4", "", ""]);
}

#[test]
fn prefixes_entities_escapes_and_reading_aids_are_understood() {
    let content = "<x:sheetData xmlns:x=\"m\"><x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"B1\" t=\"inlineStr\"><x:is><x:t>&lt;a&amp;b&gt; &#x4E2D;</x:t></x:is></x:c><x:c r=\"C1\" t=\"str\"><x:v>a_x000D__xD842__xDFB7__x005F_x0041_ _x_</x:v></x:c></x:row></x:sheetData>";
    let strings = "<sst><si><r><t>东</t></r><r><t xml:space=\"preserve\">京 </t></r><rPh sb=\"0\" eb=\"1\"><t>トウ</t></rPh></si></sst>";
    let rows = lines(&workbook(content, strings, "<styleSheet/>"));
    assert_eq!(rows[0], ["东京 ", "<a&b> 中", "a\r𠮷_x0041_ _x_"]);
}

#[test]
fn a_result_of_no_text_is_a_result_and_a_missing_one_is_not() {
    let bytes = worksheet(&data(
        "<row><c><v>1</v></c><c t=\"str\"><f>\"\"</f><v></v></c><c><v>2</v></c></row>",
    ));
    assert_eq!(lines(&bytes)[0], ["1", "", "2"]);
    for missing in ["><f>A1</f>", "><f>A1</f><v/>", " t=\"b\"><f>A1</f><v></v>"] {
        let error = refusal(&cell(missing));
        assert_eq!(error.why, Flaw::Uncalculated.into(), "{missing}");
        assert_eq!(place(&error), "工作表“清单”第3行C列");
    }
}

#[test]
fn an_error_value_is_refused_with_its_cell() {
    for value in ["#REF!", "#N/A", "#SPILL!"] {
        let error = refusal(&cell(&format!(" t=\"e\"><f>A1</f><v>{value}</v>")));
        assert_eq!(error.why, Flaw::FormulaError { value: value.to_owned() }.into());
        assert_eq!(
            error.to_string(),
            format!("工作表“清单”第3行C列：内容是错误值“{value}”。请改正公式，或者直接填写内容。")
        );
    }
}

#[test]
fn what_no_workbook_says_is_refused_and_never_guessed() {
    for bad in [
        " t=\"s\"><v>7</v>",
        " t=\"s\"><v>-1</v>",
        " t=\"s\"><v>x0</v>",
        " t=\"b\"><v>2</v>",
        " t=\"z\"><v>2</v>",
        "><v>1O</v>",
        "><v>&nbsp;</v>",
        "><v>1</w>",
    ] {
        assert_eq!(refusal(&cell(bad)).why, Format::Damaged.into(), "{bad}");
    }
    let twice = data("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>");
    for content in [
        twice.as_str(),
        "<sheetData><row r=\"0\"><c><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r=\"A99999999999999999999\"><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r=\"A4294967297\"><v>1</v></c></row></sheetData>",
        "<sheetData><row><c><v>1</v></c></row>",
        "<sheetData/><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>",
        "<sheetData/><mergeCells><mergeCell/></mergeCells>",
    ] {
        assert_eq!(refusal(&worksheet(content)).why, Format::Damaged.into(), "{content}");
    }
    let xml = "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>";
    let bytes = parts(&[("xl/worksheets/sheet1.xml", xml)]);
    assert_eq!(refusal(&bytes).why, Format::Damaged.into());
}

#[test]
fn a_covered_cell_with_another_content_is_refused() {
    let rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>";
    let merge = "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
    let error = refusal(&worksheet(&format!("{}{merge}", data(rows))));
    assert_eq!(error.why, Flaw::CoveredByMerge { range: "A1:A2".to_owned() }.into());
    assert_eq!(place(&error), "工作表“清单”第2行A列");
    let same = data("<row><c><v>1</v></c></row><row><c><v>1</v></c></row>");
    assert_eq!(lines(&worksheet(&format!("{same}{merge}"))), [["1"], ["1"]]);
}

#[test]
fn a_missing_or_unpackable_part_is_damage() {
    assert_eq!(refusal(&parts(&[])).why, Format::Damaged.into());
    assert_eq!(place(&refusal(&parts(&[]))), "工作表“清单”");
    let mut bytes = worksheet(&data("<row><c><v>1</v></c></row>"));
    let end = bytes.len();
    bytes.truncate(end - 30);
    assert_eq!(refusal(&bytes).why, Format::Damaged.into());
}

#[test]
fn a_part_that_unpacks_without_end_is_refused() {
    // Zeros pack a thousandfold: the file is small, the part is not.
    let blanks = vec![b' '; MAX_UNPACKED_BYTES + 1];
    let text = String::from_utf8(blanks).unwrap();
    let bytes = worksheet(&text);
    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(refusal(&bytes).why, Limit::UnpackedBytes.into());
}

#[test]
fn elements_within_elements_without_end_are_refused() {
    let deep = |levels: usize| {
        let inside = format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        worksheet(&data(&format!("<row><c><v>1</v><x>{inside}</x></c></row>")))
    };
    assert_eq!(lines(&deep(10)), [["1"]]);
    assert_eq!(refusal(&deep(100)).why, Format::Damaged.into());
}

#[test]
fn a_size_that_the_file_claims_reserves_nothing() {
    let strings =
        "<sst count=\"99999999999999\" uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let content = format!(
        "<dimension ref=\"A1:XFD1048576\"/>{}",
        data(
            "<row><c t=\"s\"><f t=\"shared\" si=\"4000000000\" ref=\"A1:A9\">1</f><v>0</v></c></row>"
        )
    );
    assert_eq!(lines(&workbook(&content, strings, "<styleSheet/>")), [["a"]]);
}

#[test]
fn one_long_string_in_many_cells_is_refused() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(4_000));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(200));
    let bytes = workbook(&data(&row.repeat(50)), &strings, "<styleSheet/>");
    assert_eq!(refusal(&bytes).why, Limit::Text.into());
}

#[test]
fn merges_cannot_multiply_work_or_text() {
    let rows = data("<row><c t=\"str\"><v>甲</v></c></row><row r=\"20000\"><c><v>1</v></c></row>");
    let down = "<mergeCell ref=\"B1:CV19999\"/>".repeat(2_000);
    let bytes = worksheet(&format!("{rows}<mergeCells>{down}</mergeCells>"));
    assert_eq!(refusal(&bytes).why, Limit::Cells.into());
    let whole = "<mergeCells><mergeCell ref=\"A1:A1048576\"/></mergeCells>";
    let one = data("<row><c t=\"str\"><v>甲</v></c></row>");
    assert_eq!(refusal(&worksheet(&format!("{one}{whole}"))).why, Limit::Rows.into());
}

#[test]
fn too_many_parts_sheets_and_styles_are_refused() {
    let names: Vec<String> = (0..=MAX_PARTS).map(|n| format!("p{n}")).collect();
    let many: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refusal(&zipped(&many)).why, Limit::Parts.into());

    let relation = "<Relationship Id=\"s1\" Type=\"x/worksheet\" Target=\"a.xml\"/>";
    let xml = format!("<Relationships>{}</Relationships>", relation.repeat(MAX_PARTS + 1));
    let path = "xl/_rels/workbook.xml.rels";
    assert_eq!(refusal(&parts(&[(path, &xml)])).why, Limit::Parts.into());

    let sheets = "<sheet name=\"a\" r:id=\"s1\"/>".repeat(MAX_SHEETS + 1);
    let xml = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    assert_eq!(refusal(&parts(&[("xl/workbook.xml", &xml)])).why, Limit::Sheets.into());

    let styles =
        format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(MAX_STYLES + 1));
    assert_eq!(refusal(&workbook(&data(""), "<sst/>", &styles)).why, Limit::Styles.into());
}

#[test]
fn a_worksheet_that_fills_a_screen_of_charts_is_no_table() {
    let relations = "<Relationships><Relationship Id=\"c\" Type=\"x/chartsheet\" Target=\"c.xml\"/><Relationship Id=\"s1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let book = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"图\" r:id=\"c\"/><sheet name=\"表\" r:id=\"s1\"/></sheets></workbook>";
    let bytes = parts(&[
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
        ),
    ]);
    let names: Vec<String> = read(&bytes).unwrap().sheets.into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["表"]);
}

#[test]
fn a_part_under_a_password_is_refused() {
    let mut bytes = worksheet(&data("<row><c><v>1</v></c></row>"));
    // The flag "encrypted" of every entry, in its own header and in the table of contents.
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let starts: Vec<usize> =
            bytes.windows(4).enumerate().filter(|(_, w)| w == mark).map(|(at, _)| at).collect();
        for start in starts {
            bytes[start + flags] |= 1;
        }
    }
    assert_eq!(refusal(&bytes).why, Format::Encrypted.into());
}
