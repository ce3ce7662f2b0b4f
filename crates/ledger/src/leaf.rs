//! Leaves as they are written: one line of JSON that no name and no free text can enter.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use terms::{Digest, Sm3Digest, Timestamp};

use crate::commitment::Commitment;

/// Longest token, in bytes.
pub const MAX_TOKEN_BYTES: usize = 128;
/// Longest leaf line, in bytes. Anything bigger becomes a blob with a digest.
pub const MAX_LEAF_BYTES: usize = 16 * 1024;
/// Largest count: JSON readers everywhere keep integers exact up to here.
pub const MAX_COUNT: u64 = (1 << 53) - 1;
/// Longest key, in bytes.
pub(crate) const MAX_KEY_BYTES: usize = 32;

/// The text cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is 1 to {MAX_TOKEN_BYTES} characters of A-Z a-z 0-9 . _ : / -")]
pub struct TokenError;

/// A word for machines: 1 to 128 characters of `A-Z a-z 0-9 . _ : / -`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(String); // INVARIANT: passes `is_token`

impl Token {
    /// Reads a token.
    ///
    /// # Errors
    /// [`TokenError`] if it is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        if is_token(text) { Ok(Self(text.to_owned())) } else { Err(TokenError) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Token {
    type Err = TokenError;
    fn from_str(text: &str) -> Result<Self, TokenError> {
        Self::parse(text)
    }
}

/// What a leaf may hold. There is no string, so no name and no free text can reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An id.
    Id(Token),
    /// A word of a closed list.
    Enum(Token),
    /// An instant, written in milliseconds.
    Time(Timestamp),
    /// A number up to [`MAX_COUNT`].
    Count(u64),
    /// SHA-256 of bytes.
    Digest(Digest),
    /// SM3 of bytes.
    Sm3(Sm3Digest),
    /// A salted commitment to a value kept beside the leaf.
    Commit(Commitment),
}

/// Why a leaf cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not 1 to 32 characters of `a-z 0-9 _`, starting with a letter.
    #[error("`{0}` cannot be a key of a leaf")]
    Key(&'static str),
    /// The key stands twice.
    #[error("the key `{0}` stands twice")]
    Duplicate(&'static str),
    /// A count above [`MAX_COUNT`].
    #[error("the count under `{0}` is above 2^53 - 1")]
    Count(&'static str),
    /// A leaf says something.
    #[error("a leaf has at least one key")]
    Empty,
    /// Above [`MAX_LEAF_BYTES`].
    #[error("the leaf has {bytes} bytes, more than {MAX_LEAF_BYTES}")]
    TooLong {
        /// Length of the line.
        bytes: usize,
    },
}

/// One line of JSON with sorted keys. Its bytes are what the log hashes, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    line: String, // INVARIANT: `ParsedLeaf::parse` accepts it
}

impl Leaf {
    /// Makes a leaf of keys and values, in any order.
    ///
    /// # Errors
    /// [`LeafError`] for a bad or repeated key, a count too large, or a leaf too long.
    pub fn new(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Result<Self, LeafError> {
        let mut sorted = BTreeMap::new();
        for (key, value) in fields {
            if !is_key(key) {
                return Err(LeafError::Key(key));
            }
            if matches!(value, Value::Count(count) if count > MAX_COUNT) {
                return Err(LeafError::Count(key));
            }
            if sorted.insert(key, value).is_some() {
                return Err(LeafError::Duplicate(key));
            }
        }
        if sorted.is_empty() {
            return Err(LeafError::Empty);
        }
        let line = write_line(&sorted);
        if line.len() > MAX_LEAF_BYTES {
            return Err(LeafError::TooLong { bytes: line.len() });
        }
        Ok(Self { line })
    }

    /// The line, without a line break: store it and hash it as it is.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The line, given away.
    #[must_use]
    pub fn into_line(self) -> String {
        self.line
    }
}

impl fmt::Display for Value {
    /// As it stands in a leaf: no value needs escaping.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(token) | Self::Enum(token) => write!(f, "\"{token}\""),
            Self::Time(at) => write!(f, "{}", at.ms()),
            Self::Count(count) => write!(f, "{count}"),
            Self::Digest(digest) => write!(f, "\"{digest}\""),
            Self::Sm3(digest) => write!(f, "\"{digest}\""),
            Self::Commit(commitment) => write!(f, "{{\"c\":\"{commitment}\"}}"),
        }
    }
}

fn write_line(fields: &BTreeMap<&'static str, Value>) -> String {
    let mut line = String::new();
    for (key, value) in fields {
        line.push(if line.is_empty() { '{' } else { ',' });
        // Writing to a String cannot fail; a failure would only shorten the line.
        if write!(line, "\"{key}\":{value}").is_err() {
            break;
        }
    }
    line.push('}');
    line
}

pub(crate) fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:/-".contains(&b))
}

pub(crate) fn is_key(text: &str) -> bool {
    (1..=MAX_KEY_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && text.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
}
