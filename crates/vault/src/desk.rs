//! One thread that computes the SM3 of all passes that run at the same time, side by side.
//!
//! It keeps nothing: a stream comes with its next bytes and goes back advanced. While it works on
//! some, the others' pieces gather, and it takes all of them next; so it never waits for company.

use std::sync::{Arc, LazyLock, mpsc};
use std::thread;

use sm3x::Sm3;

use crate::device::Block;

/// A stream and its next bytes. Both come back.
struct Errand {
    stream: Sm3,
    block: Arc<Block>,
    back: mpsc::SyncSender<(Sm3, Arc<Block>)>,
}

/// Where the errands go. Without a thread to be had nobody listens, and senders see that.
static DESK: LazyLock<mpsc::Sender<Errand>> = LazyLock::new(|| {
    let (send, receive) = mpsc::channel();
    match thread::Builder::new().name("sm3".to_owned()).spawn(move || attend(&receive)) {
        Ok(_) | Err(_) => send,
    }
});

/// Takes whatever waits, as long as anybody may come.
fn attend(errands: &mpsc::Receiver<Errand>) {
    while let Ok(first) = errands.recv() {
        let mut waiting: Vec<Errand> = std::iter::once(first).chain(errands.try_iter()).collect();
        let mut streams: Vec<(&mut Sm3, &[u8])> =
            waiting.iter_mut().map(|errand| (&mut errand.stream, errand.block.bytes())).collect();
        sm3x::advance(&mut streams);
        for errand in waiting {
            match errand.back.send((errand.stream, errand.block)) {
                // Whoever asked may have given up.
                Ok(()) | Err(_) => {}
            }
        }
    }
}

/// The SM3 of one pass. At most one piece of it is at the desk.
pub(crate) struct AtDesk {
    place: Place,
}

enum Place {
    Here(Sm3),
    There(mpsc::Receiver<(Sm3, Arc<Block>)>),
}

/// The desk's thread ended; it never should.
#[derive(Debug, thiserror::Error)]
#[error("the SM3 thread ended early")]
pub(crate) struct DeskClosed;

impl AtDesk {
    pub(crate) fn new() -> Self {
        Self { place: Place::Here(Sm3::new()) }
    }

    /// Sends the next bytes, once those before them are done, and answers the block they lay in.
    pub(crate) fn send(self, block: Arc<Block>) -> Result<(Self, Option<Arc<Block>>), DeskClosed> {
        let (stream, before) = self.take_back()?;
        let (back, there) = mpsc::sync_channel(1);
        let place = match DESK.send(Errand { stream, block, back }) {
            Ok(()) => Place::There(there),
            Err(mpsc::SendError(mut errand)) => {
                errand.stream.update(errand.block.bytes());
                Place::Here(errand.stream)
            }
        };
        Ok((Self { place }, before))
    }

    /// The digest of everything sent.
    pub(crate) fn finish(self) -> Result<[u8; 32], DeskClosed> {
        self.take_back().map(|(stream, _)| stream.finish())
    }

    fn take_back(self) -> Result<(Sm3, Option<Arc<Block>>), DeskClosed> {
        match self.place {
            Place::Here(stream) => Ok((stream, None)),
            Place::There(back) => {
                let (stream, block) = back.recv().map_err(|_| DeskClosed)?;
                Ok((stream, Some(block)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(bytes: &[u8]) -> Arc<Block> {
        let mut block = Block::new(0, crate::device::READ_BYTES);
        assert!(block.take(bytes).is_empty());
        Arc::new(block)
    }

    #[test]
    fn streams_at_the_desk_at_the_same_time_do_not_mix() {
        thread::scope(|scope| {
            for number in 0..40_u8 {
                scope.spawn(move || {
                    let mut at_desk = AtDesk::new();
                    let mut alone = Sm3::new();
                    for piece in 0..usize::from(number) {
                        let bytes = vec![number; piece * 1000];
                        at_desk = at_desk.send(block(&bytes)).unwrap().0;
                        alone.update(&bytes);
                    }
                    assert_eq!(at_desk.finish().unwrap(), alone.finish(), "{number}");
                });
            }
        });
    }

    #[test]
    fn who_gives_up_does_not_hold_up_the_others() {
        let bytes = vec![7; 100_000];
        drop(AtDesk::new().send(block(&bytes)).unwrap());
        let (kept, _) = AtDesk::new().send(block(&bytes)).unwrap();
        assert_eq!(kept.finish().unwrap(), Sm3::digest(&bytes));
    }
}
