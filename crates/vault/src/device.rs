//! Files written and read past the page cache (`O_DIRECT`): footage is written once, read back from
//! the device, and then seldom. Where a file system cannot do that, through the cache.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{Advice, OFlags};

use crate::durable;

/// Addresses, places and lengths that every device takes are multiples of this.
const ALIGN_BYTES: usize = 4096;

/// Bytes of a body handed on at a time: enough for a device to be at its speed, little enough that
/// four of them for each upload fit into memory.
pub(crate) const RECEIVED_BYTES: usize = 192 << 10;
/// Bytes read back at a time, two of them for each pass: the fewer, the more often one stream of
/// SM3 waits for its next.
pub(crate) const READ_BYTES: usize = 512 << 10;

/// Memory for a piece of a file, laid so that a device takes it as it is: where the file's place is
/// a multiple of [`ALIGN_BYTES`], the address is.
pub(crate) struct Block {
    memory: Vec<u8>,
    /// Where the first address that is such a multiple lies in `memory`.
    aligned: usize,
    begin: usize,
    end: usize,
}

impl Block {
    /// An empty block for so many bytes, less what lies before the place in its page, from this
    /// place of a file on.
    pub(crate) fn new(at: u64, len: usize) -> Self {
        let memory = vec![0; ALIGN_BYTES + len];
        let aligned = memory.as_ptr().align_offset(ALIGN_BYTES).min(ALIGN_BYTES);
        let begin = aligned + beyond(at);
        Self { memory, aligned, begin, end: begin }
    }

    /// The same memory, empty, for another place.
    pub(crate) fn emptied(self, at: u64) -> Self {
        let begin = self.aligned + beyond(at);
        Self { begin, end: begin, ..self }
    }

