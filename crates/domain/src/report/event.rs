//! What is told of a day.

use terms::{Date, Digests, ReportId};

use crate::event::events;

events! {
    /// The figures of a day, counted from leaves `log_from..log_to`. The leaf binds the report's bytes.
    Daily = "report.daily" {
        /// Its id: the number of its first leaf.
        report: ReportId,
        /// The day of the first leaf.
        day: Date,
        /// Version of the set of indicators.
        indicators: u64,
        /// First leaf.
        log_from: u64,
        /// One past the last leaf.
        log_to: u64,
        /// Digests and length of `text`.
        digests: Digests,
        /// The report itself, as it is handed on (`docs/formats/mirror.md`).
        text: String,
    } binds digests;
}
