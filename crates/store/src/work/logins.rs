//! Who may log in.

use std::collections::BTreeMap;

use terms::{OfficerId, Timestamp};

use crate::db::{Cell, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// How a person logs in.
    LoginRow = "login" {
        /// The person.
        key officer_id: OfficerId,
        /// The name typed at login; no two persons have the same.
        login_name: String,
        /// The password's hash, as a PHC string.
        password_hash: String,
        /// When the password was last changed.
        changed_at: Timestamp,
        /// Whether the person may log in.
        enabled: bool,
    }
}

/// Why a login was not saved.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LoginError {
    /// Another person has that login name.
    #[error("the login name is taken")]
    NameTaken,
    /// We or the machine broke.
    #[error(transparent)]
    Fault(#[from] StoreFault),
}

/// One row in any case, found the same way: the empty name is the decoy's, and sorts before all.
const BY_NAME: &str = "SELECT login.officer_id, login.login_name, login.password_hash, \
     login.changed_at, login.enabled FROM login WHERE login_name IN ($1, '') \
     ORDER BY login_name DESC LIMIT 1";
const BY_OFFICER: &str = "SELECT login.officer_id, login.login_name, login.password_hash, \
     login.changed_at, login.enabled FROM login WHERE officer_id = $1";
const NAMES: &str = "SELECT login.officer_id, login.login_name FROM login WHERE login_name <> ''";
const ENABLE: &str = "UPDATE login SET enabled = $2 WHERE officer_id = $1";
const FORGET: &str = "DELETE FROM login WHERE officer_id = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[BY_NAME, BY_OFFICER, NAMES, ENABLE, FORGET];

impl Store {
    /// Saves how a person logs in, new or not.
    ///
    /// # Errors
    /// [`LoginError::NameTaken`] if another person has that login name.
    pub async fn save_login(&self, login: &LoginRow) -> Result<(), LoginError> {
        let text = LoginRow::TEXT;
        let cells = login.cells()?;
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        match self.db.writer().await?.execute(text.name, sql, cells).await {
            Ok(_) => Ok(()),
            Err(fault) if is_unique(&fault) => Err(LoginError::NameTaken),
            Err(fault) => Err(fault.into()),
        }
    }

    /// How the person with that login name logs in. A name nobody has answers with the decoy: its
    /// hash is no password's and its person nobody, but reading and comparing it takes as long.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or the decoy was taken away.
    pub async fn login_to_compare(&self, name: &str) -> Result<LoginRow, StoreFault> {
        let found = self.login(BY_NAME, Cell::text(name)).await?;
        found.ok_or(StoreFault::Malformed { table: "login", column: "login_name" })
    }

    /// How a person logs in.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn login_of(&self, officer: OfficerId) -> Result<Option<LoginRow>, StoreFault> {
        self.login(BY_OFFICER, Cell::id(officer)).await
    }

    /// Everybody's login name, for those who keep people.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn login_names(&self) -> Result<BTreeMap<OfficerId, String>, StoreFault> {
        let mut names = BTreeMap::new();
        for mut line in self.db.reader().await?.fetch("login", NAMES, Vec::new()).await? {
            names.insert(line.next("officer_id")?, line.next("login_name")?);
        }
        Ok(names)
    }

    /// Lets a person log in, or no longer; `false` if the person has no login.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn enable_login(
        &self,
        officer: OfficerId,
        enabled: bool,
    ) -> Result<bool, StoreFault> {
        let cells = vec![Cell::id(officer), Cell::Int(Some(i64::from(enabled)))];
        Ok(self.db.writer().await?.execute("login", ENABLE, cells).await? == 1)
    }

    /// Takes back a login whose person could not be added; `false` if there is none.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn forget_login(&self, officer: OfficerId) -> Result<bool, StoreFault> {
        let cells = vec![Cell::id(officer)];
        Ok(self.db.writer().await?.execute("login", FORGET, cells).await? == 1)
    }

    async fn login(&self, sql: &'static str, key: Cell) -> Result<Option<LoginRow>, StoreFault> {
        let line = self.db.reader().await?.fetch_one("login", sql, vec![key]).await?;
        line.map(LoginRow::from_line).transpose()
    }
}

fn is_unique(fault: &StoreFault) -> bool {
    matches!(fault, StoreFault::Database { source, .. }
        if source.as_database_error().is_some_and(|error| error.is_unique_violation()))
}
