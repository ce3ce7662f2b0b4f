//! What goes wrong on the disk, and why a witness does not start.

use std::io;
use std::path::{Path, PathBuf};

/// A file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {path}")]
pub struct Fault {
    /// What was tried.
    pub doing: &'static str,
    /// On which file.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub cause: io::Error,
}

pub(crate) fn fault(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_owned();
    move |cause| Fault { doing, path, cause }
}

/// Why a witness does not start. It never starts without all that `init` made.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No witness was made here, or its key file does not read.
    #[error("no witness was made in {0}")]
    NotMade(PathBuf),
    /// There is a mirror already.
    #[error("there is a mirror in {0}")]
    MirrorMade(PathBuf),
    /// Another process works on it.
    #[error("another process works on {0}")]
    Locked(PathBuf),
    /// The second place is not there, or belongs to another witness.
    #[error("the second place {0} is not this witness's")]
    SecondPlace(PathBuf),
    /// The folder knows less than was cosigned: an old copy was put back. The key is retired.
    #[error("retired: {0}")]
    Retired(String),
    /// The list of logs and siblings does not read.
    #[error("the policy is wrong")]
    Policy(#[source] ledger::PolicyError),
    /// The disk.
    #[error(transparent)]
    Fault(#[from] Fault),
}
