//! Opening a database, and lending its connections.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqlitePool};

use super::{Connection, Transaction, migrate};
use crate::fault::StoreFault;
use crate::sabotage;

/// Readers of a SQLite file; each is a thread.
const SQLITE_READERS: u32 = 8;
/// Connections of one process to PostgreSQL beside the one that appends.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a caller waits for a connection before it is told of a fault.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long SQLite waits for another process (a backup, an administrator) to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);
/// Statements kept prepared for each connection: all constants, and the common filters.
const STATEMENT_CACHE: usize = 512;
/// Pages each SQLite connection keeps in memory, as the pragma wants it: minus KiB.
const SQLITE_CACHE: &str = "-8000";
/// Rows that the thread of a SQLite connection reads ahead: fewer hand-overs to it and back.
const SQLITE_ROWS_AHEAD: usize = 512;
pub(crate) const SQLITE_FILE: &str = "liuhen.db";

/// Held by whoever brings the schema up to date: SQLite has no lock for that.
const LOCK_FILE: &str = "liuhen.db.lock";

/// The database: where to read, and where to write.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// One writing connection; the readers see the last commit.
    Sqlite { rw: SqlitePool, ro: SqlitePool },
    /// `append` is kept apart so that readers can never starve the writer.
    Postgres { append: PgPool, all: PgPool },
}

impl Db {
    pub(crate) async fn open_folder(folder: &Path) -> Result<Self, StoreFault> {
        let lock = lock(folder.to_owned()).await?;
        let open = StoreFault::database("open");
        let options = SqliteConnectOptions::new()
            .filename(folder.join(SQLITE_FILE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous())
            .foreign_keys(true)
            .pragma("recursive_triggers", "ON") // else REPLACE would pass the delete triggers by
            .pragma("trusted_schema", "OFF")
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", SQLITE_CACHE)
            .row_buffer_size(SQLITE_ROWS_AHEAD)
            .statement_cache_capacity(STATEMENT_CACHE);
        // SQLite may take a transaction back by itself, e.g. on a full disk. The driver then tries
        // again in vain and takes the transaction for open ever after: such a connection is left.
        let pool = |max| {
            SqlitePoolOptions::new()
                .max_connections(max)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .before_acquire(|on, _| Box::pin(async { Ok(!on.is_in_transaction()) }))
        };
        let rw = pool(1).connect_with(options.clone()).await.map_err(&open)?;
        migrate::sqlite().run(&rw).await.map_err(|e| StoreFault::Migration(Arc::new(e)))?;
        drop(lock);
        let ro = pool(SQLITE_READERS)
            .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
            .await
            .map_err(&open)?;
        Ok(Self::Sqlite { rw, ro })
    }

    pub(crate) async fn connect(url: &str) -> Result<Self, StoreFault> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreFault::Address);
        }
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreFault::Address)?
            .application_name("liuhen")
            .statement_cache_capacity(STATEMENT_CACHE);
        let pool = |max| PgPoolOptions::new().max_connections(max).acquire_timeout(ACQUIRE_TIMEOUT);
        let all = pool(POSTGRES_CONNECTIONS)
            .connect_with(options.clone())
            .await
            .map_err(StoreFault::database("connect"))?;
        migrate::postgres().run(&all).await.map_err(|e| StoreFault::Migration(Arc::new(e)))?;
        let append = pool(1).connect_lazy_with(options);
        Ok(Self::Postgres { append, all })
    }

    /// A connection that only reads.
    pub(crate) async fn reader(&self) -> Result<Connection, StoreFault> {
        match self {
            Self::Sqlite { ro, .. } => ro.acquire().await.map(Connection::Sqlite),
            Self::Postgres { all, .. } => all.acquire().await.map(Connection::Postgres),
        }
        .map_err(StoreFault::database("wait for a connection"))
    }

    /// A connection for one writing statement outside the journal.
    pub(crate) async fn writer(&self) -> Result<Connection, StoreFault> {
        match self {
            Self::Sqlite { rw, .. } => rw.acquire().await.map(Connection::Sqlite),
            Self::Postgres { all, .. } => all.acquire().await.map(Connection::Postgres),
        }
        .map_err(StoreFault::database("wait for a connection"))
    }

    /// A transaction for several writing statements outside the journal.
    pub(crate) async fn begin_write(&self) -> Result<Transaction, StoreFault> {
        match self {
            Self::Sqlite { rw, .. } => {
                rw.begin_with("BEGIN IMMEDIATE").await.map(Transaction::Sqlite)
            }
            Self::Postgres { all, .. } => all.begin().await.map(Transaction::Postgres),
        }
        .map_err(StoreFault::database("begin"))
    }

    /// A transaction on the connection that appends. SQLite takes the write lock at once: one
    /// that first reads could fail later with no way to wait.
    pub(crate) async fn begin_append(&self) -> Result<Transaction, StoreFault> {
        match self {
            Self::Sqlite { rw, .. } => {
                rw.begin_with("BEGIN IMMEDIATE").await.map(Transaction::Sqlite)
            }
            Self::Postgres { append, .. } => append.begin().await.map(Transaction::Postgres),
        }
        .map_err(StoreFault::database("begin"))
    }

    /// A transaction that sees one state of the database for as long as it lasts.
    pub(crate) async fn begin_snapshot(&self) -> Result<Transaction, StoreFault> {
        match self {
            Self::Sqlite { ro, .. } => ro.begin().await.map(Transaction::Sqlite),
            Self::Postgres { all, .. } => all
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .map(Transaction::Postgres),
        }
        .map_err(StoreFault::database("begin"))
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { rw, ro } => {
                ro.close().await;
                rw.close().await;
            }
            Self::Postgres { append, all } => {
                append.close().await;
                all.close().await;
            }
        }
    }

    pub(crate) const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres { .. })
    }
}

/// What was committed is on disk.
fn synchronous() -> SqliteSynchronous {
    if sabotage::leaves_out("no-fsync") { SqliteSynchronous::Off } else { SqliteSynchronous::Full }
}

/// Makes the folder, and waits until nobody else brings the schema in it up to date. The lock ends
/// with the file that is returned, or with the process.
async fn lock(folder: PathBuf) -> Result<File, StoreFault> {
    let failed = {
        let path = folder.clone();
        move |source| StoreFault::Folder { path, source: Arc::new(source) }
    };
    let locked = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let file = File::create(folder.join(LOCK_FILE))?;
        file.lock()?;
        Ok(file)
    });
    locked.await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped))).map_err(failed)
}
