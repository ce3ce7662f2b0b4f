//! Time stamps of an authority (RFC 3161): asked for, and checked without a network.
//!
//! A token is right if whoever signed it signed exactly our imprint. It counts if the signer may do
//! nothing but stamp, could do so then, and was certified by somebody we were told to trust. Whether
//! a certificate was revoked is not looked up.

mod certificates;
mod chain;
mod info;
mod request;
mod token;

pub use certificates::{Certificates, CertificatesError, fingerprint};
pub use chain::{NotCounted, Stamp};
pub use der::asn1::ObjectIdentifier;
pub use request::{NoStamp, Request};
pub use token::{MAX_TOKEN_BYTES, Token, TokenError};
