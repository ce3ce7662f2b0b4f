//! Checkpoints: a log's size and root, signed by the log (C2SP tlog-checkpoint).

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::base64::{hash_from_base64, hash_to_base64};
use crate::key::{KeyError, KeyKind, KeyName, VerifierKey};
use crate::note::{NoteError, NoteSignature, SignatureError, SignedNote};
use crate::tree::{Hash, MAX_TREE_SIZE};

/// Most lines of a checkpoint's text: three and a few extensions.
pub const MAX_CHECKPOINT_LINES: usize = 16;

/// Why a note is not a checkpoint of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note.
    #[error("not a signed note")]
    Note(#[from] NoteError),
    /// The text is not origin, size and root, one a line.
    #[error("the text is not origin, size and root")]
    Form,
    /// The checkpoint speaks for another log than the key.
    #[error("the checkpoint is another log's")]
    Origin,
    /// The log's key has not signed it.
    #[error("the log's signature does not hold")]
    Signature(#[from] SignatureError),
}

/// A log's head: how many leaves, and their root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: KeyName,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the text of a checkpoint. Extension lines are accepted and not kept.
    ///
    /// # Errors
    /// [`CheckpointError::Form`] for anything else.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        let lines: Vec<&str> = text.split('\n').take(MAX_CHECKPOINT_LINES + 1).collect();
        if lines.len() > MAX_CHECKPOINT_LINES || lines.iter().any(|line| line.is_empty()) {
            return Err(CheckpointError::Form);
        }
        let [origin, size, root, ..] = lines.as_slice() else { return Err(CheckpointError::Form) };
        Ok(Self {
            origin: KeyName::parse(origin).map_err(|_| CheckpointError::Form)?,
            size: parse_size(size).ok_or(CheckpointError::Form)?,
            root: hash_from_base64(root).map_err(|_| CheckpointError::Form)?,
        })
    }

    /// The note that says this, with a signature over its text. Nothing is verified.
    #[must_use]
    pub fn signed(&self, signature: NoteSignature) -> SignedNote {
        SignedNote::signed(self.to_string(), signature)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, hash_to_base64(&self.root))
    }
}

/// A decimal number up to [`MAX_TREE_SIZE`], without sign or leading zeros.
pub(crate) fn parse_size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok()?;
    (size <= MAX_TREE_SIZE && size.to_string() == text).then_some(size)
}

/// Reads a note and checks that `key` has signed it as the checkpoint of its own log.
///
/// # Errors
/// [`CheckpointError`] naming the first thing that is wrong.
pub fn open_checkpoint(
    note: &str,
    key: &VerifierKey,
) -> Result<(Checkpoint, SignedNote), CheckpointError> {
    let note = SignedNote::parse(note)?;
    let checkpoint = Checkpoint::parse(note.text())?;
    if checkpoint.origin != *key.name() {
        return Err(CheckpointError::Origin);
    }
    verify_log_signature(&note, key)?;
    Ok((checkpoint, note))
}

pub(crate) fn verify_log_signature(
    note: &SignedNote,
    key: &VerifierKey,
) -> Result<(), SignatureError> {
    if !key.kind().signs_heads() {
        return Err(SignatureError::Kind);
    }
    let mut found = Err(SignatureError::Absent);
    for line in note.lines_of(key) {
        let signature = line.bytes.as_slice().try_into().map_err(|_| SignatureError::Wrong)?;
        if !key.accepts(note.text().as_bytes(), signature) {
            return Err(SignatureError::Wrong);
        }
        found = Ok(());
    }
    found
}

/// Signs checkpoints of one log.
///
/// It signs what it is given: whoever holds it must refuse a tree that does not extend the last.
pub struct LogSigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl LogSigner {
    /// Makes the signer of the log `origin` from a secret seed of 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the origin cannot be a key name.
    pub fn from_seed(origin: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let name = KeyName::parse(origin)?;
        let key = SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, KeyKind::Log, key.verifying_key());
        Ok(Self { key, verifier })
    }

    /// The public key, for policies.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs the head of the log: size and root.
    #[must_use]
    pub fn sign(&self, size: u64, root: Hash) -> SignedNote {
        let head = Checkpoint { origin: self.verifier.name().clone(), size, root };
        let signature = self.sign_text(head.to_string().as_bytes());
        head.signed(NoteSignature::by(&self.verifier, &signature))
    }

    /// The 64 bytes of a signature over a text.
    #[must_use]
    pub fn sign_text(&self, text: &[u8]) -> [u8; 64] {
        self.key.sign(text).to_bytes()
    }
}

impl fmt::Debug for LogSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogSigner({})", self.verifier)
    }
}
