//! What a file is, from its first bytes.

use crate::error::{Format, Why};

/// What we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, to be read as CSV.
    Text,
    /// A ZIP package, perhaps a workbook.
    Package,
}

/// First bytes of what is refused.
const REFUSED: [(&[u8], Format); 16] = [
    (b"%PDF-", Format::Pdf),
    (b"\x89PNG\r\n\x1a\n", Format::Picture),
    (b"\xff\xd8\xff", Format::Picture),
    (b"GIF87a", Format::Picture),
    (b"GIF89a", Format::Picture),
    (b"II*\0", Format::Picture),
    (b"MM\0*", Format::Picture),
    (b"RIFF", Format::Picture),
    (b"Rar!\x1a\x07", Format::OtherPackage),
    (b"7z\xbc\xaf\x27\x1c", Format::OtherPackage),
    (b"\x1f\x8b\x08", Format::OtherPackage),
    (b"BZh", Format::OtherPackage),
    (b"\xfd7zXZ\0", Format::OtherPackage),
    (b"{\\rtf", Format::OtherPackage),
    (b"PK\x05\x06", Format::Damaged),
    (b"PK\x07\x08", Format::OtherPackage),
];
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Beginnings of marked-up text, in lower case.
const MARKED_UP: [&[u8]; 6] =
    [b"<?xml", b"<!doctype", b"<html", b"<table", b"<meta", b"mime-version:"];

/// Tells what a file is.
///
/// # Errors
/// A format that is known and not read.
pub(crate) fn of(bytes: &[u8]) -> Result<Kind, Why> {
    if bytes.starts_with(ZIP) {
        return Ok(Kind::Package);
    }
    if bytes.starts_with(OLE) {
        return Err(if is_encrypted(bytes) { Format::Encrypted } else { Format::OldOffice }.into());
    }
    if let Some((_, format)) = REFUSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err((*format).into());
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_marked_up = MARKED_UP
        .iter()
        .any(|mark| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)));
    if is_marked_up {
        return Err(Format::WebPage.into());
    }
    Ok(Kind::Text)
}

/// An encrypted workbook is an OLE file with an entry of this name, in UTF-16.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}
