//! Keys of signed notes: names, ids and the one-line text of a public key (C2SP signed-note).

use std::fmt;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::Digest as _;

use crate::base64::{decode, encode};
use crate::sm2_key::{ALGORITHM, Sm2Key};
use crate::tree::Hash;

/// Longest key name, in bytes: it stands in every receipt.
pub const MAX_KEY_NAME_BYTES: usize = 200;

/// What the SM3 tree's name has after the log's.
const SM3_SUFFIX: &str = "/sm3";

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
    /// A signature type other than Ed25519 log keys (1), cosignature keys (4) and ours for SM2
    /// (255 and its name).
    #[error("signature type {0} is not supported")]
    Kind(u8),
    /// The bytes are no key of that kind.
    #[error("not a key of that kind")]
    Point,
    /// The key could not sign.
    #[error("the key could not sign")]
    Signature,
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

    /// The name under which the SM3 tree of this log is signed: `origin/sm3`.
    ///
    /// # Errors
    /// [`KeyError::Name`] if it would be too long.
    pub fn sm3(&self) -> Result<Self, KeyError> {
        Self::parse(&format!("{self}{SM3_SUFFIX}"))
    }

    /// The log's own name, if this is that of its SM3 tree.
    #[must_use]
    pub fn without_sm3(&self) -> Option<Self> {
        self.0.strip_suffix(SM3_SUFFIX).and_then(|name| Self::parse(name).ok())
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
    /// SM2 with SM3 over the note: the log's SM3 tree (type 0xff and `liuhen.org/sm2-sm3/v1`).
    Sm2Log,
}

impl KeyKind {
    /// What stands before the public key.
    fn prefix(self) -> Vec<u8> {
        match self {
            Self::Log => vec![1],
            Self::Cosignature => vec![4],
            Self::Sm2Log => [&[0xff], ALGORITHM].concat(),
        }
    }

    /// Whether it signs heads of a log, of whichever tree.
    #[must_use]
    pub const fn signs_heads(self) -> bool {
        match self {
            Self::Log | Self::Sm2Log => true,
            Self::Cosignature => false,
        }
    }
}

#[derive(Debug, Clone)]
enum PublicKey {
    Ed25519(VerifyingKey),
    Sm2(Box<Sm2Key>),
}

impl PublicKey {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key.as_bytes(),
            Self::Sm2(key) => key.point(),
        }
    }
}

/// A public key with its name and kind.
#[derive(Debug, Clone)]
pub struct VerifierKey {
    name: KeyName,
    kind: KeyKind,
    id: [u8; KEY_ID_BYTES], // INVARIANT: derived from the other three
    key: PublicKey,         // INVARIANT: SM2 if and only if the kind is
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.kind == other.kind && self.key.bytes() == other.key.bytes()
    }
}

impl Eq for VerifierKey {}

impl VerifierKey {
    pub(crate) fn new(name: KeyName, kind: KeyKind, key: VerifyingKey) -> Self {
        Self::of(name, kind, PublicKey::Ed25519(key))
    }

    fn of(name: KeyName, kind: KeyKind, key: PublicKey) -> Self {
        let mut hasher = sha2::Sha256::new();
        hasher.update(name.as_str().as_bytes());
        hasher.update(b"\n");
        hasher.update(kind.prefix());
        hasher.update(key.bytes());
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        Self { name, kind, id: [a, b, c, d], key }
    }

    /// The key of that name and kind with these public bytes: 32 of Ed25519, or the 65 of an
    /// uncompressed SM2 point.
    ///
    /// # Errors
    /// [`KeyError::Form`] for another length, [`KeyError::Point`] for bytes that are no key.
    pub fn from_public(name: KeyName, kind: KeyKind, bytes: &[u8]) -> Result<Self, KeyError> {
        let key = match kind {
            KeyKind::Log | KeyKind::Cosignature => {
                let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Form)?;
                let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
                PublicKey::Ed25519(key)
            }
            KeyKind::Sm2Log => PublicKey::Sm2(Box::new(Sm2Key::from_bytes(bytes)?)),
        };
        Ok(Self::of(name, kind, key))
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
        let (kind, key) = match kind {
            1 => (KeyKind::Log, key),
            4 => (KeyKind::Cosignature, key),
            0xff => {
                let key = key.strip_prefix(ALGORITHM).ok_or(KeyError::Kind(0xff))?;
                (KeyKind::Sm2Log, key)
            }
            other => return Err(KeyError::Kind(*other)),
        };
        let read = Self::from_public(name, kind, key)?;
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

    /// The bytes of the public key: 32 of Ed25519, 65 of SM2.
    #[must_use]
    pub fn public_bytes(&self) -> &[u8] {
        self.key.bytes()
    }

    /// Whether that is this key's signature over exactly that text.
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match &self.key {
            PublicKey::Ed25519(key) => {
                key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
            }
            PublicKey::Sm2(key) => key.accepts(message, signature),
        }
    }

    /// What an SM2 module signs in the message's place, for one that takes digests only; `None`
    /// for other keys.
    #[must_use]
    pub fn sm2_digest(&self, message: &[u8]) -> Option<Hash> {
        match &self.key {
            PublicKey::Ed25519(_) => None,
            PublicKey::Sm2(key) => Some(key.digest(message)),
        }
    }

    fn id_text(&self) -> String {
        self.id.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The text that policies hold: `name+id+key`.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.kind.prefix(), self.key.bytes()].concat();
        write!(f, "{}+{}+{}", self.name, self.id_text(), encode(&bytes))
    }
}
