//! The one that signs: it checks, keeps, and only then signs.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use ledger::{
    Checkpoint, KeyName, NoteSignature, Sha256Tree, SignedNote, Sm3Tree, TreeHash, VerifierKey,
    verify_consistency,
};

use crate::config::{Config, Keys};
use crate::evidence;
use crate::fault::SignerFault;
use crate::files;
use crate::keys::Signer;
use crate::protocol::{Answer, Extension, Refusal, Request, SignRequest, Status};
use crate::state::{Heads, TreeHead};

const LOCK: &str = "lock";

/// The keys of a log and what they signed last. One process at a time has it.
#[doc(alias = "签名进程")]
pub struct Keeper {
    folder: PathBuf,
    origin: KeyName,
    keys: Keys,
    /// `None` after a write that failed: it is read again before anything is signed.
    heads: Option<Heads>,
    /// Held until this is dropped.
    _lock: File,
}

/// Heads that were checked and are kept: they may be signed, now or after a crash.
#[derive(Debug)]
pub struct Admitted {
    sha256: Checkpoint,
    sm3: Checkpoint,
}

/// Signed heads of both trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Of the SHA-256 tree.
    pub sha256: SignedNote,
    /// Of the SM3 tree.
    pub sm3: SignedNote,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum RefusedBy {
    /// What was asked is not to be signed.
    #[error("refused: {0}")]
    Rule(Refusal),
    /// We or the machine broke.
    #[error(transparent)]
    Fault(#[from] SignerFault),
}

/// Takes the lock of a state; it ends with the file or the process.
pub(crate) fn lock(folder: &Path) -> Result<File, SignerFault> {
    let path = folder.join(LOCK);
    let open = || OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = open().map_err(SignerFault::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SignerFault::Locked { path }),
        Err(TryLockError::Error(source)) => Err(SignerFault::File { path, source }),
    }
}

impl Keeper {
    /// Opens a state that [`crate::init`] made.
    ///
    /// # Errors
    /// [`SignerFault::NoState`] without one: what was signed is not known then, so nothing is.
    /// [`SignerFault::Locked`] if another process has it.
    pub fn open(folder: &Path) -> Result<Self, SignerFault> {
        if !folder.is_dir() {
            return Err(SignerFault::NoState { path: folder.to_owned() });
        }
        let lock = lock(folder)?;
        let config = Config::load(folder)?;
        let origin = config.origin()?;
        let heads = Heads::load(folder, &origin)?;
        let keys = config.open(folder)?;
        Ok(Self { folder: folder.to_owned(), origin, keys, heads: Some(heads), _lock: lock })
    }

    /// Who signs, and what was signed last.
    ///
    /// # Errors
    /// [`SignerFault`] if the state cannot be read.
    pub fn status(&mut self) -> Result<Status, SignerFault> {
        let heads = self.heads()?;
        let (log, sm3) = (self.keys.log.verifier_key(), self.keys.sm3.verifier_key());
        Ok(Status { log: log.clone(), sm3: sm3.clone(), heads })
    }

    fn heads(&mut self) -> Result<Heads, SignerFault> {
        let heads = match self.heads {
            Some(heads) => heads,
            None => Heads::load(&self.folder, &self.origin)?,
        };
        self.heads = Some(heads);
        Ok(heads)
    }

