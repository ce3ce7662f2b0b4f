//! Leaves that were lost, put back from lines that somebody kept elsewhere.
//!
//! Nothing is believed of the lines: with them in their places, all leaves together must have the
//! roots that were signed last and those of the stored head. Order, in one transaction that holds the
//! head: every leaf read, the missing ones taken from the lines → roots compared → the missing rows
//! and hashes written. A crash before the commit leaves nothing. What is there is never changed:
//! rows that were altered stay, are named by the check, and let nothing be put back.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Hash, ParsedLeaf, Sha256Tree, Sm3Tree, TileLevels, TreeHash as _};

use super::commit::INSERT_JOURNAL;
use super::head::Frontiers;
use super::tiles::{StoredTree, place};
use crate::db::{Cell, Transaction, insert_many};
use crate::fault::StoreFault;
use crate::store::Store;

/// Rows read at a time.
const BATCH: u32 = 2_000;
const LEAVES: &str = "SELECT n, leaf FROM journal WHERE n >= $1 ORDER BY n LIMIT $2";
const HASHES: &str = "SELECT level, idx FROM tile \
     WHERE (level, idx) > ($1, $2) ORDER BY level, idx LIMIT $3";
const SM3_HASHES: &str = "SELECT level, idx FROM sm3_tile \
     WHERE (level, idx) > ($1, $2) ORDER BY level, idx LIMIT $3";
const SM3_HASH: &str = "SELECT hash FROM sm3_tile WHERE level = 0 AND idx = $1";
const BODY: &str = "SELECT n FROM body WHERE n = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LEAVES, HASHES, SM3_HASHES, SM3_HASH, BODY];

/// What was signed last: the roots over so many leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedRoots {
    /// How many leaves.
    pub size: u64,
    /// The SHA-256 root.
    pub sha256: Hash,
    /// The SM3 root.
    pub sm3: Hash,
}

/// What came of putting leaves back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutBack {
    /// All leaves are there again, and have the roots that were signed.
    Done {
        /// The leaves that were put back.
        leaves: Vec<u64>,
        /// How many hashes of both trees were put back.
        hashes: u64,
        /// Of those leaves, the ones whose text is lost: only a backup has it.
        without_body: Vec<u64>,
    },
    /// A leaf is neither there nor among the lines.
    StillMissing(u64),
    /// The line of a leaf is no leaf, or of another place.
    Malformed(u64),
    /// With the lines in their places the leaves have not the roots that were signed.
    Unproven {
        /// How many leaves were signed; more than there are, if the stored head is behind it.
        signed: u64,
        /// The first line that another hash was kept of, where one was kept.
        suspect: Option<u64>,
    },
}

impl Store {
    /// The leaves that are missing below the stored head, as ranges of which the second number is not
    /// included.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn missing_leaves(&self) -> Result<Vec<(u64, u64)>, StoreFault> {
        let size = self.head().await?.size;
        let mut on = self.db.begin_snapshot().await?;
        let found = missing(&mut on, size).await;
        on.rollback().await?;
        found
    }

    /// Puts the missing leaves back whose lines are given, and every hash that is missing above them.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does; nothing is put back then.
    pub async fn put_back(
        &self,
        lines: &BTreeMap<u64, String>,
        signed: SignedRoots,
    ) -> Result<PutBack, StoreFault> {
        let mut on = self.db.begin_append().await?;
        let put_back = put_back(&mut on, lines, signed).await;
        match put_back {
            Ok(done @ PutBack::Done { .. }) => {
                on.commit().await.map_err(StoreFault::database("journal"))?;
                Ok(done)
            }
            other => {
                on.rollback().await?;
                other
            }
        }
    }
}

async fn missing(on: &mut Transaction, size: u64) -> Result<Vec<(u64, u64)>, StoreFault> {
    let (mut next, mut gaps) = (0, Vec::new());
    loop {
        let cells = vec![place(next)?, Cell::Int(Some(i64::from(BATCH)))];
        let lines = on.fetch("journal", LEAVES, cells).await?;
        if lines.is_empty() {
            break;
        }
        for mut line in lines {
            let n: u64 = line.next("n")?;
            if n > next {
                gaps.push((next, n));
            }
            next = n.saturating_add(1);
        }
    }
    if next < size {
        gaps.push((next, size));
    }
    Ok(gaps)
}

/// All leaves in their order, those that are there and those that were given.
struct Whole<'a> {
    given: &'a BTreeMap<u64, String>,
    signed: SignedRoots,
    frontiers: Frontiers,
    tiles: TileLevels<Sha256Tree>,
    sm3_tiles: TileLevels<Sm3Tree>,
    /// Rows to be written.
    rows: Vec<Vec<Cell>>,
    taken: Vec<u64>,
    sm3_of_taken: Vec<(u64, Hash)>,
    is_as_signed: bool,
}

