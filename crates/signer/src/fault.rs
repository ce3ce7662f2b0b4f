//! What can break.

use std::path::{Path, PathBuf};

/// We or the machine broke; an operator must look.
#[derive(Debug, thiserror::Error)]
pub enum SignerFault {
    /// A file of the state could not be read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of the state does not have the form it was written in.
    #[error("{path} is malformed: {why}")]
    Malformed {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another process has this state open.
    #[error("another signer holds {path}")]
    Locked {
        /// The lock.
        path: PathBuf,
    },
    /// There is no state: it was never made, or it is lost.
    #[error("there is no signer state in {path}")]
    NoState {
        /// Where.
        path: PathBuf,
    },
    /// There is a state already.
    #[error("there is a signer state in {path} already")]
    AlreadyThere {
        /// Where.
        path: PathBuf,
    },
    /// The key, or the module that holds it, did not do what was asked.
    #[error("the key: {0}")]
    Key(String),
    /// A note that is to tell what was signed last is not signed by this log's key.
    #[error("note {number} is not this log's: {why}")]
    Note {
        /// Which of those given, from 1.
        number: usize,
        /// What is wrong with it.
        why: String,
    },
    /// No note tells what was signed last.
    #[error("no note tells what was signed last")]
    NoNote,
    /// Two heads of one size with different roots, both signed by this log's key.
    #[error("two different heads of size {size} are signed by this log's key")]
    Contradiction {
        /// The size.
        size: u64,
    },
}

impl SignerFault {
    /// The disk is full: nothing was signed, and it may be asked again once there is room.
    #[must_use]
    pub fn is_no_space(&self) -> bool {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        matches!(self, Self::File { source, .. }
            if matches!(source.kind(), StorageFull | QuotaExceeded))
    }

    pub(crate) fn file(path: &Path) -> impl Fn(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path: path.clone(), source }
    }

    pub(crate) fn malformed(path: &Path, why: impl std::fmt::Display) -> Self {
        Self::Malformed { path: path.to_owned(), why: why.to_string() }
    }
}
