//! Members whose bytes nobody but the hashes looks at: hashed later, many side by side.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use terms::Digests;

use crate::digest::{Hashing, digests_of_many, update_many};

/// Longer members are passed over and read later, several at a time; shorter ones are gathered.
pub(super) const FAR_BYTES: u64 = 64 * 1024;
/// Bytes gathered before they are hashed.
const GATHERED_BYTES: usize = 4 * 1024 * 1024;
/// What is held of all long members together, and least and most of each.
const HELD_BYTES: usize = 4 * 1024 * 1024;
const MIN_PIECE_BYTES: usize = 256 * 1024;
const MAX_PIECE_BYTES: usize = 1024 * 1024;
/// What is read at a time on the way from the beginning to the end.
const AHEAD_BYTES: usize = 32 * 1024;

/// Short members, in memory, one behind the other.
#[derive(Default)]
pub(super) struct Gathered {
    /// Kept from one time to the next: fresh memory costs as much as a fifth of hashing it.
    bytes: Vec<u8>,
    /// Each one's path and where its bytes lie.
    members: Vec<(String, Range<usize>)>,
}

impl Gathered {
    /// Reads a member of `size_bytes`, at most [`FAR_BYTES`].
    ///
    /// # Errors
    /// Those of the reader; an early end is one.
    pub(super) fn read(
        &mut self,
        path: &str,
        size_bytes: u64,
        reader: &mut dyn Read,
    ) -> io::Result<()> {
        let (begin, wanted) = (self.bytes.len(), size_bytes.min(FAR_BYTES));
        let read = reader.take(wanted).read_to_end(&mut self.bytes)?;
        if u64::try_from(read).unwrap_or(u64::MAX) < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.members.push((path.to_owned(), begin..self.bytes.len()));
        Ok(())
    }

    /// Whether there is enough to be hashed.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= GATHERED_BYTES
    }

    /// Hashes what was gathered and lets it go.
    pub(super) fn hash(&mut self) -> Vec<(String, Digests)> {
        let members = std::mem::take(&mut self.members);
        let of = |(_, at): &(String, Range<usize>)| self.bytes.get(at.clone()).unwrap_or_default();
        let digests = digests_of_many(&members.iter().map(of).collect::<Vec<_>>());
        self.bytes.clear();
        members.into_iter().map(|(path, _)| path).zip(digests).collect()
    }
}

/// A long member: where it lies in the package.
pub(super) struct Far {
    pub(super) path: String,
    pub(super) at: u64,
    pub(super) size_bytes: u64,
}

struct Open {
    far: Far,
    hashing: Hashing,
    done_bytes: u64,
    piece: Vec<u8>,
}

/// Reads long members, as many at a time as there are lanes, and tells each one's digests. One
/// that ends early, because the package was changed meanwhile, has the error in their place.
pub(super) fn hash_far(
    reader: &mut (impl Read + Seek),
    members: Vec<Far>,
    done: &mut dyn FnMut(String, io::Result<Digests>),
) {
    let mut waiting: VecDeque<Far> = members.into();
    let mut open: Vec<Open> = Vec::new();
    let mut spare: Vec<Vec<u8>> = Vec::new();
    loop {
        while open.len() < sm3x::MAX_LANES {
            let Some(far) = waiting.pop_front() else { break };
            let (hashing, piece) = (Hashing::default(), spare.pop().unwrap_or_default());
            open.push(Open { far, hashing, done_bytes: 0, piece });
        }
        if open.is_empty() {
            return;
        }
        let piece = (HELD_BYTES / open.len()).clamp(MIN_PIECE_BYTES, MAX_PIECE_BYTES);
        let mut read = Vec::with_capacity(open.len());
        for mut member in open {
            match member.read(reader, piece) {
                Ok(()) => read.push(member),
                Err(cause) => done(member.far.path, Err(cause)),
            }
        }
        let mut parts: Vec<(&mut Hashing, &[u8])> =
            read.iter_mut().map(|member| (&mut member.hashing, member.piece.as_slice())).collect();
        update_many(&mut parts);
        let (ended, still): (Vec<_>, Vec<_>) =
            read.into_iter().partition(|member| member.done_bytes >= member.far.size_bytes);
        for member in ended {
            done(member.far.path, Ok(member.hashing.finish()));
            spare.push(member.piece);
        }
        open = still;
    }
}

impl Open {
    /// Reads the next piece.
    fn read(&mut self, reader: &mut (impl Read + Seek), piece_bytes: usize) -> io::Result<()> {
        let left = self.far.size_bytes.saturating_sub(self.done_bytes);
        let wanted = left.min(u64::try_from(piece_bytes).unwrap_or(u64::MAX));
        reader.seek(SeekFrom::Start(self.far.at.saturating_add(self.done_bytes)))?;
        self.piece.clear();
        let read = reader.take(wanted).read_to_end(&mut self.piece)?;
        if u64::try_from(read).unwrap_or(u64::MAX) < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.done_bytes = self.done_bytes.saturating_add(wanted);
        Ok(())
    }
}

/// A package read from its beginning to its end, in long runs. What is passed over is not read,
/// but must be there.
pub(super) struct Forward<R> {
    inner: BufReader<R>,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Forward<R> {
    /// Goes to the beginning.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn new(mut inner: R) -> io::Result<Self> {
        let len = inner.seek(SeekFrom::End(0))?;
        inner.rewind()?;
        Ok(Self { inner: BufReader::with_capacity(AHEAD_BYTES, inner), at: 0, len })
    }

    /// Length of the package.
    pub(super) const fn len_bytes(&self) -> u64 {
        self.len
    }

    /// The package, to be read anywhere.
    pub(super) fn into_inner(self) -> R {
        self.inner.into_inner()
    }
}

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at = self.at.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Forward<R> {
    /// Forward from here only; beyond the end is an early end.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Current(by) = to else { return Err(io::ErrorKind::Unsupported.into()) };
        let forward = u64::try_from(by).map_err(|_| io::ErrorKind::Unsupported)?;
        let at = self.at.saturating_add(forward);
        if at > self.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.inner.seek_relative(by)?;
        self.at = at;
        Ok(at)
    }
}
