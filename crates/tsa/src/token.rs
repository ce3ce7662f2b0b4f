//! A token, opened: that whoever signed it signed exactly this.

use cms::content_info::ContentInfo;
use cms::signed_data::{EncapsulatedContentInfo, SignerIdentifier, SignerInfo, SignerInfos};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Any, Decode as _, Encode as _, Sequence, Tag, Tagged as _};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use terms::Timestamp;
use webpki::EndEntityCert;
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::info::Info;

/// Longest token or answer that is read, in bytes.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// Signed data with SM2 (GM/T 0010).
const SM2_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.6.1.4.2.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub(crate) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// Why a token is not right, or cannot be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token, or one that is too long.
    #[error("not a time-stamp token")]
    Form,
    /// It stamps something else.
    #[error("another imprint")]
    Imprint,
    /// What it signs is not what it holds.
    #[error("the signed digest is another")]
    Digest,
    /// It does not bring the certificate that it says it was signed with.
    #[error("the signer's certificate is absent, or another")]
    Certificate,
    /// Its signature does not hold.
    #[error("the signature does not hold")]
    Signature,
    /// An algorithm or extension that is not read here, such as SM2 (GM/T 0033): nothing is said
    /// against it.
    #[error("an algorithm that is not read here")]
    Unread,
}

/// A token over our imprint, with a signature that holds.
pub struct Token {
    pub(crate) info: Info,
    /// The signer's first.
    pub(crate) certificates: Vec<CertificateDer<'static>>,
    pub(crate) signer: Certificate,
}

impl Token {
    /// Opens a token over that imprint, a SHA-256.
    ///
    /// # Errors
    /// [`TokenError`] for the first thing that is not right.
    pub fn open(token: &[u8], imprint: &[u8; 32]) -> Result<Self, TokenError> {
        let read = Signed::read(token)?;
        let stated = &read.info.imprint;
        if stated.hash_algorithm.oid != SHA256
            || stated.hashed_message.as_bytes() != imprint.as_slice()
        {
            return Err(TokenError::Imprint);
        }
        if read.info.is_beyond_us {
            return Err(TokenError::Unread);
        }
        let (own, signer) = read.check_signature()?;
        let others = read.certificates.iter().filter(|one| **one != own);
        let certificates = std::iter::once(&own).chain(others).cloned().collect();
        Ok(Self { info: read.info, certificates, signer })
    }

    /// The certificates that it brings, in DER; the signer's first.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(AsRef::as_ref)
    }

    /// When it was stamped, by the authority's clock.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.info.at
    }
}

/// As in RFC 5652 §5.1; certificates stay as they are written, because they are hashed.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: Any,
    content: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    certificates: Option<Vec<Any>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    revocations: Option<Vec<Any>>,
    signers: SignerInfos,
}

/// A token as it stands there.
struct Signed {
    info: Info,
    content: Vec<u8>,
    signer: SignerInfo,
    certificates: Vec<CertificateDer<'static>>,
}

