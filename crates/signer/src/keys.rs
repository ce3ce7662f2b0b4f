//! Keys that sign: out of a file, or held by a module.

use ledger::{KeyError, LogSigner, Sm2LogSigner, VerifierKey};

use crate::fault::SignerFault;

/// Something that holds a secret key and signs texts with it.
pub trait Signer: Send {
    /// The public key, under the name that it signs for.
    fn verifier_key(&self) -> &VerifierKey;

    /// A signature over exactly this text.
    ///
    /// # Errors
    /// [`SignerFault::Key`] if the key or its module does not do it.
    fn sign(&self, text: &[u8]) -> Result<[u8; 64], SignerFault>;
}

impl Signer for LogSigner {
    fn verifier_key(&self) -> &VerifierKey {
        self.verifier_key()
    }

    fn sign(&self, text: &[u8]) -> Result<[u8; 64], SignerFault> {
        Ok(self.sign_text(text))
    }
}

impl Signer for Sm2LogSigner {
    fn verifier_key(&self) -> &VerifierKey {
        self.verifier_key()
    }

    fn sign(&self, text: &[u8]) -> Result<[u8; 64], SignerFault> {
        self.sign_text(text).map_err(of_key)
    }
}

pub(crate) fn of_key(error: KeyError) -> SignerFault {
    SignerFault::Key(error.to_string())
}
