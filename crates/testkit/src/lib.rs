//! What tests share: a hand-driven clock and ids, sample clips, real servers.

#[cfg(feature = "authority")]
pub mod authority;
mod by_hand;
pub mod clips;
pub mod postgres;
pub mod proxy;
#[cfg(feature = "s3")]
pub mod s3;
pub mod small_disk;

pub use by_hand::{CountingIds, HandClock};
