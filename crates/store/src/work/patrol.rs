//! What facts say is stored, and how far the patrol over it is. None of it is a fact: it is gathered
//! from the journal, and may be gathered anew.

use terms::{Digest, Sm3Digest, StreamId, Timestamp};

use crate::db::{Cell, Column, Misfit, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// Bytes that a fact names.
    StoredFileRow = "stored_file" {
        /// Number of the fact.
        key n: u64,
        /// Their name in the vault.
        place: String,
        /// What they are to the fact.
        kind: String,
        /// The fact's stream.
        stream: String,
        /// The agency the fact belongs to.
        org: String,
        /// SHA-256 by the fact.
        sha256: Digest,
        /// SM3 by the fact.
        sm3: Sm3Digest,
        /// Length by the fact.
        size_bytes: u64,
        /// When the fact was written.
        stored_at: Timestamp,
        /// What was found when they were read last.
        found: String,
        /// When that was.
        found_at: Option<Timestamp>,
        /// When the replica had them first.
        replica_at: Option<Timestamp>,
    }
}

row_type! {
    /// How far the patrol is. There is one row.
    PatrolRow = "patrol" {
        /// Always 1.
        key id: u64,
        /// The round that runs or ended last; 0 before the first.
        round: u64,
        /// Its id.
        patrol_id: String,
        /// The log's root at its beginning; the order of its files follows from it.
        seed: Digest,
        /// Facts in the log then.
        size: u64,
        /// When it began.
        begun_at: Timestamp,
        /// The last place in its order that was read.
        position: String,
        /// Files to read.
        files: u64,
        /// Their bytes.
        bytes: u64,
        /// Files that were read.
        files_read: u64,
        /// Their bytes.
        bytes_read: u64,
        /// Files that were not as they should be.
        damaged: u64,
        /// Files that were set right.
        restored: u64,
        /// Files that the machine could not read.
        unread: u64,
        /// Files that no fact names.
        untracked: u64,
        /// When it ended.
        ended_at: Option<Timestamp>,
    }
}

/// What a fact changes in what is stored.
#[derive(Debug, Clone)]
pub enum StoredChange {
    /// It names bytes.
    Added(StoredFileRow),
    /// Bytes of that kind under that name were made again; the fact that says so names the new ones.
    Replaced {
        /// Their name in the vault.
        place: String,
        /// Of which kind.
        kind: String,
    },
    /// The bytes of that kind of a stream were destroyed under an order: nobody looks for them any
    /// more.
    Disposed {
        /// Whose they were.
        stream: StreamId,
        /// Of which kind.
        kind: String,
    },
}

/// How much is stored, and how much of it the replica has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoredTotals {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that the replica has.
    pub copied_files: u64,
    /// Their bytes.
    pub copied_bytes: u64,
}

const TAKE: &str = "INSERT INTO patrol_lease (work, holder, lease_until) VALUES ($1, $2, $4) \
     ON CONFLICT (work) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until \
     WHERE patrol_lease.holder = $2 OR patrol_lease.lease_until <= $3";
const LET_GO: &str = "UPDATE patrol_lease SET lease_until = 0 WHERE work = $1 AND holder = $2";
const GATHERED: &str = "SELECT facts FROM stored_file_gathered WHERE id = 1";
const BEGIN_GATHERING: &str = "INSERT INTO stored_file_gathered (id, facts) VALUES (1, 0) \
     ON CONFLICT (id) DO NOTHING";
const GATHER: &str = "UPDATE stored_file_gathered SET facts = $2 WHERE id = 1 AND facts = $1";
const FIND: &str = "UPDATE stored_file SET found = $2, found_at = $3 WHERE n = $1";
const COPIED: &str = "UPDATE stored_file SET replica_at = $2 WHERE n = $1 AND replica_at IS NULL";
const DISPOSE: &str = "UPDATE stored_file SET found = 'disposed' WHERE stream = $1 AND kind = $2";
const FORGET: &str = "DELETE FROM stored_file WHERE place = $1 AND kind = $2";
const TOTALS: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT), \
     COUNT(replica_at), CAST(COALESCE(SUM(CASE WHEN replica_at IS NULL THEN 0 ELSE size_bytes END), 0) AS BIGINT) \
     FROM stored_file WHERE found <> 'disposed'";
