//! The slip a party keeps: one line that names a leaf of a log, short enough for a small QR code.
//!
//! `docs/formats/slip.md` describes it. It holds no personal data and proves nothing by itself:
//! whoever holds it can later be shown the leaf, the proof and the signed checkpoint, and nobody can
//! show another leaf in its place.

use std::fmt;
use std::str::FromStr;

use crate::base64::{hash_from_base64url, hash_to_base64url};
use crate::checkpoint::parse_size;
use crate::key::KeyName;
use crate::tree::Hash;

/// First part of every slip.
const MARK: &str = "LH1";
/// Longest slip, in bytes: the longest origin and the largest index fit.
pub const MAX_SLIP_BYTES: usize = 512;

/// Why a text is not a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// Not four parts with bars between, or longer than [`MAX_SLIP_BYTES`].
    #[error("not four parts with bars between them")]
    Form,
    /// The first part is another mark.
    #[error("the mark is not `LH1`")]
    Mark,
    /// The log's name cannot be one.
    #[error("the log's name is malformed")]
    Origin,
    /// The index is no decimal number without sign and leading zeros.
    #[error("the index is malformed")]
    Index,
    /// The leaf's hash is not 43 characters of base64url.
    #[error("the hash of the leaf is malformed")]
    Hash,
}

/// Which leaf of which log was written about the holder.
#[doc(alias = "查验单")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Which log.
    pub origin: KeyName,
    /// Index of the leaf, from 0.
    pub index: u64,
    /// RFC 6962 hash of the leaf (SHA-256).
    pub leaf_hash: Hash,
}

impl FromStr for Slip {
    type Err = SlipError;

    /// Reads a slip. Blanks around it are skipped: it may have been typed or scanned.
    fn from_str(text: &str) -> Result<Self, SlipError> {
        let text = text.trim_ascii();
        if text.len() > MAX_SLIP_BYTES {
            return Err(SlipError::Form);
        }
        let parts: Vec<&str> = text.split('|').take(5).collect();
        let [mark, origin, index, hash] = parts.as_slice() else { return Err(SlipError::Form) };
        if *mark != MARK {
            return Err(SlipError::Mark);
        }
        Ok(Self {
            origin: KeyName::parse(origin).map_err(|_| SlipError::Origin)?,
            index: parse_size(index).ok_or(SlipError::Index)?,
            leaf_hash: hash_from_base64url(hash).map_err(|_| SlipError::Hash)?,
        })
    }
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}|{}|{}|{}", self.origin, self.index, hash_to_base64url(&self.leaf_hash))
    }
}
