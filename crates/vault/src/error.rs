//! What can break here: faults of the machine, and answers about blobs.

use std::io;
use std::path::{Path, PathBuf};

use terms::Digest;

use crate::Content;

/// The machine or the store broke: an operator must look.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file operation failed.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// The operation, as a verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The object store failed.
    #[error("object store: cannot {doing} {key}")]
    Store {
        /// The operation, as a verb.
        doing: &'static str,
        /// The object's key.
        key: String,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The object store takes no conditional put: what is stored could be replaced unseen.
    #[error("the object store overwrites what is in bucket {bucket}: it takes no conditional put")]
    Overwrites {
        /// The bucket's name.
        bucket: String,
    },
    /// Another process uses this staging folder.
    #[error("staging folder {} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The blob folder is on another file system than staging, so that nothing can be moved there.
    #[error("{} and {} must be on the same file system", root.display(), blobs.display())]
    TwoFileSystems {
        /// The staging root.
        root: PathBuf,
        /// The blob folder.
        blobs: PathBuf,
    },
    /// A published name holds other bytes than its name says. Bytes were damaged or replaced.
    #[error("stored bytes at {place} are {} bytes with SHA-256 {}, expected {expected}",
        found.digests.size_bytes, found.digests.sha256)]
    Differs {
        /// Path or key.
        place: String,
        /// What the name promises.
        expected: Digest,
        /// What is there.
        found: Box<Content>,
    },
    /// A background task of ours was stopped, as at shutdown.
    #[error("the work was stopped before it ended")]
    Stopped,
}

impl Fault {
    /// For `map_err`: names the operation and the path.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }

    /// No room left on the device or in the quota.
    pub(crate) fn is_no_space(&self) -> bool {
        matches!(self, Self::Io { source, .. } if matches!(source.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

impl From<tokio::task::JoinError> for Fault {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Stopped
    }
}

/// Why a blob was not given.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No blob of this name. For an original with a fact in the journal that is a loss.
    #[error("no blob {0}")]
    Missing(Digest),
    /// The machine, the store or the bytes are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}
