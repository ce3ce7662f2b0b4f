//! The one place of this tool that reads a clock: how long a step took.

use std::time::{Duration, Instant};

/// A started stopwatch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "a tool times its own steps; no fact depends on it"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Writes a duration for a person: `0.4 s`, `59 s`, `12 min 05 s`.
pub(crate) fn for_people(lasted: Duration) -> String {
    let seconds = lasted.as_secs();
    match seconds {
        0..10 => format!("{}.{} s", seconds, lasted.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        60.. => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_at_each_size() {
        assert_eq!(for_people(Duration::from_millis(470)), "0.4 s");
        assert_eq!(for_people(Duration::from_millis(59_900)), "59 s");
        assert_eq!(for_people(Duration::from_secs(725)), "12 min 05 s");
    }
}
