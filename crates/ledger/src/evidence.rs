//! Evidence of equivocation: two heads signed by one log's key that cannot both be true.
//!
//! `docs/formats/evidence.md` describes the text. Whoever holds it, and the log's key from
//! elsewhere, needs nothing else.

use std::fmt;

use crate::base64::{hash_from_base64, hash_to_base64};
use crate::checkpoint::{Checkpoint, parse_size, verify_log_signature};
use crate::key::{KeyName, VerifierKey};
use crate::note::{NoteError, SignedNote};
use crate::tree::Hash;
use crate::verify::MAX_PROOF_HASHES;

/// First line of the file.
pub const EVIDENCE_HEADER: &str = "liuhen-evidence/v1";
/// Longest evidence file, in bytes: two notes and a proof.
pub const MAX_EVIDENCE_BYTES: usize = 300 * 1024;

/// Why a text is not evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// The text is longer than any evidence.
    #[error("too long to be evidence")]
    TooLong,
    /// The first line names another format.
    #[error("not a liuhen-evidence/v1")]
    Header,
    /// A line of the head is missing, repeated or malformed.
    #[error("the head of the evidence is malformed")]
    Head,
    /// The proof is not lines of hashes, or has too many.
    #[error("the proof is malformed")]
    Proof,
    /// There are not two notes.
    #[error("the evidence does not carry two notes")]
    Notes,
    /// A note is malformed.
    #[error("a note is malformed")]
    Note(#[from] NoteError),
}

/// Why a file does not convict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotConvicted {
    /// A note is no checkpoint.
    #[error("a note is not a checkpoint")]
    Form,
    /// The notes are not of the key's log.
    #[error("the checkpoints are not both of this log")]
    Origin,
    /// The log's key has not signed both.
    #[error("the log's key has not signed both")]
    Signature,
    /// Both can be true: the same head twice.
    #[error("both say the same")]
    Same,
    /// The sizes do not fit the kind, or the first is the later one.
    #[error("the sizes do not fit what is claimed")]
    Sizes,
    /// The proof does not show that the second tree begins differently.
    #[error("the proof does not show that the histories differ")]
    Proof,
}

/// How two heads contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// One size, two roots.
    SameSize,
    /// The later tree begins with another history than the earlier one.
    Prefix {
        /// What the later tree has for a root where the earlier one ended.
        root: Hash,
        /// Proof that it does.
        proof: Vec<Hash>,
    },
}

/// The file: who found what, when, and the two signed notes.
#[doc(alias = "分叉证据")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// When it was found, in seconds since 1970, by the finder's clock.
    pub found_at: u64,
    /// Who found it: the name of a witness or log.
    pub found_by: KeyName,
    /// How they contradict each other.
    pub contradiction: Contradiction,
    /// The earlier head, with all its signatures.
    pub first: SignedNote,
    /// The later head, with all its signatures.
    pub second: SignedNote,
}

