//! The words every room shares: ids, times, digests, citations and private values.
//!
//! Pure: reads no clock, no file and no random source.

mod act;
mod citation;
mod digest;
mod id;
mod personal;
mod time;
#[macro_use]
mod words;

pub use act::{ActKind, Procedure, Severity, Stage};
pub use citation::Article;
pub use digest::{Digest, DigestError, Digests, Sm3Digest};
pub use id::{
    AccessRequestId, ActivityId, AgencyId, AvRecordId, CaseId, DeviceId, DivisionId, DockId,
    IdError, ListRowId, OfficerId, OversightPlanId, PatrolId, PrivateCopyId, RecordingListId,
    ReportId, RoomId, SessionId, StationId, StreamId, TextRecordId, UploadId, ViolationId,
};
pub use personal::Personal;
pub use time::{ClaimedTime, Date, Span, TimeError, Timestamp, WorkingDays};
