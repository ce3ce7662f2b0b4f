//! The database: journal, projections, outbox, job rows and log tiles.
//!
//! Who can change it: this program, whoever can write the SQLite file, and whoever administers
//! PostgreSQL. They could hide facts from screens, forge projection rows or destroy everything,
//! but not alter, insert or drop a fact unseen: the roots of the log, once signed and witnessed
//! outside, no longer match.

mod db;
mod fault;
mod journal;
#[cfg(test)]
mod prepared;
mod rows;
pub mod sabotage;
mod scratch;
mod store;
mod work;

pub use fault::{Defect, Flaw, StoreFault};
pub use journal::{
    Append, AppendError, Appended, AppendedFact, Head, MAX_BODY_BYTES, MAX_FACTS, MAX_ROWS,
    NewFact, NewIdempotency, NewJob, NewOutbox, PutBack, Rechecked, SignedRoots, StoredFact,
    Verified, VerifyProgress,
};
pub use rows::{
    AccessFilter, AccessRow, ActivityFilter, ActivityRow, AgencyRow, AppointmentRow,
    ApprovalFilter, ApprovalRow, CaseFilter, CaseRow, CoverageFilter, CoverageTally, Cursor,
    CursorError, DeviceCodeRow, DeviceCustodyRow, DeviceFilter, DeviceRow, DivisionRow,
    DocNumberRow, DockRow, DutyFilter, DutyRow, ElsewhereFilter, MAX_PAGE, MAX_SEARCH_WORDS,
    NumberTally, OfficerRow, Owner, Page, Paging, Projection, RecordRow, RecordingFilter,
    RecordingRow, Row, RowChange, RowDump, Scope, SearchText, StationRow, Table, Tally, Unlinked,
    UnlinkedFilter, ViolationFilter, ViolationRow,
};
pub use scratch::{FactAt, ForgedGrant, Intruder, Scratch};
pub use store::Store;
pub use work::{
    IdempotentAnswer, Job, JobStanding, KnownBrowserRow, LoginError, LoginFailures, LoginRow,
    OutboxMessage, PatrolRow, RecomputeRow, SessionRow, StampRow, StationStatusRow, StoredChange,
    StoredFileRow, StoredTotals, UploadRow, ViewingRow, WitnessRow,
};
