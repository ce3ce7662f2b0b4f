//! Reading published bytes again at a pace, setting damaged ones aside and putting the right ones back.
//!
//! Order: the right bytes are fetched into scratch, read back and found to have the digests of the
//! fact → what lies under the name is read in full, found to be others and moved into `damaged/`
//! without overwriting → the right bytes are published without overwriting, as at a deposit. A crash
//! after the first step leaves scratch; after the second the name is free, and the repeat finds
//! nothing there and publishes. Bytes that are as their fact says are never moved.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use terms::{Digest, Digests};
use tokio::task::spawn_blocking;

#[cfg(feature = "s3")]
use super::s3;
use super::{Blobs, Place, Published, ScratchFolder, folder};
use crate::device::InFile;
use crate::{Backend, BlobError, BlobReader, Content, Fault, durable};

/// Told after each piece how many bytes it had; waits until more may be read. `false`: stop.
pub type Pace = Arc<dyn Fn(u64) -> bool + Send + Sync>;

/// Files with the same damage that are set aside under one name.
pub(super) const MAX_SET_ASIDE: u32 = 1_000;

/// The name of damaged bytes: whose they should have been, and how the digest of what they are
/// begins; two digests would be longer than some stores take.
pub(super) fn damaged_name(place: Place, found: Digest, number: u32) -> String {
    let [a, b, c, d, ..] = *found.as_bytes();
    format!("damaged/{}.{a:02x}{b:02x}{c:02x}{d:02x}.{number}", place.digest())
}

/// Bytes in scratch that were read back and have the digests that were asked for.
#[derive(Debug)]
pub struct GoodBytes {
    path: PathBuf,
    content: Content, // INVARIANT: made by `fetch` only, which compared it
    _scratch: ScratchFolder,
}

/// What became of the bytes under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// They are as they should be, and stay.
    Whole,
    /// There are none.
    Nothing,
    /// They are others and lie under this name now.
    Moved {
        /// What they are.
        found: Digests,
        /// Where they are.
        name: String,
    },
}

/// What became of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is stored.
    Stored(Published),
    /// The bytes that came were not those of the digests: nothing was stored.
    NotTheBytes,
}

/// A name in the place of published bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Path below the folder, or key.
    pub name: String,
    /// When it was last changed, by the clock of the store (ms since 1970).
    pub changed_ms: i64,
}

impl Blobs {
    /// Reads what lies under a name in full, past the cache where that can be, and says what it is;
    /// comparing is the caller's.
    ///
    /// # Errors
    /// [`BlobError`]; [`Fault::Stopped`] if the pace said so.
    pub async fn look(&self, place: Place, pace: Pace) -> Result<Content, BlobError> {
        let reader = self.open_at(place).await?;
        let name = place.to_string();
        let read = match &self.inner.backend {
            Backend::Folder(root) => {
                let path = folder::path_of(root, place);
                drop(reader);
                spawn_blocking(move || Content::read(Paced { from: InFile::open(&path)?, pace }))
            }
            #[cfg(feature = "s3")]
            Backend::S3(_) => {
                let from = reader.into_std();
                spawn_blocking(move || Content::read(Paced { from, pace }))
            }
        };
        match read.await.map_err(Fault::from)? {
            Ok(content) => Ok(content),
            Err(error) if error.get_ref().is_some_and(|inner| inner.is::<ToldToStop>()) => {
                Err(Fault::Stopped.into())
            }
            Err(error) => Err(Fault::io("read again", std::path::Path::new(&name))(error).into()),
        }
    }

