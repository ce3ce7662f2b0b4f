//! The case-file package: plan it, stream it to a sink, read it, verify it.
//!
//! A BagIt 1.0 bag (RFC 8493) in a plain tar, with SHA-256 and SM3 manifests, the facts of the
//! case, their proofs and the checkpoint they lead to. `docs/formats/package.md` describes it.
//!
//! Pure: bytes come and go through the `Read` and `Write` that the caller hands in.

mod acceptance;
mod checkpoints;
mod digest;
mod evidence;
mod layout;
mod line;
mod log;
mod manifest;
mod original;
mod plan;
mod report;
mod slip;
mod tape;
mod verify;
mod write;

pub use acceptance::{AcceptanceInput, MAX_ACCEPTANCE_BYTES, verify_acceptance};
pub use checkpoints::{MAX_CHECKPOINT_BYTES, verify_checkpoints};
pub use digest::digests_of;
pub use evidence::verify_evidence;
pub use ledger::{MAX_EVIDENCE_BYTES, MAX_POLICY_BYTES, Policy, PolicyError, VerifierKey};
pub use line::{FactLine, MAX_LINE_BYTES, ProofLine, TimeLine, TimeStamp};
pub use log::{Files, LogInput, checked_tables, verify_journal, verify_log};
pub use original::{MAX_PROOF_BYTES, OriginalProof, OriginalProofError, Sm3Part, verify_original};
pub use plan::{Item, MAX_ITEMS, MAX_PATH_CHARS, PackagePlan};
pub use report::{
    BoundSeen, Defect, DefectCode, LogHead, MAX_DEFECTS, Report, TimeBoxSeen, Times, Verdict,
    WitnessSeen,
};
pub use slip::verify_slip;
pub use verify::{MAX_FACTS, MAX_MANIFEST_BYTES, MAX_TIME_LINES, verify};
pub use write::{PackError, Written, write};
