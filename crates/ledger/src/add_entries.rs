//! The request by which a log hands its leaves to a mirror, and what the mirror tells of itself
//! (C2SP tlog-mirror).
//!
//! A request may be cut off anywhere: what came whole, package by package, counts.

use std::fmt;

use crate::base64::{decode, encode};
use crate::checkpoint::parse_size;
use crate::key::KeyName;
use crate::tile::TILE_WIDTH;
use crate::tree::Hash;

/// Most packages of one request: proxies limit bodies.
pub const MAX_PACKAGES: usize = 32;
/// Longest ticket, in bytes: its length has two.
pub const MAX_TICKET_BYTES: usize = 65_535;
/// Most hashes of a package's proof that the protocol allows.
const MAX_PACKAGE_HASHES: usize = 63;
const HASH_BYTES: usize = 32;

/// Why bytes are not such a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddEntriesError {
    /// The origin is no name of a log, or the range runs backwards.
    #[error("the request does not begin with a log and a range of leaves")]
    Head,
    /// More hashes than the protocol allows.
    #[error("a package's proof is too long")]
    Proof,
    /// A leaf is longer than leaves may be here.
    #[error("a leaf is too long")]
    Entry,
    /// An entry, a ticket or a proof is longer than its length field can say.
    #[error("it is too long to be written")]
    TooLong,
}

/// What a request begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadHead {
    /// Which log.
    pub origin: KeyName,
    /// First leaf.
    pub start: u64,
    /// One past the last leaf of the whole upload: the size of a head that the mirror knows.
    pub end: u64,
    /// What the mirror gave to recognise that head by.
    pub ticket: Vec<u8>,
}

/// Leaves of a package: from its border, or where the upload begins, to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageRange {
    /// The border of 256 leaves it is in: where its subtree begins.
    pub border: u64,
    /// First leaf.
    pub start: u64,
    /// One past the last.
    pub end: u64,
}

/// Up to 256 leaves and the proof that they are in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPackage {
    /// Which leaves.
    pub range: PackageRange,
    /// The leaves' exact bytes.
    pub entries: Vec<Vec<u8>>,
    /// Proof of the subtree from the border on.
    pub proof: Vec<Hash>,
}

/// The packages of an upload, in the only order there is.
pub fn packages(start: u64, end: u64) -> impl Iterator<Item = PackageRange> {
    let first = start - start % TILE_WIDTH;
    let borders = (0..).map(move |i: u64| first.saturating_add(i.saturating_mul(TILE_WIDTH)));
    let borders = borders.take_while(move |border| *border < end && start < end);
    borders.map(move |border| PackageRange {
        border,
        start: start.max(border),
        end: end.min(border.saturating_add(TILE_WIDTH)),
    })
}

impl UploadHead {
    /// The request's first bytes.
    ///
    /// # Errors
    /// [`AddEntriesError::TooLong`] for a ticket above [`MAX_TICKET_BYTES`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, AddEntriesError> {
        let mut bytes = sized(self.origin.as_str().as_bytes())?;
        bytes.extend(self.start.to_be_bytes());
        bytes.extend(self.end.to_be_bytes());
        bytes.extend(sized(&self.ticket)?);
        Ok(bytes)
    }
}

impl EntryPackage {
    /// The package's bytes.
    ///
    /// # Errors
    /// [`AddEntriesError::TooLong`] for an entry of 64 KiB, or a proof the protocol forbids.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AddEntriesError> {
        let mut bytes = bundle(&self.entries)?;
        let hashes = u8::try_from(self.proof.len()).map_err(|_| AddEntriesError::TooLong)?;
        bytes.push(hashes);
        self.proof.iter().for_each(|hash| bytes.extend(hash));
        Ok(bytes)
    }
}

/// Entries one after the other, the length of each in front (C2SP tlog-tiles, entry bundle).
///
/// # Errors
/// [`AddEntriesError::TooLong`] for an entry of 64 KiB.
pub fn bundle(entries: &[Vec<u8>]) -> Result<Vec<u8>, AddEntriesError> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend(sized(entry)?);
    }
    Ok(bytes)
}