impl Signed {
    fn read(token: &[u8]) -> Result<Self, TokenError> {
        let form = |_| TokenError::Form;
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Form);
        }
        let outer = ContentInfo::from_der(token).map_err(form)?;
        match outer.content_type {
            SIGNED_DATA => {}
            SM2_SIGNED_DATA => return Err(TokenError::Unread),
            _ => return Err(TokenError::Form),
        }
        let signed: SignedData = outer.content.decode_as().map_err(form)?;
        let inner = signed.content;
        if inner.econtent_type != TST_INFO {
            return Err(TokenError::Form);
        }
        let content = inner.econtent.ok_or(TokenError::Form)?;
        let content = content.decode_as::<OctetString>().map_err(form)?.into_bytes();
        let info = Info::read(&content).map_err(form)?;
        // RFC 3161 §2.4.2: the authority's signature and no other.
        let [signer] = signed.signers.0.as_slice() else { return Err(TokenError::Form) };
        let all = signed.certificates.iter().flatten();
        let plain = all.filter(|one| one.tag() == Tag::Sequence);
        let ders = plain.map(|one| one.to_der().map(CertificateDer::from));
        let certificates = ders.collect::<Result<_, _>>().map_err(form)?;
        Ok(Self { info, content, signer: signer.clone(), certificates })
    }

    /// The certificate whose key signed the content: as it is written, and read.
    fn check_signature(&self) -> Result<(CertificateDer<'static>, Certificate), TokenError> {
        let attributes = self.signer.signed_attrs.as_ref().ok_or(TokenError::Form)?;
        let kind = self.signed(CONTENT_TYPE)?.ok_or(TokenError::Form)?;
        if kind.decode_as::<ObjectIdentifier>().ok() != Some(TST_INFO) {
            return Err(TokenError::Form);
        }
        let named = algorithms(self.signer.signature_algorithm.oid, self.signer.digest_alg.oid)?;
        // What is read here has no parameters: none, or those that say so. Nobody signed them.
        for algorithm in [&self.signer.digest_alg, &self.signer.signature_algorithm] {
            if !algorithm.parameters.as_ref().is_none_or(Any::is_null) {
                return Err(TokenError::Form);
            }
        }
        let found = digest(self.signer.digest_alg.oid, &self.content)?;
        let stated = self.signed(MESSAGE_DIGEST)?.ok_or(TokenError::Form)?;
        if stated.tag() != Tag::OctetString || stated.value() != found {
            return Err(TokenError::Digest);
        }
        let read = |der: &CertificateDer<'static>| {
            let read = Certificate::from_der(der).ok().filter(|one| self.is_signers(one))?;
            Some((der.clone(), read))
        };
        let signers = self.certificates.iter().find_map(read).ok_or(TokenError::Certificate)?;
        self.check_named(&signers.0)?;
        let key = EndEntityCert::try_from(&signers.0).map_err(|_| TokenError::Unread)?;
        // What is signed is the set with its own tag (RFC 5652 §5.4).
        let message = attributes.to_der().map_err(|_| TokenError::Form)?;
        let signature = self.signer.signature.as_bytes();
        let holds = named.iter().any(|one| key.verify_signature(*one, &message, signature).is_ok());
        if holds { Ok(signers) } else { Err(TokenError::Signature) }
    }

    /// The one value of a signed attribute; `None` if it is not there.
    fn signed(&self, wanted: ObjectIdentifier) -> Result<Option<&Any>, TokenError> {
        let attributes = self.signer.signed_attrs.as_ref().ok_or(TokenError::Form)?;
        let mut of_kind = attributes.iter().filter(|one| one.oid == wanted);
        let Some(one) = of_kind.next() else { return Ok(None) };
        match (of_kind.next(), one.values.as_slice()) {
            (None, [value]) => Ok(Some(value)),
            _ => Err(TokenError::Form),
        }
    }

    fn is_signers(&self, certificate: &Certificate) -> bool {
        let tbs = &certificate.tbs_certificate;
        match &self.signer.sid {
            SignerIdentifier::IssuerAndSerialNumber(id) => {
                id.issuer == tbs.issuer && id.serial_number == tbs.serial_number
            }
            SignerIdentifier::SubjectKeyIdentifier(id) => {
                let own = tbs.get::<SubjectKeyIdentifier>().ok().flatten();
                own.is_some_and(|(_, own)| own.0 == id.0)
            }
        }
    }

    /// The signed attributes name exactly this certificate (RFC 3161 §2.4.1, RFC 5816).
    fn check_named(&self, certificate: &[u8]) -> Result<(), TokenError> {
        let form = |_| TokenError::Form;
        let v1 = self.signed(SIGNING_CERTIFICATE)?;
        let v2 = self.signed(SIGNING_CERTIFICATE_V2)?;
        if v1.is_none() && v2.is_none() {
            return Err(TokenError::Certificate);
        }
        let mut is_named = true;
        if let Some(value) = v1 {
            let named: SigningCertificate = value.decode_as().map_err(form)?;
            let first = named.certificates.first().ok_or(TokenError::Form)?;
            is_named &= first.hash.as_bytes() == Sha1::digest(certificate).as_slice();
        }
        if let Some(value) = v2 {
            let named: SigningCertificateV2 = value.decode_as().map_err(form)?;
            let first = named.certificates.first().ok_or(TokenError::Form)?;
            let algorithm = first.algorithm.as_ref().map_or(SHA256, |algorithm| algorithm.oid);
            is_named &= first.hash.as_bytes() == digest(algorithm, certificate)?;
        }
        if is_named { Ok(()) } else { Err(TokenError::Certificate) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateHash>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct CertificateHash {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Vec<Any>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateHashV2>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct CertificateHashV2 {
    /// SHA-256 if it is not there.
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Vec<Any>>,
}

fn digest(algorithm: ObjectIdentifier, bytes: &[u8]) -> Result<Vec<u8>, TokenError> {
    match algorithm {
        SHA256 => Ok(Sha256::digest(bytes).to_vec()),
        SHA384 => Ok(Sha384::digest(bytes).to_vec()),
        SHA512 => Ok(Sha512::digest(bytes).to_vec()),
        _ => Err(TokenError::Unread),
    }
}

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

/// What may stand behind the two names in a signature; the key decides among them.
fn algorithms(
    signature: ObjectIdentifier,
    digest: ObjectIdentifier,
) -> Result<Vec<Algorithm>, TokenError> {
    use webpki::ring as r;
    let of_rsa = match digest {
        SHA256 => r::RSA_PKCS1_2048_8192_SHA256,
        SHA384 => r::RSA_PKCS1_2048_8192_SHA384,
        SHA512 => r::RSA_PKCS1_2048_8192_SHA512,
        _ => return Err(TokenError::Unread),
    };
    Ok(match signature.to_string().as_str() {
        // rsaEncryption names no digest; the others name their own.
        "1.2.840.113549.1.1.1" => vec![of_rsa],
        "1.2.840.113549.1.1.11" => vec![r::RSA_PKCS1_2048_8192_SHA256],
        "1.2.840.113549.1.1.12" => vec![r::RSA_PKCS1_2048_8192_SHA384],
        "1.2.840.113549.1.1.13" => vec![r::RSA_PKCS1_2048_8192_SHA512],
        "1.2.840.10045.4.3.2" => vec![r::ECDSA_P256_SHA256, r::ECDSA_P384_SHA256],
        "1.2.840.10045.4.3.3" => vec![r::ECDSA_P256_SHA384, r::ECDSA_P384_SHA384],
        _ => return Err(TokenError::Unread),
    })
}