    /// Checks what is to be signed and keeps it as the last. Order, and what a crash leaves:
    ///
    /// 1. both proofs are checked against what was signed last;
    /// 2. the new heads are on disk in its place: a crash from here on leaves heads that nobody
    ///    has a signature of. They are asked for again, and signing them is safe;
    /// 3. [`Self::sign`].
    ///
    /// # Errors
    /// [`RefusedBy::Rule`] if they do not extend what was signed. A request that shows a second
    /// history is kept as a file first.
    pub fn admit(&mut self, request: &SignRequest) -> Result<Admitted, RefusedBy> {
        let last = self.heads()?;
        let (log, sm3) = (self.keys.log.verifier_key(), self.keys.sm3.verifier_key());
        let checked = check::<Sha256Tree>(&request.sha256, &last.sha256, log)
            .and_then(|()| check::<Sm3Tree>(&request.sm3, &last.sm3, sm3));
        if let Err(refusal) = checked {
            if refusal.is_evidence() {
                evidence::keep(&self.folder, &last, request, refusal)?;
            }
            return Err(RefusedBy::Rule(refusal));
        }
        let head = |of: &Extension| TreeHead { size: of.head.size, root: of.head.root };
        let next = Heads { sha256: head(&request.sha256), sm3: head(&request.sm3) };
        if next != last {
            self.heads = None;
            next.store(&self.folder, &self.origin)?;
            self.heads = Some(next);
        }
        let named = |key: &VerifierKey, of: TreeHead| Checkpoint {
            origin: key.name().clone(),
            size: of.size,
            root: of.root,
        };
        let (log, sm3) = (self.keys.log.verifier_key(), self.keys.sm3.verifier_key());
        Ok(Admitted { sha256: named(log, next.sha256), sm3: named(sm3, next.sm3) })
    }

    /// Signs what was admitted. The signatures are verified before they are given away.
    ///
    /// # Errors
    /// [`SignerFault::Key`] if a key does not do it.
    pub fn sign(&self, admitted: &Admitted) -> Result<Signed, SignerFault> {
        let sha256 = signed(self.keys.log.as_ref(), &admitted.sha256)?;
        let sm3 = signed(self.keys.sm3.as_ref(), &admitted.sm3)?;
        Ok(Signed { sha256: admitted.sha256.signed(sha256), sm3: admitted.sm3.signed(sm3) })
    }

    /// Answers a message of the protocol, whatever it is.
    pub fn answer(&mut self, message: &str) -> String {
        let broken = |fault: SignerFault| {
            if fault.is_no_space() { Answer::Full } else { Answer::Fault(chain(&fault)) }
        };
        self.answered(message).unwrap_or_else(broken).to_string()
    }

    fn answered(&mut self, message: &str) -> Result<Answer, SignerFault> {
        match Request::parse(message) {
            None => Ok(Answer::Refused(Refusal::Malformed)),
            Some(Request::Head) => Ok(Answer::Status(Box::new(self.status()?))),
            Some(Request::Sign(request)) => match self.admit(&request) {
                Err(RefusedBy::Rule(refusal)) => Ok(Answer::Refused(refusal)),
                Err(RefusedBy::Fault(fault)) => Err(fault),
                Ok(admitted) => {
                    let sha256 = signed(self.keys.log.as_ref(), &admitted.sha256)?;
                    let sm3 = signed(self.keys.sm3.as_ref(), &admitted.sm3)?;
                    Ok(Answer::Signed { sha256, sm3 })
                }
            },
        }
    }
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keeper({})", self.origin)
    }
}

/// A fault with its causes, in one line.
fn chain(fault: &SignerFault) -> String {
    let mut text = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn check<T: TreeHash>(
    asked: &Extension,
    last: &TreeHead,
    key: &VerifierKey,
) -> Result<(), Refusal> {
    let head = &asked.head;
    if head.origin != *key.name() {
        return Err(Refusal::OtherLog);
    }
    if asked.old != last.size {
        return Err(Refusal::OldDiffers);
    }
    if head.size < last.size {
        return Err(Refusal::Smaller);
    }
    if head.size == last.size && head.root != last.root {
        return Err(Refusal::OtherRoot);
    }
    verify_consistency::<T>(last.size, head.size, &last.root, &head.root, &asked.proof)
        .map_err(|_| Refusal::NotExtending)
}

fn signed(key: &dyn Signer, head: &Checkpoint) -> Result<NoteSignature, SignerFault> {
    let text = head.to_string();
    let signature = key.sign(text.as_bytes())?;
    if key.verifier_key().accepts(text.as_bytes(), &signature) {
        Ok(NoteSignature::by(key.verifier_key(), &signature))
    } else {
        Err(SignerFault::Key("a signature that its own public key does not accept".to_owned()))
    }
}

/// Makes the folder of a state that is to be made or mended, and takes its lock.
pub(crate) fn lock_new(folder: &Path) -> Result<File, SignerFault> {
    files::make_folder(folder)?;
    lock(folder)
}
