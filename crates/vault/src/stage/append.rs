//! Taking a body: received on the async side; written on one thread and hashed on another, a block
//! or two behind.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use terms::{Digest, UploadId};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::hashing::{Hashing, give_back};
use super::writer::Writer;
use super::{Held, Stage, StageError};
use crate::device::{Block, RECEIVED_BYTES};
use crate::{BodySource, Fault};

/// A body that stands still for so long is taken as cut (30 s).
pub const BODY_IDLE: Duration = Duration::from_secs(30);

impl Stage {
    /// Takes bytes from `offset_bytes` on and answers the new offset once it is on disk.
    ///
    /// Goes on to the next checkpoint even if the caller is dropped, as when its connection dies.
    /// `body_sha256` is a declared digest of this body alone (tus checksum): with it the body is
    /// taken whole or not at all.
    ///
    /// # Errors
    /// See [`StageError`]; where bytes were kept it says how many are safe.
    pub async fn append(
        &self,
        id: UploadId,
        offset_bytes: u64,
        body_sha256: Option<Digest>,
        body: BodySource,
    ) -> Result<u64, StageError> {
        let held = self.try_hold(id)?;
        let status = held.upload.status();
        if offset_bytes != status.offset_bytes {
            return Err(StageError::WrongOffset { offset_bytes: status.offset_bytes });
        }
        if status.is_complete() {
            return nothing_more(body, status.size_bytes).await;
        }
        let mut waiting = held.upload.waiting.subscribe();
        // A task of its own: what came must be put down even when nobody waits for the answer.
        let task = tokio::spawn(async move {
            let room = status.size_bytes - status.offset_bytes;
            let (send, errands) = mpsc::channel(1);
            let (back, spare) = std::sync::mpsc::channel();
            let held = Arc::new(held);
            let working = spawn_blocking(move || work(held, body_sha256, errands, &back));
            let mut pipe = Pipe::new(send, spare, status.offset_bytes);
            let ended = tokio::select! {
                biased;
                _ = waiting.wait_for(|count| *count > 0) => Ended::TakenOver,
                ended = pump(&mut pipe, body, room) => ended,
            };
            pipe.end(ended).await;
            working.await.map_err(Fault::from)?
        });
        task.await.map_err(Fault::from)?
    }
}

/// How a body ended.
enum Ended {
    Whole,
    TooLong,
    Cut(io::Error),
    /// Somebody else wants to go on with the upload.
    TakenOver,
    /// The thread failed; it has the reason.
    Broken,
}

/// A retry after the last byte brings none, and its file may have been published by now.
async fn nothing_more(body: BodySource, size_bytes: u64) -> Result<u64, StageError> {
    let mut pieces =
        body.filter(|item| std::future::ready(!matches!(item, Ok(bytes) if bytes.is_empty())));
    match tokio::time::timeout(BODY_IDLE, pieces.next()).await {
        Ok(Some(Ok(_))) => Err(StageError::TooLong { offset_bytes: size_bytes, size_bytes }),
        Ok(None | Some(Err(_))) | Err(_) => Ok(size_bytes),
    }
}

/// Moves the body into the pipe until it ends one way or another.
async fn pump(pipe: &mut Pipe, mut body: BodySource, mut room: u64) -> Ended {
    loop {
        let bytes = match tokio::time::timeout(BODY_IDLE, body.next()).await {
            Err(_) => return Ended::Cut(io::ErrorKind::TimedOut.into()),
            Ok(None) => return Ended::Whole,
            Ok(Some(Err(error))) => return Ended::Cut(error),
            Ok(Some(Ok(bytes))) => bytes,
        };
        match room.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            None => return Ended::TooLong,
            Some(rest) => room = rest,
        }
        let mut left = bytes.as_ref();
        while !left.is_empty() {
            left = pipe.filling.take(left);
            if pipe.filling.is_full() && pipe.hand_on().await.is_err() {
                return Ended::Broken;
            }
        }
    }
}

/// What the thread is asked to do.
enum Errand {
    Take(Block),
    /// The last one.
    End(Ended),
}

/// One block is filled, one waits, one is written and the same or the one before it is hashed: these
/// four are its memory.
struct Pipe {
    filling: Block,
    /// Where `filling` begins in the file.
    begins_at: u64,
    send: mpsc::Sender<Errand>,
    /// Blocks that are done.
    spare: std::sync::mpsc::Receiver<Block>,
}

impl Pipe {
    fn new(send: mpsc::Sender<Errand>, spare: std::sync::mpsc::Receiver<Block>, at: u64) -> Self {
        Self { filling: Block::new(at, RECEIVED_BYTES), begins_at: at, send, spare }
    }

    /// Gives the block to the thread once there is room; an error if that has ended. Dropping the
    /// wait loses nothing.
    async fn hand_on(&mut self) -> Result<(), mpsc::error::SendError<()>> {
        let place = self.send.reserve().await?;
        let len = u64::try_from(self.filling.bytes().len()).unwrap_or(u64::MAX);
        self.begins_at = self.begins_at.saturating_add(len);
        let empty = match self.spare.try_recv() {
            Ok(done) => done.emptied(self.begins_at),
            Err(_) => Block::new(self.begins_at, RECEIVED_BYTES),
        };
        place.send(Errand::Take(std::mem::replace(&mut self.filling, empty)));
        Ok(())
    }

    /// Hands on what came last and says how the body ended.
    async fn end(mut self, ended: Ended) {
        let keeps = !matches!(ended, Ended::TooLong);
        if keeps && !self.filling.is_empty() {
            match self.hand_on().await {
                Ok(()) | Err(_) => {} // the thread has the reason
            }
        }
        match self.send.send(Errand::End(ended)).await {
            Ok(()) | Err(_) => {}
        }
    }
}

/// Writes what comes, has it hashed beside, and ends the append. If nobody says how it ended, the
/// process stops, and what came is put down.
fn work(
    held: Arc<Held>,
    declared: Option<Digest>,
    mut errands: mpsc::Receiver<Errand>,
    back: &std::sync::mpsc::Sender<Block>,
) -> Result<u64, StageError> {
    let (upload, size_bytes) = (Arc::clone(&held.upload), held.upload.status().size_bytes);
    let (mut writer, hashes) = Writer::open(held, declared)?;
    let mut hashing = Hashing::start(&upload, hashes, back.clone())?;
    let ended = loop {
        match errands.blocking_recv() {
            Some(Errand::Take(block)) => {
                // With a declared digest nothing is acknowledged before the end.
                if declared.is_none() && writer.is_due() {
                    let hashes = hashing.stop()?;
                    writer = writer.checkpoint(&hashes)?;
                    hashing = Hashing::start(&upload, hashes, back.clone())?;
                }
                let block = Arc::new(block);
                hashing.take(Arc::clone(&block))?;
                writer = writer.write(&block)?;
                give_back(block, back);
            }
            Some(Errand::End(ended)) => break ended,
            None => break Ended::TakenOver,
        }
    };
    let hashes = hashing.stop()?;
    match ended {
        Ended::Whole => writer.end(hashes),
        Ended::TooLong => {
            let offset_bytes = writer.forget()?;
            Err(StageError::TooLong { offset_bytes, size_bytes })
        }
        Ended::Cut(source) => {
            let offset_bytes = writer.put_down(hashes)?;
            Err(StageError::Cut { offset_bytes, source })
        }
        Ended::TakenOver | Ended::Broken => {
            Err(StageError::TakenOver { offset_bytes: writer.put_down(hashes)? })
        }
    }
}
