//! What is no table we read, and what people are told.

use sheets::{Format, Limit, MAX_FILE_BYTES, Why};

use crate::made::zipped;
use crate::outcome::refusal;

fn format(bytes: &[u8]) -> Format {
    let error = refusal(bytes);
    assert_eq!(error.place, None);
    let Why::Format(format) = error.why else { panic!("{error:?}") };
    format
}

#[test]
fn other_formats_are_known_by_their_first_bytes() {
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(80);
    let mut encrypted = ole.clone();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    for (bytes, wanted) in [
        (ole.as_slice(), Format::OldOffice),
        (&encrypted, Format::Encrypted),
        (b"%PDF-1.7\n", Format::Pdf),
        (b"\x89PNG\r\n\x1a\n....", Format::Picture),
        (b"\xff\xd8\xff\xe0....", Format::Picture),
        (b"GIF89a..", Format::Picture),
        (b"Rar!\x1a\x07\x01\x00", Format::OtherPackage),
        (b"7z\xbc\xaf\x27\x1c..", Format::OtherPackage),
        (b"\x1f\x8b\x08....", Format::OtherPackage),
        (b"\xef\xbb\xbf\r\n<HTML><table>", Format::WebPage),
        (b"<table><tr><td>1</td>", Format::WebPage),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", Format::WebPage),
        (b"MIME-Version: 1.0\r\n", Format::WebPage),
        (b"PK\x05\x06\0\0\0\0", Format::Damaged),
        (b"PK\x03\x04 and then nothing", Format::Damaged),
        (b"BM\x10\0\0\0", Format::NotText),
        (b"a\0,\0b\0\n\0", Format::NotText),
        (b"", Format::Empty),
        (b"\xef\xbb\xbf\n,,\n", Format::Empty),
    ] {
        assert_eq!(format(bytes), wanted, "{:?}", bytes.escape_ascii().to_string());
    }
}

#[test]
fn other_packages_are_known_by_their_parts() {
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    for (parts, wanted) in [
        (vec![("list.csv", b"a,b".as_slice())], Format::OtherPackage),
        (vec![types, ("word/document.xml", b"<w/>")], Format::OtherPackage),
        (vec![types, ("ppt/presentation.xml", b"<p/>")], Format::OtherPackage),
        (vec![types, ("xl/workbook.bin", b"")], Format::BinaryWorkbook),
        (vec![("mimetype", b"x"), ("content.xml", b"<o/>")], Format::OpenDocument),
        (vec![types], Format::Damaged),
    ] {
        assert_eq!(format(&zipped(&parts)), wanted, "{:?}", parts[0].0);
    }
}

#[test]
fn a_file_over_the_limit_is_refused_unread() {
    let bytes = vec![b'a'; MAX_FILE_BYTES + 1];
    assert_eq!(refusal(&bytes).why, Limit::FileBytes.into());
}

#[test]
fn each_refusal_says_where_what_and_what_to_do() {
    let old = refusal(&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(80)).to_string();
    assert_eq!(
        old,
        "这是旧版的 .xls、.et 或者 .doc 文件，不能读取。请用 Excel 或者 WPS 打开，另存为 .xlsx 或者 CSV。"
    );
    let quote = refusal(b"a,b\n1,\"x\n").to_string();
    assert_eq!(quote, "第2行B列：这里开始的引号没有结束。请补上结束的引号，或者另存为 .xlsx。");
}
