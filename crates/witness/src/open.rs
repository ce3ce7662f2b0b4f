//! Opening the memory: every head read, every size compared with the second place.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ledger::{
    Checkpoint, Cosigned, Cosigner, CosignerRole, Policy, SignedNote, VerifierKey, cosigned_at,
    open_checkpoint, origin_hash,
};

use crate::fault::{Fault, OpenError, fault};
use crate::files;
use crate::identity::{HEADS, Identity, POLICY};
use crate::mirror::Mirror;

/// What was cosigned last for a log.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) checkpoint: Checkpoint,
    /// With the log's signature and ours.
    pub(crate) note: SignedNote,
    pub(crate) at: u64,
}

impl Head {
    pub(crate) fn cosigned(head: Option<&Self>, key: &VerifierKey) -> Cosigned {
        match head {
            Some(head) => Cosigned { size: head.checkpoint.size, root: head.checkpoint.root },
            None => Cosigned::nothing(key),
        }
    }
}

/// The head of a log, held still while a request is judged and made durable.
#[derive(Debug)]
pub(crate) enum Memory {
    Known(Option<Head>),
    /// A write failed or is uncertain: nothing is signed for this log until a restart reads again.
    Uncertain,
}

pub(crate) struct Log {
    pub(crate) key: VerifierKey,
    pub(crate) url: Option<String>,
    /// Shared by all that ever stood for this log: a reload must not part a request from its head.
    pub(crate) memory: Arc<Mutex<Memory>>,
}

impl Log {
    pub(crate) fn head(&self) -> Option<Head> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        match &*memory {
            Memory::Known(head) => head.clone(),
            Memory::Uncertain => None,
        }
    }
}

/// Another witness of the same logs, whose heads are read.
#[derive(Debug, Clone)]
pub struct Sibling {
    /// Its name in our policy.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where its heads are read.
    pub url: String,
}

/// A witness, open. One process at a time.
#[doc(alias = "见证方")]
pub struct Witness {
    pub(crate) folder: PathBuf,
    pub(crate) second: PathBuf,
    pub(crate) cosigner: Cosigner,
    pub(crate) logs: RwLock<BTreeMap<String, Arc<Log>>>,
    /// By hash of the origin; one stays when its log leaves the list.
    memories: Mutex<BTreeMap<String, Arc<Mutex<Memory>>>>,
    siblings: RwLock<Vec<Sibling>>,
    pub(crate) mirror: Option<Mirror>,
    /// Held while the witness is open to answer.
    _lock: Option<File>,
}

