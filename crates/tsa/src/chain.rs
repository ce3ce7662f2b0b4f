//! Whether a token counts: who certified the signer, and for what.

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use rustls_pki_types::{CertificateDer, UnixTime};
use terms::Timestamp;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;

use crate::certificates::Certificates;
use crate::token::Token;

const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
/// Content octets of [`TIME_STAMPING`].
const TIME_STAMPING_OCTETS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// What a token says that counts.
#[doc(alias = "可信时间戳")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When, by the authority's clock.
    pub at: Timestamp,
    /// By how much that may be off, in milliseconds, rounded up; 0 if the authority does not say.
    pub accuracy_ms: u64,
    /// Subject of its certificate.
    pub authority: String,
    /// The policy it stamps under, in dots.
    pub policy: String,
    /// Its number for this stamp, hexadecimal.
    pub serial: String,
}

/// Why a token that is right does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    /// Nobody we trust certified the signer.
    #[error("an unknown authority")]
    Untrusted,
    /// A certificate was not valid at the time of the stamp.
    #[error("a certificate was not valid then")]
    Expired,
    /// The certificate may not stamp, or may do other things besides.
    #[error("a certificate not for time stamping alone")]
    Usage,
}

impl Token {
    /// What it says, if one of `trusted` is the signer's certificate or certified it at that time,
    /// by way of certificates that it brings or that stand `beside` it.
    ///
    /// # Errors
    /// [`NotCounted`].
    pub fn stamp(
        &self,
        trusted: &Certificates,
        beside: &Certificates,
    ) -> Result<Stamp, NotCounted> {
        self.check_usage()?;
        self.check_chain(trusted, beside)?;
        Ok(Stamp {
            at: self.info.at,
            accuracy_ms: self.info.accuracy_ms,
            authority: self.signer.tbs_certificate.subject.to_string(),
            policy: self.info.policy.to_string(),
            serial: self.info.serial.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// RFC 3161 §2.3: this purpose, alone, and critical.
    fn check_usage(&self) -> Result<(), NotCounted> {
        let usage = self.signer.tbs_certificate.get::<ExtendedKeyUsage>();
        match usage {
            Ok(Some((true, usage))) if usage.0 == [TIME_STAMPING] => Ok(()),
            _ => Err(NotCounted::Usage),
        }
    }

    fn check_chain(&self, trusted: &Certificates, beside: &Certificates) -> Result<(), NotCounted> {
        let Some((signers, brought)) = self.certificates.split_first() else {
            return Err(NotCounted::Untrusted);
        };
        if trusted.as_slice().contains(signers) {
            return self.check_validity();
        }
        let end = EndEntityCert::try_from(signers).map_err(|_| NotCounted::Untrusted)?;
        let others = brought.iter().chain(beside.as_slice());
        let others: Vec<CertificateDer<'_>> =
            others.filter(|one| !is_constrained(one)).cloned().collect();
        let anchors = trusted.as_slice().iter().filter(|one| !is_constrained(one));
        let anchors: Vec<_> =
            anchors.filter_map(|one| anchor_from_trusted_cert(one).ok()).collect();
        let since = u64::try_from(self.info.at.ms() / 1000).map_err(|_| NotCounted::Expired)?;
        let found = end.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &anchors,
            &others,
            UnixTime::since_unix_epoch(std::time::Duration::from_secs(since)),
            KeyUsage::required_if_present(TIME_STAMPING_OCTETS),
            None,
            None,
        );
        found.map(|_| ()).map_err(|error| why(&error))
    }

    fn check_validity(&self) -> Result<(), NotCounted> {
        let validity = &self.signer.tbs_certificate.validity;
        let ms = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX)
        };
        let seconds = self.info.at.ms().div_euclid(1000).saturating_mul(1000);
        let is_valid = (ms(&validity.not_before)..=ms(&validity.not_after)).contains(&seconds);
        if is_valid { Ok(()) } else { Err(NotCounted::Expired) }
    }
}

/// Says whom it may certify by their names: nobody then is led to by it, because the names of
/// authorities are for people.
fn is_constrained(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok_and(|one| {
        let mut extensions = one.tbs_certificate.extensions.iter().flatten();
        extensions.any(|extension| extension.extn_id == NAME_CONSTRAINTS)
    })
}

/// Why the path to a trusted certificate does not hold.
const fn why(error: &webpki::Error) -> NotCounted {
    use webpki::Error as E;
    if matches!(error, E::CertExpired { .. } | E::CertNotValidYet { .. }) {
        NotCounted::Expired
    } else if matches!(error, E::RequiredEkuNotFoundContext(_)) {
        NotCounted::Usage
    } else {
        NotCounted::Untrusted
    }
}
