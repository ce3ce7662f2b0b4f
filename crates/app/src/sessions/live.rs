//! A session from its first request to its end.

use terms::OfficerId;

use super::log_in::{IDLE_MS, LONGEST_MS};
use super::{Password, Presence, SessionEnd};
use crate::App;
use crate::error::{Error, Result, fault};

/// A request within this time after the last one is not noted: each note is a write to disk.
const NOTED_MS: i64 = 60_000;

/// The person a token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// Who it is.
    pub officer: OfficerId,
    /// Facts in the log when that was found. Whatever is read afterwards is no older.
    pub log_size: u64,
}

impl App {
    /// The person a token belongs to. If somebody is at the screen, the session lives on from here.
    ///
    /// # Errors
    /// [`Error::NoSession`] if it is unknown, [`Error::SessionEnded`] if it is known why it is over.
    pub async fn session(&self, token: &Password, presence: Presence) -> Result<Bearer> {
        let now = self.context.now();
        let hash = token.token_hash();
        let row = self.store.session(hash).await.map_err(fault("reading a session"))?;
        let (row, log_size) = row.ok_or(Error::NoSession)?;
        if let Some(why) = row.ended {
            let why = SessionEnd::parse(&why)
                .ok_or_else(|| fault("reading why a session ended")(why.clone()))?;
            return Err(Error::SessionEnded(why));
        }
        let last = row.created_at.plus_ms(LONGEST_MS);
        if now >= row.expires_at {
            let why = if now >= last { SessionEnd::Longest } else { SessionEnd::Idle };
            return Err(Error::SessionEnded(why));
        }
        if presence == Presence::Attended && now >= row.seen_at.plus_ms(NOTED_MS) {
            let expires_at = now.plus_ms(IDLE_MS).min(last);
            let kept = self.store.touch_session(hash, now, expires_at).await;
            match kept.map_err(fault("keeping a session")) {
                // A full disk ends no session: reading goes on, and this is noted later.
                Ok(_) | Err(Error::NoSpace) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Bearer { officer: row.officer_id, log_size })
    }

    /// Logs out.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn log_out(&self, token: &Password) -> Result<()> {
        let closed = self.store.close_session(token.token_hash()).await;
        closed.map_err(fault("ending a session"))?;
        Ok(())
    }

    /// Ends all sessions of a person. After the fact that is the reason; a crash in between leaves
    /// sessions alive, but no power in them: rights are read anew with each request.
    pub(crate) async fn end_sessions(&self, officer: OfficerId, why: SessionEnd) -> Result<()> {
        let ended = self.store.end_sessions_of(officer, why.as_str()).await;
        ended.map_err(fault("ending sessions"))?;
        Ok(())
    }
}
