//! Stored leaves read back: strictly what [`Leaf`](crate::Leaf) can write, nothing else.

use std::collections::BTreeMap;

use terms::{Digest, Digests, Sm3Digest};

use crate::commitment::Commitment;
use crate::leaf::{MAX_COUNT, MAX_LEAF_BYTES, is_key, is_token};

/// Why a line is not a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParsedLeafError {
    /// Above [`MAX_LEAF_BYTES`].
    #[error("the line is longer than a leaf may be")]
    TooLong,
    /// Not an object written without spaces, or something follows it.
    #[error("the line is not written as a leaf is, at byte {at}")]
    Form {
        /// Bytes read before the fault.
        at: usize,
    },
    /// Keys are not in strictly ascending order, or one stands twice.
    #[error("keys are not in ascending order, at byte {at}")]
    Order {
        /// Bytes read before the fault.
        at: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Read {
    Text(String),
    Int(i64),
    Commit(Commitment),
}

/// A leaf read from its stored line, with typed access by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedLeaf {
    fields: BTreeMap<String, Read>,
}

impl ParsedLeaf {
    /// Reads a stored line: sorted keys, tokens, integers and commitments only.
    ///
    /// # Errors
    /// [`ParsedLeafError`] for anything that [`Leaf`](crate::Leaf) would not have written.
    pub fn parse(line: &str) -> Result<Self, ParsedLeafError> {
        if line.len() > MAX_LEAF_BYTES {
            return Err(ParsedLeafError::TooLong);
        }
        let mut fields = BTreeMap::new();
        let mut rest = Cursor { line, at: 0 };
        rest.expect("{")?;
        loop {
            let key = rest.quoted(is_key)?;
            if fields.last_key_value().is_some_and(|(last, _): (&String, _)| last.as_str() >= key) {
                return Err(ParsedLeafError::Order { at: rest.at });
            }
            rest.expect(":")?;
            let value = rest.value()?;
            fields.insert(key.to_owned(), value);
            if rest.expect(",").is_err() {
                break;
            }
        }
        rest.expect("}")?;
        if rest.at != line.len() {
            return Err(rest.wrong());
        }
        Ok(Self { fields })
    }

    /// An id, word or digest under `key`.
    #[must_use]
    pub fn get_text(&self, key: &str) -> Option<&str> {
        match self.fields.get(key)? {
            Read::Text(text) => Some(text),
            Read::Int(_) | Read::Commit(_) => None,
        }
    }

    /// A time in milliseconds, or a count, under `key`.
    #[must_use]
    pub fn get_int(&self, key: &str) -> Option<i64> {
        match self.fields.get(key)? {
            Read::Int(number) => Some(*number),
            Read::Text(_) | Read::Commit(_) => None,
        }
    }

    /// A number that is not negative under `key`.
    #[must_use]
    pub fn get_count(&self, key: &str) -> Option<u64> {
        self.get_int(key).and_then(|number| u64::try_from(number).ok())
    }

    /// A commitment under `key`.
    #[must_use]
    pub fn get_commit(&self, key: &str) -> Option<Commitment> {
        match self.fields.get(key)? {
            Read::Commit(commitment) => Some(*commitment),
            Read::Text(_) | Read::Int(_) => None,
        }
    }

    /// A SHA-256 digest under `key`.
    #[must_use]
    pub fn get_digest(&self, key: &str) -> Option<Digest> {
        self.get_text(key)?.parse().ok()
    }

    /// An SM3 digest under `key`.
    #[must_use]
    pub fn get_sm3(&self, key: &str) -> Option<Sm3Digest> {
        self.get_text(key)?.parse().ok()
    }

    /// What it says of bytes; `None` if nothing, or something in a form that no leaf has.
    #[must_use]
    pub fn bound_bytes(&self) -> Option<BoundBytes> {
        let (sm3, size_bytes) = (self.get_sm3("sm3"), self.get_count("size"));
        let is_read = (sm3.is_some() || !self.fields.contains_key("sm3"))
            && (size_bytes.is_some() || !self.fields.contains_key("size"));
        let sha256 = self.get_digest("sha256")?;
        is_read.then_some(BoundBytes { sha256, sm3, size_bytes })
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }
}

/// What a leaf says of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoundBytes {
    /// Their SHA-256.
    pub sha256: Digest,
    /// Their SM3, where the leaf has it.
    pub sm3: Option<Sm3Digest>,
    /// How many they are, where the leaf has it.
    pub size_bytes: Option<u64>,
}

impl BoundBytes {
    /// Whether it says so of exactly these.
    #[must_use]
    pub fn are(&self, digests: &Digests) -> bool {
        self.sha256 == digests.sha256
            && self.sm3.is_none_or(|sm3| sm3 == digests.sm3)
            && self.size_bytes.is_none_or(|size| size == digests.size_bytes)
    }
}

struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    const fn wrong(&self) -> ParsedLeafError {
        ParsedLeafError::Form { at: self.at }
    }

    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn expect(&mut self, text: &str) -> Result<(), ParsedLeafError> {
        if !self.rest().starts_with(text) {
            return Err(self.wrong());
        }
        self.at += text.len();
        Ok(())
    }

    fn quoted(&mut self, allowed: fn(&str) -> bool) -> Result<&'a str, ParsedLeafError> {
        self.expect("\"")?;
        let (text, _) = self.rest().split_once('"').ok_or_else(|| self.wrong())?;
        if !allowed(text) {
            return Err(self.wrong());
        }
        self.at += text.len() + 1;
        Ok(text)
    }

    fn value(&mut self) -> Result<Read, ParsedLeafError> {
        match self.rest().bytes().next() {
            Some(b'"') => self.quoted(is_token).map(|text| Read::Text(text.to_owned())),
            Some(b'{') => self.commitment(),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            _ => Err(self.wrong()),
        }
    }

    fn commitment(&mut self) -> Result<Read, ParsedLeafError> {
        let wrong = self.wrong();
        self.expect("{\"c\":")?;
        let text = self.quoted(|_| true)?;
        let commitment = Commitment::from_base64(text).ok_or(wrong)?;
        self.expect("}")?;
        Ok(Read::Commit(commitment))
    }

    fn integer(&mut self) -> Result<Read, ParsedLeafError> {
        let digits = self.rest().trim_start_matches('-');
        let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(self.rest().starts_with('-'));
        let text = self.rest().get(..sign + digits).ok_or_else(|| self.wrong())?;
        let number: i64 = text.parse().map_err(|_| self.wrong())?;
        // `-0`, `007` and what other readers would round are not what a leaf writes.
        if number.to_string() != text || number.unsigned_abs() > MAX_COUNT {
            return Err(self.wrong());
        }
        self.at += text.len();
        Ok(Read::Int(number))
    }
}
