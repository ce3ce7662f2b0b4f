//! Answers kept for requests that are sent twice.

use std::fmt;

use terms::{Digest, Timestamp};

use crate::db::Cell;
use crate::fault::StoreFault;
use crate::store::Store;

/// What a request was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotentAnswer {
    /// Digest of the request.
    pub request_digest: Digest,
    /// The answer.
    pub response: String,
    /// When it was answered.
    pub at: Timestamp,
}

/// Hides the response, which may hold personal data.
impl fmt::Debug for IdempotentAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdempotentAnswer({}, …)", self.request_digest)
    }
}

const SELECT: &str =
    "SELECT request_digest, response, at FROM idempotency WHERE actor = $1 AND key = $2";
const PURGE: &str = "DELETE FROM idempotency WHERE at < $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[SELECT, PURGE];

impl Store {
    /// What a request with that key was answered, if it was. To be asked before deciding anew.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn idempotent_answer(
        &self,
        actor: &str,
        key: &str,
    ) -> Result<Option<IdempotentAnswer>, StoreFault> {
        let cells = vec![Cell::text(actor), Cell::text(key)];
        let line = self.db.reader().await?.fetch_one("idempotency", SELECT, cells).await?;
        line.map(|mut line| {
            let request_digest = line.next("request_digest")?;
            Ok(IdempotentAnswer {
                request_digest,
                response: line.next("response")?,
                at: line.next("at")?,
            })
        })
        .transpose()
    }

    /// Forgets answers given before an instant; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("idempotency", PURGE, vec![Cell::at(before)]).await
    }
}
