//! Merkle log arithmetic: leaves, tiles, notes, checkpoints and proofs.
//!
//! Formats are RFC 6962 and C2SP (signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature,
//! tlog-witness, tlog-mirror, tlog-proof, tlog-policy), unchanged. `docs/formats/leaf.md` describes
//! the leaf, `docs/formats/slip.md` the slip of a party, `docs/formats/mirror.md` the report.
//!
//! Pure: no clock, no file, no random source. Signing takes seeds and times as arguments.

mod acceptance;
mod add_checkpoint;
mod add_entries;
mod base64;
mod carried;
mod checkpoint;
mod commitment;
mod cosignature;
mod evidence;
mod indicators;
mod key;
mod leaf;
mod note;
mod outside_time;
mod parsed_leaf;
mod plan;
mod policy;
mod policy_lint;
mod proof;
mod receipt;
mod recount;
mod report;
mod slip;
mod sm2_key;
mod tally;
mod tile;
mod tile_levels;
mod tile_path;
mod tlog_proof;
mod tree;
mod tree_of_key;
mod verify;
mod witness;

pub use acceptance::{ACCEPTANCE_HEADER, Acceptance, AcceptanceError, open_acceptance};
pub use add_checkpoint::{AddCheckpoint, AddCheckpointError, MAX_CONSISTENCY_HASHES};
pub use add_entries::{
    AddEntriesError, EntryPackage, MAX_PACKAGES, MAX_TICKET_BYTES, MirrorInfo, PackageRange,
    UploadHead, UploadReader, bundle, packages, unbundle,
};
pub use base64::{
    Base64Error, hash_from_base64, hash_from_base64url, hash_to_base64, hash_to_base64url,
};
pub use carried::{
    CARRIED_HEADER, CarriedError, CarriedPart, CarriedReader, CarriedWriter, MAX_CARRIED_BYTES,
};
pub use checkpoint::{
    Checkpoint, CheckpointError, LogSigner, MAX_CHECKPOINT_LINES, open_checkpoint,
};
pub use commitment::{Commitment, SALT_BYTES, commit};
pub use cosignature::{Cosigner, cosigned_at};
pub use evidence::{
    Contradiction, EVIDENCE_HEADER, Evidence, EvidenceError, MAX_EVIDENCE_BYTES, NotConvicted,
};
pub use indicators::{Counter, INDICATORS, INDICATORS_VERSION, Indicator, Step, indicator};
pub use key::{KeyError, KeyKind, KeyName, MAX_KEY_NAME_BYTES, VerifierKey};
pub use leaf::{
    Leaf, LeafError, MAX_COUNT, MAX_LEAF_BYTES, MAX_TOKEN_BYTES, Token, TokenError, Value,
};
pub use note::{
    MAX_NOTE_BYTES, MAX_SIGNATURES, NoteError, NoteSignature, SignatureError, SignedNote,
};
pub use outside_time::{
    Bound, CLOCK_TOLERANCE_MS, ClockContradiction, Outside, OutsideTime, OutsideWord, TimeBox,
};
pub use parsed_leaf::{BoundBytes, ParsedLeaf, ParsedLeafError};
pub use plan::{
    Fetched, HashRange, NotFetched, consistency_ranges, inclusion_ranges, new_tile_ranges,
    root_ranges, subtree_ranges,
};
pub use policy::{
    CosignerRole, MAX_POLICY_BYTES, Policy, PolicyError, PolicyWitness, WitnessTime, Witnessed,
};
pub use policy_lint::{PolicyFinding, PolicyLint, lint_policy};
pub use proof::{ProofError, consistency_proof, inclusion_proof, root_at, subtree_proof};
pub use receipt::{
    Grant, Purpose, RECEIPT_HEADER, Receipt, StationSigner, is_signed_login, is_station_key,
    login_message, station_seed,
};
pub use recount::{MAX_RECOUNT_BYTES, Recount, RecountResult, Recounted, Superseded};
pub use report::{Difference, MAX_REPORT_BYTES, MAX_REPORT_LEAVES, Report, ReportError};
pub use slip::{MAX_SLIP_BYTES, Slip, SlipError};
pub use sm2_key::Sm2LogSigner;
pub use tally::Tally;
pub use tile::{HashReader, TILE_WIDTH, TileHash, complete_hashes, new_tile_hashes};
pub use tile_levels::TileLevels;
pub use tile_path::{TileAt, tiles_of, tiles_of_level};
pub use tlog_proof::{TlogProof, TlogProofError};
pub use tree::{Frontier, FrontierError, Hash, MAX_TREE_SIZE, Sha256Tree, Sm3Tree, TreeHash};
pub use verify::{
    MAX_PROOF_HASHES, Mismatch, old_root_from_consistency, root_from_inclusion, verify_consistency,
    verify_inclusion, verify_subtree,
};
pub use witness::{Cosigned, WitnessRuling, origin_hash, origin_of_request, rule_on};
