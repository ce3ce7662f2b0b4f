//! Whose turn it is to compute over the whole law: a draft read and tried on cases takes seconds of
//! a core, so a few do it at once, some more wait, and the rest are told to come back.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{Error, Result, fault};

/// Computing at once: half the cores of a small machine are left to everybody else.
const MAX_AT_ONCE: usize = 2;
/// Computing or waiting. The last of them waits as long as four others compute.
const MAX_ADMITTED: usize = 10;
/// When to ask again: about as long as one simulation takes.
const RETRY_AFTER_S: u64 = 5;

/// The turns that there are.
pub(crate) struct Turns {
    admitted: Semaphore,
    at_once: Semaphore,
}

/// A turn; it is over when this is dropped.
pub(crate) struct Turn<'a> {
    _admitted: SemaphorePermit<'a>,
    _at_once: SemaphorePermit<'a>,
}

impl Turns {
    pub(crate) const fn new() -> Self {
        Self {
            admitted: Semaphore::const_new(MAX_ADMITTED),
            at_once: Semaphore::const_new(MAX_AT_ONCE),
        }
    }

    /// Waits for a turn, first come first served.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many wait already.
    pub(crate) async fn take(&self) -> Result<Turn<'_>> {
        let busy = |_| Error::Busy { retry_after_s: RETRY_AFTER_S };
        let admitted = self.admitted.try_acquire().map_err(busy)?;
        let at_once = self.at_once.acquire().await.map_err(fault("waiting for a turn"))?;
        Ok(Turn { _admitted: admitted, _at_once: at_once })
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use futures_util::poll;

    use super::*;

    #[tokio::test]
    async fn a_few_compute_some_wait_and_the_rest_are_told_to_come_back() {
        let turns = Turns::new();
        let mut running = Vec::new();
        for _ in 0..MAX_AT_ONCE {
            running.push(turns.take().await.unwrap());
        }
        let mut waiting = Vec::new();
        for _ in MAX_AT_ONCE..MAX_ADMITTED {
            let mut turn = Box::pin(turns.take());
            assert!(poll!(&mut turn).is_pending());
            waiting.push(turn);
        }
        assert!(matches!(turns.take().await, Err(Error::Busy { retry_after_s: 1.. })));
        // The first who waits is the next, and makes room for one more to wait.
        running.pop();
        let Poll::Ready(Ok(next)) = poll!(&mut waiting[0]) else { panic!("still waits") };
        assert!(poll!(&mut waiting[1]).is_pending());
        assert!(poll!(Box::pin(turns.take())).is_pending());
        drop((next, running, waiting));
        drop(turns.take().await.unwrap());
    }
}