impl Whole<'_> {
    fn push(&mut self, leaf: &str) -> Hash {
        let hashes = self.frontiers.push(leaf);
        self.tiles.push(hashes.sha256);
        self.sm3_tiles.push(hashes.sm3);
        if self.frontiers.size() == self.signed.size {
            let roots = (self.frontiers.sha256.root(), self.frontiers.sm3.root());
            self.is_as_signed = roots == (self.signed.sha256, self.signed.sm3);
        }
        hashes.sm3
    }

    /// Takes the line of a leaf that is missing.
    fn take(&mut self, n: u64) -> Result<(), PutBack> {
        let line = self.given.get(&n).ok_or(PutBack::StillMissing(n))?;
        let leaf = ParsedLeaf::parse(line).map_err(|_| PutBack::Malformed(n))?;
        let text = |key| leaf.get_text(key).map(str::to_owned);
        let (stream, kind) = (text("stream"), text("t"));
        let (version, at) = (leaf.get_int("sv"), leaf.get_int("at"));
        let is_whole = stream.is_some() && kind.is_some() && version.is_some() && at.is_some();
        if leaf.get_count("n") != Some(n) || !is_whole {
            return Err(PutBack::Malformed(n));
        }
        self.rows.push(vec![
            place(n).map_err(|_| PutBack::Malformed(n))?,
            Cell::Text(stream),
            Cell::Int(version),
            Cell::Text(kind),
            Cell::Text(text("case")),
            Cell::Int(at),
            Cell::text(line),
            Cell::bytes(Sha256Tree::leaf_hash(line.as_bytes())),
        ]);
        let sm3 = self.push(line);
        self.taken.push(n);
        self.sm3_of_taken.push((n, sm3));
        Ok(())
    }
}

async fn put_back(
    on: &mut Transaction,
    given: &BTreeMap<u64, String>,
    signed: SignedRoots,
) -> Result<PutBack, StoreFault> {
    let stored = Frontiers::lock(on).await?;
    let mut whole = Whole {
        given,
        signed,
        frontiers: Frontiers::empty(),
        tiles: TileLevels::default(),
        sm3_tiles: TileLevels::default(),
        rows: Vec::new(),
        taken: Vec::new(),
        sm3_of_taken: Vec::new(),
        is_as_signed: false,
    };
    if let Err(stopped) = gather(on, &mut whole, stored.size()).await? {
        return Ok(stopped);
    }
    if !whole.is_as_signed || whole.frontiers.head() != stored.head() {
        let suspect = suspect(on, &whole.sm3_of_taken).await?;
        return Ok(PutBack::Unproven { signed: signed.size, suspect });
    }
    insert_many(on, "journal", INSERT_JOURNAL, "", std::mem::take(&mut whole.rows)).await?;
    let above = whole.tiles.all().collect();
    let mut hashes = fill::<Sha256Tree>(on, HASHES, above).await?;
    let leaves = whole.sm3_of_taken.iter().map(|(n, hash)| (0, *n, *hash));
    let above = leaves.chain(whole.sm3_tiles.all()).collect();
    hashes += fill::<Sm3Tree>(on, SM3_HASHES, above).await?;
    let mut without_body = Vec::new();
    for n in &whole.taken {
        if on.fetch_one("body", BODY, vec![place(*n)?]).await?.is_none() {
            without_body.push(*n);
        }
    }
    Ok(PutBack::Done { leaves: whole.taken, hashes, without_body })
}

/// Reads every leaf that is there, and takes those that are not from the lines.
async fn gather(
    on: &mut Transaction,
    whole: &mut Whole<'_>,
    size: u64,
) -> Result<Result<(), PutBack>, StoreFault> {
    let mut next = 0;
    loop {
        let cells = vec![place(next)?, Cell::Int(Some(i64::from(BATCH)))];
        let lines = on.fetch("journal", LEAVES, cells).await?;
        if lines.is_empty() {
            break;
        }
        for mut line in lines {
            let (n, leaf): (u64, String) = (line.next("n")?, line.next("leaf")?);
            for lost in next..n {
                if let Err(stopped) = whole.take(lost) {
                    return Ok(Err(stopped));
                }
            }
            whole.push(&leaf);
            next = n.saturating_add(1);
        }
    }
    for lost in next..size {
        if let Err(stopped) = whole.take(lost) {
            return Ok(Err(stopped));
        }
    }
    Ok(Ok(()))
}

/// The first of these leaves whose SM3 hash was kept, and is another one.
async fn suspect(on: &mut Transaction, taken: &[(u64, Hash)]) -> Result<Option<u64>, StoreFault> {
    for (n, hash) in taken {
        let line = on.fetch_one("sm3_tile", SM3_HASH, vec![place(*n)?]).await?;
        let kept = line.map(|mut line| line.next_cell());
        if kept.is_some_and(|kept| kept != Some(Cell::bytes(*hash))) {
            return Ok(Some(*n));
        }
    }
    Ok(None)
}

/// Writes the hashes that are not there; how many.
async fn fill<T: StoredTree>(
    on: &mut Transaction,
    sql: &'static str,
    computed: Vec<(u32, u64, Hash)>,
) -> Result<u64, StoreFault> {
    let mut there = BTreeSet::new();
    let mut after = (-1_i64, i64::MAX);
    loop {
        let cells = [after.0, after.1, i64::from(BATCH)].map(|number| Cell::Int(Some(number)));
        let lines = on.fetch(T::TILE_TABLE, sql, cells.to_vec()).await?;
        if lines.is_empty() {
            break;
        }
        for mut line in lines {
            after = (line.next("level")?, line.next("idx")?);
            there.insert(after);
        }
    }
    let is_missing = |(level, index, _): &(u32, u64, Hash)| {
        let index = i64::try_from(*index).unwrap_or(i64::MAX);
        !there.contains(&(i64::from(*level), index))
    };
    let cells = |(level, index, hash): (u32, u64, Hash)| {
        Ok(vec![Cell::Int(Some(i64::from(level))), place(index)?, Cell::bytes(hash)])
    };
    let rows: Result<Vec<_>, StoreFault> =
        computed.into_iter().filter(is_missing).map(cells).collect();
    let rows = rows?;
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    insert_many(on, T::TILE_TABLE, T::INSERT_TILE, "", rows).await?;
    Ok(count)
}
