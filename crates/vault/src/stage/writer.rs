//! The blocking half of an append: bytes to the file, digests beside it; checkpoints.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use terms::Digest;

use super::state::State;
use super::{Held, STATE, StageError, lock};
use crate::content::ReceivedSha;
use crate::device::{Block, OutFile};
use crate::{Fault, sabotage};

/// At the latest after so many bytes what came is synced and acknowledged, so that neither a crash
/// costs the sender more nor dirty pages pile up (64 MiB).
pub const CHECKPOINT_BYTES: u64 = 64 << 20;

/// Digests of what came, as far as it was handed to the [`Writer`].
pub(super) struct Hashes {
    whole: ReceivedSha,
    /// Digest of this body alone, if the sender declared one; then nothing is acknowledged early.
    body: Option<(Digest, Sha256)>,
}

impl Hashes {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.whole.update(bytes);
        if let Some((_, body)) = &mut self.body {
            body.update(bytes);
        }
    }
}

/// Writes one append. Whatever fails, the acknowledged state stays what it was.
pub(super) struct Writer {
    held: Arc<Held>,
    file: OutFile,
    /// Ahead of what is acknowledged by what was written since the last checkpoint.
    written: u64,
    acknowledged: u64,
}

impl Writer {
    /// Opens the file where the acknowledged bytes end and cuts off what is beyond.
    pub(super) fn open(
        held: Arc<Held>,
        declared: Option<Digest>,
    ) -> Result<(Self, Hashes), StageError> {
        let path = held.upload.bytes_path();
        let State { offset_bytes, sha, .. } = lock(&held.upload.state).clone();
        let file = OutFile::open(&path, offset_bytes).map_err(Fault::io("open", &path))?;
        let body = declared.map(|declared| (declared, Sha256::new()));
        let writer = Self { held, file, written: offset_bytes, acknowledged: offset_bytes };
        Ok((writer, Hashes { whole: sha, body }))
    }

    /// Much was written since the last checkpoint.
    pub(super) const fn is_due(&self) -> bool {
        self.written - self.acknowledged >= CHECKPOINT_BYTES
    }

    /// Writes the next block.
    pub(super) fn write(mut self, block: &Block) -> Result<Self, StageError> {
        if let Err(source) = self.file.write(block, self.written) {
            return Err(self.fail("write", source));
        }
        let len = u64::try_from(block.bytes().len()).unwrap_or(u64::MAX);
        self.written = self.written.saturating_add(len);
        Ok(self)
    }

    /// Ends the append: the body's declared digest is compared, then everything is acknowledged.
    pub(super) fn end(self, hashes: Hashes) -> Result<u64, StageError> {
        if let Some((declared, body)) = &hashes.body {
            let (declared, found) = (*declared, digest_of(body));
            if found != declared {
                let offset_bytes = self.forget()?;
                return Err(StageError::BodyDiffers { offset_bytes, declared, found });
            }
        }
        self.checkpoint(&hashes).map(|writer| writer.acknowledged)
    }

    /// Ends an append that broke off: what came is kept, unless the sender declared a digest for
    /// the whole body.
    pub(super) fn put_down(self, hashes: Hashes) -> Result<u64, StageError> {
        if hashes.body.is_some() { self.forget() } else { self.end(hashes) }
    }

    /// Drops everything since the last checkpoint. Answers the offset that stays.
    pub(super) fn forget(self) -> Result<u64, StageError> {
        let path = self.held.upload.bytes_path();
        self.file.cut(self.acknowledged).map_err(Fault::io("cut", &path))?;
        Ok(self.acknowledged)
    }

    /// Acknowledges everything written, of which `hashes` are.
    ///
    /// Order: bytes synced, state saved, then it may be told. A crash before the state is
    /// durable leaves surplus bytes, which the next writer cuts off.
    pub(super) fn checkpoint(mut self, hashes: &Hashes) -> Result<Self, StageError> {
        if self.written == self.acknowledged {
            return Ok(self);
        }
        let upload = Arc::clone(&self.held.upload);
        let state = lock(&upload.state).then(self.written, hashes.whole.clone());
        if sabotage::leaves_out("ack-early") {
            *lock(&upload.state) = state;
            self.acknowledged = self.written;
            return Ok(self);
        }
        if let Err(source) = self.file.sync() {
            return Err(self.fail("sync", source));
        }
        if let Err(fault) = state.save(&upload.folder.join(STATE), upload.size_bytes) {
            return Err(self.fail_with(fault));
        }
        self.acknowledged = self.written;
        *lock(&upload.state) = state;
        Ok(self)
    }

    fn fail(self, doing: &'static str, source: std::io::Error) -> StageError {
        let path = self.held.upload.bytes_path();
        self.fail_with(Fault::io(doing, &path)(source))
    }

    /// Gives the room of unacknowledged bytes back; the first fault is the one to tell.
    fn fail_with(self, fault: Fault) -> StageError {
        let (held, acknowledged) = (Arc::clone(&self.held), self.acknowledged);
        match self.forget() {
            Ok(_) | Err(_) => StageError::from_fault(fault, acknowledged, held.upload.folder()),
        }
    }
}

fn digest_of(body: &Sha256) -> Digest {
    Digest::from_bytes(body.clone().finalize().into())
}
