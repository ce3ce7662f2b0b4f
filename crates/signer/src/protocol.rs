//! What is spoken on the socket: lines of text, a first one with the version, a last one `end`.
//!
//! `docs/formats/signer.md` describes it for others.

use std::fmt;

use ledger::{
    Checkpoint, Hash, MAX_CONSISTENCY_HASHES, MAX_TREE_SIZE, NoteSignature, VerifierKey,
    hash_from_base64, hash_to_base64,
};

use crate::state::{Heads, TreeHead};

/// Longest request or answer: two proofs of 63 hashes, names of 200 bytes, and room to spare.
pub const MAX_MESSAGE_BYTES: usize = 16 * 1024;

const VERSION: &str = "liuhen-signer/v1";
/// Last line of every message.
pub(crate) const END: &str = "end\n";

/// One tree's new head, and the proof that it extends the one signed last: the body of a
/// tlog-witness `add-checkpoint`, its checkpoint not signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The size that was signed last, as the asker knows it.
    pub old: u64,
    /// Consistency proof from there to the new head.
    pub proof: Vec<Hash>,
    /// The new head.
    pub head: Checkpoint,
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", hash_to_base64(hash)))?;
        write!(f, "\n{}", self.head)
    }
}

impl Extension {
    fn parse(proof: &str, head: &str) -> Option<Self> {
        let mut lines = proof.split('\n');
        let old = lines.next()?.strip_prefix("old ")?;
        let number: u64 = old.parse().ok()?;
        if number > MAX_TREE_SIZE || number.to_string() != old {
            return None;
        }
        let hashes = lines.take(MAX_CONSISTENCY_HASHES + 1).map(hash_from_base64);
        let proof: Vec<Hash> = hashes.collect::<Result<_, _>>().ok()?;
        let head = Checkpoint::parse(&format!("{head}\n")).ok()?;
        let is_bounded = proof.len() <= MAX_CONSISTENCY_HASHES;
        is_bounded.then_some(Self { old: number, proof, head })
    }
}

/// Both trees over the same leaves, to be signed together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignRequest {
    /// The SHA-256 tree.
    pub sha256: Extension,
    /// The SM3 tree.
    pub sm3: Extension,
}

impl fmt::Display for SignRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n", self.sha256, self.sm3)
    }
}

impl SignRequest {
    fn parse(body: &str) -> Option<Self> {
        let parts: Vec<&str> = body.split("\n\n").take(6).collect();
        let [sha256_proof, sha256, sm3_proof, sm3, ""] = parts.as_slice() else { return None };
        let sha256 = Extension::parse(sha256_proof, sha256)?;
        let sm3 = Extension::parse(sm3_proof, sm3)?;
        let read = Self { sha256, sm3 };
        // What is kept as evidence must be what was asked, byte for byte.
        (read.sha256.head.size == read.sm3.head.size && read.to_string() == body).then_some(read)
    }
}

/// What is asked.
#[derive(Debug)]
pub(crate) enum Request {
    Head,
    Sign(Box<SignRequest>),
}

impl Request {
    /// Reads a whole message.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(VERSION)?.strip_prefix(' ')?.strip_suffix(END)?;
        let (verb, body) = rest.split_once('\n')?;
        match (verb, body) {
            ("head", "") => Some(Self::Head),
            ("sign", body) => SignRequest::parse(body).map(|sign| Self::Sign(Box::new(sign))),
            _ => None,
        }
    }

    pub(crate) fn head_text() -> String {
        format!("{VERSION} head\n{END}")
    }

    pub(crate) fn sign_text(request: &SignRequest) -> String {
        format!("{VERSION} sign\n{request}{END}")
    }
}

/// Why it was not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a request of this version.
    Malformed,
    /// Another log's head.
    OtherLog,
    /// Another size was signed last than the asker thinks: read the head, prove anew.
    OldDiffers,
    /// Smaller than what was signed last.
    Smaller,
    /// Of the size that was signed last, with another root.
    OtherRoot,
    /// The proof does not lead from what was signed last to the new head.
    NotExtending,
}

impl Refusal {
    const ALL: [Self; 6] = [
        Self::Malformed,
        Self::OtherLog,
        Self::OldDiffers,
        Self::Smaller,
        Self::OtherRoot,
        Self::NotExtending,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::OtherLog => "other_log",
            Self::OldDiffers => "old_differs",
            Self::Smaller => "smaller",
            Self::OtherRoot => "other_root",
            Self::NotExtending => "not_extending",
        }
    }

    /// Whether it shows a second history, so that the request is kept.
    #[must_use]
    pub const fn is_evidence(self) -> bool {
        match self {
            Self::Smaller | Self::OtherRoot | Self::NotExtending => true,
            Self::Malformed | Self::OtherLog | Self::OldDiffers => false,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Who signs, and what was signed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The key of the SHA-256 tree.
    pub log: VerifierKey,
    /// The key of the SM3 tree.
    pub sm3: VerifierKey,
    /// What was signed last.
    pub heads: Heads,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Status(Box<Status>),
    Signed {
        sha256: NoteSignature,
        sm3: NoteSignature,
    },
    Refused(Refusal),
    /// There is no room to keep the head, so it was not signed.
    Full,
    /// We broke; the reason, in one line.
    Fault(String),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => {
                let Status { log, sm3, heads } = status.as_ref();
                write!(f, "{VERSION} head\n{log}\n{sm3}\n{}\n{}\n{END}", heads.sha256, heads.sm3)
            }
            Self::Signed { sha256, sm3 } => write!(f, "{VERSION} signed\n{sha256}\n{sm3}\n{END}"),
            Self::Refused(refusal) => write!(f, "{VERSION} refused\n{refusal}\n{END}"),
            Self::Full => write!(f, "{VERSION} full\n{END}"),
            Self::Fault(why) => {
                let why: String = why.chars().filter(|c| !c.is_control()).take(500).collect();
                write!(f, "{VERSION} fault\n{why}\n{END}")
            }
        }
    }
}

impl Answer {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(VERSION)?.strip_prefix(' ')?.strip_suffix(END)?;
        let lines: Vec<&str> = rest.split('\n').take(7).collect();
        match lines.as_slice() {
            ["head", log, sm3, sha256_head, sm3_head, ""] => {
                let sha256 = TreeHead::parse(sha256_head)?;
                let heads = Heads { sha256, sm3: TreeHead::parse(sm3_head)? };
                let (log, sm3) = (VerifierKey::parse(log).ok()?, VerifierKey::parse(sm3).ok()?);
                Some(Self::Status(Box::new(Status { log, sm3, heads })))
            }
            ["signed", sha256, sm3, ""] => Some(Self::Signed {
                sha256: NoteSignature::parse(sha256).ok()?,
                sm3: NoteSignature::parse(sm3).ok()?,
            }),
            ["refused", code, ""] => {
                Refusal::ALL.into_iter().find(|known| known.code() == *code).map(Self::Refused)
            }
            ["full", ""] => Some(Self::Full),
            ["fault", why, ""] => Some(Self::Fault((*why).to_owned())),
            _ => None,
        }
    }
}
