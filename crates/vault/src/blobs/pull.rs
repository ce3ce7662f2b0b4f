//! A stream read from a blocking thread.

use std::io::{self, Read};
use std::sync::mpsc;

use bytes::{Buf as _, Bytes};
use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::BodySource;

/// Pieces asked for in advance; with the piece length it bounds the memory.
const AHEAD: usize = 2;

/// The reader asks, a task answers: nothing piles up, and nothing here panics wherever it is used.
pub(super) struct Pulled {
    ask: UnboundedSender<()>,
    answers: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Pulled {
    /// Call inside a tokio runtime.
    pub(super) fn new(body: BodySource) -> Self {
        let (ask, asked) = unbounded_channel();
        let (answer, answers) = mpsc::channel();
        tokio::spawn(answer_all(body, asked, answer));
        for _ in 0..AHEAD {
            // The task cannot have ended: it waits for this.
            if ask.send(()).is_err() {
                break;
            }
        }
        Self { ask, answers, piece: Bytes::new() }
    }
}

async fn answer_all(
    mut body: BodySource,
    mut asked: UnboundedReceiver<()>,
    answer: mpsc::Sender<io::Result<Bytes>>,
) {
    while asked.recv().await.is_some() {
        let Some(piece) = body.next().await else { return };
        if answer.send(piece).is_err() {
            return;
        }
    }
}

impl Read for Pulled {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.answers.recv() {
                Err(mpsc::RecvError) => return Ok(0), // the stream ended
                Ok(piece) => self.piece = piece?,
            }
            // After the last piece nobody listens, which is fine.
            self.ask.send(()).unwrap_or_default();
        }
        let len = self.piece.len().min(into.len());
        self.piece.copy_to_slice(into.get_mut(..len).unwrap_or_default());
        Ok(len)
    }
}