const ALL: &str = "SELECT stored_file.n, stored_file.place, stored_file.kind, stored_file.stream, \
     stored_file.org, stored_file.sha256, stored_file.sm3, stored_file.size_bytes, \
     stored_file.stored_at, stored_file.found, stored_file.found_at, stored_file.replica_at \
     FROM stored_file WHERE n >= $1 AND found <> 'disposed' ORDER BY n LIMIT $2";
const AT_PLACE: &str = "SELECT stored_file.n, stored_file.place, stored_file.kind, \
     stored_file.stream, stored_file.org, stored_file.sha256, stored_file.sm3, \
     stored_file.size_bytes, stored_file.stored_at, stored_file.found, stored_file.found_at, \
     stored_file.replica_at FROM stored_file WHERE place = $1 ORDER BY n";
const TO_COPY: &str = "SELECT stored_file.n, stored_file.place, stored_file.kind, \
     stored_file.stream, stored_file.org, stored_file.sha256, stored_file.sm3, \
     stored_file.size_bytes, stored_file.stored_at, stored_file.found, stored_file.found_at, \
     stored_file.replica_at FROM stored_file \
     WHERE replica_at IS NULL AND n >= $1 AND found = 'intact' ORDER BY n LIMIT $2";
const AMISS: &str = "SELECT stored_file.n, stored_file.place, stored_file.kind, \
     stored_file.stream, stored_file.org, stored_file.sha256, stored_file.sm3, \
     stored_file.size_bytes, stored_file.stored_at, stored_file.found, stored_file.found_at, \
     stored_file.replica_at FROM stored_file \
     WHERE found IN ('missing', 'altered') AND n >= $1 ORDER BY n LIMIT $2";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    TAKE,
    LET_GO,
    GATHERED,
    BEGIN_GATHERING,
    GATHER,
    FIND,
    COPIED,
    DISPOSE,
    FORGET,
    TOTALS,
    ALL,
    AT_PLACE,
    TO_COPY,
    AMISS,
];

fn number(n: u64) -> Result<Cell, StoreFault> {
    n.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "n" })
}

