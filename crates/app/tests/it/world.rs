//! An agency with an administrator, and people who come from somewhere to log in.

use std::net::IpAddr;
use std::sync::Arc;

use app::{
    App, Call, Clock, Config, Context, Database, Error, Ids, Login, NewSession, Password, Presence,
    SystemIds, Visitor, id_bits,
};
use domain::Text;
use domain::authority::Role;
use tempfile::TempDir;
use terms::{AgencyId, OfficerId, Timestamp};
use testkit::{CountingIds, HandClock};

pub(crate) const MINUTE: i64 = 60_000;

struct ByHand(HandClock);

impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// Ids are counted; what nobody may guess is as in the product.
struct Counted(CountingIds);

impl Ids for Counted {
    fn next(&self, now: Timestamp) -> u128 {
        id_bits(now, self.0.bits())
    }
    fn secret(&self) -> [u8; 32] {
        SystemIds.secret()
    }
}

/// The system with one agency.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: HandClock,
    pub(crate) agency: AgencyId,
    pub(crate) admin: Member,
    pub(crate) folder: TempDir,
}

/// Somebody with a login.
pub(crate) struct Member {
    pub(crate) id: OfficerId,
    pub(crate) login: &'static str,
    pub(crate) password: Password,
}

impl World {
    pub(crate) async fn found() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().to_owned();
        let config = Config {
            vault: app::vault::Config::folder(data.join("vault")),
            data,
            database: Database::Embedded,
            fonts: Vec::new(),
            origin: "test.local/1".to_owned(),
            signer: app::SignerPlace::Here,
            policy: None,
            keeping: app::Keeping::default(),
            tsa: None,
        };
        let clock = HandClock::at("2025-03-07T09:00:00+08:00".parse().unwrap());
        let ids = Arc::new(Counted(CountingIds::new()));
        let context = Context::new(Arc::new(ByHand(clock.clone())), ids);
        let app = App::open(&config, context).await.unwrap();
        let agency =
            app.found(text("清河县市场监督管理局"), text("清市监"), text("330199")).await.unwrap();
        let made = app.found_administrator(agency, text("吴管"), "admin").await;
        let (id, password) = made.unwrap();
        let admin = Member { id, login: "admin", password };
        Self { app, clock, agency, admin, folder }
    }

    pub(crate) async fn enrol(&self, login: &'static str, name: &str, role: Role) -> Member {
        self.enrol_at(self.agency, login, name, role).await
    }

    pub(crate) async fn enrol_at(
        &self,
        agency: AgencyId,
        login: &'static str,
        name: &str,
        role: Role,
    ) -> Member {
        let by = Call::by(self.admin.id);
        let made = self.app.enrol_officer(&by, agency, None, text(name), login, None).await;
        let (id, password) = made.unwrap();
        let today = self.clock.now().date();
        self.app.appoint_role(&by, id, role, today).await.unwrap();
        Member { id, login, password }
    }

    /// The right name and password, from a place.
    pub(crate) async fn log_in(&self, who: &Member, from: &Visitor) -> NewSession {
        self.try_log_in(who.login, &who.password, from).await.unwrap()
    }

    pub(crate) async fn try_log_in(
        &self,
        login: &str,
        password: &Password,
        from: &Visitor,
    ) -> Result<NewSession, Error> {
        let (name, password, from) = (login.to_owned(), password.clone(), from.clone());
        self.app.log_in(Login { name, password, from }).await
    }

    /// A guess that fails, or is not looked at.
    pub(crate) async fn guess(&self, login: &str, from: &Visitor) -> Guess {
        let wrong = Password::from("这不是密码的密码".to_owned());
        guessed(self.try_log_in(login, &wrong, from).await)
    }

    /// What a session's next request is answered, with somebody at the screen.
    pub(crate) async fn ask(&self, session: &NewSession) -> Result<OfficerId, Error> {
        let bearer = self.app.session(&session.token, Presence::Attended).await?;
        Ok(bearer.officer)
    }
}

/// What became of a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guess {
    LookedAt,
    /// Not looked at; seconds until the next one is.
    Wait(u64),
}

pub(crate) fn guessed(answer: Result<NewSession, Error>) -> Guess {
    match answer {
        Err(Error::LoginFailed) => Guess::LookedAt,
        Err(Error::TooManyTries { retry_after_s }) => Guess::Wait(retry_after_s),
        other => panic!("{other:?}"),
    }
}

/// A browser nobody has logged in with.
pub(crate) fn stranger(address: &str) -> Visitor {
    let address: IpAddr = address.parse().unwrap();
    Visitor { address, agent: "Test/1".to_owned(), browser: None, session: None }
}

/// The browser of a session, as it comes back after logging out.
pub(crate) fn same_browser(session: &NewSession, address: &str) -> Visitor {
    Visitor { browser: Some(session.browser.clone()), ..stranger(address) }
}

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap()
}
