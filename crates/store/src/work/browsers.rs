//! Browsers that somebody has logged in with. The token itself is never stored, only its hash.

use terms::{Digest, OfficerId, Timestamp};

use crate::db::{Cell, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// A browser that a person has logged in with.
    KnownBrowserRow = "known_browser" {
        /// Hash and person: a browser that several people use has a row for each.
        key key: String,
        /// SHA-256 of the browser's token.
        token_hash: Digest,
        /// Who logged in with it.
        officer_id: OfficerId,
        /// What the browser calls itself.
        agent: String,
        /// When the person last logged in with it.
        seen_at: Timestamp,
        /// From when on it is a stranger again.
        expires_at: Timestamp,
    }
}

impl KnownBrowserRow {
    /// The key of a person's row for a browser.
    #[must_use]
    pub fn key_of(token_hash: Digest, officer: OfficerId) -> String {
        format!("{token_hash}|{officer}")
    }
}

const COUNT: &str = "SELECT COUNT(*) FROM known_browser WHERE key = $1 AND expires_at > $2";
const COUNT_TOKEN: &str =
    "SELECT COUNT(*) FROM known_browser WHERE token_hash = $1 AND expires_at > $2";
const TRIM: &str = "DELETE FROM known_browser WHERE officer_id = $1 AND key NOT IN (\
     SELECT key FROM known_browser WHERE officer_id = $1 ORDER BY seen_at DESC, key LIMIT $2)";
const FORGET: &str = "DELETE FROM known_browser WHERE officer_id = $1";
const PURGE: &str = "DELETE FROM known_browser WHERE expires_at <= $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[COUNT, COUNT_TOKEN, TRIM, FORGET, PURGE];

impl Store {
    /// Whether the person has logged in with that browser.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn knows_browser(&self, key: &str, now: Timestamp) -> Result<bool, StoreFault> {
        self.any_browser(COUNT, vec![Cell::text(key), Cell::at(now)]).await
    }

    /// Whether anybody has logged in with that browser, so that its token is one of ours.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn is_browser_token(
        &self,
        token_hash: Digest,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.any_browser(COUNT_TOKEN, vec![Cell::id(token_hash), Cell::at(now)]).await
    }

    /// Remembers a browser, known before or not, and of its person's only the `most` last used.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn remember_browser(
        &self,
        browser: &KnownBrowserRow,
        most: u32,
    ) -> Result<(), StoreFault> {
        let (text, cells) = (KnownBrowserRow::TEXT, browser.cells()?);
        let mut on = self.db.writer().await?;
        on.execute(text.name, values(text.insert, cells.len(), 1, text.or_replace), cells).await?;
        let cells = vec![Cell::id(browser.officer_id), Cell::Int(Some(i64::from(most)))];
        on.execute(text.name, TRIM, cells).await.map(|_| ())
    }

    /// Forgets all browsers of a person, e.g. after a change of password; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn forget_browsers(&self, officer: OfficerId) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("known_browser", FORGET, vec![Cell::id(officer)]).await
    }

    /// Forgets browsers whose time is over; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_browsers(&self, now: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("known_browser", PURGE, vec![Cell::at(now)]).await
    }

    async fn any_browser(&self, sql: &'static str, cells: Vec<Cell>) -> Result<bool, StoreFault> {
        let line = self.db.reader().await?.fetch_one("known_browser", sql, cells).await?;
        let count: u64 = line.map_or(Ok(0), |mut line| line.next("count"))?;
        Ok(count > 0)
    }
}
