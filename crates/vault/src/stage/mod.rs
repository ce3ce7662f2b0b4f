//! Uploads in progress: resumable, one writer each, told offsets are on disk.
//!
//! One folder an upload, `staging/<id>/`: `bytes` (what came) and `state` (how much of it is
//! acknowledged and the SHA-256 in the middle). The state file is the authority: bytes beyond its
//! offset were never acknowledged and are written again.

mod append;
mod error;
mod hashing;
mod open;
mod state;
mod writer;

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use terms::UploadId;
use tokio::sync::{OwnedMutexGuard, watch};

pub use append::BODY_IDLE;
pub use error::StageError;
pub use open::Reconciled;
pub use writer::CHECKPOINT_BYTES;

use self::state::State;
use crate::config::MAX_UPLOAD_BYTES;
use crate::{Fault, durable};

/// The received bytes inside an upload's folder.
const BYTES: &str = "bytes";
/// The state file inside an upload's folder.
const STATE: &str = "state";
/// What an upload's folder is called while it is being removed, so that a crash cannot leave
/// something that looks like an upload that lost its bytes.
const GONE: &str = "gone_";

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadStatus {
    /// Which upload.
    pub id: UploadId,
    /// Declared length in bytes.
    pub size_bytes: u64,
    /// Bytes that are on disk and acknowledged.
    pub offset_bytes: u64,
}

impl UploadStatus {
    /// Every declared byte is on disk.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.offset_bytes == self.size_bytes
    }
}

/// The uploads in progress under one staging folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stage {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    reserve_bytes: u64,
    /// Held locked for as long as anything may write below `folder`.
    _lock: File,
    /// One creation at a time, so that two cannot both count the same free room.
    creating: Mutex<()>,
    uploads: Mutex<HashMap<UploadId, Arc<Upload>>>,
}

/// One upload in memory. Its lock is the right to change its folder.
#[derive(Debug)]
pub(crate) struct Upload {
    id: UploadId,
    folder: PathBuf,
    size_bytes: u64,
    /// What the state file says.
    state: Mutex<State>,
    writing: Arc<tokio::sync::Mutex<()>>,
    /// How many wait for the right; above 0 the present writer puts down what it has and leaves.
    waiting: watch::Sender<usize>,
}

/// The right to change an upload's folder.
pub(crate) struct Held {
    pub(crate) upload: Arc<Upload>,
    _right: OwnedMutexGuard<()>,
}

impl Stage {
    /// Begins an upload of exactly `size_bytes`; durable when it returns.
    ///
    /// # Errors
    /// [`StageError::Exists`], [`StageError::TooLarge`], [`StageError::NoSpace`] if less than the
    /// reserve would stay free once all begun uploads are complete; [`StageError::Fault`].
    pub async fn create(&self, id: UploadId, size_bytes: u64) -> Result<UploadStatus, StageError> {
        if size_bytes > MAX_UPLOAD_BYTES {
            return Err(StageError::TooLarge { max_bytes: MAX_UPLOAD_BYTES });
        }
        let stage = self.clone();
        let made = tokio::task::spawn_blocking(move || stage.create_now(id, size_bytes));
        made.await.map_err(Fault::from)?
    }

