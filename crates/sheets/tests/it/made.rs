//! Packages made by hand, for what no spreadsheet program writes.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A package of these parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str = "<Types/>";
const ROOT: &str = r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships>
<Relationship Id="s1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="t" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>
<Relationship Id="y" Type="x/styles" Target="../xl/styles.xml"/>
</Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns:r="r"><sheets><sheet name="清单" sheetId="1" r:id="s1"/></sheets></workbook>"#;

/// A workbook of one worksheet with this content of its `worksheet` element.
pub(crate) fn worksheet(content: &str) -> Vec<u8> {
    workbook(content, "<sst/>", "<styleSheet/>")
}

/// A workbook of one worksheet, with its shared strings and styles.
pub(crate) fn workbook(content: &str, strings: &str, styles: &str) -> Vec<u8> {
    parts(&[
        ("xl/worksheets/sheet1.xml", &format!("<worksheet>{content}</worksheet>")),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ])
}

/// A workbook with these parts beside the usual first ones.
pub(crate) fn parts(more: &[(&str, &str)]) -> Vec<u8> {
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
    ];
    for (name, text) in more {
        all.retain(|(other, _)| other != name);
        all.push((name, text.as_bytes()));
    }
    zipped(&all)
}
