//! What outside clocks said.

use terms::{Digest, Digests, Timestamp};

use crate::event::events;

events! {
    /// A head that enough witnesses cosigned. Whatever is written after this was written after they
    /// did, because nobody could know their signatures before.
    Cosigned = "beacon.cosigned" {
        /// Facts under the head.
        size: u64,
        /// Its root.
        root: Digest,
        /// By their clocks: what is written after this is no older.
        cosigned_at: Timestamp,
        /// Names of the witnesses in our policy.
        witnesses: Vec<String>,
        /// The signed head with their cosignatures, exactly.
        note: String,
        /// Digests of that text.
        digests: Digests,
    } binds digests;    /// A time-stamping authority stamped a head (RFC 3161). Whatever is written after this was
    /// written after it did, because nobody could know its token before.
    Stamped = "beacon.stamped" {
        /// Facts under the head.
        size: u64,
        /// Its root.
        root: Digest,
        /// When, by the authority's clock.
        stamped_at: Timestamp,
        /// By how much that may be off, in milliseconds, as the authority says; 0 if it does not.
        accuracy_ms: u64,
        /// Who: the subject of its certificate.
        authority: String,
        /// The signed head that was stamped, with what witnesses said of it, exactly.
        note: String,
        /// The token: base64 of its DER.
        token: String,
        /// Certificates that the agency trusted the authority by: base64 of the DER of each.
        certificates: Vec<String>,
        /// Digests of the token's bytes.
        digests: Digests,
    } binds digests;
}
