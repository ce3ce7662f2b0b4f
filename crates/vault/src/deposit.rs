//! From staging to a published original: finish, publish, settle, or quarantine.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use terms::{Digest, Digests, UploadId};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::stage::Held;
use crate::{
    BlobError, Blobs, Config, Content, Fault, Published, Reconciled, Stage, StageError, durable,
    sabotage,
};

/// Passes at the same time: as many as the widest vector unit has lanes for SM3. Two blocks of each
/// are in memory.
const PASSES: usize = 16;

/// Staging and published bytes together: the way in.
#[derive(Debug, Clone)]
pub struct Vault {
    stage: Stage,
    blobs: Blobs,
    quarantine: PathBuf,
    /// Bounds the passes that compute digests at the same time, and with them memory.
    passes: Arc<Semaphore>,
}

/// Proof that an upload's stored bytes were read in full and are what was received and declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    id: UploadId, // INVARIANT: made by `finish` only
    content: Content,
}

impl ReadBack {
    /// Which upload.
    #[must_use]
    pub const fn id(&self) -> UploadId {
        self.id
    }

    /// Digests and size of the stored bytes. The SHA-256 equals that of the received bytes.
    #[must_use]
    pub const fn digests(&self) -> Digests {
        self.content.digests
    }

    /// All that the pass over the stored bytes found.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }
}

/// Why an upload was not finished. The bytes stay in staging.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// Not there, not complete, or being written.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The stored bytes are not those that were declared: to be quarantined and journaled.
    #[error("declared SHA-256 {declared}, found {}", found.digests.sha256)]
    DeclaredDiffers {
        /// What the device, station or browser declared.
        declared: Digest,
        /// What was received and stored.
        found: Box<Content>,
    },
    /// The stored bytes are not those that were received: the disk is not to be trusted. To be
    /// quarantined and journaled.
    #[error("received SHA-256 {received}, read back {}", found.digests.sha256)]
    StorageDiffers {
        /// SHA-256 while receiving.
        received: Digest,
        /// What the disk gave back.
        found: Box<Content>,
    },
    /// [`Vault::settle`] before [`Vault::publish`].
    #[error("upload {0} is not published")]
    NotPublished(UploadId),
}

impl From<Fault> for FinishError {
    fn from(fault: Fault) -> Self {
        Self::Stage(StageError::Fault(fault))
    }
}

/// Why bytes were set aside. Written beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum QuarantineReason {
    /// Another digest was declared.
    DeclaredDiffers {
        /// What was declared.
        declared: Digest,
        /// What is there.
        found: Digests,
    },
    /// Other bytes came back from the disk than were received.
    StorageDiffers {
        /// SHA-256 while receiving.
        received: Digest,
        /// What is there.
        found: Digests,
    },
}

impl Vault {
    /// Opens or makes a vault and says what was in staging. Uploads in [`Reconciled::complete`] are
    /// then taken through [`Self::finish`], [`Self::publish`], the journal and [`Self::settle`].
    ///
    /// A bucket is tried out first: what is wrong with it is told now, not at the first deposit.
    ///
    /// # Errors
    /// [`Fault::InUse`] if another process has it open; [`Fault::Overwrites`] and [`Fault::Store`]
    /// for a bucket that cannot be used; other faults of the machine.
    pub async fn open(config: &Config) -> Result<(Self, Reconciled), Fault> {
        let (staging, reserve_bytes) = (config.root.join("staging"), config.reserve_bytes);
        let (stage, found) = spawn_blocking(move || Stage::open(&staging, reserve_bytes)).await??;
        let quarantine = config.root.join("quarantine");
        let folder = quarantine.clone();
        spawn_blocking(move || durable::make_folder(&folder)).await??;
        let blobs = Blobs::open(config).await?;
        blobs.try_out().await?;
        blobs.empty_scratch().await?;
        let passes = Arc::new(Semaphore::new(PASSES));
        Ok((Self { stage, blobs, quarantine, passes }, found))
    }

