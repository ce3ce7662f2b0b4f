//! What whoever rules the database can do: any row, with the triggers gone.

use ledger::{Sha256Tree, TreeHash as _};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use terms::{Digests, Timestamp};

use super::Scratch;
use crate::db::{Cell, Column, Connection, Line, Misfit, SQLITE_FILE, Transaction};
use crate::fault::StoreFault;
use crate::journal::rebuild;

const SCHEMA_OPEN: &str = "PRAGMA writable_schema = ON";
const NO_TRIGGERS: &str = "DELETE FROM sqlite_schema WHERE type = 'trigger'";
const SCHEMA_SHUT: &str = "PRAGMA writable_schema = RESET";
const LAST_OF_KIND: &str = "SELECT n, stream, at, leaf FROM journal WHERE kind = $1 \
     ORDER BY n DESC LIMIT 1";
const BODY: &str = "SELECT text FROM body WHERE n = $1";
const SET_LEAF: &str = "UPDATE journal SET at = $2, leaf = $3, leaf_hash = $4 WHERE n = $1";
const SET_BODY: &str = "UPDATE body SET text = $2 WHERE n = $1";
const NO_BODY: &str = "DELETE FROM body WHERE n = $1";
const NO_FACT: &str = "DELETE FROM journal WHERE n = $1";
const MOVE_FACT: &str = "UPDATE journal SET n = $2 WHERE n = $1";
const MOVE_BODY: &str = "UPDATE body SET n = $2 WHERE n = $1";
const SET_PARTY: &str = "UPDATE case_row SET party_label = $2 WHERE case_id = $1";
const NEXT_DUTY: &str = "SELECT key, title, due_at FROM duty_row \
     WHERE case_id = $1 AND due_at IS NOT NULL ORDER BY key LIMIT 1";
const SET_DUE: &str = "UPDATE duty_row SET due_at = $2 WHERE key = $1";
const FORGE_GRANT: &str = "INSERT INTO access_row (request_id, agency_id, case_id, asked_by, \
     purpose, reason, status, asked_at, decided_by, decided_at, until_at) \
     VALUES ($1, $2, $3, $4, 'view', $5, 'approved', $6, $7, $6, $8)";
const SET_RECORDING: &str = "UPDATE recording_row SET sha256 = $2, sm3 = $3, size_bytes = $4 \
     WHERE recording_id = $1";
const SET_STORED: &str = "UPDATE stored_file SET sha256 = $2, sm3 = $3, size_bytes = $4, place = $5 \
     WHERE stream = $1 AND kind = 'original'";
const LAST_CHECKPOINT: &str = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1";
const SET_CHECKPOINT: &str = "UPDATE checkpoint SET note = $2 WHERE size = $1";
#[cfg(test)]
const STATEMENTS: [&str; 17] = [
    NO_TRIGGERS,
    LAST_OF_KIND,
    BODY,
    SET_LEAF,
    SET_BODY,
    NO_BODY,
    NO_FACT,
    MOVE_FACT,
    MOVE_BODY,
    SET_PARTY,
    NEXT_DUTY,
    SET_DUE,
    FORGE_GRANT,
    SET_RECORDING,
    SET_STORED,
    LAST_CHECKPOINT,
    SET_CHECKPOINT,
];

/// A place no fact has.
const ASIDE: i64 = -1;

/// A fact as it stands in the journal.
#[derive(Debug, Clone)]
pub struct FactAt {
    /// Its number.
    pub n: u64,
    /// Its stream.
    pub stream: String,
    /// When it was written, as the column says.
    pub at: Timestamp,
    /// Its leaf.
    pub leaf: String,
}

/// A grant that nobody gave.
#[derive(Debug, Clone)]
pub struct ForgedGrant {
    /// Id of the request that nobody made.
    pub request: String,
    /// The agency.
    pub agency: String,
    /// The case.
    pub case: String,
    /// Who would be let in.
    pub for_whom: String,
    /// Who is said to have approved it.
    pub head: String,
    /// The reason given.
    pub reason: String,
    /// When it is said to have been approved.
    pub at: Timestamp,
    /// Until when it would hold.
    pub until: Timestamp,
}

