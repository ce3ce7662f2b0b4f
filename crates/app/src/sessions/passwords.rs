//! Passwords: made, hashed, compared, changed.

use std::sync::atomic::Ordering;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::org::Command;
use domain::{Refusal, Text, password};
use store::{LoginError, LoginRow};
use terms::OfficerId;

use super::count::Counter;
use super::{NewSession, Password, SessionEnd, Visitor};
use crate::App;
use crate::commit::Call;
use crate::error::{Error, Result, fault};

/// 19 MiB, two passes, one lane: the floor of OWASP's argon2id advice.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Hashes computed at a time; the others queue. Each takes [`MEMORY_KIB`].
pub(crate) const MAX_HASHING: usize = 4;

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| fault("setting up argon2")(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn compare(password: &Password, hash: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash);
    let hash = hash.map_err(|error| fault("reading a password hash")(error.to_string()))?;
    Ok(hasher()?.verify_password(password.0.as_bytes(), &hash).is_ok())
}

/// Whether a login may have that name.
pub(super) fn is_login_name(name: &str) -> bool {
    let usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (2..=40).contains(&name.len()) && name.chars().all(usable)
}

impl App {
    /// Makes a login with a generated password.
    pub(crate) async fn new_login(&self, officer: OfficerId, login_name: &str) -> Result<Password> {
        if !is_login_name(login_name) {
            return Err(Error::Value {
                field: "登录名",
                message: "登录名须为2至40位字母、数字、点、横线或下划线。".to_owned(),
            });
        }
        let password = self.generated_password();
        let row = LoginRow {
            officer_id: officer,
            login_name: login_name.to_lowercase(),
            password_hash: self.hash(password.clone()).await?,
            changed_at: self.context.now(),
            enabled: true,
        };
        match self.store.save_login(&row).await {
            Ok(()) => Ok(password),
            Err(LoginError::NameTaken) => Err(Error::Value {
                field: "登录名",
                message: "该登录名已被使用，请换一个。".to_owned(),
            }),
            Err(LoginError::Fault(cause)) => Err(fault("adding a login")(cause)),
        }
    }

    /// 20 characters of 5 bits: 100 bits, without letters that look alike.
    fn generated_password(&self) -> Password {
        let alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".as_bytes();
        let letter = |byte: &u8| alphabet.get(usize::from(byte & 31)).map(|b| char::from(*b));
        Password(self.context.secret().iter().take(20).filter_map(letter).collect())
    }

    /// Replaces the password of a person one keeps; that is a fact. All their sessions end and all
    /// known browsers are forgotten. A crash after the fact leaves the old password as it was.
    ///
    /// # Errors
    /// A refusal if the person is out of reach or left, [`Refusal::OwnPassword`] for oneself.
    pub async fn reset_password(
        &self,
        call: &Call,
        officer: OfficerId,
        reason: Text<200>,
    ) -> Result<Password> {
        self.keep_officer(call, officer, Command::ResetPassword { reason }).await?;
        let row = self.store.login_of(officer).await.map_err(fault("reading a login"))?;
        let mut row = row.ok_or(Refusal::NotFound)?;
        let password = self.generated_password();
        row.password_hash = self.hash(password.clone()).await?;
        row.changed_at = self.context.now();
        self.store.save_login(&row).await.map_err(fault("resetting a password"))?;
        self.store.forget_browsers(officer).await.map_err(fault("forgetting browsers"))?;
        // Once more: the old password was good until a moment ago.
        self.end_sessions(officer, SessionEnd::Password).await?;
        Ok(password)
    }

    /// Changes one's own password. All sessions end and all known browsers are forgotten, for
    /// somebody else may have had the old one; here a new session begins.
    ///
    /// # Errors
    /// [`Refusal::PasswordWeak`], [`Refusal::PasswordUnchanged`], [`Refusal::OldPasswordWrong`];
    /// [`Error::TooManyTries`] if the old one was guessed at.
    pub async fn change_password(
        &self,
        officer: OfficerId,
        old: Password,
        new: Password,
        from: &Visitor,
    ) -> Result<NewSession> {
        let row = self.store.login_of(officer).await.map_err(fault("reading a login"))?;
        let mut row = row.ok_or(Refusal::NotFound)?;
        self.may_choose(&row, &new).await?;
        let tried = self.count(vec![Counter::old_password(officer)], self.context.now()).await?;
        if !self.fits(old.clone(), &row).await? {
            self.failed(&tried, officer, true, from.address).await?;
            return Err(Refusal::OldPasswordWrong.into());
        }
        self.forgive(&tried).await?;
        if old == new {
            return Err(Refusal::PasswordUnchanged.into());
        }
        row.password_hash = self.hash(new).await?;
        row.changed_at = self.context.now();
        self.store.save_login(&row).await.map_err(fault("changing a password"))?;
        self.store.forget_browsers(officer).await.map_err(fault("forgetting browsers"))?;
        self.start_session(officer, from, SessionEnd::Password).await
    }

    async fn may_choose(&self, login: &LoginRow, new: &Password) -> Result<()> {
        let directory = self.directory().await?;
        let officer = directory.officer(login.officer_id).ok_or(Refusal::NotFound)?;
        let agency = directory.agencies.get(&officer.agency);
        let agency = agency.map(|agency| [agency.name.as_str(), agency.short_name.as_str()]);
        let by = password::Chooser {
            login_name: &login.login_name,
            name: officer.name.reveal(),
            agency: agency.unwrap_or_default(),
        };
        Ok(password::check(new.reveal(), &by)?)
    }

    /// Passwords compared with a hash since the start: one for each try that was looked at.
    #[must_use]
    pub fn password_checks(&self) -> u64 {
        self.password_checks.load(Ordering::Relaxed)
    }

    /// Whether the password is the login's.
    pub(super) async fn fits(&self, password: Password, login: &LoginRow) -> Result<bool> {
        let hash = login.password_hash.clone();
        let _turn = self.hashing.acquire().await.map_err(fault("waiting for a turn"))?;
        self.password_checks.fetch_add(1, Ordering::Relaxed);
        let checked = tokio::task::spawn_blocking(move || compare(&password, &hash));
        checked.await.map_err(fault("checking a password"))?
    }

    async fn hash(&self, password: Password) -> Result<String> {
        let salt = self.context.secret();
        let _turn = self.hashing.acquire().await.map_err(fault("waiting for a turn"))?;
        let hashed = tokio::task::spawn_blocking(move || {
            let (salt, _) = salt.split_at(16);
            let hashed = hasher()?.hash_password_with_salt(password.0.as_bytes(), salt);
            hashed.map(|h| h.to_string()).map_err(|e| fault("hashing a password")(e.to_string()))
        });
        hashed.await.map_err(fault("hashing a password"))?
    }
}
