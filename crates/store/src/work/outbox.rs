//! Messages for the outside, in the order of their facts.

use terms::Timestamp;

use crate::db::{Cell, Column};
use crate::fault::StoreFault;
use crate::store::Store;

/// A message that was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Its place, from 1.
    pub seq: u64,
    /// What kind of message.
    pub kind: String,
    /// The message.
    pub payload: String,
    /// When it was written.
    pub at: Timestamp,
}

const UNSENT: &str =
    "SELECT seq, kind, payload, at FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT $1";
const SENT: &str = "UPDATE outbox SET sent_at = $2 WHERE seq = $1 AND sent_at IS NULL";
const PURGE: &str = "DELETE FROM outbox WHERE sent_at < $1 \
     AND seq < (SELECT MAX(seq) FROM outbox)";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[UNSENT, SENT, PURGE];

impl Store {
    /// The first `limit` messages not sent yet.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn unsent(&self, limit: u32) -> Result<Vec<OutboxMessage>, StoreFault> {
        let cells = vec![Cell::Int(Some(i64::from(limit)))];
        let lines = self.db.reader().await?.fetch("outbox", UNSENT, cells).await?;
        lines
            .into_iter()
            .map(|mut line| {
                Ok(OutboxMessage {
                    seq: line.next("seq")?,
                    kind: line.next("kind")?,
                    payload: line.next("payload")?,
                    at: line.next("at")?,
                })
            })
            .collect()
    }

    /// Notes that a message was sent; `false` if it was before.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn mark_sent(&self, seq: u64, at: Timestamp) -> Result<bool, StoreFault> {
        let seq = seq.to_cell().map_err(|_| StoreFault::Unstorable { column: "seq" })?;
        let mut on = self.db.writer().await?;
        Ok(on.execute("outbox", SENT, vec![seq, Cell::at(at)]).await? == 1)
    }

    /// Forgets messages sent before an instant; how many. The last one stays, so that its number
    /// is not given again.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_outbox(&self, before: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("outbox", PURGE, vec![Cell::at(before)]).await
    }
}