/// Somebody who rules the database of a [`Scratch`]: its triggers are gone.
#[derive(Debug)]
pub struct Intruder {
    pool: SqlitePool,
}

impl Scratch {
    /// Lets somebody in who rules the database.
    ///
    /// # Errors
    /// [`StoreFault`] if there is none, or it does not open.
    pub async fn break_in(&self) -> Result<Intruder, StoreFault> {
        let options = SqliteConnectOptions::new()
            .filename(self.data().join(SQLITE_FILE))
            .create_if_missing(false)
            .foreign_keys(false);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        let intruder = Intruder { pool: pool.map_err(StoreFault::database("break in"))? };
        for sql in [SCHEMA_OPEN, NO_TRIGGERS, SCHEMA_SHUT] {
            intruder.run(sql, Vec::new()).await?;
        }
        Ok(intruder)
    }
}

impl Intruder {
    /// The last fact of a kind.
    ///
    /// # Errors
    /// [`StoreFault`] if there is none.
    pub async fn last_of_kind(&self, kind: &str) -> Result<FactAt, StoreFault> {
        let mut line = self.one("journal", LAST_OF_KIND, vec![Cell::text(kind)]).await?;
        Ok(FactAt {
            n: line.next("n")?,
            stream: line.next("stream")?,
            at: line.next("at")?,
            leaf: line.next("leaf")?,
        })
    }

