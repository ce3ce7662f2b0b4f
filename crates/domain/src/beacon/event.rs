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
    } binds digests;
}
