//! What is told of a day.

use terms::{Date, Digests, OfficerId, Personal, ReportId, words};

use crate::event::events;

words! {
    /// Why a report was wrong.
    WrongReport {
        /// The program counted wrongly.
        Program = "program", "统计程序有误";
        /// The database was damaged when it was counted.
        Damage = "damage", "统计时数据库受损";
        /// Somebody changed it.
        Tampering = "tampering", "被人改动";
        /// Something else, told in the text.
        Other = "other", "其他";
    }
}

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
    /// Somebody says that a report is wrong, and wants its leaves counted anew.
    Doubted = "report.doubted" {
        /// The report.
        report: ReportId,
        /// The leaf that binds the wrong one.
        old: u64,
        /// Why it is wrong.
        why: WrongReport,
        /// What is known of it.
        text: Personal<String>,
    };
    /// A second person disagreed: the report stands.
    Upheld = "report.upheld" {
        /// The report.
        report: ReportId,
        /// The leaf that binds it.
        old: u64,
        /// Why it stands.
        text: Personal<String>,
    };
    /// A second person agreed: the same leaves, counted anew. This report stands in the place of the
    /// one that leaf `old` binds, and both are kept.
    Superseded = "report.superseded" {
        /// The report: the same id, because it counts the same leaves.
        report: ReportId,
        /// The leaf that binds the wrong one.
        old: u64,
        /// Why it was wrong. The leaf says so too.
        why: WrongReport,
        /// Who said so first.
        doubted_by: OfficerId,
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
        /// The report itself, as it is handed on.
        text: String,
    } binds digests;
}
