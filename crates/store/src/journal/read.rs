//! Reading facts back.

use std::fmt;

use ledger::ParsedLeaf;
use terms::{CaseId, StreamId, Timestamp};

use super::commit::KEYS_AT_ONCE;
use super::tiles::place;
use crate::db::{Cell, Line, Sql, Transaction};
use crate::fault::StoreFault;
use crate::sabotage;
use crate::store::Store;

/// A fact as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredFact {
    /// Its number in the journal, from 0: also its index in the log.
    pub n: u64,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1.
    pub version: u64,
    /// Its kind.
    pub kind: String,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// When it was written.
    pub at: Timestamp,
    /// Id of the officer, or `system`.
    pub by: String,
    /// The exact line the log hashes.
    pub leaf: String,
    /// The exact text the leaf commits to; `None` once it was lawfully disposed of.
    pub body: Option<String>,
    /// The salt of that commitment; `None` once it was lawfully disposed of.
    pub salt: Option<[u8; 32]>,
}

/// Hides the body, which holds personal data, and the salt.
impl fmt::Debug for StoredFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredFact({} {} {} {}, …)", self.n, self.stream, self.version, self.kind)
    }
}

macro_rules! select_facts {
    ($rest:literal) => {
        concat!(
            "SELECT journal.n, journal.stream, journal.version, journal.kind, journal.case_id, \
             journal.at, journal.leaf, body.text, body.salt \
             FROM journal LEFT JOIN body ON body.n = journal.n ",
            $rest
        )
    };
}

const OF_STREAMS: &str = select_facts!("WHERE journal.stream IN ");
const OF_CASE: &str = select_facts!("WHERE journal.case_id = $1 ORDER BY journal.n");
const FROM: &str = select_facts!("WHERE journal.n >= $1 ORDER BY journal.n LIMIT $2");
/// Kinds that begin with `$1` sort from `$1` up to, not including, `$2`.
const OF_FAMILY: &str =
    select_facts!("WHERE journal.kind >= $1 AND journal.kind < $2 ORDER BY journal.n");
const LAST_OF_KIND: &str =
    select_facts!("WHERE journal.kind = $1 AND journal.at >= $2 ORDER BY journal.n DESC LIMIT $3");
const LAST_OF_KIND_BEFORE: &str =
    select_facts!("WHERE journal.kind = $1 AND journal.n < $2 ORDER BY journal.n DESC LIMIT 1");
const OF_KIND_FROM: &str =
    select_facts!("WHERE journal.kind = $1 AND journal.n >= $2 ORDER BY journal.n LIMIT $3");
const LAST_OF_FAMILY: &str = "SELECT MAX(n) FROM journal WHERE kind >= $1 AND kind < $2";
const STREAMS_OF_CASE: &str =
    "SELECT DISTINCT stream FROM journal WHERE case_id = $1 ORDER BY stream";
const LEAVES: &str = "SELECT leaf FROM journal WHERE n >= $1 ORDER BY n LIMIT $2";
const COUNT: &str = "SELECT COALESCE(MAX(n), -1) + 1 FROM journal";
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM journal WHERE stream = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    OF_CASE,
    FROM,
    OF_FAMILY,
    LAST_OF_KIND,
    LAST_OF_KIND_BEFORE,
    OF_KIND_FROM,
    LAST_OF_FAMILY,
    STREAMS_OF_CASE,
    LEAVES,
    COUNT,
    VERSION,
];

/// How many facts there are, going by the last number.
pub(crate) async fn count(on: &mut Transaction) -> Result<u64, StoreFault> {
    on.fetch_one("journal", COUNT, Vec::new()).await?.map_or(Ok(0), |mut line| line.next("n"))
}

fn family_range(family: &str) -> Vec<Cell> {
    vec![Cell::text(family), Cell::text(format!("{family}\u{10FFFF}"))]
}

fn fact(mut line: Line) -> Result<StoredFact, StoreFault> {
    let (n, stream): (u64, String) = (line.next("n")?, line.next("stream")?);
    let (version, kind): (u64, String) = (line.next("version")?, line.next("kind")?);
    let (case, at) = (line.next("case_id")?, line.next("at")?);
    let leaf: String = line.next("leaf")?;
    let (body, salt) = (line.next("text")?, line.next("salt")?);
    let malformed = || StoreFault::Malformed { table: "journal", column: "leaf" };
    let parsed = ParsedLeaf::parse(&leaf).map_err(|_| malformed())?;
    let by = parsed.get_text("by").ok_or_else(malformed)?.to_owned();
    let stream = StreamId::stored(stream);
    Ok(StoredFact { n, stream, version, kind, case, at, by, leaf, body, salt })
}

