//! Bodies of requests and replies in one file, where no line connects a log and its mirror.
//!
//! ```text
//! liuhen-carried/v1
//! NAME LENGTH
//! …that many bytes, as over HTTP…
//! end SHA256
//! ```
//!
//! The last line has the digest of all bytes before it: a file that was cut off or damaged on the way
//! is known before anything in it is looked at. It proves nothing else; what the bodies say is
//! signed, proven or bound by themselves.

use sha2::{Digest as _, Sha256};

use crate::base64::hash_to_base64;
use crate::checkpoint::parse_size;

/// What such a file begins with.
pub const CARRIED_HEADER: &str = "liuhen-carried/v1\n";
/// Longest body, in bytes: a request to take leaves ends after some 4 MiB and a package.
pub const MAX_CARRIED_BYTES: usize = 16 * 1024 * 1024;
/// Longest line before a body, in bytes.
const MAX_LINE_BYTES: usize = 128;
const REPORTS: &str = "reports/";

/// Which request or reply a body is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedPart {
    /// The request of that name: the head for the witness beside the mirror.
    AddCheckpoint,
    /// The request of that name: leaves.
    AddEntries,
    /// The text of the report that this leaf binds.
    Report(u64),
    /// The head that the mirror keeps whole, with its signature.
    Checkpoint,
    /// What the auditor found.
    Recount,
    /// The head that the auditor signed last.
    Audited,
    /// Where the mirror is, if the request does not continue it.
    MirrorInfo,
}

impl CarriedPart {
    fn name(self) -> String {
        match self {
            Self::AddCheckpoint => "add-checkpoint".to_owned(),
            Self::AddEntries => "add-entries".to_owned(),
            Self::Report(leaf) => format!("{REPORTS}{leaf}"),
            Self::Checkpoint => "checkpoint".to_owned(),
            Self::Recount => "recount".to_owned(),
            Self::Audited => "audited".to_owned(),
            Self::MirrorInfo => "mirror-info".to_owned(),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let plain = [
            Self::AddCheckpoint,
            Self::AddEntries,
            Self::Checkpoint,
            Self::Recount,
            Self::Audited,
            Self::MirrorInfo,
        ];
        let report = || name.strip_prefix(REPORTS).and_then(parse_size).map(Self::Report);
        plain.into_iter().find(|part| part.name() == name).or_else(report)
    }
}

/// Why bytes are not such a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarriedError {
    /// It does not begin with [`CARRIED_HEADER`].
    #[error("it is not a file for or from a mirror")]
    Header,
    /// A line between bodies does not read, or something follows the end.
    #[error("a line between bodies does not read")]
    Line,
    /// Its bytes are not those that were written.
    #[error("the digest at its end is another one")]
    Damaged,
}

/// Makes such a file, piece by piece.
#[derive(Debug)]
pub struct CarriedWriter(Sha256);

impl CarriedWriter {
    /// The writer, and the file's first bytes.
    #[must_use]
    pub fn new() -> (Self, &'static [u8]) {
        (Self(Sha256::new_with_prefix(CARRIED_HEADER)), CARRIED_HEADER.as_bytes())
    }

    /// A body and the line before it.
    pub fn part(&mut self, part: CarriedPart, body: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{} {}\n", part.name(), body.len()).into_bytes();
        bytes.extend_from_slice(body);
        self.0.update(&bytes);
        bytes
    }

    /// The last line.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        format!("end {}\n", hash_to_base64(&self.0.finalize().into())).into_bytes()
    }
}

/// Reads such a file as it comes: bytes are put in, whole bodies come out.
#[derive(Debug, Default)]
pub struct CarriedReader {
    bytes: Vec<u8>,
    seen: Sha256,
    is_begun: bool,
    is_whole: bool,
}

impl CarriedReader {
    /// More of the file.
    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next body, once it is whole; none as well after the last one.
    ///
    /// # Errors
    /// [`CarriedError`] if it cannot become one.
    pub fn next_part(&mut self) -> Result<Option<(CarriedPart, Vec<u8>)>, CarriedError> {
        if !self.is_begun {
            let there = self.bytes.len().min(CARRIED_HEADER.len());
            if self.bytes.get(..there) != CARRIED_HEADER.as_bytes().get(..there) {
                return Err(CarriedError::Header);
            }
            if there < CARRIED_HEADER.len() {
                return Ok(None);
            }
            self.take(there);
            self.is_begun = true;
        }
        if self.is_whole {
            return if self.bytes.is_empty() { Ok(None) } else { Err(CarriedError::Line) };
        }
        let Some(length) = self.bytes.iter().position(|byte| *byte == b'\n') else {
            let is_long = self.bytes.len() > MAX_LINE_BYTES;
            return if is_long { Err(CarriedError::Line) } else { Ok(None) };
        };
        let line = self.bytes.get(..length).and_then(|line| std::str::from_utf8(line).ok());
        let (name, rest) = line.and_then(|line| line.split_once(' ')).ok_or(CarriedError::Line)?;
        if name == "end" {
            if rest != hash_to_base64(&self.seen.clone().finalize().into()) {
                return Err(CarriedError::Damaged);
            }
            self.take(length + 1);
            self.is_whole = true;
            return self.next_part();
        }
        let part = CarriedPart::parse(name).ok_or(CarriedError::Line)?;
        let count = parse_size(rest).and_then(|count| usize::try_from(count).ok());
        let count = count.filter(|it| *it <= MAX_CARRIED_BYTES).ok_or(CarriedError::Line)?;
        if self.bytes.len() < length + 1 + count {
            return Ok(None);
        }
        self.take(length + 1);
        Ok(Some((part, self.take(count))))
    }

    /// Whether the file was read to its end, and is as it was written.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.bytes.split_off(count);
        let taken = std::mem::replace(&mut self.bytes, rest);
        self.seen.update(&taken);
        taken
    }
}
