//! Signed notes: a text, a blank line and signature lines (C2SP signed-note).

use std::fmt;

use crate::base64::{decode, encode};
use crate::key::{KEY_ID_BYTES, KeyName, VerifierKey};

/// Longest note, in bytes: a checkpoint with 16 post-quantum cosignatures still fits.
pub const MAX_NOTE_BYTES: usize = 128 * 1024;
/// Most signatures on a note. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// Why a text is not a signed note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Above [`MAX_NOTE_BYTES`] or [`MAX_SIGNATURES`].
    #[error("the note is too long or has too many signatures")]
    TooLong,
    /// A control character other than the line break.
    #[error("the note holds a control character")]
    Control,
    /// No blank line, no signature, or a text that does not end its last line.
    #[error("a signed note is a text, a blank line and signature lines")]
    Form,
    /// A line after the blank one is not a signature.
    #[error("a signature line is malformed")]
    SignatureLine,
}

/// Why a note is not signed by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No line carries that key's name and id.
    #[error("the key has not signed this note")]
    Absent,
    /// A line carries its name and id, but the signature is wrong.
    #[error("a signature under that key's name is wrong")]
    Wrong,
    /// The key is of the other kind: a log's where a witness's is needed, or the reverse.
    #[error("the key is of another kind")]
    Kind,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Who is said to have signed.
    pub name: KeyName,
    /// Which key.
    pub key_id: [u8; KEY_ID_BYTES],
    /// What follows the key id.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// The line of a signature that a key made. Nothing is verified.
    #[must_use]
    pub fn by(key: &VerifierKey, signature: &[u8]) -> Self {
        Self { name: key.name().clone(), key_id: key.id(), bytes: signature.to_vec() }
    }

    /// Reads `— name base64`, without the line break.
    ///
    /// # Errors
    /// [`NoteError::SignatureLine`] for anything else.
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let wrong = NoteError::SignatureLine;
        let (name, text) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(wrong)?;
        let name = KeyName::parse(name).map_err(|_| wrong)?;
        let bytes = decode(text).map_err(|_| wrong)?;
        match bytes.split_first_chunk::<KEY_ID_BYTES>() {
            Some((key_id, rest)) if !rest.is_empty() => {
                Ok(Self { name, key_id: *key_id, bytes: rest.to_vec() })
            }
            _ => Err(wrong),
        }
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.as_slice(), &self.bytes].concat();
        write!(f, "— {} {}", self.name, encode(&bytes))
    }
}

/// A text and who signed it. Nothing is verified by reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String, // INVARIANT: ends with a line break, no other control characters
    signatures: Vec<NoteSignature>, // INVARIANT: 1 to MAX_SIGNATURES
}

impl SignedNote {
    /// A note of ours. `text` is a checkpoint's, so it has the right form.
    pub(crate) fn signed(text: String, signature: NoteSignature) -> Self {
        Self { text, signatures: vec![signature] }
    }

    /// Reads a note. The last blank line separates text and signatures.
    ///
    /// # Errors
    /// [`NoteError`] naming what is wrong.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Control);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Form)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let signatures: Vec<_> = lines
            .split('\n')
            .take(MAX_SIGNATURES + 1)
            .map(NoteSignature::parse)
            .collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::TooLong);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// What was signed, with its final line break.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature line, unless the same line is there already.
    ///
    /// # Errors
    /// [`NoteError::TooLong`] if the note has [`MAX_SIGNATURES`].
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooLong);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// The same text with one line of `key` alone, and another one.
    #[must_use]
    pub fn with_only(&self, key: &VerifierKey, line: NoteSignature) -> Self {
        let mut signatures: Vec<_> = self.lines_of(key).take(1).cloned().collect();
        signatures.push(line);
        Self { text: self.text.clone(), signatures }
    }

    /// Lines that carry this key's name and id.
    pub(crate) fn lines_of(&self, key: &VerifierKey) -> impl Iterator<Item = &NoteSignature> {
        self.signatures
            .iter()
            .filter(move |line| line.name == *key.name() && line.key_id == key.id())
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
