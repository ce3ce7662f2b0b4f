//! Use cases: authorize, load, decide, append. No rules of their own.
//!
//! A command here has four lines of thought: who may (`domain::authority`), what is (the folded
//! dossier), what follows (`decide`), write it down (`commit`). Slow or remote work is a job row
//! written with the facts that caused it; every job may run twice.

mod acceptance;
mod access;
mod activities;
mod beacons;
mod case_files;
mod cases;
mod check;
mod commit;
mod context;
mod custody;
mod deposits;
mod desk;
mod devices;
mod doc_numbers;
mod error;
mod excerpts;
mod export;
mod hints;
mod integrity;
mod jobs;
mod law;
mod law_drafts;
mod leaves;
mod lists;
mod load;
mod log_export;
mod matching;
mod mirrors;
mod org;
mod oversight;
mod patrol;
mod prefill;
mod premises;
mod project;
mod proof;
mod put_back;
mod readings;
mod recompute;
mod recording_lists;
mod recordings;
mod records;
mod red_team;
mod reports;
mod rooms;
mod secrecy;
mod sessions;
mod signing;
mod slips;
mod start;
mod stations;
mod upload_metadata;
mod uploads;
mod viewings;
mod witnessed;
mod witnesses;

pub use acceptance::Accepted;
pub use access::RequestAccess;
pub use activities::{ActivityView, PlanActivity, Step as ActivityStep};
pub use archive::{TimeLine, TimeStamp};
pub use beacons::{BoxedFacts, ClockFinding, FactTimes, StampAsk, StampingSeen, TimeAuthority};
pub use case_files::FileView;
pub use cases::{CaseView, RegisterCase};
pub use check::{CheckReport, Difference};
pub use commit::{Call, Done, Key};
pub use context::{Clock, Context, Ids, SystemClock, SystemIds, id_bits, request_number};
pub use custody::{CustodySeen, FoundCopy};
pub use deposits::DepositSeen;
pub use desk::{Desk, DeskItem, DeskSection, Figure, Tone, tone};
pub use devices::{Coming, DeviceDoubt, DeviceView, DevicesSeen, DoubtsSeen};
pub use doc_numbers::{NumberEntry, NumberPage, NumberRegister, NumberSeries, NumberVoided};
pub use error::{Error, FieldError, Result};
pub use excerpts::{ExcerptBytes, ExcerptProgress, ExcerptTicket};
pub use hints::HintsSeen;
pub use integrity::{CaseIntegrity, FactDefect};
pub use law::{Law, LawDefect};
pub use law_drafts::{
    CaseTrial, DraftDefect, DraftDiff, DraftFile, DraftFiles, FileChange, FileKind, FindingTrial,
    MAX_DRAFT_FILES, MAX_SCENARIOS, Moved, RuleTrial, ScenarioFile, Simulation,
};
pub use lists::{AccessSeen, RecordingsSeen};
pub use log_export::{LogExport, LogExported};
pub use matching::{MatchSeen, MatchesSeen, NonEnforcementStep, Proposal};
pub use mirrors::{
    MirrorCarried, MirrorFile, MirrorTrouble, ReportFigure, ReportOutcome, ReportSeen, ReportsSeen,
};
pub use oversight::{NewViolation, PlansSeen, ViolationView, ViolationsSeen, is_violated};
pub use patrol::{
    Damaged, Keeping, PastFact, Patrol, PatrolStep, ProofSeen, Scrubbed, StoredFinding,
};
pub use premises::{Visit, VisitSeen};
pub use project::{remote_key, voiding_key, waiver_key};
pub use proof::{FactProof, Sm3FactProof, TrailFact};
pub use put_back::LeavesPutBack;
pub use readings::{AgencyReading, InternalPoint, ItemPoint, LawPoint};
pub use recompute::{
    Found as RecomputeFound, Named as RecomputeNamed, RecomputeSeen, Running as RecomputeRunning,
};
pub use recording_lists::{
    Against, CellAsked, Compared, Counts, CoverageAsked, CoverageCell, CoverageLine, CoverageSeen,
    DraftRows, ListView, ListsSeen, NewList, Replay, Replayed, RowReplay, Unit,
};
pub use recordings::{Content, Ticket, may_look};
pub use records::DraftRecord;
pub use reports::{DailyReport, ReportStanding, ReportSupersedes};
pub use rooms::RoomsSeen;
pub use secrecy::MarkSecrecy;
pub use sessions::{Bearer, Login, NewSession, Password, Presence, SessionEnd, Visitor};
pub use signing::{LogKeys, SignedHead, SignerPlace, signer_folder};
pub use slips::{DepositStanding, RecordingsTold, SlipAnswer, SlipOffer, SlipSubject, SlipView};
pub use start::{App, Config, Database, Room, StartError};
pub use stations::{
    BayState, BayStatus, ClearedFile, NewClip, Said, StationSession, StationStatus, StationUpload,
    StationView, StationsSeen, Trouble,
};
pub use store::{
    AccessFilter, AccessRow, ActivityFilter, ActivityRow, ApprovalRow, CaseFilter, CaseRow, Cursor,
    DeviceFilter, DeviceRow, DockRow, ForgedGrant, Head, Intruder, Page, Paging, PatrolRow,
    PutBack, RecordingFilter, RecordingRow, Scope, Scratch, StationRow, Unlinked, UnlinkedFilter,
    ViolationFilter, ViolationRow, sabotage,
};
pub use uploads::{BeginUpload, Sender, Taken, UploadState, UploadView};
pub use vault::{BlobReader, BodySource, StageError};
pub use viewings::{Verdict, Viewing};
pub use witnesses::{
    Ask, Carried, Look, Next, PolicySeen, Told, WitnessSeen, WitnessState, WitnessesSeen,
};
pub use {archive, media, rules, sheets, signer, tsa, vault};
