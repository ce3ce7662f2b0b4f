//! Published bytes: originals, evidence copies, derivatives.

mod folder;
mod heal;
mod place;
#[cfg(feature = "s3")]
mod pull;
mod reader;
#[cfg(feature = "s3")]
mod s3;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use terms::{CaseId, Digest, Digests};
use tokio::task::spawn_blocking;

pub use heal::{Aside, Copied, GoodBytes, Named, Pace};
pub use place::{DerivativeKind, NoPlace, Place};
pub use reader::{BlobReader, BlobStd, BodySource};
#[cfg(feature = "s3")]
pub use s3::{S3Bucket, S3Settings};

use crate::{Backend, BlobError, Config, Content, Fault, durable};

/// Whether publishing added bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The bytes are stored now.
    New,
    /// Equal bytes were stored before; they were read in full and are whole.
    AlreadyThere,
}

/// Published bytes. Cheap to clone; any number of processes may use the same ones.
#[derive(Debug, Clone)]
pub struct Blobs {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    scratch: PathBuf,
    backend: Backend,
}

/// A blob as a file with a path, for child processes. A fetched copy goes away when dropped.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    _fetched: Option<ScratchFolder>,
}

impl LocalFile {
    /// Where the bytes are. Never write there: it may be the original.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// An empty folder for work in progress, on the disk of the vault. Removed when dropped.
#[derive(Debug)]
pub struct ScratchFolder(tempfile::TempDir);

impl ScratchFolder {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Blobs {
    /// Opens the published bytes without staging, e.g. for a command line beside a running server.
    ///
    /// # Errors
    /// [`Fault`] if a folder cannot be made or is on another file system.
    pub async fn open(config: &Config) -> Result<Self, Fault> {
        let (root, backend) = (config.root.clone(), config.backend.clone());
        spawn_blocking(move || {
            let scratch = root.join("scratch");
            durable::make_folder(&scratch)?;
            match &backend {
                Backend::Folder(folder) => folder::open(folder, &root)?,
                #[cfg(feature = "s3")]
                Backend::S3(_) => {}
            }
            Ok(Self { inner: Arc::new(Inner { scratch, backend }) })
        })
        .await?
    }

    /// Opens a second place for bytes. Its folder must be there already: one that is not mounted would
    /// be made anew on another disk.
    ///
    /// # Errors
    /// As [`Self::open`], and if the folder is not there.
    pub async fn open_existing(config: &Config) -> Result<Self, Fault> {
        match &config.backend {
            Backend::Folder(folder) => {
                fs::read_dir(folder).map_err(Fault::io("open", folder))?;
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => bucket.try_out().await?,
        }
        Self::open(config).await
    }

    /// Whether the place for published bytes takes them as it must. A folder was tried by opening it.
    pub(crate) async fn try_out(&self) -> Result<(), Fault> {
        match &self.inner.backend {
            Backend::Folder(_) => Ok(()),
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => bucket.try_out().await,
        }
    }

    /// Stores bytes made here, e.g. an instrument. Read back before it returns.
    ///
    /// # Errors
    /// [`Fault`]; nothing is visible then.
    pub async fn put_bytes(&self, bytes: Bytes) -> Result<Digests, Fault> {
        let scratch = self.scratch_folder().await?;
        let path = scratch.path().join("bytes");
        let to = path.clone();
        spawn_blocking(move || {
            let mut file = fs::File::create_new(&to).map_err(Fault::io("make", &to))?;
            file.write_all(&bytes).map_err(Fault::io("write", &to))
        })
        .await??;
        self.put_file(&path).await
    }

    /// Stores a finished file, e.g. a package, and takes it away from `path`. Make it in a
    /// [`Self::scratch_folder`]: from another disk it cannot be moved. Read back first.
    ///
    /// # Errors
    /// [`Fault`]; the file stays then.
    pub async fn put_file(&self, path: &Path) -> Result<Digests, Fault> {
        let from = path.to_owned();
        let content = spawn_blocking(move || durable::read_back(&from)).await??;
        self.publish(Place::Original(content.digests.sha256), path, &content).await?;
        Ok(content.digests)
    }

    /// Opens an original, or a document or package, for reading.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn reader(&self, digest: Digest) -> Result<BlobReader, BlobError> {
        self.reader_at(Place::Original(digest)).await
    }

    /// Reads an original in full and compares it with its name. Takes as long as SM3 does.
    ///
    /// # Errors
    /// [`BlobError::Missing`]; [`Fault::Differs`] with what was found, so that
    /// [`Content::damage_begins`] can name the place.
    pub async fn verify(&self, digest: Digest) -> Result<Content, BlobError> {
        self.verify_at(Place::Original(digest)).await
    }

    /// Makes the second physical copy that is attached to a case (Art. 23), reads it back and
    /// compares. Already there and whole is fine.
    ///
    /// # Errors
    /// [`BlobError`]; [`Fault::Differs`] if the original or the copy is not what its name says.
    pub async fn evidence_copy(&self, case: CaseId, of: Digest) -> Result<Digests, BlobError> {
        let place = Place::Evidence(case, of);
        match self.verify_at(place).await {
            Ok(content) => return Ok(content.digests),
            Err(BlobError::Missing(_)) => {}
            Err(BlobError::Fault(fault)) => return Err(fault.into()),
        }
        let scratch = self.scratch_folder().await?;
        let (reader, path) = (self.reader(of).await?, scratch.path().join("copy"));
        let to = path.clone();
        let copied = spawn_blocking(move || {
            durable::copy_to_new(reader.into_std(), &to)?;
            durable::read_back(&to)
        });
        let content = copied.await.map_err(Fault::from)??;
        compare(Place::Original(of), of, &content)?;
        self.publish(place, &path, &content).await?;
        Ok(content.digests)
    }

