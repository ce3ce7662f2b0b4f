//! A cap on the bytes sent in a second, shared by all connections.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Stopwatch;

/// The cap.
pub(crate) struct Throttle {
    bytes_per_s: Option<u64>,
    since: Stopwatch,
    /// Until when what was let through so far takes.
    taken: Mutex<Duration>,
}

impl Throttle {
    /// A cap, or none.
    pub(crate) fn new(bytes_per_s: Option<u64>) -> Self {
        let bytes_per_s = bytes_per_s.filter(|rate| *rate > 0);
        Self { bytes_per_s, since: Stopwatch::start(), taken: Mutex::new(Duration::ZERO) }
    }

    /// Waits until so many bytes may go.
    pub(crate) async fn pass(&self, bytes: usize) {
        if let Some(pause) = self.book(bytes, self.since.elapsed()) {
            tokio::time::sleep(pause).await;
        }
    }

    /// Books bytes at a moment; how long to wait before they go.
    fn book(&self, bytes: usize, now: Duration) -> Option<Duration> {
        let rate = self.bytes_per_s?;
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let lasts = Duration::from_micros(bytes.saturating_mul(1_000_000) / rate);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let start = (*taken).max(now);
        *taken = start.saturating_add(lasts);
        Some(start.saturating_sub(now)).filter(|pause| !pause.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_wait_for_their_turn_and_silence_is_not_saved_up() {
        let throttle = Throttle::new(Some(1000));
        let at = Duration::from_millis;
        assert_eq!(throttle.book(500, at(0)), None);
        assert_eq!(throttle.book(500, at(100)), Some(at(400)));
        assert_eq!(throttle.book(100, at(1000)), None);
        assert_eq!(throttle.book(1, at(9000)), None);
        assert_eq!(throttle.book(1000, at(9000)), Some(at(1)));
        assert_eq!(Throttle::new(None).book(1 << 30, at(0)), None);
    }
}
