//! The request by which a log asks a witness for a cosignature (C2SP tlog-witness).

use std::fmt;

use crate::base64::{hash_from_base64, hash_to_base64};
use crate::checkpoint::parse_size;
use crate::note::{NoteError, SignedNote};
use crate::tree::Hash;

/// Most hashes of a consistency proof that the protocol allows.
pub const MAX_CONSISTENCY_HASHES: usize = 63;

/// Why a text is not such a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddCheckpointError {
    /// The first line is not `old` and a size.
    #[error("the request does not begin with the old size")]
    Old,
    /// A proof line is not a hash, there are too many, or no blank line ends them.
    #[error("the consistency proof is malformed")]
    Proof,
    /// What follows is not a signed note.
    #[error("the request carries no signed note")]
    Note(#[from] NoteError),
}

/// A log's new head and the proof that it extends the one the witness knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size the witness cosigned last, 0 if none.
    pub old: u64,
    /// Consistency proof from `old` to the checkpoint's size.
    pub proof: Vec<Hash>,
    /// The checkpoint, signed by the log.
    pub note: SignedNote,
}

impl AddCheckpoint {
    /// Reads a request. Nothing is verified.
    ///
    /// # Errors
    /// [`AddCheckpointError`] naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, AddCheckpointError> {
        let (head, note) = text.split_once("\n\n").ok_or(AddCheckpointError::Proof)?;
        let mut lines = head.split('\n');
        let old = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(parse_size)
            .ok_or(AddCheckpointError::Old)?;
        let proof: Vec<Hash> = lines
            .take(MAX_CONSISTENCY_HASHES + 1)
            .map(hash_from_base64)
            .collect::<Result<_, _>>()
            .map_err(|_| AddCheckpointError::Proof)?;
        if proof.len() > MAX_CONSISTENCY_HASHES {
            return Err(AddCheckpointError::Proof);
        }
        Ok(Self { old, proof, note: SignedNote::parse(note)? })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", hash_to_base64(hash)))?;
        write!(f, "\n{}", self.note)
    }
}