impl Evidence {
    /// Reads a file. Nothing is verified.
    ///
    /// # Errors
    /// [`EvidenceError`] naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, EvidenceError> {
        if text.len() > MAX_EVIDENCE_BYTES {
            return Err(EvidenceError::TooLong);
        }
        // A checkpoint has no blank line, so each note is two blocks.
        let blocks: Vec<&str> = text.split("\n\n").take(6).collect();
        let [head, first, first_lines, second, second_lines] = blocks.as_slice() else {
            let is_ours = text.split('\n').next() == Some(EVIDENCE_HEADER);
            return Err(if is_ours { EvidenceError::Notes } else { EvidenceError::Header });
        };
        let head = Head::parse(head)?;
        Ok(Self {
            found_at: head.found_at,
            found_by: head.found_by,
            contradiction: head.contradiction,
            first: SignedNote::parse(&format!("{first}\n\n{first_lines}\n"))?,
            second: SignedNote::parse(&format!("{second}\n\n{second_lines}"))?,
        })
    }

    /// Which log it is about, as the first note claims.
    #[must_use]
    pub fn origin(&self) -> Option<KeyName> {
        Checkpoint::parse(self.first.text()).ok().map(|checkpoint| checkpoint.origin)
    }

    /// Whether the key's holder signed two heads that cannot both be true. Answers both.
    ///
    /// # Errors
    /// [`NotConvicted`] if the file does not hold up.
    pub fn convicts(&self, key: &VerifierKey) -> Result<[Checkpoint; 2], NotConvicted> {
        let first = signed_head(&self.first, key)?;
        let second = signed_head(&self.second, key)?;
        if first.size == second.size && first.root == second.root {
            return Err(NotConvicted::Same);
        }
        match &self.contradiction {
            Contradiction::SameSize if first.size == second.size => Ok([first, second]),
            Contradiction::Prefix { root, proof } if first.size < second.size => {
                let (old, new) = ((first.size, root), (second.size, &second.root));
                let shown = key.kind().verify_consistency(old, new, proof).is_ok();
                if first.size > 0 && shown && *root != first.root {
                    Ok([first, second])
                } else {
                    Err(NotConvicted::Proof)
                }
            }
            Contradiction::SameSize | Contradiction::Prefix { .. } => Err(NotConvicted::Sizes),
        }
    }

    /// Evidence out of two notes, the hashes of a consistency proof from the smaller to the larger,
    /// and, where somebody read the larger tree, the root it had at the smaller size. Answers only
    /// what convicts.
    #[must_use]
    pub fn of(
        [one, other]: [&SignedNote; 2],
        proof: &[Hash],
        read_root: Option<Hash>,
        key: &VerifierKey,
        (found_by, found_at): (&KeyName, u64),
    ) -> Option<Self> {
        let (a, b) = (signed_head(one, key).ok()?, signed_head(other, key).ok()?);
        let [(a, first), (b, second)] =
            if a.size <= b.size { [(a, one), (b, other)] } else { [(b, other), (a, one)] };
        let contradiction = if a.size == b.size {
            Contradiction::SameSize
        } else {
            let told = key.kind().old_root(a.size, (b.size, &b.root), proof);
            Contradiction::Prefix { root: read_root.or(told)?, proof: proof.to_vec() }
        };
        let (first, second) = (first.clone(), second.clone());
        let found_by = found_by.clone();
        let made = Self { found_at, found_by, contradiction, first, second };
        made.convicts(key).is_ok().then_some(made)
    }
}

fn signed_head(note: &SignedNote, key: &VerifierKey) -> Result<Checkpoint, NotConvicted> {
    let checkpoint = Checkpoint::parse(note.text()).map_err(|_| NotConvicted::Form)?;
    if checkpoint.origin != *key.name() {
        return Err(NotConvicted::Origin);
    }
    verify_log_signature(note, key).map_err(|_| NotConvicted::Signature)?;
    Ok(checkpoint)
}

struct Head {
    found_at: u64,
    found_by: KeyName,
    contradiction: Contradiction,
}

impl Head {
    fn parse(text: &str) -> Result<Self, EvidenceError> {
        let mut lines = text.split('\n');
        if lines.next() != Some(EVIDENCE_HEADER) {
            return Err(EvidenceError::Header);
        }
        let mut field = |name: &str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name));
            line.and_then(|line| line.strip_prefix(' ')).ok_or(EvidenceError::Head)
        };
        let found_at = parse_size(field("found")?).ok_or(EvidenceError::Head)?;
        let found_by = KeyName::parse(field("by")?).map_err(|_| EvidenceError::Head)?;
        let contradiction = match field("kind")? {
            "same-size" => Contradiction::SameSize,
            "prefix" => {
                let root = hash_from_base64(field("root")?).map_err(|_| EvidenceError::Head)?;
                let hashes = lines.by_ref().take(MAX_PROOF_HASHES + 1).map(hash_from_base64);
                let proof: Vec<Hash> =
                    hashes.collect::<Result<_, _>>().map_err(|_| EvidenceError::Proof)?;
                if proof.len() > MAX_PROOF_HASHES {
                    return Err(EvidenceError::Proof);
                }
                Contradiction::Prefix { root, proof }
            }
            _ => return Err(EvidenceError::Head),
        };
        match lines.next() {
            None => Ok(Self { found_at, found_by, contradiction }),
            Some(_) => Err(EvidenceError::Head),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{EVIDENCE_HEADER}\nfound {}\nby {}", self.found_at, self.found_by)?;
        match &self.contradiction {
            Contradiction::SameSize => writeln!(f, "kind same-size")?,
            Contradiction::Prefix { root, proof } => {
                writeln!(f, "kind prefix\nroot {}", hash_to_base64(root))?;
                proof.iter().try_for_each(|hash| writeln!(f, "{}", hash_to_base64(hash)))?;
            }
        }
        write!(f, "\n{}\n{}", self.first, self.second)
    }
}