impl Witness {
    /// Opens what [`init`](crate::init) made.
    ///
    /// # Errors
    /// [`OpenError`]. If the folder knows less than the second place, the key is retired for good.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let identity = Identity::read(folder)?;
        let lock = lock(folder)?;
        let heads = match remembered(folder, &identity)? {
            Ok(heads) => heads,
            Err(why) => return Err(identity.retire(folder, why)?),
        };
        for (hash, head) in &heads {
            note_size(&identity.second, hash, head.checkpoint.size)?;
        }
        Self::with(folder, identity, heads, Some(lock))
    }

    /// Opens it to look, beside the process that answers. Nothing is written.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_to_read(folder: &Path) -> Result<Self, OpenError> {
        let identity = Identity::read(folder)?;
        let heads = remembered(folder, &identity)?.map_err(OpenError::Retired)?;
        Self::with(folder, identity, heads, None)
    }

    fn with(
        folder: &Path,
        identity: Identity,
        heads: BTreeMap<String, Head>,
        lock: Option<File>,
    ) -> Result<Self, OpenError> {
        let Identity { cosigner, second, .. } = identity;
        let witness = Self {
            folder: folder.to_owned(),
            second,
            cosigner,
            logs: RwLock::default(),
            memories: Mutex::default(),
            siblings: RwLock::default(),
            mirror: Mirror::open(folder)?,
            _lock: lock,
        };
        witness.take(&policy_of(folder)?, heads);
        Ok(witness)
    }

    /// Reads the list of logs and siblings again. What is known of a log is kept.
    ///
    /// # Errors
    /// [`OpenError`] for a list that does not read; the old one stays in force.
    pub fn reload(&self) -> Result<(), OpenError> {
        let policy = policy_of(&self.folder)?;
        let is_new = {
            let memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
            policy.logs().any(|(key, _)| !memories.contains_key(&origin_hash(key.name())))
        };
        // Those that are remembered already are newer in memory than what is read here.
        let heads =
            if is_new { read_heads(&self.folder, &self.cosigner)? } else { BTreeMap::new() };
        self.take(&policy, heads);
        Ok(())
    }

    /// The key whose signatures others look for.
    #[must_use]
    pub const fn key(&self) -> &VerifierKey {
        self.cosigner.verifier_key()
    }

    /// Whose heads are read in each round of gossip.
    #[must_use]
    pub fn siblings(&self) -> Vec<Sibling> {
        self.siblings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The logs known here: hash of the origin, and where the log itself can be read.
    #[must_use]
    pub fn logs(&self) -> Vec<(String, Option<String>)> {
        let logs = self.logs.read().unwrap_or_else(PoisonError::into_inner);
        logs.iter().map(|(hash, log)| (hash.clone(), log.url.clone())).collect()
    }

    /// The head cosigned last, with both signatures; none if there is none.
    #[must_use]
    pub fn checkpoint(&self, hash: &str) -> Option<String> {
        self.log(hash)?.head().map(|head| head.note.to_string())
    }

    pub(crate) fn log(&self, hash: &str) -> Option<Arc<Log>> {
        self.logs.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn take(&self, policy: &Policy, mut heads: BTreeMap<String, Head>) {
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        let mut memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = BTreeMap::new();
        for (key, url) in policy.logs() {
            let hash = origin_hash(key.name());
            let memory = memories
                .entry(hash.clone())
                .or_insert_with(|| Arc::new(Mutex::new(Memory::Known(heads.remove(&hash)))));
            let (key, url, memory) = (key.clone(), url.map(str::to_owned), Arc::clone(memory));
            taken.insert(hash, Arc::new(Log { key, url, memory }));
        }
        *logs = taken;
        let siblings = policy.witnesses();
        let siblings =
            siblings.filter(|one| one.role == CosignerRole::Witness && one.key != self.key());
        let siblings = siblings.filter_map(|one| {
            let (name, key) = (one.name.to_owned(), one.key.clone());
            Some(Sibling { name, key, url: one.url?.trim_end_matches('/').to_owned() })
        });
        *self.siblings.write().unwrap_or_else(PoisonError::into_inner) = siblings.collect();
    }
}

/// The heads, or why they are not all that was cosigned. The sizes are read first: beside a process
/// that answers, the heads are never behind them.
fn remembered(
    folder: &Path,
    identity: &Identity,
) -> Result<Result<BTreeMap<String, Head>, String>, Fault> {
    let sizes = sizes(&identity.second)?;
    let heads = read_heads(folder, &identity.cosigner)?;
    for (hash, size) in sizes {
        let ours = heads.get(&hash).map_or(0, |head| head.checkpoint.size);
        if ours < size {
            return Ok(Err(format!("{hash}: {size} was cosigned, the folder knows {ours}")));
        }
    }
    Ok(Ok(heads))
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join("lock");
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(fault("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(fault("lock", &path)(cause).into()),
    }
}

fn policy_of(folder: &Path) -> Result<Policy, OpenError> {
    let text = files::read(&folder.join(POLICY))?;
    let text = text.ok_or_else(|| OpenError::NotMade(folder.to_owned()))?;
    Policy::parse(&text).map_err(OpenError::Policy)
}

/// Every head, its own cosignature checked. One that does not read is as good as lost.
fn read_heads(folder: &Path, cosigner: &Cosigner) -> Result<BTreeMap<String, Head>, Fault> {
    let mut heads = BTreeMap::new();
    for hash in files::names(&folder.join(HEADS))? {
        let text = files::read(&folder.join(HEADS).join(&hash))?.unwrap_or_default();
        let head = SignedNote::parse(&text).ok().and_then(|note| {
            let checkpoint = Checkpoint::parse(note.text()).ok()?;
            let at = cosigned_at(&note, cosigner.verifier_key()).ok()?;
            Some(Head { checkpoint, note, at })
        });
        if let Some(head) = head.filter(|head| origin_hash(&head.checkpoint.origin) == hash) {
            heads.insert(hash, head);
        }
    }
    Ok(heads)
}

/// The sizes that the second place remembers.
fn sizes(second: &Path) -> Result<Vec<(String, u64)>, Fault> {
    let mut sizes = Vec::new();
    for name in files::names(second)?.into_iter().filter(|name| name.len() == 64) {
        let text = files::read(&second.join(&name))?.unwrap_or_default();
        // What does not read was larger than anything we know.
        sizes.push((name, text.trim_end().parse().unwrap_or(u64::MAX)));
    }
    Ok(sizes)
}

/// Remembers a size in the second place, unless it does already.
pub(crate) fn note_size(second: &Path, hash: &str, size: u64) -> Result<(), Fault> {
    let path = second.join(hash);
    let known = files::read(&path)?.and_then(|text| text.trim_end().parse().ok());
    if known.is_some_and(|known: u64| known >= size) {
        return Ok(());
    }
    files::replace(&path, &format!("{size}\n"))
}

/// Whether a text is a head of this log, signed by it.
pub(crate) fn signed_head(text: &str, key: &VerifierKey) -> Option<(Checkpoint, SignedNote)> {
    open_checkpoint(text, key).ok()
}