impl Store {
    /// The facts of a stream in order; none if there is no such stream.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn stream(&self, stream: &StreamId) -> Result<Vec<StoredFact>, StoreFault> {
        self.streams(std::slice::from_ref(stream)).await
    }

    /// The facts of several streams, those of one stream in order.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn streams(&self, streams: &[StreamId]) -> Result<Vec<StoredFact>, StoreFault> {
        let mut facts = Vec::new();
        for streams in streams.chunks(KEYS_AT_ONCE) {
            let mut sql = Sql::new(OF_STREAMS);
            sql.bind_list(streams.iter().map(|stream| Cell::text(stream.as_str())));
            sql.push(if sabotage::leaves_out("order-by-version") {
                " ORDER BY journal.stream, journal.at"
            } else {
                " ORDER BY journal.stream, journal.version"
            });
            let (sql, cells) = sql.into_parts();
            let lines = self.db.reader().await?.fetch("journal", sql, cells).await?;
            for line in lines {
                facts.push(fact(line)?);
            }
        }
        Ok(facts)
    }

    /// How many facts a stream has: what [`Append::reads`](crate::Append::reads) wants to know.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn version(&self, stream: &StreamId) -> Result<u64, StoreFault> {
        let cells = vec![Cell::text(stream.as_str())];
        let line = self.db.reader().await?.fetch_one("journal", VERSION, cells).await?;
        line.map_or(Ok(0), |mut line| line.next("version"))
    }

    /// The facts that name a case, of whatever stream, in the order they were written.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn case_facts(&self, case: CaseId) -> Result<Vec<StoredFact>, StoreFault> {
        self.facts_by(OF_CASE, vec![Cell::id(case)]).await
    }

    /// The facts of all kinds that begin with `family`, e.g. `org.`, in the order of the journal.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn facts_of_family(&self, family: &str) -> Result<Vec<StoredFact>, StoreFault> {
        self.facts_by(OF_FAMILY, family_range(family)).await
    }

    /// The last facts of one kind since an instant, the newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn last_facts(
        &self,
        kind: &str,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredFact>, StoreFault> {
        let limit = Cell::Int(Some(i64::from(limit)));
        self.facts_by(LAST_OF_KIND, vec![Cell::text(kind), Cell::at(since), limit]).await
    }

    /// The last fact of one kind before number `n`.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn last_fact_before(
        &self,
        kind: &str,
        n: u64,
    ) -> Result<Option<StoredFact>, StoreFault> {
        let cells = vec![Cell::text(kind), place(n)?];
        Ok(self.facts_by(LAST_OF_KIND_BEFORE, cells).await?.pop())
    }

    /// The facts of one kind from number `n` on, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn facts_of_kind_from(
        &self,
        kind: &str,
        n: u64,
        limit: u32,
    ) -> Result<Vec<StoredFact>, StoreFault> {
        let limit = Cell::Int(Some(i64::from(limit)));
        self.facts_by(OF_KIND_FROM, vec![Cell::text(kind), place(n)?, limit]).await
    }

    /// The number of the last fact whose kind begins with `family`; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn last_of_family(&self, family: &str) -> Result<Option<u64>, StoreFault> {
        let mut on = self.db.reader().await?;
        let line = on.fetch_one("journal", LAST_OF_FAMILY, family_range(family)).await?;
        line.map_or(Ok(None), |mut line| line.next("n"))
    }

    /// The streams that have a fact which names the case.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn streams_of_case(&self, case: CaseId) -> Result<Vec<StreamId>, StoreFault> {
        let mut on = self.db.reader().await?;
        let lines = on.fetch("journal", STREAMS_OF_CASE, vec![Cell::id(case)]).await?;
        let stream = |mut line: Line| line.next("stream").map(StreamId::stored);
        lines.into_iter().map(stream).collect()
    }

    /// At most `limit` facts from number `from` on.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or a fact is malformed.
    pub async fn facts(&self, from: u64, limit: u32) -> Result<Vec<StoredFact>, StoreFault> {
        self.facts_by(FROM, vec![place(from)?, Cell::Int(Some(i64::from(limit)))]).await
    }

    /// The lines of at most `limit` leaves from number `from` on, as the log hashes them.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn leaves(&self, from: u64, limit: u32) -> Result<Vec<String>, StoreFault> {
        let cells = vec![place(from)?, Cell::Int(Some(i64::from(limit)))];
        let lines = self.db.reader().await?.fetch("journal", LEAVES, cells).await?;
        lines.into_iter().map(|mut line| line.next("leaf")).collect()
    }

    async fn facts_by(
        &self,
        sql: &'static str,
        cells: Vec<Cell>,
    ) -> Result<Vec<StoredFact>, StoreFault> {
        let lines = self.db.reader().await?.fetch("journal", sql, cells).await?;
        lines.into_iter().map(fact).collect()
    }
}