    /// Uploads in progress.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Published bytes.
    #[must_use]
    pub const fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Syncs a complete upload, reads it back from the device and computes both digests, size and
    /// states; compares with what was received and with `declared`. Changes nothing, so it may be
    /// repeated, also after [`Self::publish`].
    ///
    /// # Errors
    /// See [`FinishError`].
    pub async fn finish(
        &self,
        id: UploadId,
        declared: Option<Digest>,
    ) -> Result<ReadBack, FinishError> {
        let held = self.complete(id)?;
        let received = held.upload.received_sha256();
        let _pass = self.passes.acquire().await.map_err(|_| Fault::Stopped)?;
        let found = self.read_back(&held, received).await?;
        let status = held.upload.status();
        let sha256 = found.digests.sha256;
        let differs = sha256 != received || found.digests.size_bytes != status.size_bytes;
        if differs && !sabotage::leaves_out("no-readback") {
            return Err(FinishError::StorageDiffers { received, found: Box::new(found) });
        }
        match declared {
            Some(declared) if declared != sha256 => {
                Err(FinishError::DeclaredDiffers { declared, found: Box::new(found) })
            }
            _ => Ok(ReadBack { id, content: found }),
        }
    }

    /// Gives the bytes their final name without overwriting; the staging entry stays until
    /// [`Self::settle`]. May be repeated.
    ///
    /// # Errors
    /// [`Fault::Differs`] if other bytes hold that name: somebody must be paged. See also
    /// [`FinishError::Stage`].
    pub async fn publish(&self, read_back: &ReadBack) -> Result<Published, FinishError> {
        let held = self.complete(read_back.id)?;
        let path = held.upload.bytes_path();
        if exists(&path).await? {
            return Ok(self.blobs.publish_original(&path, &read_back.content).await?);
        }
        match self.blobs.verify(read_back.content.digests.sha256).await {
            Ok(_) => Ok(Published::AlreadyThere),
            Err(BlobError::Missing(_)) => Err(FinishError::NotPublished(read_back.id)),
            Err(BlobError::Fault(fault)) => Err(fault.into()),
        }
    }

    /// Forgets a published upload, once its fact is in the journal.
    ///
    /// # Errors
    /// [`FinishError::NotPublished`] while staging still holds the bytes;
    /// [`FinishError::Stage`].
    pub async fn settle(&self, id: UploadId) -> Result<(), FinishError> {
        let held = self.complete(id)?;
        if exists(&held.upload.bytes_path()).await? {
            return Err(FinishError::NotPublished(id));
        }
        Ok(self.stage.remove(held).await?)
    }

    /// Sets the bytes of a complete upload aside, with the reason beside them, and answers where.
    /// Nothing removes them from there.
    ///
    /// # Errors
    /// [`FinishError::Stage`]; the upload stays then.
    pub async fn quarantine(
        &self,
        id: UploadId,
        reason: &QuarantineReason,
    ) -> Result<PathBuf, FinishError> {
        let held = self.complete(id)?;
        let target = self.quarantine.join(id.to_string());
        let (stage, to) = (self.stage.clone(), target.clone());
        let text = serde_json::to_vec_pretty(reason)
            .map_err(|error| Fault::io("write", &target)(std::io::Error::other(error)))?;
        let moved = spawn_blocking(move || {
            durable::replace_file(&held.upload.folder().join("reason.json"), &text)?;
            durable::seal(&held.upload.bytes_path())?;
            stage.move_out(&held, &to)
        });
        moved.await.map_err(Fault::from)??;
        Ok(target)
    }

    fn complete(&self, id: UploadId) -> Result<Held, StageError> {
        let held = self.stage.try_hold(id)?;
        let status = held.upload.status();
        if status.is_complete() {
            return Ok(held);
        }
        let (offset_bytes, size_bytes) = (status.offset_bytes, status.size_bytes);
        Err(StageError::Incomplete { offset_bytes, size_bytes })
    }

    /// The bytes are in staging, or under their final name if a crash came after publishing.
    async fn read_back(&self, held: &Held, received: Digest) -> Result<Content, FinishError> {
        let path = held.upload.bytes_path();
        if exists(&path).await? {
            return Ok(spawn_blocking(move || durable::read_back(&path))
                .await
                .map_err(Fault::from)??);
        }
        match self.blobs.verify(received).await {
            Ok(content) => Ok(content),
            Err(BlobError::Missing(_)) => Err(FinishError::NotPublished(held.upload.status().id)),
            Err(BlobError::Fault(Fault::Differs { found, .. })) => {
                Err(FinishError::StorageDiffers { received, found })
            }
            Err(BlobError::Fault(fault)) => Err(fault.into()),
        }
    }
}

async fn exists(path: &std::path::Path) -> Result<bool, Fault> {
    tokio::fs::try_exists(path).await.map_err(Fault::io("look at", path))
}
