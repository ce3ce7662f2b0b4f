//! Reading published bytes: as a stream with ranges, or as a blocking reader.

use std::fs::File;
use std::io::{self, IoSliceMut, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, stream};
use rustix::io::{ReadWriteFlags, preadv2};
use tokio::task::JoinHandle;

/// Bytes as they come, e.g. a request body or a part of a blob.
pub type BodySource = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Bytes read from a file at a time (256 KiB).
const PIECE_BYTES: u64 = 256 << 10;

/// An open blob.
#[derive(Debug, Clone)]
pub struct BlobReader {
    size_bytes: u64,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    File(Arc<File>),
    #[cfg(feature = "s3")]
    S3(super::S3Bucket, String),
}

impl BlobReader {
    /// Opens a file of the machine. Blocking.
    ///
    /// # Errors
    /// Those of the file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size_bytes = file.metadata()?.len();
        Ok(Self { size_bytes, source: Source::File(Arc::new(file)) })
    }

    #[cfg(feature = "s3")]
    pub(super) const fn s3(bucket: super::S3Bucket, key: String, size_bytes: u64) -> Self {
        Self { size_bytes, source: Source::S3(bucket, key) }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The bytes of `range`, cut to what there is, for HTTP ranges. Needs a tokio runtime while it
    /// is read. An item is an error if the store fails or the blob grew shorter.
    #[must_use]
    pub fn stream(&self, range: Range<u64>) -> BodySource {
        let end = range.end.min(self.size_bytes);
        let range = range.start.min(end)..end;
        if range.is_empty() {
            return Box::pin(stream::empty());
        }
        match &self.source {
            Source::File(file) => file_stream(Arc::clone(file), range),
            #[cfg(feature = "s3")]
            Source::S3(bucket, key) => bucket.stream(key.clone(), range),
        }
    }

    /// The whole blob as a blocking reader; use it on a thread that may block.
    #[must_use]
    pub fn into_std(self) -> BlobStd {
        let size_bytes = self.size_bytes;
        #[cfg(feature = "s3")]
        let body = self.stream(0..size_bytes);
        let read: Box<dyn Read + Send> = match self.source {
            Source::File(file) => Box::new(FileFromStart { file, at: 0 }),
            #[cfg(feature = "s3")]
            Source::S3(..) => Box::new(super::pull::Pulled::new(body)),
        };
        BlobStd { size_bytes, read }
    }
}

/// What the machine has in its cache is read at once. From the first piece that it has not, each is
/// read on a thread that may block, one ahead: while one is sent, the next is read.
fn file_stream(file: Arc<File>, range: Range<u64>) -> BodySource {
    let pieces = Pieces { file, left: range, ahead: None };
    Box::pin(stream::try_unfold(pieces, |mut pieces| async move {
        let now = match pieces.ahead.take() {
            Some(ahead) => ahead,
            None => match pieces.cached() {
                Some(piece) => return Ok(Some((piece, pieces))),
                None => match pieces.begin() {
                    Some(first) => first,
                    None => return Ok(None),
                },
            },
        };
        pieces.ahead = pieces.begin();
        Ok(Some((now.await.map_err(io::Error::other)??, pieces)))
    }))
}

/// What is still to be read of a range.
struct Pieces {
    file: Arc<File>,
    left: Range<u64>,
    ahead: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Pieces {
    /// Place and length of the next piece.
    fn next(&self) -> Option<(u64, usize)> {
        let left = self.left.end.checked_sub(self.left.start).filter(|left| *left > 0)?;
        Some((self.left.start, usize::try_from(left.min(PIECE_BYTES)).ok()?))
    }

    /// The next piece, or the beginning of it, if that takes no waiting for a device. Where the
    /// file system cannot say so, `None`.
    fn cached(&mut self) -> Option<Bytes> {
        let (start, len) = self.next()?;
        let mut piece = vec![0; len];
        let into = &mut [IoSliceMut::new(&mut piece)];
        let read = preadv2(&self.file, into, start, ReadWriteFlags::NOWAIT).ok()?;
        piece.truncate(read);
        self.left.start = start.checked_add(u64::try_from(read).ok()?)?;
        (read > 0).then(|| Bytes::from(piece))
    }

    /// Begins to read the next piece, if there is one.
    fn begin(&mut self) -> Option<JoinHandle<io::Result<Bytes>>> {
        let (start, len) = self.next()?;
        self.left.start = start.checked_add(u64::try_from(len).ok()?)?;
        let file = Arc::clone(&self.file);
        Some(tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; len];
            file.read_exact_at(&mut piece, start).map(|()| Bytes::from(piece))
        }))
    }
}

/// A blob as a blocking reader of its whole length.
pub struct BlobStd {
    size_bytes: u64,
    read: Box<dyn Read + Send>,
}

impl BlobStd {
    /// Length in bytes.
    #[must_use]
    pub const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }
}

impl Read for BlobStd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.read.read(into)
    }
}

impl std::fmt::Debug for BlobStd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobStd").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

/// Reads a shared file with its own position.
struct FileFromStart {
    file: Arc<File>,
    at: u64,
}

impl Read for FileFromStart {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(into, self.at)?;
        self.at += u64::try_from(len).map_err(io::Error::other)?;
        Ok(len)
    }
}