    /// Opens what lies under a name.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn open_at(&self, place: Place) -> Result<BlobReader, BlobError> {
        self.reader_at(place).await
    }

    /// Takes bytes from elsewhere into scratch; `None` if they are not those of the digests.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn fetch(
        &self,
        from: BlobReader,
        wanted: Digests,
    ) -> Result<Option<GoodBytes>, Fault> {
        if from.size_bytes() != wanted.size_bytes {
            return Ok(None);
        }
        let scratch = self.scratch_folder().await?;
        let path = scratch.path().join("fetched");
        let to = path.clone();
        let copied = spawn_blocking(move || {
            durable::copy_to_new(from.into_std(), &to)?;
            durable::read_back(&to)
        });
        let content = copied.await??;
        let is_right = content.digests == wanted;
        Ok(is_right.then_some(GoodBytes { path, content, _scratch: scratch }))
    }

    /// Moves what lies under a name into the area of damaged files, if it is not what it should be.
    ///
    /// # Errors
    /// [`Fault`]; the bytes stay where they are then, or are there and set aside.
    pub async fn set_aside(&self, place: Place, wanted: Digests) -> Result<Aside, Fault> {
        match &self.inner.backend {
            Backend::Folder(root) => {
                let root = root.clone();
                spawn_blocking(move || {
                    let found = match folder::reader(&root, place) {
                        Ok(_) => durable::read_back(&folder::path_of(&root, place))?.digests,
                        Err(BlobError::Missing(_)) => return Ok(Aside::Nothing),
                        Err(BlobError::Fault(fault)) => return Err(fault),
                    };
                    if found == wanted {
                        return Ok(Aside::Whole);
                    }
                    let name = folder::set_aside(&root, place, found.sha256)?;
                    Ok(Aside::Moved { found, name })
                })
                .await?
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => {
                let reader = match bucket.reader(place).await {
                    Ok(reader) => reader,
                    Err(BlobError::Missing(_)) => return Ok(Aside::Nothing),
                    Err(BlobError::Fault(fault)) => return Err(fault),
                };
                let scratch = self.scratch_folder().await?;
                let path = scratch.path().join("damaged");
                let to = path.clone();
                let copied = spawn_blocking(move || {
                    durable::copy_to_new(reader.into_std(), &to)?;
                    durable::read_back(&to)
                });
                let found = copied.await??;
                if found.digests == wanted {
                    return Ok(Aside::Whole);
                }
                let name = bucket.set_aside(place, &path, &found).await?;
                Ok(Aside::Moved { found: found.digests, name })
            }
        }
    }

    /// Publishes fetched bytes under a name that must be free, or hold the same.
    ///
    /// # Errors
    /// [`Fault::Differs`] if others lie there: [`Self::set_aside`] comes first.
    pub async fn put_back(&self, place: Place, good: &GoodBytes) -> Result<Published, Fault> {
        self.publish(place, &good.path, &good.content).await
    }

    /// Stores a copy of bytes under their own digest. What lies there and is damaged is set aside.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn put_copy(&self, from: BlobReader, wanted: Digests) -> Result<Copied, Fault> {
        let Some(good) = self.fetch(from, wanted).await? else { return Ok(Copied::NotTheBytes) };
        let place = Place::Original(wanted.sha256);
        match self.put_back(place, &good).await {
            Err(Fault::Differs { .. }) => {
                self.set_aside(place, wanted).await?;
                self.put_back(place, &good).await.map(Copied::Stored)
            }
            published => published.map(Copied::Stored),
        }
    }

    /// The names of published bytes whose digest begins with this byte, in order; derivatives, which
    /// can be made again, apart.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn names(&self, first: u8) -> Result<Vec<Named>, Fault> {
        self.names_below(format!("blobs/{first:02x}")).await
    }

    /// The names of evidence copies, in order.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn evidence_names(&self) -> Result<Vec<Named>, Fault> {
        self.names_below("evidence".to_owned()).await
    }

    async fn names_below(&self, below: String) -> Result<Vec<Named>, Fault> {
        match &self.inner.backend {
            Backend::Folder(root) => {
                let root = root.clone();
                spawn_blocking(move || folder::names(&root, &below)).await?
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => s3::names(bucket, &below).await,
        }
    }
}

/// A reader that tells the pace what it read.
struct Paced<R> {
    from: R,
    pace: Pace,
}

#[derive(Debug, thiserror::Error)]
#[error("told to stop")]
struct ToldToStop;

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.from.read(into)?;
        if len > 0 && !(self.pace)(u64::try_from(len).map_err(io::Error::other)?) {
            return Err(io::Error::other(ToldToStop));
        }
        Ok(len)
    }
}
