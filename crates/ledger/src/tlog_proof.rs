//! A proof that stands alone: index, inclusion proof and checkpoint in one text (C2SP tlog-proof).

use std::fmt;

use crate::base64::{hash_from_base64, hash_to_base64};
use crate::checkpoint::parse_size;
use crate::note::{NoteError, SignedNote};
use crate::tree::Hash;
use crate::verify::MAX_PROOF_HASHES;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Why a text is not such a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// The first line names another format.
    #[error("not a c2sp.org/tlog-proof@v1")]
    Header,
    /// No `index` line.
    #[error("the index is missing or malformed")]
    Index,
    /// A proof line is not a hash, there are too many, or no blank line ends them.
    #[error("the inclusion proof is malformed")]
    Proof,
    /// What follows is not a signed note.
    #[error("the proof carries no signed note")]
    Note(#[from] NoteError),
}

/// Where a leaf stands in the log and what a log and its witnesses signed about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Index of the leaf, from 0.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling up.
    pub proof: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub note: SignedNote,
}

impl TlogProof {
    /// Reads a proof. Nothing is verified; a line `extra` is skipped, nobody signed it.
    ///
    /// # Errors
    /// [`TlogProofError`] naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        let (head, note) = text.split_once("\n\n").ok_or(TlogProofError::Proof)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(TlogProofError::Header);
        }
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(parse_size)
            .ok_or(TlogProofError::Index)?;
        let proof: Vec<Hash> = lines
            .take(MAX_PROOF_HASHES + 1)
            .map(hash_from_base64)
            .collect::<Result<_, _>>()
            .map_err(|_| TlogProofError::Proof)?;
        if proof.len() > MAX_PROOF_HASHES {
            return Err(TlogProofError::Proof);
        }
        Ok(Self { index, proof, note: SignedNote::parse(note)? })
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}\nindex {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", hash_to_base64(hash)))?;
        write!(f, "\n{}", self.note)
    }
}
