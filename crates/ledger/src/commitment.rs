//! Salted commitments: how a leaf binds a value without holding it.

use std::fmt;

use crate::base64::{hash_from_base64, hash_to_base64};
use crate::tree::{Sha256Tree, TreeHash};

/// Length of a salt in bytes. Without the salt a short value cannot be guessed.
pub const SALT_BYTES: usize = 32;

const DOMAIN: &[u8] = b"efr/commit/v1\0";

/// SHA-256 over a domain, a salt and a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// Wraps 32 stored bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn from_base64(text: &str) -> Option<Self> {
        hash_from_base64(text).ok().map(Self)
    }
}

/// The 44 characters of base64 that stand in a leaf.
impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hash_to_base64(&self.0))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Commits to a value. Destroying `salt` makes the commitment meaningless, the leaf stays valid.
#[must_use]
pub fn commit(salt: &[u8; SALT_BYTES], value: &[u8]) -> Commitment {
    Commitment(Sha256Tree::of(&[DOMAIN, salt, value]))
}
