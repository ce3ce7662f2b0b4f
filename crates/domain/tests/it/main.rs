//! The domain as others see it: who may do what, and what may be read back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at what it did not expect, its helpers too"
)]

mod authz;
mod events;
#[cfg(test)]
mod matching;
mod vocabulary;