/// Reads a bundle; none if it is cut off.
#[must_use]
pub fn unbundle(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut rest = Rest(bytes);
    let mut entries = Vec::new();
    while !rest.0.is_empty() {
        entries.push(rest.sized()?.to_vec());
    }
    Some(entries)
}

fn sized(bytes: &[u8]) -> Result<Vec<u8>, AddEntriesError> {
    let length = u16::try_from(bytes.len()).map_err(|_| AddEntriesError::TooLong)?;
    Ok([length.to_be_bytes().as_slice(), bytes].concat())
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.take(2)?.try_into().ok()?;
        self.take(usize::from(u16::from_be_bytes(length)))
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// Reads a request as it comes: bytes are put in, whole packages come out.
#[derive(Debug, Default)]
pub struct UploadReader {
    bytes: Vec<u8>,
    head: Option<UploadHead>,
    /// The first leaf of the package that comes next; none before the first.
    next: Option<u64>,
}

impl UploadReader {
    /// More of the request.
    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The head, once it is there.
    ///
    /// # Errors
    /// [`AddEntriesError::Head`] if it is none.
    pub fn head(&mut self) -> Result<Option<&UploadHead>, AddEntriesError> {
        if self.head.is_none() {
            let mut rest = Rest(&self.bytes);
            let Some((origin, start, end, ticket)) = fields(&mut rest) else { return Ok(None) };
            let origin = std::str::from_utf8(origin).ok().and_then(|o| KeyName::parse(o).ok());
            let origin = origin.filter(|_| start <= end).ok_or(AddEntriesError::Head)?;
            let head = UploadHead { origin, start, end, ticket: ticket.to_vec() };
            self.bytes = rest.0.to_vec();
            self.head = Some(head);
        }
        Ok(self.head.as_ref())
    }

    /// The next package, once it is whole; none as well after the last one.
    ///
    /// # Errors
    /// [`AddEntriesError`] if it cannot become one, with entries of at most `longest` bytes.
    pub fn package(&mut self, longest: usize) -> Result<Option<EntryPackage>, AddEntriesError> {
        let Some(range) = self.next_range() else { return Ok(None) };
        let mut rest = Rest(&self.bytes);
        let mut entries = Vec::new();
        for _ in range.start..range.end {
            if let Some(length) = rest.0.first_chunk::<2>()
                && usize::from(u16::from_be_bytes(*length)) > longest
            {
                return Err(AddEntriesError::Entry);
            }
            let Some(entry) = rest.sized() else { return Ok(None) };
            entries.push(entry.to_vec());
        }
        let Some(hashes) = rest.take(1) else { return Ok(None) };
        let hashes = hashes.first().map_or(0, |count| usize::from(*count));
        if hashes > MAX_PACKAGE_HASHES {
            return Err(AddEntriesError::Proof);
        }
        let Some(proof) = rest.take(hashes * HASH_BYTES) else { return Ok(None) };
        let proof = proof.as_chunks::<HASH_BYTES>().0.to_vec();
        self.bytes = rest.0.to_vec();
        self.next = Some(range.end);
        Ok(Some(EntryPackage { range, entries, proof }))
    }

    /// Whether every package of the upload was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.head.is_some() && self.next_range().is_none()
    }

    fn next_range(&self) -> Option<PackageRange> {
        let head = self.head.as_ref()?;
        packages(self.next.unwrap_or(head.start), head.end).next()
    }
}

fn fields<'a>(rest: &mut Rest<'a>) -> Option<(&'a [u8], u64, u64, &'a [u8])> {
    Some((rest.sized()?, rest.number()?, rest.number()?, rest.sized()?))
}

/// What a mirror tells of where it is: with 202 and 409.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorInfo {
    /// Size of a head that it knows.
    pub size: u64,
    /// The first leaf it does not have.
    pub next: u64,
    /// To be sent back, so that it recognises that head.
    pub ticket: Vec<u8>,
}

impl MirrorInfo {
    /// Reads the three lines; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (size, next) = (parse_size(lines.next()?)?, parse_size(lines.next()?)?);
        let ticket = decode(lines.next()?).ok().filter(|it| it.len() <= MAX_TICKET_BYTES)?;
        lines.next().is_none().then_some(Self { size, next, ticket })
    }
}

impl fmt::Display for MirrorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.size, self.next, encode(&self.ticket))
    }
}
