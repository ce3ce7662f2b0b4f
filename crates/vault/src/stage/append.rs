//! Taking a body: received on the async side; written and hashed on two blocking ones, a block
//! behind.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use terms::{Digest, UploadId};
use tokio::task::{JoinHandle, spawn_blocking};

use super::writer::{Hashes, Writer};
use super::{Stage, StageError};
use crate::device::Block;
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
            let held = Arc::new(held);
            let open = spawn_blocking(move || Writer::open(held, body_sha256));
            let (writer, hashes) = open.await.map_err(Fault::from)??;
            let mut pipe = Pipe::start(writer, hashes, status.offset_bytes);
            let ended = tokio::select! {
                biased;
                _ = waiting.wait_for(|count| *count > 0) => None,
                ended = pump(&mut pipe, body, room) => Some(ended),
            };
            pipe.end(ended, status.size_bytes).await
        });
        task.await.map_err(Fault::from)?
    }
}

/// How a body ended.
enum Ended {
    Whole,
    TooLong,
    Cut(io::Error),
    /// The writer failed; it has the reason.
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
            if pipe.filling.is_full() {
                if !pipe.is_well().await {
                    return Ended::Broken;
                }
                pipe.hand_on();
            }
        }
    }
}

/// One block is filled while the one before is written and hashed. These two are its memory.
struct Pipe {
    filling: Block,
    /// Where the next byte after those handed on belongs.
    next_at: u64,
    work: Work,
}

/// What takes a block and gives it back.
struct Taker {
    writer: Writer,
    hashes: Hashes,
    spare: Option<Block>,
}

enum Work {
    Running(JoinHandle<Result<Taker, StageError>>),
    Resting(Box<Result<Taker, StageError>>),
}

impl Pipe {
    fn start(writer: Writer, hashes: Hashes, at: u64) -> Self {
        let taker = Taker { writer, hashes, spare: None };
        let work = Work::Resting(Box::new(Ok(taker)));
        Self { filling: Block::new(at), next_at: at, work }
    }

    /// Waits for the taker to be free. Dropping the wait loses nothing.
    async fn is_well(&mut self) -> bool {
        if let Work::Running(running) = &mut self.work {
            let done = running.await.unwrap_or_else(|stopped| Err(Fault::from(stopped).into()));
            self.work = Work::Resting(Box::new(done));
        }
        matches!(&self.work, Work::Resting(done) if done.is_ok())
    }

    /// Gives the block to a free taker; call after [`Self::is_well`].
    fn hand_on(&mut self) {
        let taken = Work::Resting(Box::new(Err(Fault::Stopped.into())));
        self.work = match std::mem::replace(&mut self.work, taken) {
            Work::Running(running) => Work::Running(running),
            Work::Resting(done) => match *done {
                Ok(mut taker) => {
                    let len = u64::try_from(self.filling.bytes().len()).unwrap_or(u64::MAX);
                    self.next_at = self.next_at.saturating_add(len);
                    let empty = match taker.spare.take() {
                        Some(spare) => spare.emptied(self.next_at),
                        None => Block::new(self.next_at),
                    };
                    let block = std::mem::replace(&mut self.filling, empty);
                    Work::Running(tokio::spawn(taker.take(Arc::new(block))))
                }
                Err(error) => Work::Resting(Box::new(Err(error))),
            },
        };
    }

    /// Puts down what came and says how it went.
    async fn end(mut self, ended: Option<Ended>, size_bytes: u64) -> Result<u64, StageError> {
        let keeps = !matches!(ended, Some(Ended::TooLong));
        if self.is_well().await && keeps && !self.filling.is_empty() {
            self.hand_on();
            self.is_well().await;
        }
        let Taker { writer, hashes, .. } = match self.work {
            Work::Resting(done) => (*done)?,
            Work::Running(running) => running.await.map_err(Fault::from)??,
        };
        let settled = spawn_blocking(move || match ended {
            Some(Ended::Whole) => writer.end(hashes),
            Some(Ended::TooLong) => {
                let offset_bytes = writer.forget()?;
                Err(StageError::TooLong { offset_bytes, size_bytes })
            }
            Some(Ended::Cut(source)) => {
                let offset_bytes = writer.put_down(hashes)?;
                Err(StageError::Cut { offset_bytes, source })
            }
            Some(Ended::Broken) => Err(Fault::Stopped.into()),
            None => Err(StageError::TakenOver { offset_bytes: writer.put_down(hashes)? }),
        });
        settled.await.map_err(Fault::from)?
    }
}

impl Taker {
    /// Writes and hashes a block at the same time.
    async fn take(self, block: Arc<Block>) -> Result<Self, StageError> {
        let Self { writer, mut hashes, .. } = self;
        let (before, to_hash) = (hashes.to_acknowledge(), Arc::clone(&block));
        let hashing = spawn_blocking(move || {
            hashes.update(to_hash.bytes());
            hashes
        });
        let to_write = Arc::clone(&block);
        let writing = spawn_blocking(move || writer.write(&to_write, before));
        let (hashes, writer) = (hashing.await, writing.await);
        let (hashes, writer) = (hashes.map_err(Fault::from)?, writer.map_err(Fault::from)??);
        Ok(Self { writer, hashes, spare: Arc::into_inner(block) })
    }
}
