//! Logging in: passwords hashed with argon2id, guessing slowed, sessions as opaque tokens of
//! which only the hash is stored.

mod alarms;
mod count;
mod live;
mod log_in;
mod passwords;

pub use live::Bearer;
pub(crate) use passwords::MAX_HASHING;

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use terms::{Digest, OfficerId, words};

/// A password or a token in the clear; shown or sent once, stored nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The text. Whoever calls this shows it to exactly one person.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of a token.
    fn token_hash(&self) -> Digest {
        Digest::from_bytes(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Where a request to log in comes from.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Network address, as the nearest machine we trust tells it.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
    /// The token of the browser, if it brings one.
    pub browser: Option<Password>,
    /// The token of a session it had so far, if it brings one.
    pub session: Option<Password>,
}

/// What a person typed, and from where.
#[derive(Debug, Clone)]
pub struct Login {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: Password,
    /// From where.
    pub from: Visitor,
}

/// A fresh session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The token for the cookie; only its hash is stored.
    pub token: Password,
    /// The browser's token, for a cookie that stays.
    pub browser: Password,
    /// Whose.
    pub officer: OfficerId,
    /// Seconds the session's cookie may live.
    pub lasts_s: i64,
    /// Seconds the browser's cookie may live.
    pub browser_lasts_s: i64,
}

words! {
    /// Why a session is over. The Chinese sentence is for whoever comes with its token.
    SessionEnd {
        /// The person logged in somewhere else (T-26).
        Elsewhere = "elsewhere", "您的账号已在另一处登录，这里的登录随之结束。如果不是您本人，请马上登录并修改密码，并告知本机关管理员。";
        /// The password was changed.
        Password = "password", "密码已修改，此前的登录全部结束。请用新密码登录；如果不是您本人修改的，请马上告知本机关管理员。";
        /// Roles or credential were changed.
        Rights = "rights", "您的角色或者执法证有变更，请重新登录。";
        /// The account was disabled.
        Disabled = "disabled", "该账号已停用，请联系本机关管理员。";
        /// Too long without anybody at the screen.
        Idle = "idle", "超过15分钟没有操作，登录已结束。请重新登录，刚才的页面会再打开。";
        /// The longest time was reached.
        Longest = "longest", "本次登录已满8小时。请重新登录，刚才的页面会再打开。";
    }
}

/// Whether somebody is at the screen, or the page asks by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A person did something: the session lives on from here.
    Attended,
    /// The page refreshes what it shows: the session does not live longer for it.
    Unattended,
}
