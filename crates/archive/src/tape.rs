//! The tar as it is written: every byte is hashed for the whole and for its file at once.

use std::io::{self, Read, Write};
use std::ops::Range;

use terms::Digests;

use crate::digest::{Hashing, update_many};

/// Bytes gathered before they are hashed and written; with what lies around them the memory of a
/// package in the making.
const BLOCK_BYTES: usize = 1 << 20;
/// What a tar is made of; a file's last one is filled up with zeros.
const RECORD_BYTES: u64 = 512;

/// A sink for the records of a tar.
pub(crate) struct Tape<'a> {
    sink: &'a mut dyn Write,
    whole: Hashing,
    /// What is neither hashed nor written yet.
    block: Vec<u8>,
    /// The files with bytes in the block, in order. Only the last one may go on after it.
    files: Vec<OnTape>,
    /// The files that ended, by the number the caller gave them, until it asks.
    ended: Vec<(usize, Digests)>,
}

struct OnTape {
    number: usize,
    hashing: Hashing,
    in_block: Range<usize>,
}

/// Why a file was not put on the tape.
pub(crate) enum CopyError {
    /// It could not be read.
    Source(io::Error),
    /// It is shorter or longer than was said.
    Length,
    /// The tape could not be written.
    Sink(io::Error),
}

impl<'a> Tape<'a> {
    pub(crate) fn new(sink: &'a mut dyn Write) -> Self {
        let (files, ended) = (Vec::new(), Vec::new());
        let block = Vec::with_capacity(BLOCK_BYTES);
        Self { sink, whole: Hashing::default(), block, files, ended }
    }

    /// Puts bytes down that belong to no file of the caller's.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(BLOCK_BYTES) {
            if self.block.len().saturating_add(piece.len()) > BLOCK_BYTES {
                self.flush(false)?;
            }
            self.block.extend_from_slice(piece);
        }
        Ok(())
    }

    /// Fills the last record of `size_bytes` up.
    pub(crate) fn fill(&mut self, size_bytes: u64) -> io::Result<()> {
        let surplus = usize::try_from(size_bytes % RECORD_BYTES).unwrap_or_default();
        let missing = (512 - surplus) % 512;
        self.put([0; 512].get(..missing).unwrap_or_default())
    }

    /// Copies a file of exactly `size_bytes` and fills its last record up. Its digests come with
    /// [`Self::ended`], not before the block it ends in is full.
    pub(crate) fn copy(
        &mut self,
        number: usize,
        from: &mut dyn Read,
        size_bytes: u64,
    ) -> Result<(), CopyError> {
        let mut left = size_bytes;
        let begin = self.block.len();
        self.files.push(OnTape { number, hashing: Hashing::default(), in_block: begin..begin });
        while left > 0 {
            if self.block.len() >= BLOCK_BYTES {
                self.flush(true).map_err(CopyError::Sink)?;
            }
            let room = u64::try_from(BLOCK_BYTES - self.block.len()).unwrap_or(u64::MAX);
            let wanted = room.min(left);
            let read = from.take(wanted).read_to_end(&mut self.block).map_err(CopyError::Source)?;
            if let Some(file) = self.files.last_mut() {
                file.in_block.end = self.block.len();
            }
            left -= u64::try_from(read).unwrap_or(u64::MAX).min(left);
            if u64::try_from(read).unwrap_or(u64::MAX) < wanted {
                return Err(CopyError::Length);
            }
        }
        let mut more = Vec::new();
        if from.take(1).read_to_end(&mut more).map_err(CopyError::Source)? > 0 {
            return Err(CopyError::Length);
        }
        self.fill(size_bytes).map_err(CopyError::Sink)
    }

    /// Hashes and writes the block. The last file goes on if it `is_open`; the others ended.
    fn flush(&mut self, is_open: bool) -> io::Result<()> {
        let block = self.block.as_slice();
        let mut parts = vec![(&mut self.whole, block)];
        parts.extend(
            self.files.iter_mut().map(|file| {
                (&mut file.hashing, block.get(file.in_block.clone()).unwrap_or_default())
            }),
        );
        update_many(&mut parts);
        self.sink.write_all(block)?;
        self.block.clear();
        let open = if is_open { self.files.pop() } else { None };
        self.ended.extend(self.files.drain(..).map(|file| (file.number, file.hashing.finish())));
        self.files.extend(open.map(|file| OnTape { in_block: 0..0, ..file }));
        Ok(())
    }

    /// The files that ended since this was last asked.
    pub(crate) fn ended(&mut self) -> Vec<(usize, Digests)> {
        std::mem::take(&mut self.ended)
    }

    /// Ends the tape with its mark; answers the last files, and the digests of the whole.
    pub(crate) fn finish(mut self) -> io::Result<(Vec<(usize, Digests)>, Digests)> {
        self.put(&[0; 1024])?;
        self.flush(false)?;
        self.sink.flush()?;
        Ok((self.ended(), self.whole.finish()))
    }
}
