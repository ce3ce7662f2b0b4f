//! The system with a clock that the story sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use app::{App, Call, Clock, Config, Context, Ids, SystemClock, SystemIds};
use terms::{OfficerId, Timestamp};

/// A clock that stands where the story put it.
struct StoryClock(AtomicI64);

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        // A millisecond passes with each look, so that nothing happens at the same instant.
        Timestamp::from_ms(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// The system, and the story's time.
pub(super) struct Scene {
    pub(super) app: App,
    clock: Arc<StoryClock>,
    /// The real today at noon: the story ends there.
    pub(super) today: terms::Date,
}

impl Scene {
    pub(super) async fn open(config: &Config) -> anyhow::Result<Self> {
        let now = SystemClock.now();
        let clock = Arc::new(StoryClock(AtomicI64::new(now.ms())));
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let context = Context::new(clock.clone(), ids);
        let app = crate::cli::open::told(App::open(config, context).await)?;
        Ok(Self { app, clock, today: now.date() })
    }

    /// Sets the clock to `hour:minute` on the day that lies `days_ago` before today.
    pub(super) fn at(&self, days_ago: i64, hour: i64, minute: i64) -> Timestamp {
        let at = self.today.plus_days(-days_ago).start().plus_ms((hour * 60 + minute) * 60_000);
        self.clock.0.store(at.ms(), Ordering::SeqCst);
        at
    }

    /// Lets some minutes pass.
    pub(super) fn pass(&self, minutes: i64) -> Timestamp {
        let now = self.clock.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
        Timestamp::from_ms(now + minutes * 60_000)
    }

    /// A call of a person.
    pub(super) fn by(officer: OfficerId) -> Call {
        Call::by(officer)
    }

    /// Does the slow work that is due.
    pub(super) async fn work(&self) -> anyhow::Result<()> {
        self.app.run_pending_jobs().await.context("后台工作")
    }

    /// The story is over: the last slow work is done.
    pub(super) async fn finish(self) -> anyhow::Result<()> {
        self.work().await
    }
}
