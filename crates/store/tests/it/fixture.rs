//! A database of each kind, a way past the store to it, and short names for what tests record.

use std::path::PathBuf;

use ledger::{Sha256Tree, TreeHash};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use store::{Append, Append as Appending, NewFact, Store};
use terms::{AgencyId, CaseId, StreamId, Timestamp};
use testkit::postgres::Database;

/// Runs each test of a module once on each database.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::fixture::Place::sqlite()).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::fixture::Place::postgres()).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// Where a database is; gone when this is dropped.
pub(crate) enum Place {
    Sqlite(tempfile::TempDir),
    Postgres(Database),
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    pub(crate) fn postgres() -> Self {
        Self::Postgres(Database::create().unwrap())
    }

    /// The address another process can open it by.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Sqlite(folder) => folder.path().to_str().unwrap().to_owned(),
            Self::Postgres(database) => database.url(),
        }
    }

    pub(crate) async fn open(&self) -> Store {
        open(&self.address()).await
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// A connection past the store.
    pub(crate) async fn raw(&self) -> Raw {
        match self {
            Self::Sqlite(folder) => {
                let file: PathBuf = folder.path().join("liuhen.db");
                let url = format!("sqlite://{}", file.display());
                Raw::Sqlite(sqlx::SqliteConnection::connect(&url).await.unwrap())
            }
            Self::Postgres(database) => {
                Raw::Postgres(sqlx::PgConnection::connect(&database.url()).await.unwrap())
            }
        }
    }
}

pub(crate) async fn open(address: &str) -> Store {
    if address.starts_with("postgres") {
        Store::connect(address).await.unwrap()
    } else {
        Store::open_folder(address.as_ref()).await.unwrap()
    }
}

pub(crate) enum Raw {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Raw {
    /// Runs statements as they are.
    pub(crate) async fn try_run(&mut self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(on) => sql.execute(on).await.map(|done| done.rows_affected()),
            Self::Postgres(on) => sql.execute(on).await.map(|done| done.rows_affected()),
        }
    }

    pub(crate) async fn run(&mut self, sql: &str) -> u64 {
        self.try_run(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// The first column of all rows, as text.
    pub(crate) async fn texts(&mut self, sql: &str) -> Vec<String> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(on) => {
                sql.fetch_all(on).await.unwrap().iter().map(|row| row.get(0)).collect()
            }
            Self::Postgres(on) => {
                sql.fetch_all(on).await.unwrap().iter().map(|row| row.get(0)).collect()
            }
        }
    }

    pub(crate) async fn number(&mut self, sql: &str) -> i64 {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(on) => sql.fetch_one(on).await.unwrap().get(0),
            Self::Postgres(on) => sql.fetch_one(on).await.unwrap().get(0),
        }
    }

    /// Takes the triggers away, as somebody with power over the database could.
    pub(crate) async fn drop_triggers(&mut self) {
        match self {
            Self::Sqlite(_) => {
                let names =
                    self.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger'").await;
                for name in names {
                    self.run(&format!("DROP TRIGGER {name}")).await;
                }
            }
            Self::Postgres(_) => {
                self.run("DROP FUNCTION refuse_change CASCADE").await;
            }
        }
    }
}

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(1_764_000_000_000 + ms)
}

pub(crate) fn case(number: u128) -> CaseId {
    CaseId::from_bits(number)
}

pub(crate) fn stream(number: u128) -> StreamId {
    case(number).into()
}

/// A fact of a case's own stream.
pub(crate) fn fact(number: u128, body: &str) -> NewFact {
    let mut salt = [0; 32];
    salt[..16].copy_from_slice(&number.to_be_bytes());
    salt[16..24].copy_from_slice(&Sha256Tree::leaf_hash(body.as_bytes())[..8]);
    NewFact {
        stream: stream(number),
        kind: "case.noted",
        case: Some(case(number)),
        by: String::from("system"),
        org: AgencyId::from_bits(1).to_string(),
        binds: Vec::new(),
        body: body.to_owned(),
        salt,
    }
}

/// One fact on the stream of case `number`, which must be at `version`.
pub(crate) fn one(number: u128, version: u64, body: &str) -> Append {
    Appending {
        reads: vec![(stream(number), version)],
        facts: vec![fact(number, body)],
        ..Append::new(at(0))
    }
}
