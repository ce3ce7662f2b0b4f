//! What an authority is asked, and what it answers (RFC 3161 §2.4).

use der::asn1::{BitString, Int, ObjectIdentifier, OctetString};
use der::{Any, Decode as _, Encode as _, Sequence};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::certificates::Certificates;
use crate::chain::{NotCounted, Stamp};
use crate::info::MessageImprint;
use crate::token::{MAX_TOKEN_BYTES, SHA256, Token, TokenError};

/// A question: what is to be stamped, and a number that the answer has to repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// SHA-256 of what is stamped.
    pub imprint: [u8; 32],
    /// Drawn anew each time, so that an old answer is none.
    pub nonce: u64,
    /// The policy that is asked for; `None` leaves it to the authority.
    pub policy: Option<ObjectIdentifier>,
}

/// The authority did not stamp, or its answer is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoStamp {
    /// Not an answer of RFC 3161, or one that is too long.
    #[error("not an answer")]
    Form,
    /// It refused, with this status of RFC 3161 §2.4.2, and says so much why: the number of a
    /// failure there.
    #[error("refused with status {status}, failure {failure:?}")]
    Refused {
        /// From 2 on.
        status: u8,
        /// The first that it names.
        failure: Option<usize>,
    },
    /// It repeats another number than was asked with.
    #[error("another nonce")]
    Nonce,
    /// Another policy than was asked for.
    #[error("another policy")]
    Policy,
    /// The token is not right.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token does not count.
    #[error(transparent)]
    NotCounted(#[from] NotCounted),
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TimeStampReq {
    version: u8,
    imprint: MessageImprint,
    #[asn1(optional = "true")]
    policy: Option<ObjectIdentifier>,
    nonce: u64,
    wants_certificate: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TimeStampResp {
    status: StatusInfo,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct StatusInfo {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

impl Request {
    /// The body of the question, in DER.
    ///
    /// # Errors
    /// Never for values built here; the encoder's signature says it might.
    pub fn to_der(&self) -> der::Result<Vec<u8>> {
        let hash_algorithm = AlgorithmIdentifierOwned { oid: SHA256, parameters: None };
        let hashed_message = OctetString::new(self.imprint)?;
        TimeStampReq {
            version: 1,
            imprint: MessageImprint { hash_algorithm, hashed_message },
            policy: self.policy,
            nonce: self.nonce,
            wants_certificate: true,
        }
        .to_der()
    }

    /// The token in the answer, in DER, and what it says.
    ///
    /// # Errors
    /// [`NoStamp`] for the first thing that is not as asked.
    pub fn open(&self, answer: &[u8], trusted: &Certificates) -> Result<(Vec<u8>, Stamp), NoStamp> {
        let der = token_of(answer)?;
        let token = Token::open(&der, &self.imprint)?;
        let nonce = self.nonce.to_der().and_then(|der| Int::from_der(&der));
        if token.info.nonce != nonce.ok() {
            return Err(NoStamp::Nonce);
        }
        if self.policy.is_some_and(|policy| policy != token.info.policy) {
            return Err(NoStamp::Policy);
        }
        let stamp = token.stamp(trusted, &Certificates::default())?;
        Ok((der, stamp))
    }
}

fn token_of(answer: &[u8]) -> Result<Vec<u8>, NoStamp> {
    if answer.len() > MAX_TOKEN_BYTES {
        return Err(NoStamp::Form);
    }
    let TimeStampResp { status, token } =
        TimeStampResp::from_der(answer).map_err(|_| NoStamp::Form)?;
    if status.status > 1 {
        let failure = status.failure.and_then(|bits| bits.bits().position(|bit| bit));
        return Err(NoStamp::Refused { status: status.status, failure });
    }
    token.ok_or(NoStamp::Form)?.to_der().map_err(|_| NoStamp::Form)
}
