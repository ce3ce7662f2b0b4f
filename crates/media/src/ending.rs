//! Whether a file ends where its own structure says, without any decoder.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::container::{HEAD_BYTES, transport_packet};
use crate::{Container, TruncatedWhy};

/// Boxes or elements that are walked at most; a day of fragments has fewer.
const MAX_PARTS: u32 = 500_000;

/// What the bytes themselves tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) container: Option<Container>,
    pub(crate) size_bytes: u64,
    pub(crate) truncated: Option<TruncatedWhy>,
    /// The length of a sound or film can only be told by its packets (e.g. transport streams).
    pub(crate) playable: bool,
}

/// Looks at the first bytes and at the outer structure. Blocking; reads a few bytes a part.
pub(crate) fn look(path: &Path) -> io::Result<Look> {
    let mut file = File::open(path)?;
    let size_bytes = file.metadata()?.len();
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let limit = u64::try_from(HEAD_BYTES).map_err(io::Error::other)?;
    file.by_ref().take(limit).read_to_end(&mut head)?;
    let container = Container::of(&head);
    let (truncated, playable) = match container {
        None => (None, false),
        Some(Container::Mp4) => boxes(&mut file, size_bytes)?,
        Some(Container::Avi | Container::Wav) => (riff(&head, size_bytes), true),
        Some(Container::Matroska) => (matroska(&head, size_bytes), true),
        Some(Container::MpegTs) => {
            let whole = transport_packet(&head).is_some_and(|len| size_bytes.is_multiple_of(len));
            ((!whole).then_some(TruncatedWhy::NoProperEnd), true)
        }
        Some(Container::Jpeg) => (end_mark(&mut file, &[0xff, 0xd9])?, true),
        Some(Container::Png) => (end_mark(&mut file, b"IEND\xae\x42\x60\x82")?, true),
        Some(Container::Mp3) => (None, true),
    };
    Ok(Look { container, size_bytes, truncated, playable })
}

/// Walks the outer boxes of an MP4: each says its length.
fn boxes(file: &mut File, size_bytes: u64) -> io::Result<(Option<TruncatedWhy>, bool)> {
    let (mut at, mut has_index) = (0, false);
    for _ in 0..MAX_PARTS {
        if at >= size_bytes {
            break;
        }
        let Some((kind, len)) = box_at(file, at, size_bytes)? else {
            return Ok((Some(TruncatedWhy::PartCutShort), has_index));
        };
        let end = at.saturating_add(len);
        if end > size_bytes {
            return Ok((Some(TruncatedWhy::PartCutShort), has_index));
        }
        has_index |= &kind == b"moov";
        at = end;
    }
    Ok(((!has_index).then_some(TruncatedWhy::IndexMissing), has_index))
}

/// Type and length of the box at a place; `None` if its header is cut or makes no sense.
fn box_at(file: &mut File, at: u64, size_bytes: u64) -> io::Result<Option<([u8; 4], u64)>> {
    let mut header = [0; 16];
    let there = usize::try_from((size_bytes - at).min(16)).unwrap_or(16);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(header.get_mut(..there).unwrap_or_default())?;
    let ([a, b, c, d, k0, k1, k2, k3, long @ ..], kind_there) = (header, there >= 8);
    if !kind_there {
        return Ok(None);
    }
    let kind = [k0, k1, k2, k3];
    Ok(match u32::from_be_bytes([a, b, c, d]) {
        0 => Some((kind, size_bytes - at)), // to the end of the file
        1 if there == 16 => {
            Some(u64::from_be_bytes(long)).filter(|len| *len >= 16).map(|len| (kind, len))
        }
        1..8 => None,
        len => Some((kind, u64::from(len))),
    })
}

/// The outer length of AVI and WAV. Zero and all ones mean that the writer never filled it in.
fn riff(head: &[u8], size_bytes: u64) -> Option<TruncatedWhy> {
    let len = u32::from_le_bytes(head.get(4..8)?.try_into().ok()?);
    match len {
        0 | u32::MAX => Some(TruncatedWhy::NoProperEnd),
        len => (u64::from(len) + 8 > size_bytes).then_some(TruncatedWhy::PartCutShort),
    }
}

/// The length of the segment, the second outer element, if its writer filled it in.
fn matroska(head: &[u8], size_bytes: u64) -> Option<TruncatedWhy> {
    let (header_len, taken) = ebml_len(head.get(4..)?)?;
    let segment = usize::try_from(header_len?).ok()?.checked_add(4)?.checked_add(taken)?;
    let (len, taken) = ebml_len(head.get(segment.checked_add(4)?..)?)?;
    let start = u64::try_from(segment.checked_add(4)?.checked_add(taken)?).ok()?;
    let end = start.checked_add(len?)?;
    (end > size_bytes).then_some(TruncatedWhy::PartCutShort)
}

/// A length of one to eight bytes and how many it took; `None` inside if it says "unknown".
fn ebml_len(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let taken = usize::try_from(first.leading_zeros()).ok()?.checked_add(1).filter(|n| *n <= 8)?;
    let raw = bytes.get(..taken)?.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let bits = 7 * u32::try_from(taken).ok()?;
    let mask = (1_u64 << bits) - 1;
    let value = raw & mask;
    Some(((value != mask).then_some(value), taken))
}

/// The last 64 bytes must hold the mark; cameras pad after it.
fn end_mark(file: &mut File, mark: &[u8]) -> io::Result<Option<TruncatedWhy>> {
    const TAIL_BYTES: u64 = 64;
    let size_bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(size_bytes.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let found = tail.windows(mark.len()).any(|window| window == mark);
    Ok((!found).then_some(TruncatedWhy::NoProperEnd))
}
