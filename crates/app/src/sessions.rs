//! Logging in: passwords hashed with argon2id, sessions as opaque tokens stored hashed.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Refusal;
use sha2::{Digest as _, Sha256};
use store::{LoginError, LoginRow, SessionRow};
use terms::{OfficerId, SessionId, Timestamp};

use crate::App;
use crate::error::{Error, Result, fault};

/// 19 MiB, two passes, one lane: the floor of OWASP's argon2id advice.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// A session ends after this long without a request.
const IDLE_MS: i64 = 15 * 60_000;
/// And in any case after this long.
const LONGEST_MS: i64 = 8 * 3_600_000;
/// Failed tries of one account that are looked at within [`WINDOW_MS`].
const MAX_TRIES_ACCOUNT: u64 = 10;
/// Failed tries from one address; a whole office may sit behind one.
const MAX_TRIES_ADDRESS: u64 = 100;
const WINDOW_MS: i64 = 15 * 60_000;
/// Shortest password a person may choose, in characters.
const MIN_PASSWORD: usize = 12;
const MAX_PASSWORD: usize = 256;

/// A generated password; shown once, stored nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The text. Whoever calls this shows it to exactly one person.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What a person typed, and from where.
#[derive(Debug, Clone)]
pub struct Login {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: Password,
    /// Address the request came from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

impl Login {
    /// A try to log in.
    #[must_use]
    pub fn new(name: String, password: String, address: String, agent: String) -> Self {
        Self { name, password: Password(password), address, agent }
    }
}

/// A fresh session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The token for the cookie; only its hash is stored.
    pub token: Password,
    /// Whose.
    pub officer: OfficerId,
    /// Seconds the cookie may live.
    pub lasts_s: i64,
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| fault("setting up argon2")(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn token_hash(token: &str) -> terms::Digest {
    terms::Digest::from_bytes(Sha256::digest(token.as_bytes()).into())
}

impl App {
    /// Makes a login with a generated password.
    pub(crate) async fn new_login(&self, officer: OfficerId, login_name: &str) -> Result<Password> {
        let usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !(2..=40).contains(&login_name.len()) || !login_name.chars().all(usable) {
            return Err(Error::Value {
                field: "登录名",
                message: "登录名须为2至40位字母、数字、点、横线或下划线。".to_owned(),
            });
        }
        let secret = self.context.secret();
        // 20 characters of 5 bits: 100 bits, without letters that look alike.
        let alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".as_bytes();
        let text: String = secret
            .iter()
            .take(20)
            .filter_map(|byte| alphabet.get(usize::from(byte & 31)).map(|b| char::from(*b)))
            .collect();
        let password = Password(text);
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

    async fn hash(&self, password: Password) -> Result<String> {
        let salt = self.context.secret();
        let hashed = tokio::task::spawn_blocking(move || {
            let (salt, _) = salt.split_at(16);
            let hashed = hasher()?.hash_password_with_salt(password.0.as_bytes(), salt);
            hashed.map(|h| h.to_string()).map_err(|e| fault("hashing a password")(e.to_string()))
        });
        hashed.await.map_err(fault("hashing a password"))?
    }

    async fn matches(&self, password: Password, hash: String) -> Result<bool> {
        let checked = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash)
                .map_err(|e| fault("reading a password hash")(e.to_string()))?;
            Ok(hasher()?.verify_password(password.0.as_bytes(), &hash).is_ok())
        });
        checked.await.map_err(fault("checking a password"))?
    }

