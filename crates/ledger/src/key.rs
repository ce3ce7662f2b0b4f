//! Keys of signed notes: names, ids and the one-line text of a public key (C2SP signed-note).

use std::fmt;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::Digest as _;

use crate::base64::{decode, encode};

/// Longest key name, in bytes: it stands in every receipt.
pub const MAX_KEY_NAME_BYTES: usize = 200;

/// Bytes of a key id.
pub(crate) const KEY_ID_BYTES: usize = 4;

/// Why a text is not a key of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, too long, or with a space, plus or control character.
    #[error("not a key name")]
    Name,
    /// Not `name+id+key`.
    #[error("a verifier key is written name+id+key")]
    Form,
    /// A signature type other than Ed25519 log keys (1) and cosignature keys (4).
    #[error("signature type {0} is not supported")]
    Kind(u8),
    /// The 32 bytes are no Ed25519 public key.
    #[error("not an Ed25519 public key")]
    Point,
    /// The id written is not the id of this name and key.
    #[error("the key id does not belong to this name and key")]
    Id,
}

/// The name of a log or witness: its origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String); // INVARIANT: no spaces, plus signs or control characters; not empty

impl KeyName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`KeyError::Name`] if it is empty, over [`MAX_KEY_NAME_BYTES`], or has a space or plus.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let fits = (1..=MAX_KEY_NAME_BYTES).contains(&text.len());
        if fits && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+') {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeyError::Name)
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Ed25519 over the note: the log itself (type 0x01).
    Log,
    /// Timestamped Ed25519 cosignature of a witness (type 0x04).
    Cosignature,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A public key with its name and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    kind: KeyKind,
    id: [u8; KEY_ID_BYTES], // INVARIANT: derived from the other three
    key: VerifyingKey,
}

impl VerifierKey {
    pub(crate) fn new(name: KeyName, kind: KeyKind, key: VerifyingKey) -> Self {
        let mut hasher = sha2::Sha256::new();
        hasher.update(name.as_str().as_bytes());
        hasher.update([b'\n', kind.byte()]);
        hasher.update(key.as_bytes());
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        Self { name, kind, id: [a, b, c, d], key }
    }

    /// Reads `name+id+base64(type, key)`. Only the first two plus signs separate: base64 has its
    /// own.
    ///
    /// # Errors
    /// [`KeyError`] naming what is wrong; an id that does not fit its key is refused.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let name = KeyName::parse(name)?;
        let bytes = decode(key).map_err(|_| KeyError::Form)?;
        let (kind, key) = bytes.split_first().ok_or(KeyError::Form)?;
        let kind = match kind {
            1 => KeyKind::Log,
            4 => KeyKind::Cosignature,
            other => return Err(KeyError::Kind(*other)),
        };
        let key: &[u8; 32] = key.try_into().map_err(|_| KeyError::Form)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::Point)?;
        let read = Self::new(name, kind, key);
        if read.id_text() == id { Ok(read) } else { Err(KeyError::Id) }
    }

    /// The log's or witness's name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The four bytes before each of its signatures.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The 32 bytes of the public key.
    #[must_use]
    pub fn public_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    fn id_text(&self) -> String {
        self.id.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The text that policies hold: `name+id+key`.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id_text(), encode(&bytes))
    }
}
