//! Login sessions. The token itself is never stored, only its hash.

use terms::{Digest, OfficerId, SessionId, Timestamp};

use crate::db::{Cell, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// A login session.
    SessionRow = "session" {
        /// SHA-256 of the token.
        key token_hash: Digest,
        /// Its id, for logs and lists.
        session_id: SessionId,
        /// Whose session it is.
        officer_id: OfficerId,
        /// The network address it was opened from.
        address: String,
        /// What the browser calls itself.
        agent: String,
        /// When it was opened.
        created_at: Timestamp,
        /// When it was last used, as far as that was noted.
        seen_at: Timestamp,
        /// From when on it is no longer valid.
        expires_at: Timestamp,
        /// Why it was ended before its time; whoever comes with its token is told.
        ended: Option<String>,
    }
}

const BY_TOKEN: &str = "SELECT (SELECT size FROM log_head WHERE id = 1), session.token_hash, \
     session.session_id, session.officer_id, session.address, session.agent, session.created_at, \
     session.seen_at, session.expires_at, session.ended FROM session WHERE token_hash = $1";
const BY_OFFICER: &str = "SELECT session.token_hash, session.session_id, session.officer_id, \
     session.address, session.agent, session.created_at, session.seen_at, session.expires_at, \
     session.ended FROM session WHERE officer_id = $1 ORDER BY created_at, session_id";
/// Changes nothing, and holds the row: of two logins at once, one waits for the other.
const HOLD: &str = "UPDATE login SET enabled = enabled WHERE officer_id = $1";
const SEEN: &str = "UPDATE session SET seen_at = $2, expires_at = $3 \
     WHERE token_hash = $1 AND ended IS NULL";
const END_ALL: &str = "UPDATE session SET ended = $2 WHERE officer_id = $1 AND ended IS NULL";
const CLOSE: &str = "DELETE FROM session WHERE token_hash = $1";
const PURGE: &str = "DELETE FROM session WHERE expires_at <= $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[BY_TOKEN, BY_OFFICER, HOLD, SEEN, END_ALL, CLOSE, PURGE];

impl Store {
    /// Opens a session and ends the person's others for the reason `others`, in one transaction:
    /// of many that are opened at once, one is left.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or the token or the id is in use.
    pub async fn open_session(&self, session: &SessionRow, others: &str) -> Result<(), StoreFault> {
        let cells = session.cells()?;
        let insert = values(SessionRow::TEXT.insert, cells.len(), 1, "");
        let officer = Cell::id(session.officer_id);
        let mut on = self.db.begin_write().await?;
        on.execute("login", HOLD, vec![officer.clone()]).await?;
        on.execute("session", END_ALL, vec![officer, Cell::text(others)]).await?;
        on.execute("session", insert, cells).await?;
        on.commit().await.map_err(StoreFault::database("session"))
    }

    /// The session of a token, ended or not, until it is purged; and how many facts the log had.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn session(
        &self,
        token_hash: Digest,
    ) -> Result<Option<(SessionRow, u64)>, StoreFault> {
        let cells = vec![Cell::id(token_hash)];
        let line = self.db.reader().await?.fetch_one("session", BY_TOKEN, cells).await?;
        let Some(mut line) = line else { return Ok(None) };
        let log_size = line.next("size")?;
        Ok(Some((SessionRow::from_line(line)?, log_size)))
    }

    /// Notes that a session was used, and until when it is valid; `false` if it was ended. A write
    /// to disk: once a minute is enough.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn touch_session(
        &self,
        token_hash: Digest,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let cells = vec![Cell::id(token_hash), Cell::at(seen_at), Cell::at(expires_at)];
        Ok(self.db.writer().await?.execute("session", SEEN, cells).await? == 1)
    }

    /// Closes a session and forgets it; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn close_session(&self, token_hash: Digest) -> Result<bool, StoreFault> {
        let cells = vec![Cell::id(token_hash)];
        Ok(self.db.writer().await?.execute("session", CLOSE, cells).await? == 1)
    }

    /// Ends all sessions of a person for a reason, e.g. after a change of roles; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn end_sessions_of(&self, officer: OfficerId, why: &str) -> Result<u64, StoreFault> {
        let cells = vec![Cell::id(officer), Cell::text(why)];
        self.db.writer().await?.execute("session", END_ALL, cells).await
    }

    /// The sessions of a person, those included that are no longer valid.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn sessions_of(&self, officer: OfficerId) -> Result<Vec<SessionRow>, StoreFault> {
        let cells = vec![Cell::id(officer)];
        let lines = self.db.reader().await?.fetch("session", BY_OFFICER, cells).await?;
        lines.into_iter().map(SessionRow::from_line).collect()
    }

    /// Forgets sessions that are no longer valid; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("session", PURGE, vec![Cell::at(now)]).await
    }
}
