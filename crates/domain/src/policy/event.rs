//! What became of the trust policy.

use terms::Digests;

use crate::event::events;

events! {
    /// The server was started with this policy, and had another one before, or none.
    Adopted = "policy.adopted" {
        /// The policy, exactly as its file has it.
        text: String,
        /// Digests of that text.
        digests: Digests,
    } binds digests;
    /// The server was started without a policy, and had one before.
    Dropped = "policy.dropped" {};
}
