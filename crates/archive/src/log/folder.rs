//! The files of a log folder, opened by whoever verifies.

use std::io::{self, BufReader, Read};

use crate::report::{DefectCode, Findings};

/// Opens a file by its path below the folder; none if there is no such file.
pub type Files<'a> = dyn FnMut(&str) -> io::Result<Option<Box<dyn Read>>> + 'a;

/// The longest bundle of leaves: 256, each with its length in front.
const MAX_BYTES: u64 = 256 * (2 + 65_535);

pub(super) struct Folder<'a> {
    files: &'a mut Files<'a>,
    opened: u64,
    bytes: u64,
}

impl<'a> Folder<'a> {
    pub(super) const fn new(files: &'a mut Files<'a>) -> Self {
        Self { files, opened: 0, bytes: 0 }
    }

    /// A file to be read from its beginning. One that cannot be opened is a defect.
    pub(super) fn open(
        &mut self,
        path: &str,
        findings: &mut Findings,
    ) -> Option<BufReader<Box<dyn Read>>> {
        match (self.files)(path) {
            Ok(file) => {
                self.opened += u64::from(file.is_some());
                file.map(|file| BufReader::with_capacity(1 << 20, file))
            }
            Err(cause) => {
                unreadable(path, &cause, findings);
                None
            }
        }
    }

    /// A short file as a whole.
    pub(super) fn bytes(&mut self, path: &str, findings: &mut Findings) -> Option<Vec<u8>> {
        let file = match (self.files)(path) {
            Ok(file) => file?,
            Err(cause) => {
                unreadable(path, &cause, findings);
                return None;
            }
        };
        let mut bytes = Vec::new();
        let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        match read {
            Ok(read) if u64::try_from(read).is_ok_and(|read| read <= MAX_BYTES) => {
                self.opened += 1;
                self.count(read);
                Some(bytes)
            }
            Ok(_) => {
                findings.defect(DefectCode::Form, path, "文件超过格式允许的大小。");
                None
            }
            Err(cause) => {
                unreadable(path, &cause, findings);
                None
            }
        }
    }

    /// A short text; one that is none is a defect.
    pub(super) fn text(&mut self, path: &str, findings: &mut Findings) -> Option<String> {
        let text = String::from_utf8(self.bytes(path, findings)?);
        if text.is_err() {
            findings.defect(DefectCode::Form, path, "不是 UTF-8 文本。");
        }
        text.ok()
    }

    pub(super) fn count(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// How many files and bytes were read.
    pub(super) const fn read(&self) -> (u64, u64) {
        (self.opened, self.bytes)
    }
}

pub(super) fn unreadable(path: &str, cause: &io::Error, findings: &mut Findings) {
    let what = format!("读取失败({}),其后内容无法核对。", cause.kind());
    findings.defect(DefectCode::Unreadable, path, what);
}