    /// Logs a person in: ends their other sessions and starts a new one.
    ///
    /// An unknown name costs the same work and gets the same answer as a wrong password.
    ///
    /// # Errors
    /// [`Error::TooManyTries`], [`Error::LoginFailed`].
    pub async fn log_in(&self, login: Login) -> Result<NewSession> {
        let now = self.context.now();
        let name = login.name.trim().to_lowercase();
        self.check_tries(&name, &login.address, now).await?;
        let known = self.store.login_by_name(&name).await.map_err(fault("reading a login"))?;
        let hash = match &known {
            Some(row) => row.password_hash.clone(),
            None => self.decoy_hash().await?,
        };
        let is_right = self.matches(login.password, hash).await?;
        let directory = self.directory().await?;
        let officer =
            known.filter(|_| is_right).and_then(|row| directory.officer(row.officer_id).cloned());
        let Some(officer) = officer.filter(|officer| officer.is_enabled) else {
            for who in [account(&name), address(&login.address)] {
                self.store
                    .note_login_attempt(&who, now)
                    .await
                    .map_err(fault("noting a failed login"))?;
            }
            return Err(Error::LoginFailed);
        };
        self.store
            .clear_login_attempts(&account(&name))
            .await
            .map_err(fault("forgetting tries"))?;
        self.store.close_sessions_of(officer.id).await.map_err(fault("ending older sessions"))?;
        let token = Password(hex::encode(self.context.secret()));
        let row = SessionRow {
            token_hash: token_hash(&token.0),
            session_id: SessionId::from_bits(self.context.id()),
            officer_id: officer.id,
            address: login.address,
            agent: login.agent,
            created_at: now,
            seen_at: now,
            expires_at: now.plus_ms(IDLE_MS),
        };
        self.store.open_session(&row).await.map_err(fault("starting a session"))?;
        Ok(NewSession { token, officer: officer.id, lasts_s: LONGEST_MS / 1000 })
    }

    /// A hash nobody's password fits, so that unknown names cost the same.
    async fn decoy_hash(&self) -> Result<String> {
        if let Some(hash) = self.decoy.get() {
            return Ok(hash.clone());
        }
        let hash = self.hash(Password(hex::encode(self.context.secret()))).await?;
        Ok(self.decoy.get_or_init(|| hash).clone())
    }

    async fn check_tries(&self, name: &str, from: &str, now: Timestamp) -> Result<()> {
        let since = now.plus_ms(-WINDOW_MS);
        for (who, most) in [(account(name), MAX_TRIES_ACCOUNT), (address(from), MAX_TRIES_ADDRESS)]
        {
            let count =
                self.store.login_attempts(&who, since).await.map_err(fault("counting tries"))?;
            if count >= most {
                let retry_after_s = u64::try_from(WINDOW_MS / 1000).unwrap_or(1);
                return Err(Error::TooManyTries { retry_after_s });
            }
        }
        Ok(())
    }

    /// The person a token belongs to; the session lives on from here.
    ///
    /// # Errors
    /// [`Error::NoSession`] if it is unknown, idle too long or over.
    pub async fn session(&self, token: &str) -> Result<OfficerId> {
        let now = self.context.now();
        let hash = token_hash(token);
        let row = self.store.session(hash, now).await.map_err(fault("reading a session"))?;
        let row = row.ok_or(Error::NoSession)?;
        // Once a minute is enough to keep it alive.
        if now >= row.seen_at.plus_ms(60_000) {
            let last = row.created_at.plus_ms(LONGEST_MS);
            let expires_at = now.plus_ms(IDLE_MS).min(last);
            let kept = self.store.touch_session(hash, now, expires_at).await;
            kept.map_err(fault("keeping a session"))?;
        }
        Ok(row.officer_id)
    }

    /// Logs out.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn log_out(&self, token: &str) -> Result<()> {
        self.store.close_session(token_hash(token)).await.map_err(fault("ending a session"))?;
        Ok(())
    }

    /// Changes one's own password; other sessions end.
    ///
    /// # Errors
    /// [`Error::LoginFailed`] if the old one is wrong; a sentence if the new one is too weak.
    pub async fn change_password(
        &self,
        officer: OfficerId,
        old: String,
        new: String,
    ) -> Result<()> {
        let length = new.chars().count();
        if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&length) {
            return Err(Error::Value {
                field: "新密码",
                message: format!("新密码须为{MIN_PASSWORD}至{MAX_PASSWORD}个字符。"),
            });
        }
        let row = self.store.login_of(officer).await.map_err(fault("reading a login"))?;
        let mut row = row.ok_or(Refusal::NotFound)?;
        if !self.matches(Password(old), row.password_hash.clone()).await? {
            return Err(Error::LoginFailed);
        }
        row.password_hash = self.hash(Password(new)).await?;
        row.changed_at = self.context.now();
        self.store.save_login(&row).await.map_err(fault("changing a password"))?;
        self.store.close_sessions_of(officer).await.map_err(fault("ending sessions"))?;
        Ok(())
    }
}

fn account(name: &str) -> String {
    format!("account:{name}")
}

fn address(from: &str) -> String {
    format!("address:{from}")
}
