//! Where the bytes live and how much room must stay free.

use std::path::PathBuf;

/// Largest upload accepted: a day's recording of one camera with room to spare (20 GiB).
pub const MAX_UPLOAD_BYTES: u64 = 20 << 30;

/// Room that a new upload must leave free, so that the journal never meets a full disk (1 GiB).
pub const DEFAULT_RESERVE_BYTES: u64 = 1 << 30;

/// How a vault is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Local folder for staging, quarantine and scratch. One process uses it at a time.
    pub root: PathBuf,
    /// Where published bytes go.
    pub backend: Backend,
    /// Bytes that must stay free on the staging disk when an upload is created.
    pub reserve_bytes: u64,
}

impl Config {
    /// The embedded form: everything under one folder, with the default reserve.
    #[must_use]
    pub fn folder(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let backend = Backend::Folder(root.clone());
        Self { root, backend, reserve_bytes: DEFAULT_RESERVE_BYTES }
    }
}

/// Where published bytes go.
#[derive(Debug, Clone)]
pub enum Backend {
    /// A local folder on the same file system as [`Config::root`].
    Folder(PathBuf),
    /// An S3-compatible bucket.
    #[cfg(feature = "s3")]
    S3(crate::S3Bucket),
}