    /// Opens the evidence copy of a case (Art. 23).
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn evidence_reader(&self, case: CaseId, of: Digest) -> Result<BlobReader, BlobError> {
        self.reader_at(Place::Evidence(case, of)).await
    }

    /// Reads the evidence copy of a case in full and compares it with its name (Art. 23).
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub async fn verify_evidence(&self, case: CaseId, of: Digest) -> Result<Content, BlobError> {
        self.verify_at(Place::Evidence(case, of)).await
    }

    /// Stores a poster or preview made in a [`Self::scratch_folder`] and takes it from `path`. It
    /// may be made again: then it takes the place of the earlier one.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn put_derivative(
        &self,
        of: Digest,
        kind: DerivativeKind,
        path: &Path,
    ) -> Result<(), Fault> {
        let place = Place::Derivative(of, kind);
        match &self.inner.backend {
            Backend::Folder(root) => {
                let (root, path) = (root.clone(), path.to_owned());
                spawn_blocking(move || folder::replace(&root, place, &path)).await?
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => {
                bucket.put_file(&place.to_string(), path).await?;
                let path = path.to_owned();
                spawn_blocking(move || durable::remove_if_there(&path)).await?
            }
        }
    }

    /// Opens a derivative; `None` if it was not made, or must be made again.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn derivative(
        &self,
        of: Digest,
        kind: DerivativeKind,
    ) -> Result<Option<BlobReader>, Fault> {
        match self.reader_at(Place::Derivative(of, kind)).await {
            Ok(reader) => Ok(Some(reader)),
            Err(BlobError::Missing(_)) => Ok(None),
            Err(BlobError::Fault(fault)) => Err(fault),
        }
    }

    /// An original as a file for a child process; fetched first if it is in a bucket.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn local_file(&self, digest: Digest) -> Result<LocalFile, BlobError> {
        let place = Place::Original(digest);
        match &self.inner.backend {
            Backend::Folder(root) => {
                self.reader_at(place).await?;
                Ok(LocalFile { path: folder::path_of(root, place), _fetched: None })
            }
            #[cfg(feature = "s3")]
            Backend::S3(_) => {
                let reader = self.reader_at(place).await?;
                let scratch = self.scratch_folder().await?;
                let path = scratch.path().join("original");
                let to = path.clone();
                let fetched = spawn_blocking(move || durable::copy_to_new(reader.into_std(), &to));
                fetched.await.map_err(Fault::from)??;
                Ok(LocalFile { path, _fetched: Some(scratch) })
            }
        }
    }

    /// A fresh folder for work in progress.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn scratch_folder(&self) -> Result<ScratchFolder, Fault> {
        let parent = self.inner.scratch.clone();
        spawn_blocking(move || {
            tempfile::tempdir_in(&parent).map(ScratchFolder).map_err(Fault::io("make in", &parent))
        })
        .await?
    }

    /// Removes what a crash left in scratch. Only who holds the staging lock may do that.
    pub(crate) async fn empty_scratch(&self) -> Result<(), Fault> {
        let scratch = self.inner.scratch.clone();
        spawn_blocking(move || {
            fs::remove_dir_all(&scratch).map_err(Fault::io("empty", &scratch))?;
            durable::make_folder(&scratch)
        })
        .await?
    }

    /// Publishes an original whose bytes at `path` were read back as `content`, and takes the file.
    pub(crate) async fn publish_original(
        &self,
        path: &Path,
        content: &Content,
    ) -> Result<Published, Fault> {
        self.publish(Place::Original(content.digests.sha256), path, content).await
    }

    async fn publish(
        &self,
        place: Place,
        path: &Path,
        content: &Content,
    ) -> Result<Published, Fault> {
        match &self.inner.backend {
            Backend::Folder(root) => {
                let (root, path, content) = (root.clone(), path.to_owned(), content.clone());
                spawn_blocking(move || folder::publish(&root, place, &path, &content)).await?
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => bucket.publish(place, path, content).await,
        }
    }

    async fn reader_at(&self, place: Place) -> Result<BlobReader, BlobError> {
        match &self.inner.backend {
            Backend::Folder(root) => {
                let root = root.clone();
                spawn_blocking(move || folder::reader(&root, place)).await.map_err(Fault::from)?
            }
            #[cfg(feature = "s3")]
            Backend::S3(bucket) => bucket.reader(place).await,
        }
    }

    async fn verify_at(&self, place: Place) -> Result<Content, BlobError> {
        let content = match &self.inner.backend {
            Backend::Folder(root) => {
                let path = folder::path_of(root, place);
                self.reader_at(place).await?;
                spawn_blocking(move || durable::read_back(&path)).await.map_err(Fault::from)??
            }
            #[cfg(feature = "s3")]
            Backend::S3(_) => s3::read_back(place, self.reader_at(place).await?).await?,
        };
        compare(place, place.digest(), &content)?;
        Ok(content)
    }
}

fn compare(place: Place, expected: Digest, found: &Content) -> Result<(), Fault> {
    if found.digests.sha256 == expected {
        return Ok(());
    }
    Err(Fault::Differs { place: place.to_string(), expected, found: Box::new(found.clone()) })
}
