//! Cosignatures: a witness says when it saw a checkpoint that extends all it saw before
//! (C2SP tlog-cosignature, Ed25519).

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::key::{KeyError, KeyKind, KeyName, VerifierKey};
use crate::note::{NoteSignature, SignatureError, SignedNote};

const TIME_BYTES: usize = 8;

/// When the witness saw the checkpoint, in whole seconds since 1970-01-01T00:00Z.
///
/// # Errors
/// [`SignatureError`] if the witness has not cosigned the note, or wrongly.
pub fn cosigned_at(note: &SignedNote, witness: &VerifierKey) -> Result<u64, SignatureError> {
    if witness.kind() != KeyKind::Cosignature {
        return Err(SignatureError::Kind);
    }
    let mut latest = Err(SignatureError::Absent);
    for line in note.lines_of(witness) {
        let (time, signature) =
            line.bytes.split_first_chunk::<TIME_BYTES>().ok_or(SignatureError::Wrong)?;
        let signature = signature.try_into().map_err(|_| SignatureError::Wrong)?;
        let seconds = u64::from_be_bytes(*time);
        if !witness.accepts(message(seconds, note).as_bytes(), signature) {
            return Err(SignatureError::Wrong);
        }
        latest = Ok(latest.map_or(seconds, |last: u64| last.max(seconds)));
    }
    latest
}

fn message(seconds: u64, note: &SignedNote) -> String {
    format!("cosignature/v1\ntime {seconds}\n{}", note.text())
}

/// Cosigns checkpoints as one witness.
///
/// It signs what it is given: the witness must have checked and stored the head before.
pub struct Cosigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl Cosigner {
    /// Makes the witness `name` from a secret seed of 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`] if it cannot be a key name.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let name = KeyName::parse(name)?;
        let key = SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, KeyKind::Cosignature, key.verifying_key());
        Ok(Self { key, verifier })
    }

    /// The public key, for policies.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The signature line for a checkpoint seen at `seconds` since 1970.
    #[must_use]
    pub fn cosign(&self, note: &SignedNote, seconds: u64) -> NoteSignature {
        let signature = self.key.sign(message(seconds, note).as_bytes()).to_bytes();
        NoteSignature {
            name: self.verifier.name().clone(),
            key_id: self.verifier.id(),
            bytes: [seconds.to_be_bytes().as_slice(), &signature].concat(),
        }
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cosigner({})", self.verifier)
    }
}
