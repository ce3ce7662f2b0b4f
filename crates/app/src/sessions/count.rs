//! Counting failed tries: before a password is looked at, so that many at once are counted too.

use std::net::IpAddr;

use domain::guessing::{self, Counted, Failures, Verdict};
use sha2::{Digest as _, Sha256};
use store::LoginFailures;
use terms::{OfficerId, Timestamp};

use crate::error::{Error, Result, fault};
use crate::{App, jobs};

/// How often a count is looked at again when another try was faster. With every one that is
/// faster the wait comes nearer, so more are never needed.
const MAX_RACES: u32 = 64;

/// Who is counted, by a name nobody reads: people type passwords where the name belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counter {
    who: String,
    counted: Counted,
}

impl Counter {
    fn new(kind: &str, name: &str, counted: Counted) -> Self {
        Self { who: format!("{kind}:{}", hex::encode(Sha256::digest(name.as_bytes()))), counted }
    }

    /// Strangers at an account, whether there is one of that name or not.
    pub(super) fn account(login_name: &str) -> Self {
        Self::new("account", login_name, Counted::Account)
    }

    /// One known browser of one person.
    pub(super) fn browser(key: &str) -> Self {
        Self::new("browser", key, Counted::Account)
    }

    /// Somebody at an open session who tries the old password.
    pub(super) fn old_password(officer: OfficerId) -> Self {
        Self::new("old", &officer.to_string(), Counted::Account)
    }

    /// Whoever is at an address. An IPv6 customer has a whole /64.
    pub(super) fn address(address: IpAddr) -> Self {
        let name = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
        };
        Self::new("address", &name, Counted::Address)
    }
}

/// A try that is looked at, counted as failed until it is [forgiven](App::forgive).
#[derive(Debug)]
pub(super) struct Tried {
    counter: Counter,
    /// Failures, this one included.
    count: u32,
    /// Whether this one makes it guessing.
    is_news: bool,
}

impl App {
    /// Counts a try at all counters, or at none.
    ///
    /// # Errors
    /// [`Error::TooManyTries`] if it has to wait.
    pub(super) async fn count(&self, counters: Vec<Counter>, now: Timestamp) -> Result<Vec<Tried>> {
        let mut tried = Vec::new();
        for counter in counters {
            match self.count_one(counter, now).await {
                Ok(one) => tried.push(one),
                Err(error) => {
                    self.forgive(&tried).await?;
                    return Err(error);
                }
            }
        }
        Ok(tried)
    }

    async fn count_one(&self, counter: Counter, now: Timestamp) -> Result<Tried> {
        for _ in 0..MAX_RACES {
            let known = self.store.login_failures(&counter.who).await;
            let known = known.map_err(fault("reading failed tries"))?;
            let before = known.map(|LoginFailures { count, last_at }| Failures { count, last_at });
            let after = match guessing::ask(counter.counted, before, now) {
                Verdict::Look(after) => after,
                Verdict::Wait { ms } => return Err(too_many(ms)),
            };
            let stored = LoginFailures { count: after.count, last_at: after.last_at };
            let counted = self.store.count_login_failure(&counter.who, known, stored).await;
            if counted.map_err(fault("counting a failed try"))? {
                let is_news = guessing::is_news(counter.counted, before, after);
                return Ok(Tried { counter, count: after.count, is_news });
            }
        }
        Err(too_many(1))
    }

    /// Takes a try back that turned out to be right.
    pub(super) async fn forgive(&self, tried: &[Tried]) -> Result<()> {
        for one in tried {
            let forgiven = self.store.forgive_login_failure(&one.counter.who).await;
            forgiven.map_err(fault("forgiving a failed try"))?;
        }
        Ok(())
    }

    /// A try has failed: enough of them are a fact, which a job writes down. There is a job for
    /// the decoy's person, nobody, too, so that both cost the same (T-02).
    pub(super) async fn failed(
        &self,
        tried: &[Tried],
        officer: OfficerId,
        known_browser: bool,
        address: IpAddr,
    ) -> Result<()> {
        for Tried { count, .. } in tried.iter().filter(|one| one.is_news) {
            tracing::warn!(%address, known_browser, "somebody keeps guessing one password");
            let (id, now) = (self.context.id(), self.context.now());
            let job = jobs::report_guessing(officer, *count, known_browser, address, id, now);
            self.enqueue(job).await?;
        }
        Ok(())
    }
}

fn too_many(ms: i64) -> Error {
    let retry_after_s = u64::try_from(ms).unwrap_or(0).div_ceil(1000).max(1);
    Error::TooManyTries { retry_after_s }
}
