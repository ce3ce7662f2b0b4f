//! A thread that hashes what another one writes at the same time.

use std::sync::Arc;
use std::sync::mpsc::{Sender, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::Upload;
use super::writer::Hashes;
use crate::Fault;
use crate::device::Block;

/// Hashes blocks in the order they come. If it is dropped, its thread ends.
pub(super) struct Hashing {
    send: SyncSender<Arc<Block>>,
    thread: JoinHandle<Hashes>,
}

impl Hashing {
    /// Goes on from `hashes`. Blocks that nobody needs any more go `back`.
    pub(super) fn start(
        upload: &Upload,
        mut hashes: Hashes,
        back: Sender<Block>,
    ) -> Result<Self, Fault> {
        // No room to wait: a block more for each upload would lie in memory.
        let (send, blocks) = sync_channel::<Arc<Block>>(0);
        let hash = move || {
            for block in blocks {
                hashes.update(block.bytes());
                give_back(block, &back);
            }
            hashes
        };
        let thread = Builder::new().name("sha256".to_owned()).spawn(hash);
        Ok(Self { send, thread: thread.map_err(Fault::io("hash", upload.folder()))? })
    }

    /// Takes the next block once the one before is hashed.
    pub(super) fn take(&self, block: Arc<Block>) -> Result<(), Fault> {
        self.send.send(block).map_err(|_| Fault::Stopped)
    }

    /// The digests of everything taken.
    pub(super) fn stop(self) -> Result<Hashes, Fault> {
        drop(self.send);
        self.thread.join().map_err(|_| Fault::Stopped)
    }
}

/// Gives a block back, if this was the last who had it.
pub(super) fn give_back(block: Arc<Block>, back: &Sender<Block>) {
    if let Some(block) = Arc::into_inner(block) {
        match back.send(block) {
            Ok(()) | Err(_) => {} // no more bytes are to come
        }
    }
}
