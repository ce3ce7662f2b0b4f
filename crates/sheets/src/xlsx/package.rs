//! The parts of a package, unpacked within a limit.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::error::{Format, Limit, Why};
use crate::limits::{MAX_PARTS, MAX_UNPACKED_BYTES};

/// Begins each line of a ZIP's table of contents.
const ENTRY: &[u8] = b"PK\x01\x02";

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be unpacked.
    left: usize,
}

impl<'a> Package<'a> {
    /// Opens a package that is a workbook.
    ///
    /// # Errors
    /// Not a ZIP, too many parts, or another kind of document.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Why> {
        // Counted before the table of contents is read, because reading it takes the memory.
        if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > MAX_PARTS {
            return Err(Limit::Parts.into());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Format::Damaged)?;
        let names: Vec<String> = (0..archive.len())
            .filter_map(|index| archive.name_for_index(index)?.ok())
            .map(|name| name.replace('\\', "/"))
            .collect();
        if names.len() != archive.len() {
            return Err(Format::Damaged.into());
        }
        let package = Self { archive, names, left: MAX_UNPACKED_BYTES };
        if package.has("xl/workbook.bin") {
            return Err(Format::BinaryWorkbook.into());
        }
        if package.has("mimetype") && package.has("content.xml") {
            return Err(Format::OpenDocument.into());
        }
        if !package.has("[Content_Types].xml")
            || package.has("word/document.xml")
            || package.has("ppt/presentation.xml")
        {
            return Err(Format::OtherPackage.into());
        }
        Ok(package)
    }

    fn has(&self, path: &str) -> bool {
        self.index(path).is_some()
    }

    /// Names of parts do not differ by case alone.
    fn index(&self, path: &str) -> Option<usize> {
        self.names.iter().position(|name| name.eq_ignore_ascii_case(path))
    }

    /// The text of a part; `None` if there is none of this name.
    ///
    /// # Errors
    /// Encrypted, broken, not UTF-8, or more than may still be unpacked. It never holds more than
    /// that, whatever size the package claims.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<String>, Why> {
        let Some(index) = self.index(path) else { return Ok(None) };
        let is_encrypted =
            self.archive.by_index_raw(index).map_err(|_| Format::Damaged)?.encrypted();
        if is_encrypted {
            return Err(Format::Encrypted.into());
        }
        let file = self.archive.by_index(index).map_err(|_| Format::Damaged)?;
        let one_more = u64::try_from(self.left).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        file.take(one_more).read_to_end(&mut bytes).map_err(|_| Format::Damaged)?;
        self.left = self.left.checked_sub(bytes.len()).ok_or(Limit::UnpackedBytes)?;
        let text = String::from_utf8(bytes).map_err(|_| Format::Damaged)?;
        Ok(Some(match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }
}