    fn create_now(&self, id: UploadId, size_bytes: u64) -> Result<UploadStatus, StageError> {
        let _one_at_a_time = lock(&self.inner.creating);
        if lock(&self.inner.uploads).contains_key(&id) {
            return Err(StageError::Exists(id));
        }
        let free_bytes = durable::free_bytes(&self.inner.folder)?;
        let promised = self.list().iter().fold(0_u64, |sum, status| {
            sum.saturating_add(status.size_bytes.saturating_sub(status.offset_bytes))
        });
        let wanted = promised.saturating_add(size_bytes).saturating_add(self.inner.reserve_bytes);
        if free_bytes < wanted {
            return Err(StageError::NoSpace { offset_bytes: 0, free_bytes });
        }
        let folder = self.inner.folder.join(id.to_string());
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(StageError::Exists(id)); // damaged or foreign: left for people to see
            }
            made => made.map_err(Fault::io("make", &folder))?,
        }
        let upload = Upload::new(id, folder, size_bytes, State::default());
        if let Err(error) = upload.lay_out(&self.inner.folder) {
            durable::remove_if_there(&upload.folder.join(STATE))?;
            durable::remove_if_there(&upload.bytes_path())?;
            fs::remove_dir_all(&upload.folder).map_err(Fault::io("remove", &upload.folder))?;
            return Err(StageError::from_fault(error, 0, &self.inner.folder));
        }
        let status = upload.status();
        lock(&self.inner.uploads).insert(id, Arc::new(upload));
        Ok(status)
    }

    /// How far the upload is, without disturbing whoever writes it now.
    ///
    /// # Errors
    /// [`StageError::Unknown`].
    pub fn status(&self, id: UploadId) -> Result<UploadStatus, StageError> {
        self.upload(id).map(|upload| upload.status())
    }

    /// SHA-256 of the acknowledged bytes as they were received.
    ///
    /// # Errors
    /// [`StageError::Unknown`].
    pub fn received_sha256(&self, id: UploadId) -> Result<terms::Digest, StageError> {
        self.upload(id).map(|upload| upload.received_sha256())
    }

    /// All uploads in progress, by id.
    #[must_use]
    pub fn list(&self) -> Vec<UploadStatus> {
        let mut all: Vec<_> =
            lock(&self.inner.uploads).values().map(|upload| upload.status()).collect();
        all.sort_by_key(|status| status.id);
        all
    }

    /// For a sender who comes back (tus HEAD): whoever still writes, e.g. over a dead connection,
    /// puts down what it has and leaves at once; then the offset is exact and the way is free.
    /// The caller has checked that it is the same sender.
    ///
    /// # Errors
    /// [`StageError::Unknown`].
    pub async fn take_over(&self, id: UploadId) -> Result<UploadStatus, StageError> {
        Ok(self.hold(id).await?.upload.status())
    }

    /// Ends an upload that was never completed and removes what came of it.
    ///
    /// # Errors
    /// [`StageError::Unknown`]; [`StageError::Complete`] if every byte is there: then it is
    /// footage and stays; [`StageError::Fault`].
    pub async fn terminate(&self, id: UploadId) -> Result<(), StageError> {
        let held = self.hold(id).await?;
        if held.upload.status().is_complete() {
            return Err(StageError::Complete(id));
        }
        self.remove(held).await
    }

    /// Removes the folder of an upload and forgets it. Order: renamed so that no restart takes it
    /// for an upload, then removed; a crash in between is finished at the next start.
    pub(crate) async fn remove(&self, held: Held) -> Result<(), StageError> {
        let stage = self.clone();
        let removed = tokio::task::spawn_blocking(move || {
            let gone = stage.inner.folder.join(format!("{GONE}{}", held.upload.id));
            fs::rename(&held.upload.folder, &gone)
                .map_err(Fault::io("rename", &held.upload.folder))?;
            durable::sync_folder(&stage.inner.folder)?;
            lock(&stage.inner.uploads).remove(&held.upload.id);
            fs::remove_dir_all(&gone).map_err(Fault::io("remove", &gone))
        });
        Ok(removed.await.map_err(Fault::from)??)
    }

    /// Moves the folder of an upload out of staging to `target`, which must be free.
    pub(crate) fn move_out(&self, held: &Held, target: &Path) -> Result<(), Fault> {
        durable::move_folder(&held.upload.folder, target)?;
        lock(&self.inner.uploads).remove(&held.upload.id);
        Ok(())
    }

    /// Asks any writer to leave and waits for it.
    pub(crate) async fn hold(&self, id: UploadId) -> Result<Held, StageError> {
        let upload = self.upload(id)?;
        let waiting = Waiting::new(&upload.waiting);
        let right = Arc::clone(&upload.writing).lock_owned().await;
        drop(waiting);
        self.upload(id)?; // it may have been removed while we waited
        Ok(Held { upload, _right: right })
    }

    /// The right to change the upload if nobody has it.
    pub(crate) fn try_hold(&self, id: UploadId) -> Result<Held, StageError> {
        let upload = self.upload(id)?;
        let right = Arc::clone(&upload.writing).try_lock_owned();
        let right = right.map_err(|_| StageError::Busy(id))?;
        self.upload(id)?;
        Ok(Held { upload, _right: right })
    }

    fn upload(&self, id: UploadId) -> Result<Arc<Upload>, StageError> {
        lock(&self.inner.uploads).get(&id).cloned().ok_or(StageError::Unknown(id))
    }
}

impl Upload {
    fn new(id: UploadId, folder: PathBuf, size_bytes: u64, state: State) -> Self {
        let (state, writing) = (Mutex::new(state), Arc::default());
        Self { id, folder, size_bytes, state, writing, waiting: watch::Sender::new(0) }
    }

    /// Writes the first state of a new upload. Before this is durable nothing is acknowledged.
    fn lay_out(&self, staging: &Path) -> Result<(), Fault> {
        let bytes = self.bytes_path();
        File::create_new(&bytes).map_err(Fault::io("make", &bytes))?;
        State::lay_out(&self.folder.join(STATE), self.size_bytes)?;
        durable::sync_folder(staging)
    }

    /// Where the received bytes are until they are published.
    pub(crate) fn bytes_path(&self) -> PathBuf {
        self.folder.join(BYTES)
    }

    /// The upload's own folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How far it is.
    pub(crate) fn status(&self) -> UploadStatus {
        let offset_bytes = lock(&self.state).offset_bytes;
        UploadStatus { id: self.id, size_bytes: self.size_bytes, offset_bytes }
    }

    /// SHA-256 of the acknowledged bytes as they were received.
    pub(crate) fn received_sha256(&self) -> terms::Digest {
        lock(&self.state).sha.digest()
    }
}

/// Counts itself among those who wait, until dropped.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|count| *count = count.saturating_add(1));
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// A mutex of ours guards plain values, which no panic leaves half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
