//! What tests share: a hand-driven clock and ids, sample clips, faulty sinks.

mod by_hand;
pub mod clips;
pub mod postgres;

pub use by_hand::{CountingIds, HandClock};
