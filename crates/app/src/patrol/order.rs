//! In which order files are read, and how fast. Pure.

use sha2::{Digest as _, Sha256};
use terms::{Digest, Timestamp};

/// A round ends this long after it began: 30 days, in which a damage is to be found.
const ROUND_MS: i64 = 30 * DAY_MS;
const DAY_MS: i64 = 24 * 3_600_000;
/// It is never slower than this (1 MiB/s): a small store is read in minutes, not in thirty days.
pub(super) const LEAST_BYTES_PER_SECOND: u64 = 1 << 20;

/// When a file's turn is. Whoever does not know the root that the log will have when the round begins
/// cannot know it before, and whoever knows it can compute it again.
pub(super) fn turn(seed: Digest, place: &str) -> Digest {
    let mut sha = Sha256::new();
    sha.update(seed.as_bytes());
    sha.update(place.as_bytes());
    Digest::from_bytes(sha.finalize().into())
}

/// How fast the rest of a round is read, so that it ends in time; one that is late makes up for it.
pub(super) fn bytes_per_second(left_bytes: u64, begun_at: Timestamp, now: Timestamp) -> u64 {
    let left_ms = begun_at.plus_ms(ROUND_MS).ms().saturating_sub(now.ms()).max(DAY_MS);
    let seconds = u64::try_from(left_ms.div_euclid(1000)).unwrap_or(1).max(1);
    left_bytes.div_ceil(seconds).max(LEAST_BYTES_PER_SECOND)
}

/// Time that was not used up and may be made up for (1 s): threads do not wake on the dot.
const CREDIT_MS: i64 = 1_000;

/// What may be read of so many bytes a second. More than [`CREDIT_MS`] is not saved for later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    per_second: u64,
    since: Timestamp,
    taken: u64,
}

impl Budget {
    pub(super) const fn new(per_second: u64, now: Timestamp) -> Self {
        Self { per_second, since: now, taken: 0 }
    }

    /// From now on so many.
    pub(super) fn set(&mut self, per_second: u64, now: Timestamp) {
        if per_second != self.per_second && self.wait_ms(now) <= 0 {
            *self = Self::new(per_second, now);
        }
    }

    /// So many were read.
    pub(super) fn take(&mut self, bytes: u64, now: Timestamp) {
        if self.wait_ms(now) < -CREDIT_MS {
            (self.since, self.taken) = (now, 0);
        }
        self.taken = self.taken.saturating_add(bytes);
    }

    /// How long to wait until what was read is paid for; negative if it has been for so long.
    pub(super) fn wait_ms(&self, now: Timestamp) -> i64 {
        let needed = self.taken.saturating_mul(1000).div_ceil(self.per_second.max(1));
        let passed = now.ms().saturating_sub(self.since.ms());
        i64::try_from(needed).unwrap_or(i64::MAX).saturating_sub(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_741_309_200_000 + ms)
    }

    #[test]
    fn a_round_is_as_fast_as_it_must_be_and_never_slower_than_the_least() {
        let much = 100_u64 << 40;
        let speed = bytes_per_second(much, at(0), at(0));
        assert_eq!(speed, much.div_ceil(30 * 24 * 3600));
        assert_eq!(bytes_per_second(1000, at(0), at(0)), LEAST_BYTES_PER_SECOND);
        // Half of the time is gone and nothing was read: twice as fast; late: within a day.
        let half = bytes_per_second(much, at(0), at(15 * DAY_MS));
        assert_eq!(half, much.div_ceil(15 * 24 * 3600));
        let late = bytes_per_second(much, at(0), at(90 * DAY_MS));
        assert_eq!(late, much.div_ceil(24 * 3600));
    }

    #[test]
    fn what_is_read_is_paid_for_by_the_clock_alone() {
        let mut budget = Budget::new(1000, at(0));
        budget.take(3000, at(0));
        assert_eq!(budget.wait_ms(at(0)), 3000);
        assert_eq!(budget.wait_ms(at(2999)), 1);
        assert_eq!(budget.wait_ms(at(3000)), 0);
        // An idle hour is no licence to read an hour's worth at once.
        budget.take(500, at(3_603_000));
        assert_eq!(budget.wait_ms(at(3_603_000)), 500);
    }

    #[test]
    fn the_order_follows_from_the_root() {
        let (one, other) = (Digest::from_bytes([1; 32]), Digest::from_bytes([2; 32]));
        let places: Vec<String> = (0..40).map(|n| format!("blobs/{n}")).collect();
        let order = |seed| {
            let mut order = places.clone();
            order.sort_by_key(|place| turn(seed, place));
            order
        };
        assert_eq!(order(one), order(one));
        assert_ne!(order(one), order(other));
    }
}