    /// Gives a fact another leaf, with the hash that fits it.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn set_leaf(&self, n: u64, at: Timestamp, leaf: &str) -> Result<(), StoreFault> {
        let hash = Cell::bytes(Sha256Tree::leaf_hash(leaf.as_bytes()));
        self.run(SET_LEAF, vec![number(n)?, Cell::at(at), Cell::text(leaf), hash]).await
    }

    /// The text that belongs to a fact.
    ///
    /// # Errors
    /// [`StoreFault`] if there is none.
    pub async fn body(&self, n: u64) -> Result<String, StoreFault> {
        self.one("body", BODY, vec![number(n)?]).await?.next("text")
    }

    /// Gives a fact another text.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn set_body(&self, n: u64, text: &str) -> Result<(), StoreFault> {
        self.run(SET_BODY, vec![number(n)?, Cell::text(text)]).await
    }

    /// Takes a fact out, with its text.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn remove_fact(&self, n: u64) -> Result<(), StoreFault> {
        self.run(NO_BODY, vec![number(n)?]).await?;
        self.run(NO_FACT, vec![number(n)?]).await
    }

    /// Lets two facts change places, with their texts.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn swap_facts(&self, one: u64, other: u64) -> Result<(), StoreFault> {
        let (one, other, aside) = (number(one)?, number(other)?, Cell::Int(Some(ASIDE)));
        for sql in [MOVE_FACT, MOVE_BODY] {
            for (from, to) in [(&one, &aside), (&other, &one), (&aside, &other)] {
                self.run(sql, vec![from.clone(), to.clone()]).await?;
            }
        }
        Ok(())
    }

    /// Gives the party of a case another name, in the list of cases.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn rename_party(&self, case: &str, name: &str) -> Result<(), StoreFault> {
        self.run(SET_PARTY, vec![Cell::text(case), Cell::text(name)]).await
    }

    /// A duty of a case that has a due instant: key, title, instant.
    ///
    /// # Errors
    /// [`StoreFault`] if there is none.
    pub async fn duty_of(&self, case: &str) -> Result<(String, String, Timestamp), StoreFault> {
        let mut line = self.one("duty_row", NEXT_DUTY, vec![Cell::text(case)]).await?;
        Ok((line.next("key")?, line.next("title")?, line.next("due_at")?))
    }

    /// Lets a duty fall due at another instant.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn move_due(&self, key: &str, due: Timestamp) -> Result<(), StoreFault> {
        self.run(SET_DUE, vec![Cell::text(key), Cell::at(due)]).await
    }

    /// Writes a grant into the list of grants.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn forge_grant(&self, grant: &ForgedGrant) -> Result<(), StoreFault> {
        let ForgedGrant { request, agency, case, for_whom, head, reason, at, until } = grant;
        let texts = [request, agency, case, for_whom, reason].map(Cell::text);
        let mut cells = texts.to_vec();
        cells.extend([Cell::at(*at), Cell::text(head), Cell::at(*until)]);
        self.run(FORGE_GRANT, cells).await
    }

    /// Lets a recording's rows speak of other bytes, under another name of the vault.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn set_digests(
        &self,
        recording: &str,
        digests: &Digests,
        place: &str,
    ) -> Result<(), StoreFault> {
        let size = number(digests.size_bytes)?;
        let (sha256, sm3) = (Cell::id(digests.sha256), Cell::id(digests.sm3));
        let cells = vec![Cell::text(recording), sha256, sm3, size];
        self.run(SET_RECORDING, cells.clone()).await?;
        let cells = cells.into_iter().chain([Cell::text(place)]).collect();
        self.run(SET_STORED, cells).await
    }

    /// Makes both trees and the head anew over what the journal holds, without what was signed.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn rebuild_tree(&self) -> Result<(), StoreFault> {
        let doing = "rebuild";
        let on = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut on = Transaction::Sqlite(on.map_err(StoreFault::database(doing))?);
        rebuild(&mut on).await?;
        on.commit().await.map_err(StoreFault::database(doing))
    }

    /// The last head that was signed: its size and its text.
    ///
    /// # Errors
    /// [`StoreFault`] if there is none.
    pub async fn last_checkpoint(&self) -> Result<(u64, String), StoreFault> {
        let mut line = self.one("checkpoint", LAST_CHECKPOINT, Vec::new()).await?;
        Ok((line.next("size")?, line.next("note")?))
    }

    /// Puts another text in the place of a signed head.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn set_checkpoint(&self, size: u64, note: &str) -> Result<(), StoreFault> {
        self.run(SET_CHECKPOINT, vec![number(size)?, Cell::text(note)]).await
    }

    /// Leaves.
    pub async fn leave(self) {
        self.pool.close().await;
    }

    async fn on(&self) -> Result<Connection, StoreFault> {
        let on = self.pool.acquire().await;
        on.map(Connection::Sqlite).map_err(StoreFault::database("break in"))
    }

    async fn run(&self, sql: &'static str, cells: Vec<Cell>) -> Result<(), StoreFault> {
        self.on().await?.execute("break in", sql, cells).await.map(|_| ())
    }

    async fn one(
        &self,
        table: &'static str,
        sql: &'static str,
        cells: Vec<Cell>,
    ) -> Result<Line, StoreFault> {
        let found = self.on().await?.fetch_one(table, sql, cells).await?;
        found.ok_or(StoreFault::Malformed { table, column: "nothing there to attack" })
    }
}

fn number(n: u64) -> Result<Cell, StoreFault> {
    n.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "n" })
}

#[cfg(test)]
mod tests {
    use sqlx::{Executor as _, SqlSafeStr as _};

    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn every_statement_is_understood_and_no_trigger_is_left() {
        let outside = tempfile::tempdir().unwrap();
        let scratch = Scratch::make(outside.path(), "one").unwrap();
        Store::open_folder(&scratch.data()).await.unwrap().close().await;
        let intruder = scratch.break_in().await.unwrap();
        for sql in STATEMENTS {
            if sql != NO_TRIGGERS {
                intruder.pool.prepare(sql.into_sql_str()).await.map(drop).unwrap();
            }
        }
        let count = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger'";
        let mut line = intruder.one("sqlite_schema", count, Vec::new()).await.unwrap();
        assert_eq!(line.next::<i64>("count").unwrap(), 0);
        intruder.leave().await;
    }

    #[tokio::test]
    async fn nobody_breaks_into_a_folder_without_a_database() {
        let outside = tempfile::tempdir().unwrap();
        let scratch = Scratch::make(outside.path(), "one").unwrap();
        assert!(scratch.break_in().await.is_err());
    }
}
