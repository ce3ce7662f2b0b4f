//! What a witness answers a log that asks for a cosignature (C2SP tlog-witness), as arithmetic.

use crate::add_checkpoint::AddCheckpoint;
use crate::checkpoint::{Checkpoint, verify_log_signature};
use crate::key::{KeyName, VerifierKey};
use crate::tree::Hash;

/// The head that a witness cosigned last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosigned {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

impl Cosigned {
    /// Before the first one: the empty tree of that key's heads.
    #[must_use]
    pub fn nothing(key: &VerifierKey) -> Self {
        Self { size: 0, root: key.kind().empty_root() }
    }
}

/// The answer, in the order in which the protocol asks for the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessRuling {
    /// Not such a request: 400.
    Malformed,
    /// No log of that name is known here: 404.
    UnknownLog,
    /// The log's key has not signed it: 403.
    NotSigned,
    /// The old size is above the new one: 400.
    Backwards,
    /// The log starts from another size than the one cosigned last: 409, and that size.
    Elsewhere(Cosigned),
    /// The new head does not extend the old one: 422.
    Forked(Cosigned, Box<AddCheckpoint>),
    /// To be made durable, and only then cosigned: 200.
    Extends(Checkpoint, Box<AddCheckpoint>),
}

/// Decides about a request. `known` finds the key of a log and the head cosigned last for it.
///
/// Whoever calls holds that head still until the new one is durable, so that of two requests at a
/// time the second is judged by what the first one left.
pub fn rule_on(
    request: &str,
    known: impl FnOnce(&KeyName) -> Option<(VerifierKey, Cosigned)>,
) -> WitnessRuling {
    let Ok(request) = AddCheckpoint::parse(request) else { return WitnessRuling::Malformed };
    let Ok(checkpoint) = Checkpoint::parse(request.note.text()) else {
        return WitnessRuling::Malformed;
    };
    let Some((key, last)) = known(&checkpoint.origin) else { return WitnessRuling::UnknownLog };
    if checkpoint.origin != *key.name() || verify_log_signature(&request.note, &key).is_err() {
        return WitnessRuling::NotSigned;
    }
    if request.old > checkpoint.size {
        return WitnessRuling::Backwards;
    }
    if request.old != last.size {
        return WitnessRuling::Elsewhere(last);
    }
    let (old, new) = ((last.size, &last.root), (checkpoint.size, &checkpoint.root));
    match key.kind().verify_consistency(old, new, &request.proof) {
        Ok(()) => WitnessRuling::Extends(checkpoint, Box::new(request)),
        Err(_) => WitnessRuling::Forked(last, Box::new(request)),
    }
}

/// The origin of a request as it stands there, to find what must be held still; nothing is checked.
#[must_use]
pub fn origin_of_request(request: &str) -> Option<KeyName> {
    let request = AddCheckpoint::parse(request).ok()?;
    Checkpoint::parse(request.note.text()).ok().map(|checkpoint| checkpoint.origin)
}

/// The name under which a witness serves what it knows of a log: SHA-256 of the origin, hexadecimal.
#[must_use]
pub fn origin_hash(origin: &KeyName) -> String {
    use sha2::Digest as _;
    let hash: [u8; 32] = sha2::Sha256::digest(origin.as_str().as_bytes()).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
