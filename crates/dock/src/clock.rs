//! The station's clock: its one home. What it says is a claim; the server measures how far off it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use terms::Timestamp;

/// Now, by the station's clock.
#[expect(clippy::disallowed_methods, reason = "this is the station's clock")]
pub(crate) fn now() -> Timestamp {
    stamp(SystemTime::now())
}

/// A file's time as the station reads it.
pub(crate) fn stamp(time: SystemTime) -> Timestamp {
    let ms = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    };
    Timestamp::from_ms(ms)
}

/// Something that only goes forward, for pauses and rates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts one.
    #[expect(clippy::disallowed_methods, reason = "this is the station's clock")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