    /// What is in it.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.memory.get(self.begin..self.end).unwrap_or_default()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.begin == self.end
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.end == self.last()
    }

    const fn last(&self) -> usize {
        self.aligned + (self.memory.len() - ALIGN_BYTES)
    }

    fn room(&mut self) -> &mut [u8] {
        let last = self.last();
        self.memory.get_mut(self.end..last).unwrap_or_default()
    }

    /// Takes as many of the bytes as there is room for and answers the rest.
    pub(crate) fn take<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let room = self.room();
        let (now, later) = bytes.split_at(bytes.len().min(room.len()));
        let (to, _) = room.split_at_mut(now.len());
        to.copy_from_slice(now);
        self.end += now.len();
        later
    }

    /// Reads until it is full or nothing more comes.
    pub(crate) fn fill(&mut self, from: &mut impl Read) -> io::Result<()> {
        while !self.is_full() {
            match from.read(self.room()) {
                Ok(0) => break,
                Ok(len) => self.end += len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// By how much a place is beyond the last that a device takes.
fn beyond(at: u64) -> usize {
    usize::try_from(at).unwrap_or_default() % ALIGN_BYTES
}

fn open_direct(options: &mut OpenOptions, path: &Path) -> Option<File> {
    let flag = i32::try_from(OFlags::DIRECT.bits()).ok()?;
    options.custom_flags(flag).open(path).ok()
}

/// The file system, or what lies below it, takes no direct access of this kind.
fn is_not_direct(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
}

/// A file that is there, for writing.
pub(crate) struct OutFile {
    /// For what does not fill a page; the cache and the device never hold the same page.
    cached: File,
    direct: Option<File>,
}

impl OutFile {
    /// Opens a file and cuts off what is beyond `len`.
    pub(crate) fn open(path: &Path, len: u64) -> io::Result<Self> {
        let cached = File::options().write(true).open(path)?;
        if cached.metadata()?.len() != len {
            cached.set_len(len)?;
        }
        Ok(Self { cached, direct: open_direct(File::options().write(true), path) })
    }

    /// Writes a block to the place it was made for.
    pub(crate) fn write(&mut self, block: &Block, at: u64) -> io::Result<()> {
        let to_page = (ALIGN_BYTES - beyond(at)) % ALIGN_BYTES;
        let bytes = block.bytes();
        let (head, rest) = bytes.split_at(to_page.min(bytes.len()));
        self.cached.write_all_at(head, at)?;
        let at = at + length(head)?;
        let (pages, _) = rest.split_at(rest.len() - rest.len() % ALIGN_BYTES);
        let done = self.write_direct(pages, at)?;
        let left = rest.get(done..).unwrap_or_default();
        self.cached.write_all_at(left, at + u64::try_from(done).map_err(io::Error::other)?)
    }

    /// Answers how many bytes the device took; the rest goes through the cache.
    fn write_direct(&mut self, pages: &[u8], at: u64) -> io::Result<usize> {
        let Some(direct) = self.direct.as_ref().filter(|_| !pages.is_empty()) else {
            return Ok(0);
        };
        match direct.write_at(pages, at) {
            Err(error) if is_not_direct(&error) => {
                self.direct = None;
                Ok(0)
            }
            done => done,
        }
    }

    /// Makes what was written durable, whichever way it went.
    pub(crate) fn sync(&self) -> io::Result<()> {
        durable::sync_bytes(&self.cached)
    }

    /// Cuts off what is beyond `len`.
    pub(crate) fn cut(&self, len: u64) -> io::Result<()> {
        self.cached.set_len(len)
    }
}

fn length(bytes: &[u8]) -> io::Result<u64> {
    u64::try_from(bytes.len()).map_err(io::Error::other)
}

/// A file for reading what the device holds.
pub(crate) struct InFile {
    cached: File,
    direct: Option<File>,
    at: u64,
    size_bytes: u64,
}

impl InFile {
    /// Makes the bytes durable, asks the cache to let them go, and opens the file.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let cached = File::open(path)?;
        durable::sync(&cached)?;
        rustix::fs::fadvise(&cached, 0, None, Advice::DontNeed)?;
        rustix::fs::fadvise(&cached, 0, None, Advice::Sequential)?;
        let size_bytes = cached.metadata()?.len();
        Ok(Self {
            cached,
            direct: open_direct(File::options().read(true), path),
            at: 0,
            size_bytes,
        })
    }

    /// `None` where the device does not take it like this.
    fn read_direct(&mut self, into: &mut [u8]) -> Option<io::Result<usize>> {
        let direct = self.direct.as_ref()?;
        let whole = into.len() - into.len() % ALIGN_BYTES;
        if whole == 0 || beyond(self.at) != 0 || into.as_ptr().align_offset(ALIGN_BYTES) != 0 {
            return None;
        }
        match direct.read_at(into.get_mut(..whole)?, self.at) {
            Err(error) if is_not_direct(&error) => {
                self.direct = None;
                None
            }
            read => Some(read),
        }
    }
}

impl Read for InFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size_bytes {
            return Ok(0);
        }
        let len = match self.read_direct(into) {
            Some(read) => read?,
            None => self.cached.read_at(into, self.at)?,
        };
        self.at += u64::try_from(len).map_err(io::Error::other)?;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(len: usize) -> Vec<u8> {
        (0..=250).cycle().take(len).collect()
    }

    /// Writes `data` from `from` on in blocks.
    fn append(path: &Path, from: usize, data: &[u8], is_direct: bool) {
        let mut file = OutFile::open(path, u64::try_from(from).unwrap()).unwrap();
        if !is_direct {
            file.direct = None;
        }
        let (mut at, mut left) = (u64::try_from(from).unwrap(), data);
        while !left.is_empty() {
            let mut block = Block::new(at, RECEIVED_BYTES);
            left = block.take(left);
            assert!(block.is_full() || left.is_empty());
            file.write(&block, at).unwrap();
            at += u64::try_from(block.bytes().len()).unwrap();
        }
        file.sync().unwrap();
    }

    /// The file in this folder is on whatever the tests run on; both ways must give the same there.
    #[test]
    fn appends_that_end_anywhere_are_read_back_whole() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let path = folder.path().join("bytes");
        let data = bytes(2 * RECEIVED_BYTES + 3 * ALIGN_BYTES + 7);
        let cuts =
            [0, 1, ALIGN_BYTES - 1, ALIGN_BYTES, ALIGN_BYTES + 1, RECEIVED_BYTES + 5, data.len()];
        for is_direct in [true, false] {
            File::create(&path).unwrap();
            for cut in cuts.windows(2) {
                append(&path, cut[0], &data[cut[0]..cut[1]], is_direct);
            }
            let mut read = Vec::new();
            let mut file = InFile::open(&path).unwrap();
            if !is_direct {
                file.direct = None;
            }
            loop {
                let mut block = Block::new(0, RECEIVED_BYTES);
                block.fill(&mut file).unwrap();
                if block.is_empty() {
                    break;
                }
                read.extend_from_slice(block.bytes());
            }
            assert!(read == data, "direct: {is_direct}");
        }
    }

    #[test]
    fn what_was_beyond_is_cut_off_before_anything_is_written() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let path = folder.path().join("bytes");
        std::fs::write(&path, bytes(3 * ALIGN_BYTES)).unwrap();
        append(&path, 5, b"abc", true);
        assert_eq!(std::fs::read(&path).unwrap(), [&bytes(5)[..], b"abc"].concat());
    }

    #[test]
    fn a_block_lies_as_its_place_in_the_file_does() {
        for at in [0, 1, 4095, 4096, 4097, 1 << 40] {
            let mut block = Block::new(at, RECEIVED_BYTES);
            block.take(&[7; 9000]);
            let to_page = (ALIGN_BYTES - beyond(at)) % ALIGN_BYTES;
            assert_eq!(block.bytes()[to_page..].as_ptr().align_offset(ALIGN_BYTES), 0, "{at}");
            assert_eq!(block.bytes(), [7; 9000]);
            assert!(block.emptied(3).is_empty());
        }
    }
}
