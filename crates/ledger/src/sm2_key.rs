//! SM2 signatures with SM3 (GB/T 32918.2), as the SM3 tree is signed: type 0xff and a name of ours.
//!
//! `docs/formats/sm2-note.md` describes key line and signature.

use std::fmt;

use sm2::dsa::signature::Signer as _;
use sm2::dsa::signature::hazmat::PrehashVerifier as _;
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::sec1::ToSec1Point as _;
use sm3::Digest as _;

use crate::checkpoint::Checkpoint;
use crate::key::{KeyError, KeyKind, KeyName, VerifierKey};
use crate::note::{NoteSignature, SignedNote};
use crate::tree::Hash;

/// Follows type 0xff in a key line, as signed-note recommends for types without a byte of their own.
pub(crate) const ALGORITHM: &[u8] = b"liuhen.org/sm2-sm3/v1\n";
/// The signer's id of GB/T 32918.2 where none was agreed on (GB/T 35276).
const SIGNER_ID: &str = "1234567812345678";
/// An uncompressed point: 4, x, y.
const POINT_BYTES: usize = 65;

/// Domain parameters a, b, x, y of the curve, as the hash over the signer's identity wants them.
const PARAMETERS: [u8; 128] = *b"\
\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xfc\
\x28\xe9\xfa\x9e\x9d\x9f\x5e\x34\x4d\x5a\x9e\x4b\xcf\x65\x09\xa7\
\xf3\x97\x89\xf5\x15\xab\x8f\x92\xdd\xbc\xbd\x41\x4d\x94\x0e\x93\
\x32\xc4\xae\x2c\x1f\x19\x81\x19\x5f\x99\x04\x46\x6a\x39\xc9\x94\
\x8f\xe3\x0b\xbf\xf2\x66\x0b\xe1\x71\x5a\x45\x89\x33\x4c\x74\xc7\
\xbc\x37\x36\xa2\xf4\xf6\x77\x9c\x59\xbd\xce\xe3\x6b\x69\x21\x53\
\xd0\xa9\x87\x7c\xc6\x2a\x47\x40\x02\xdf\x32\xe5\x21\x39\xf0\xa0";

/// A point of the SM2 curve that verifies.
#[derive(Clone)]
pub(crate) struct Sm2Key {
    key: VerifyingKey,
    point: [u8; POINT_BYTES], // INVARIANT: the uncompressed form of `key`
}

impl Sm2Key {
    /// Reads an uncompressed point.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let point: [u8; POINT_BYTES] = bytes.try_into().map_err(|_| KeyError::Form)?;
        if point.first() != Some(&4) {
            return Err(KeyError::Form);
        }
        let key = VerifyingKey::from_sec1_bytes(SIGNER_ID, &point).map_err(|_| KeyError::Point)?;
        Ok(Self { key, point })
    }

    pub(crate) const fn point(&self) -> &[u8; POINT_BYTES] {
        &self.point
    }

    /// What is signed in the message's place: SM3 over the signer's identity and the message.
    pub(crate) fn digest(&self, message: &[u8]) -> Hash {
        let mut identity = sm3::Sm3::new();
        let bits = u16::try_from(SIGNER_ID.len() * 8).unwrap_or_default();
        identity.update(bits.to_be_bytes());
        identity.update(SIGNER_ID);
        identity.update(PARAMETERS);
        identity.update(self.point.get(1..).unwrap_or_default());
        let mut hasher = sm3::Sm3::new();
        hasher.update(identity.finalize());
        hasher.update(message);
        hasher.finalize().into()
    }

    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let digest = self.digest(message);
        let read = Signature::from_slice(signature);
        read.is_ok_and(|signature| self.key.verify_prehash(&digest, &signature).is_ok())
    }
}

impl fmt::Debug for Sm2Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sm2Key")
    }
}

/// Signs checkpoints of one log's SM3 tree, under `origin/sm3`.
///
/// It signs what it is given: whoever holds it must refuse a tree that does not extend the last.
pub struct Sm2LogSigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl Sm2LogSigner {
    /// Makes the signer of the log `origin` from a secret of 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the origin cannot be a key name, [`KeyError::Point`] if the secret is
    /// none of the curve's: four in 2^32 are not, and then another has to be drawn.
    pub fn from_secret(origin: &str, secret: [u8; 32]) -> Result<Self, KeyError> {
        let name = KeyName::parse(origin)?.sm3()?;
        let key = SigningKey::from_slice(SIGNER_ID, &secret).map_err(|_| KeyError::Point)?;
        let point = key.verifying_key().to_sec1_point(false);
        let verifier = VerifierKey::from_public(name, KeyKind::Sm2Log, point.as_bytes())?;
        Ok(Self { key, verifier })
    }

    /// The public key, for policies.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The bytes r and s over a text. The same text gives the same bytes (RFC 6979 with SM3).
    ///
    /// # Errors
    /// [`KeyError::Signature`] in a case that has never been met: the drawn number fits none.
    pub fn sign_text(&self, text: &[u8]) -> Result<[u8; 64], KeyError> {
        let signature = self.key.try_sign(text).map_err(|_| KeyError::Signature)?;
        Ok(signature.to_bytes().into())
    }

    /// Signs the head of the SM3 tree: size and root.
    ///
    /// # Errors
    /// As [`Self::sign_text`].
    pub fn sign(&self, size: u64, root: Hash) -> Result<SignedNote, KeyError> {
        let head = Checkpoint { origin: self.verifier.name().clone(), size, root };
        let signature = self.sign_text(head.to_string().as_bytes())?;
        Ok(head.signed(NoteSignature::by(&self.verifier, &signature)))
    }
}

impl fmt::Debug for Sm2LogSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sm2LogSigner({})", self.verifier)
    }
}
