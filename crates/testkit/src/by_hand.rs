//! A clock and an id source that stand still until a test moves them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use terms::Timestamp;

/// A clock moved by hand. Clones show the same time.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.ms())))
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    /// Sets it, also backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.ms(), Ordering::SeqCst);
    }

    /// Moves it on by `ms`, or back if negative, and says what it shows then.
    pub fn advance_ms(&self, ms: i64) -> Timestamp {
        let moved = self.0.fetch_add(ms, Ordering::SeqCst).saturating_add(ms);
        Timestamp::from_ms(moved)
    }
}

/// Ids that count 1, 2, 3 … Clones go on from one another.
#[derive(Debug, Clone, Default)]
pub struct CountingIds(Arc<AtomicU64>);

impl CountingIds {
    /// Begins at 1.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next 128 bits, for `from_bits` of any id.
    #[must_use]
    pub fn bits(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::SeqCst).saturating_add(1))
    }

    /// The next id: `ids.next(CaseId::from_bits)`.
    #[must_use]
    pub fn next<T>(&self, from_bits: impl FnOnce(u128) -> T) -> T {
        from_bits(self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_time_and_count() {
        let clock = HandClock::at(Timestamp::from_ms(1000));
        let same = clock.clone();
        assert_eq!(clock.advance_ms(500), Timestamp::from_ms(1500));
        assert_eq!(same.now(), Timestamp::from_ms(1500));
        let ids = CountingIds::new();
        assert_eq!((ids.bits(), ids.clone().bits(), ids.bits()), (1, 2, 3));
    }
}