impl Store {
    /// Takes a work for this process, or keeps it, until an instant. `false` if another has it.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn take_patrol(
        &self,
        work: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let cells = vec![Cell::text(work), Cell::text(holder), Cell::at(now), Cell::at(until)];
        Ok(self.db.writer().await?.execute("patrol_lease", TAKE, cells).await? == 1)
    }

    /// Lets a work go, so that another process need not wait.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn let_patrol_go(&self, work: &str, holder: &str) -> Result<(), StoreFault> {
        let cells = vec![Cell::text(work), Cell::text(holder)];
        self.db.writer().await?.execute("patrol_lease", LET_GO, cells).await.map(|_| ())
    }

    /// How far the patrol is; `None` before anything was gathered.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn patrol(&self) -> Result<Option<PatrolRow>, StoreFault> {
        let sql = PatrolRow::TEXT.select;
        let line = self.db.reader().await?.fetch_one("patrol", sql, Vec::new()).await?;
        line.map(PatrolRow::from_line).transpose()
    }

    /// Notes how far the patrol is.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_patrol(&self, patrol: &PatrolRow) -> Result<(), StoreFault> {
        let (text, cells) = (PatrolRow::TEXT, patrol.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }

    /// How many facts were looked through for stored bytes.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn gathered(&self) -> Result<u64, StoreFault> {
        let mut on = self.db.reader().await?;
        let line = on.fetch_one("stored_file_gathered", GATHERED, Vec::new()).await?;
        line.map_or(Ok(0), |mut line| line.next("facts"))
    }

    /// Notes what the facts from number `from` to below `until` change, and that they were looked
    /// through, in one transaction: whoever reads [`Self::gathered`] before and after the rows, and
    /// twice the same, has seen the rows of exactly so many facts. Answers `false`, and changes
    /// nothing, if others looked through them meanwhile.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn gather(
        &self,
        from: u64,
        until: u64,
        changes: &[StoredChange],
    ) -> Result<bool, StoreFault> {
        let mut on = self.db.begin_write().await?;
        on.execute("stored_file_gathered", BEGIN_GATHERING, Vec::new()).await?;
        let cells = vec![number(from)?, number(until)?];
        if on.execute("stored_file_gathered", GATHER, cells).await? == 0 {
            on.rollback().await?;
            return Ok(false);
        }
        for change in changes {
            let (sql, cells) = match change {
                StoredChange::Added(file) => {
                    let (text, cells) = (StoredFileRow::TEXT, file.cells()?);
                    let sql = values(text.insert, cells.len(), 1, " ON CONFLICT (n) DO NOTHING");
                    on.execute(text.name, sql, cells).await?;
                    continue;
                }
                StoredChange::Replaced { place, kind } => {
                    (FORGET, vec![Cell::text(place), Cell::text(kind)])
                }
                StoredChange::Disposed { stream, kind } => {
                    (DISPOSE, vec![Cell::text(stream.as_str()), Cell::text(kind)])
                }
            };
            on.execute("stored_file", sql, cells).await?;
        }
        on.commit().await.map_err(StoreFault::database("stored_file"))?;
        Ok(true)
    }

    /// Notes what was found of stored bytes.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn note_found(&self, n: u64, found: &str, at: Timestamp) -> Result<(), StoreFault> {
        let cells = vec![number(n)?, Cell::text(found), Cell::at(at)];
        self.db.writer().await?.execute("stored_file", FIND, cells).await.map(|_| ())
    }

    /// Notes that the replica has them.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn note_copied(&self, n: u64, at: Timestamp) -> Result<(), StoreFault> {
        let cells = vec![number(n)?, Cell::at(at)];
        self.db.writer().await?.execute("stored_file", COPIED, cells).await.map(|_| ())
    }

    /// How much is stored.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stored_totals(&self) -> Result<StoredTotals, StoreFault> {
        let mut on = self.db.reader().await?;
        let line = on.fetch_one("stored_file", TOTALS, Vec::new()).await?;
        line.map_or(Ok(StoredTotals::default()), |mut line| {
            Ok(StoredTotals {
                files: line.next("files")?,
                bytes: line.next("bytes")?,
                copied_files: line.next("copied_files")?,
                copied_bytes: line.next("copied_bytes")?,
            })
        })
    }

    /// Stored bytes from fact `from` on, without those that were destroyed under an order.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stored_files(
        &self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<StoredFileRow>, StoreFault> {
        self.stored_by(ALL, from, limit).await
    }

    /// Those of them that the replica has not yet and that are whole as far as is known.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn files_to_copy(
        &self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<StoredFileRow>, StoreFault> {
        self.stored_by(TO_COPY, from, limit).await
    }

    /// Those of them that were not as they should be when they were read last.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn files_amiss(
        &self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<StoredFileRow>, StoreFault> {
        self.stored_by(AMISS, from, limit).await
    }

    /// What facts name bytes under this name.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stored_at(&self, place: &str) -> Result<Vec<StoredFileRow>, StoreFault> {
        let mut on = self.db.reader().await?;
        let lines = on.fetch("stored_file", AT_PLACE, vec![Cell::text(place)]).await?;
        lines.into_iter().map(StoredFileRow::from_line).collect()
    }

    async fn stored_by(
        &self,
        sql: &'static str,
        from: u64,
        limit: u32,
    ) -> Result<Vec<StoredFileRow>, StoreFault> {
        let cells = vec![number(from)?, Cell::Int(Some(i64::from(limit)))];
        let lines = self.db.reader().await?.fetch("stored_file", sql, cells).await?;
        lines.into_iter().map(StoredFileRow::from_line).collect()
    }
}
