//! Why bytes of an upload were not taken.

use std::io;
use std::path::Path;

use terms::{Digest, UploadId};

use crate::{Fault, durable};

/// Why bytes of an upload were not taken. Where there is an `offset_bytes`, that many bytes are on
/// disk and acknowledged; the sender goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// No such upload, or it was settled or ended.
    #[error("no upload {0}")]
    Unknown(UploadId),
    /// The id is taken.
    #[error("upload {0} exists already")]
    Exists(UploadId),
    /// Longer than any upload may be.
    #[error("longer than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// The disk is full, or the reserve would be touched.
    #[error("not enough room: {free_bytes} bytes free")]
    NoSpace {
        /// Bytes that are safe.
        offset_bytes: u64,
        /// Free room when it was measured.
        free_bytes: u64,
    },
    /// The sender would leave a gap or write over what is there.
    #[error("the upload stands at {offset_bytes}")]
    WrongOffset {
        /// Where it really stands.
        offset_bytes: u64,
    },
    /// The body went past the declared length; nothing after the last checkpoint was kept.
    #[error("more than the declared {size_bytes} bytes")]
    TooLong {
        /// Bytes that are safe.
        offset_bytes: u64,
        /// What was declared at the start.
        size_bytes: u64,
    },
    /// Somebody writes this upload now. The same sender may take over.
    #[error("upload {0} is being written")]
    Busy(UploadId),
    /// The same sender came back over another connection; what came over this one is kept.
    #[error("another connection of the sender took over at {offset_bytes}")]
    TakenOver {
        /// Bytes that are safe.
        offset_bytes: u64,
    },
    /// The body broke off or stood still; what came is kept.
    #[error("the body ended early at {offset_bytes}")]
    Cut {
        /// Bytes that are safe.
        offset_bytes: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The body's digest is not the declared one; nothing of it was kept.
    #[error("the body has SHA-256 {found}, declared was {declared}")]
    BodyDiffers {
        /// Bytes that are safe.
        offset_bytes: u64,
        /// What the sender declared.
        declared: Digest,
        /// What came.
        found: Digest,
    },
    /// All bytes are there: it can be finished but not ended.
    #[error("upload {0} is complete")]
    Complete(UploadId),
    /// Bytes are missing.
    #[error("the upload stands at {offset_bytes} of {size_bytes}")]
    Incomplete {
        /// Bytes that are safe.
        offset_bytes: u64,
        /// Declared length.
        size_bytes: u64,
    },
    /// The machine broke.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl StageError {
    /// A full disk is an answer of its own; `offset_bytes` is what is safe.
    pub(crate) fn from_fault(fault: Fault, offset_bytes: u64, folder: &Path) -> Self {
        if fault.is_no_space() {
            // The measure is for the message only.
            let free_bytes = durable::free_bytes(folder).unwrap_or(0);
            Self::NoSpace { offset_bytes, free_bytes }
        } else {
            Self::Fault(fault)
        }
    }
}
