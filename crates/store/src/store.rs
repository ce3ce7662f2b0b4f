//! The one handle to the database.

use std::path::Path;

use crate::db::Db;
use crate::fault::StoreFault;
use crate::journal::Writer;

/// The database, open. Copies share everything; any number of tasks may use it.
///
/// Must be opened and used inside a tokio runtime: the task that appends lives there.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) writer: Writer,
}

impl Store {
    /// Opens or makes the SQLite database `liuhen.db` in a folder, and brings its schema up to
    /// date. One process at a time should append; others may read.
    ///
    /// # Errors
    /// [`StoreFault`] if the folder or the file cannot be opened or is not ours.
    pub async fn open_folder(folder: &Path) -> Result<Self, StoreFault> {
        Self::start(Db::open_folder(folder).await?).await
    }

    /// Connects to a PostgreSQL database (`postgres://…`) and brings its schema up to date. Any
    /// number of processes may do so and append.
    ///
    /// # Errors
    /// [`StoreFault`] if there is no such database, or it is not ours.
    pub async fn connect(url: &str) -> Result<Self, StoreFault> {
        Self::start(Db::connect(url).await?).await
    }

    async fn start(db: Db) -> Result<Self, StoreFault> {
        let writer = Writer::start(db.clone()).await?;
        Ok(Self { db, writer })
    }

    /// Lets go of the database once nobody uses it any more. What was acknowledged is safe
    /// without it too.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
