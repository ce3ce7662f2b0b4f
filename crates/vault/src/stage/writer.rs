//! The blocking half of an append: bytes to the file, hash beside it, checkpoints.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use terms::Digest;

use super::state::State;
use super::{Held, STATE, StageError, lock};
use crate::Fault;

/// At the latest after so many bytes what came is synced and acknowledged, so that neither a crash
/// costs the sender more nor dirty pages pile up (64 MiB).
pub const CHECKPOINT_BYTES: u64 = 64 << 20;

/// Writes one append. Whatever fails, the acknowledged state stays what it was.
pub(super) struct Writer {
    held: Arc<Held>,
    file: File,
    /// Ahead of the acknowledged state by what was written since the last checkpoint.
    ahead: State,
    acknowledged: u64,
    /// Digest of this body alone, if the sender declared one; then nothing is acknowledged early.
    body: Option<(Digest, Sha256)>,
}

impl Writer {
    /// Opens the file where the acknowledged bytes end and cuts off what is beyond.
    pub(super) fn open(held: Arc<Held>, declared: Option<Digest>) -> Result<Self, StageError> {
        let path = held.upload.bytes_path();
        let ahead = lock(&held.upload.state).clone();
        let acknowledged = ahead.offset_bytes;
        let open = || {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            file.set_len(acknowledged)?;
            file.seek(SeekFrom::Start(acknowledged))?;
            Ok(file)
        };
        let file = open().map_err(Fault::io("open", &path))?;
        let body = declared.map(|declared| (declared, Sha256::new()));
        Ok(Self { held, file, ahead, acknowledged, body })
    }

    /// Writes the blocks in order.
    pub(super) fn write(mut self, blocks: &[Bytes]) -> Result<Self, StageError> {
        for block in blocks {
            if let Err(source) = self.file.write_all(block) {
                return Err(self.fail("write", source));
            }
            self.ahead.sha.update(block);
            if let Some((_, body)) = &mut self.body {
                body.update(block);
            }
            let len = u64::try_from(block.len()).unwrap_or(u64::MAX);
            self.ahead.offset_bytes = self.ahead.offset_bytes.saturating_add(len);
        }
        if self.body.is_none() && self.ahead.offset_bytes - self.acknowledged >= CHECKPOINT_BYTES {
            return self.checkpoint();
        }
        Ok(self)
    }

    /// Ends the append: the body's declared digest is compared, then everything is acknowledged.
    pub(super) fn end(mut self) -> Result<u64, StageError> {
        if let Some((declared, body)) = self.body.take() {
            let found = Digest::from_bytes(body.finalize().into());
            if found != declared {
                let offset_bytes = self.forget()?;
                return Err(StageError::BodyDiffers { offset_bytes, declared, found });
            }
        }
        self.checkpoint().map(|writer| writer.acknowledged)
    }

    /// Ends an append that broke off: what came is kept, unless the sender declared a digest for
    /// the whole body.
    pub(super) fn put_down(self) -> Result<u64, StageError> {
        if self.body.is_some() { self.forget() } else { self.end() }
    }

    /// Drops everything since the last checkpoint. Answers the offset that stays.
    pub(super) fn forget(self) -> Result<u64, StageError> {
        let path = self.held.upload.bytes_path();
        self.file.set_len(self.acknowledged).map_err(Fault::io("cut", &path))?;
        Ok(self.acknowledged)
    }

    /// Order: bytes synced, state replaced, then it may be told. A crash before the state is
    /// durable leaves surplus bytes, which the next writer cuts off.
    fn checkpoint(mut self) -> Result<Self, StageError> {
        if self.ahead.offset_bytes == self.acknowledged {
            return Ok(self);
        }
        if let Err(source) = self.file.sync_data() {
            return Err(self.fail("sync", source));
        }
        let upload = &self.held.upload;
        if let Err(fault) = self.ahead.save(&upload.folder.join(STATE), upload.size_bytes) {
            return Err(self.fail_with(fault));
        }
        self.acknowledged = self.ahead.offset_bytes;
        *lock(&self.held.upload.state) = self.ahead.clone();
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
