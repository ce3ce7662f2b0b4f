//! Failed tries to log in, of whatever the caller counts: an account, an address, a browser.

use terms::Timestamp;

use crate::db::Cell;
use crate::fault::StoreFault;
use crate::store::Store;

/// How often somebody failed to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginFailures {
    /// How often, as the caller counts.
    pub count: u32,
    /// When they last did.
    pub last_at: Timestamp,
}

const SELECT: &str = "SELECT count, last_at FROM login_failure WHERE who = $1";
const INSERT: &str = "INSERT INTO login_failure (who, count, last_at) VALUES ($1, $2, $3) \
     ON CONFLICT (who) DO NOTHING";
const REPLACE: &str = "UPDATE login_failure SET count = $2, last_at = $3 \
     WHERE who = $1 AND count = $4 AND last_at = $5";
const FORGIVE: &str = "UPDATE login_failure SET count = count - 1 WHERE who = $1 AND count > 0";
const PURGE: &str = "DELETE FROM login_failure WHERE last_at < $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[SELECT, INSERT, REPLACE, FORGIVE, PURGE];

fn cells(failures: LoginFailures) -> [Cell; 2] {
    [Cell::Int(Some(i64::from(failures.count))), Cell::at(failures.last_at)]
}

impl Store {
    /// The failed tries of `who`, if any are known.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn login_failures(&self, who: &str) -> Result<Option<LoginFailures>, StoreFault> {
        let mut on = self.db.reader().await?;
        let line = on.fetch_one("login_failure", SELECT, vec![Cell::text(who)]).await?;
        line.map(|mut line| {
            Ok(LoginFailures { count: line.next("count")?, last_at: line.next("last_at")? })
        })
        .transpose()
    }

    /// Puts `after` in the place of `before`. `false` if somebody else was faster: then nothing
    /// was changed, and the caller looks again. Durable before it returns.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn count_login_failure(
        &self,
        who: &str,
        before: Option<LoginFailures>,
        after: LoginFailures,
    ) -> Result<bool, StoreFault> {
        let mut all = vec![Cell::text(who)];
        all.extend(cells(after));
        let sql = if before.is_some() { REPLACE } else { INSERT };
        all.extend(before.into_iter().flat_map(cells));
        Ok(self.db.writer().await?.execute("login_failure", sql, all).await? == 1)
    }

    /// Takes one failed try of `who` back: it turned out to be none.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn forgive_login_failure(&self, who: &str) -> Result<(), StoreFault> {
        let mut on = self.db.writer().await?;
        on.execute("login_failure", FORGIVE, vec![Cell::text(who)]).await.map(|_| ())
    }

    /// Forgets whoever did not fail since an instant; how many.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_login_failures(&self, before: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("login_failure", PURGE, vec![Cell::at(before)]).await
    }
}
