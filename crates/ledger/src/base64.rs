//! Standard base64 (RFC 4648 §4) with canonical padding, as all C2SP formats use it; and the form for
//! addresses (§5) without padding, for slips.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::tree::Hash;

/// The text is not the canonical base64 of what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not canonical base64 of the expected length")]
pub struct Base64Error;

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    STANDARD.decode(text).map_err(|_| Base64Error)
}

/// Writes 32 bytes as 44 characters.
#[must_use]
pub fn hash_to_base64(hash: &Hash) -> String {
    encode(hash)
}

/// Reads 32 bytes from 44 characters.
///
/// # Errors
/// [`Base64Error`] for any other length, alphabet, padding or stray bits.
pub fn hash_from_base64(text: &str) -> Result<Hash, Base64Error> {
    decode(text)?.try_into().map_err(|_| Base64Error)
}

/// Writes 32 bytes as 43 characters that may stand in an address (RFC 4648 §5, no padding).
#[must_use]
pub fn hash_to_base64url(hash: &Hash) -> String {
    URL_SAFE_NO_PAD.encode(hash)
}

/// Reads 32 bytes from those 43 characters.
///
/// # Errors
/// [`Base64Error`] for any other length, alphabet, padding or stray bits.
pub fn hash_from_base64url(text: &str) -> Result<Hash, Base64Error> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Base64Error)?;
    bytes.try_into().map_err(|_| Base64Error)
}
