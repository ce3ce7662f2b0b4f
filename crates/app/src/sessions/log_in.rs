//! One login: who is counted, whether the password fits, and the session that follows.

use store::{KnownBrowserRow, LoginRow, SessionRow};
use terms::{OfficerId, SessionId, Timestamp};

use super::count::Counter;
use super::passwords::is_login_name;
use super::{Login, NewSession, Password, SessionEnd, Visitor};
use crate::App;
use crate::error::{Error, Result, fault};

/// A session ends after this long with nobody at the screen.
pub(super) const IDLE_MS: i64 = 15 * 60_000;
/// And in any case after this long.
pub(super) const LONGEST_MS: i64 = 8 * 3_600_000;
/// A browser is a stranger again when its person did not log in with it for half a year.
const BROWSER_MS: i64 = 180 * 86_400_000;
/// Browsers of one person that are known at a time; the longest unused is forgotten first. A
/// program that keeps no cookies is a new one every time.
const MAX_BROWSERS: u32 = 16;
/// Ended sessions and old failures are kept this long: to say why, and to be forgiven.
const KEPT_MS: i64 = 86_400_000;

impl App {
    /// Logs a person in: ends their other sessions and starts a new one.
    ///
    /// Strangers are counted by account and address; whoever comes from a browser that the person
    /// has logged in with is counted for that browser alone, so that nobody outside can shut them
    /// out (T-01). An unknown name costs the same work and gets the same answer as a wrong
    /// password (T-02). Neither token is one that the browser brought for the first time (T-03).
    ///
    /// # Errors
    /// [`Error::TooManyTries`], [`Error::LoginFailed`].
    pub async fn log_in(&self, login: Login) -> Result<NewSession> {
        let now = self.context.now();
        let Login { name, password, from } = login;
        let name = name.trim().to_lowercase();
        let login = self.login_named(&name).await?;
        let browser = self.known_browser(&from, &login, now).await?;
        let counters = match &browser {
            Some(key) => vec![Counter::browser(key)],
            None => vec![Counter::account(&name), Counter::address(from.address)],
        };
        let tried = self.count(counters, now).await?;
        let fits = self.fits(password, &login).await?;
        let directory = self.directory().await?;
        let officer = directory.officer(login.officer_id);
        let Some(officer) = officer.filter(|officer| fits && officer.is_enabled) else {
            self.failed(&tried, login.officer_id, browser.is_some(), from.address).await?;
            return Err(Error::LoginFailed);
        };
        self.forgive(&tried).await?;
        self.forget_what_is_over(now).await?;
        self.start_session(officer.id, &from, SessionEnd::Elsewhere).await
    }

    /// Nobody's, if nobody has the name. No login has a name of another form, and not every
    /// database takes every text.
    async fn login_named(&self, name: &str) -> Result<LoginRow> {
        let name = if is_login_name(name) { name } else { "" };
        self.store.login_to_compare(name).await.map_err(fault("reading a login"))
    }

    /// The key of the browser, if the person has logged in with it.
    async fn known_browser(
        &self,
        from: &Visitor,
        login: &LoginRow,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let Some(token) = &from.browser else { return Ok(None) };
        let key = KnownBrowserRow::key_of(token.token_hash(), login.officer_id);
        let known = self.store.knows_browser(&key, now).await;
        let is_known = known.map_err(fault("looking for a browser"))?;
        Ok(is_known.then_some(key))
    }

    /// Starts a session; the person's others end for the reason given.
    ///
    /// What a crash leaves behind: after the first step a browser that is known, after the second
    /// the session.
    pub(super) async fn start_session(
        &self,
        officer: OfficerId,
        from: &Visitor,
        others: SessionEnd,
    ) -> Result<NewSession> {
        let now = self.context.now();
        let browser = self.remember_browser(officer, from, now).await?;
        if let Some(before) = &from.session {
            let closed = self.store.close_session(before.token_hash()).await;
            closed.map_err(fault("ending the session before"))?;
        }
        let token = self.new_token();
        let row = SessionRow {
            token_hash: token.token_hash(),
            session_id: SessionId::from_bits(self.context.id()),
            officer_id: officer,
            address: from.address.to_string(),
            agent: from.agent.clone(),
            created_at: now,
            seen_at: now,
            expires_at: now.plus_ms(IDLE_MS),
            ended: None,
        };
        let opened = self.store.open_session(&row, others.as_str()).await;
        opened.map_err(fault("starting a session"))?;
        let (lasts_s, browser_lasts_s) = (LONGEST_MS / 1000, BROWSER_MS / 1000);
        Ok(NewSession { token, browser, officer, lasts_s, browser_lasts_s })
    }

    async fn remember_browser(
        &self,
        officer: OfficerId,
        from: &Visitor,
        now: Timestamp,
    ) -> Result<Password> {
        let token = match &from.browser {
            Some(token) if self.is_ours(token, now).await? => token.clone(),
            Some(_) | None => self.new_token(),
        };
        let token_hash = token.token_hash();
        let row = KnownBrowserRow {
            key: KnownBrowserRow::key_of(token_hash, officer),
            token_hash,
            officer_id: officer,
            agent: from.agent.clone(),
            seen_at: now,
            expires_at: now.plus_ms(BROWSER_MS),
        };
        let remembered = self.store.remember_browser(&row, MAX_BROWSERS).await;
        remembered.map_err(fault("remembering a browser"))?;
        Ok(token)
    }

    async fn is_ours(&self, token: &Password, now: Timestamp) -> Result<bool> {
        let known = self.store.is_browser_token(token.token_hash(), now).await;
        known.map_err(fault("looking for a browser"))
    }

    fn new_token(&self) -> Password {
        Password(hex::encode(self.context.secret()))
    }

    async fn forget_what_is_over(&self, now: Timestamp) -> Result<()> {
        let old = now.plus_ms(-KEPT_MS);
        let forget = fault("forgetting old sessions");
        self.store.purge_sessions(old).await.map_err(forget)?;
        self.store.purge_login_failures(old).await.map_err(fault("forgetting old failures"))?;
        self.store.purge_browsers(now).await.map_err(fault("forgetting old browsers"))?;
        Ok(())
    }
}
