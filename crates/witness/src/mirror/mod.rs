//! A mirror beside the witness: every leaf of its logs, kept before it says so (C2SP tlog-mirror),
//! and an auditor that counts the reports again.
//!
//! What the witness cosigned last is the head up to which leaves are taken (the *pending
//! checkpoint*); mirror and auditor sign with keys of their own. A witness that is retired has no
//! mirror either.

mod carried;
mod keys;
mod leaves;
mod recount;
mod upload;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger::{Checkpoint, Recount, SignedNote};

use crate::fault::{Fault, OpenError};
use crate::files;
use crate::open::Witness;

pub use carried::{Carried, Unfit};
pub use keys::{MirrorKeys, init_mirror};
pub use recount::ReportTaken;
pub use upload::{Entries, Upload};

use keys::Keys;
use leaves::Leaves;

pub(crate) const MIRROR: &str = "mirror";
const CHECKPOINT: &str = "checkpoint";
const RECOUNT: &str = "recount";
const AUDITED: &str = "audited";
const REPORTS: &str = "reports";

/// Keys, and what is kept of each log.
pub(crate) struct Mirror {
    folder: PathBuf,
    keys: Keys,
    kept: Mutex<BTreeMap<String, Shared>>,
    /// Recounts as far as they went.
    audits: Mutex<BTreeMap<String, recount::Audit>>,
}

/// What is kept of a log, by whoever works on it.
type Shared = Arc<Mutex<Kept>>;

/// What is kept of a log.
pub(crate) struct Kept {
    leaves: Leaves,
    /// The first leaf that is not kept.
    next: u64,
    /// The head that was said to be kept whole.
    checkpoint: Option<(Checkpoint, SignedNote)>,
}

impl Mirror {
    /// Opens it, if there is one.
    pub(crate) fn open(state: &Path) -> Result<Option<Self>, OpenError> {
        let folder = state.join(MIRROR);
        let keys = Keys::read(&folder)?;
        Ok(keys.map(|keys| Self { folder, keys, kept: Mutex::default(), audits: Mutex::default() }))
    }

    fn folder_of(&self, hash: &str) -> PathBuf {
        self.folder.join(hash)
    }

    /// What is kept of a log, read from the disk once.
    fn kept(&self, hash: &str) -> Result<Shared, Fault> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = all.get(hash) {
            return Ok(Arc::clone(kept));
        }
        let folder = self.folder_of(hash);
        let leaves = Leaves::of(&folder);
        let text = files::read(&folder.join(CHECKPOINT))?.unwrap_or_default();
        let checkpoint = SignedNote::parse(&text).ok().and_then(|note| {
            let checkpoint = Checkpoint::parse(note.text()).ok()?;
            ledger::cosigned_at(&note, self.keys.mirror.verifier_key()).ok()?;
            Some((checkpoint, note))
        });
        let next = leaves.count()?;
        let kept = Arc::new(Mutex::new(Kept { leaves, next, checkpoint }));
        all.insert(hash.to_owned(), Arc::clone(&kept));
        Ok(kept)
    }
}

fn held(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far a mirror is with a log.
#[doc(alias = "镜像")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorStatus {
    /// Leaves of the head it said to keep whole.
    pub size: u64,
    /// Leaves it has.
    pub held: u64,
    /// The last recount; none before the first.
    pub recount: Option<Recount>,
}

impl Witness {
    /// The mirror's and the auditor's key, if there is a mirror.
    #[must_use]
    pub fn mirror_keys(&self) -> Option<MirrorKeys> {
        self.mirror.as_ref().map(|mirror| mirror.keys.public())
    }

    /// The head that the mirror keeps whole, with the log's signature and the mirror's.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn mirror_checkpoint(&self, hash: &str) -> Result<Option<String>, Fault> {
        let Some((_, kept)) = self.mirrored(hash)? else { return Ok(None) };
        let kept = held(&kept);
        Ok(kept.checkpoint.as_ref().map(|(_, note)| note.to_string()))
    }

    /// How far the mirror is with a log; none if there is no mirror or no such log.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn mirror_status(&self, hash: &str) -> Result<Option<MirrorStatus>, Fault> {
        let Some((mirror, kept)) = self.mirrored(hash)? else { return Ok(None) };
        let text = files::read(&mirror.folder_of(hash).join(RECOUNT))?;
        let recount = text.and_then(|text| Recount::parse(&text));
        let kept = held(&kept);
        let size = kept.checkpoint.as_ref().map_or(0, |(checkpoint, _)| checkpoint.size);
        Ok(Some(MirrorStatus { size, held: kept.next, recount }))
    }

    /// Leaves of a log as they were handed over, from `from` on: as many as lie together, none after
    /// the last one.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn mirrored_leaves(&self, hash: &str, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let Some((_, kept)) = self.mirrored(hash)? else { return Ok(Vec::new()) };
        let kept = held(&kept);
        kept.leaves.from(from)
    }

    fn mirrored(&self, hash: &str) -> Result<Option<(&Mirror, Shared)>, Fault> {
        match (&self.mirror, self.log(hash)) {
            (Some(mirror), Some(_)) => Ok(Some((mirror, mirror.kept(hash)?))),
            (None | Some(_), _) => Ok(None),
        }
    }
}
