//! What can break, and a defect that a check has found.

use std::path::PathBuf;
use std::sync::Arc;

/// We or the machine broke; an operator must look. Cheap to copy: one broken group of appends
/// answers many callers.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreFault {
    /// The database refused, or was not there.
    #[error("database: {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the driver said.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// The schema could not be brought up to date.
    #[error("database schema could not be brought up to date")]
    Migration(#[source] Arc<sqlx::migrate::MigrateError>),
    /// The data folder could not be made or opened.
    #[error("data folder {path}")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: Arc<std::io::Error>,
    },
    /// The address of the database is not one this program can use.
    #[error("not the address of a database this program can use")]
    Address,
    /// A stored value does not have the form it was written in.
    #[error("stored value of {table}.{column} is malformed")]
    Malformed {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
    },
    /// The log in the database does not agree with itself: nothing is appended until it does.
    #[error("the log is damaged: {0}")]
    Damaged(Defect),
    /// The commit was sent but no answer came: the facts may or may not be recorded. Ask again
    /// with the same idempotency key.
    #[error("the outcome of a commit is unknown")]
    Uncertain(#[source] Arc<sqlx::Error>),
    /// Something larger than this store takes, e.g. a body over the limit.
    #[error("{what} is over the limit of {max}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, in the unit of the constant that sets it.
        max: usize,
    },
    /// A value no database column can hold: a text with a NUL character, or a number over 2^63-1.
    #[error("a value of {column} cannot be stored")]
    Unstorable {
        /// Which column.
        column: &'static str,
    },
    /// A fact's ids or times do not make a leaf.
    #[error("a fact of kind {kind} makes no leaf")]
    Leaf {
        /// The fact's kind.
        kind: &'static str,
        /// Why.
        #[source]
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The task that writes has ended; the process must be restarted.
    #[error("the writer has stopped")]
    WriterStopped,
}

impl StoreFault {
    /// The disk is full: what was asked is not recorded, and may be asked again once there is room.
    #[must_use]
    pub fn is_no_space(&self) -> bool {
        let (Self::Database { source, .. } | Self::Uncertain(source)) = self else { return false };
        let code = source.as_database_error().and_then(|error| error.code());
        // SQLITE_FULL, SQLITE_IOERR_SHMSIZE, and PostgreSQL's disk_full.
        code.is_some_and(|code| matches!(code.as_ref(), "13" | "4874" | "53100"))
    }

    pub(crate) fn database(doing: &'static str) -> impl Fn(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source: Arc::new(source) }
    }
}

/// One place where the database is not what its facts say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The table.
    pub table: &'static str,
    /// The row: its primary key as text.
    pub key: String,
    /// The column; the empty text if the whole row is missing or one too many.
    pub column: &'static str,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a row or column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Not there, though it must be.
    Missing,
    /// There, though nothing calls for it.
    Unexpected,
    /// There, with another value than the facts give.
    Differs,
    /// There, and unreadable.
    Malformed,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let flaw = match self.flaw {
            Flaw::Missing => "missing",
            Flaw::Unexpected => "unexpected",
            Flaw::Differs => "differs",
            Flaw::Malformed => "malformed",
        };
        let (table, key, column) = (self.table, &self.key, self.column);
        if column.is_empty() {
            write!(f, "{table} {key}: {flaw}")
        } else {
            write!(f, "{table} {key}, column {column}: {flaw}")
        }
    }
}
