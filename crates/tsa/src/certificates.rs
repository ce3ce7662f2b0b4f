//! Certificates as people hand them over.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};

/// Most certificates in one text: an authority and those above it, some of them renewed.
const MAX_CERTIFICATES: usize = 16;

/// The text holds no certificate, too many, or one that does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not certificates in PEM")]
pub struct CertificatesError;

/// Certificates in DER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificates {
    ders: Vec<CertificateDer<'static>>,
}

impl Certificates {
    /// Reads certificates in PEM, one after the other; other text around them is passed over.
    ///
    /// # Errors
    /// [`CertificatesError`] if there is none, or one does not read.
    pub fn parse(pem: &str) -> Result<Self, CertificatesError> {
        let read = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
        let ders = read.map_err(|_| CertificatesError)?;
        let reads = |der: &CertificateDer<'_>| webpki::anchor_from_trusted_cert(der).is_ok();
        if ders.is_empty() || ders.len() > MAX_CERTIFICATES || !ders.iter().all(reads) {
            return Err(CertificatesError);
        }
        Ok(Self { ders })
    }

    /// Takes certificates in DER as they are; one that does not read certifies nobody.
    #[must_use]
    pub fn from_ders(ders: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { ders: ders.into_iter().map(CertificateDer::from).collect() }
    }

    /// Each of them, in DER.
    pub fn ders(&self) -> impl Iterator<Item = &[u8]> {
        self.ders.iter().map(AsRef::as_ref)
    }

    pub(crate) fn as_slice(&self) -> &[CertificateDer<'static>] {
        &self.ders
    }
}

/// SHA-256 of a certificate in DER: what people compare, and what policies name.
#[must_use]
pub fn fingerprint(der: &[u8]) -> [u8; 32] {
    Sha256::digest(der).into()
}
