//! Recomputing the whole log from the facts, and naming what differs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ledger::{Checkpoint, Hash, ParsedLeaf, Sha256Tree, SignedNote, Sm3Tree, TileLevels, TreeHash};

use super::defects::Defects;
use super::head::{self, Frontiers, Head};
use super::tiles::place;
use crate::db::{Cell, Column, Line, Misfit, Transaction};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::sabotage;
use crate::store::Store;

/// Rows read at a time.
const BATCH: u32 = 2_000;

/// Every column is read as it is: a malformed one is a defect, not a fault.
const FACTS: &str = "SELECT journal.n, journal.stream, journal.version, journal.kind, \
     journal.case_id, journal.at, journal.leaf, journal.leaf_hash, body.salt, body.text \
     FROM journal LEFT JOIN body ON body.n = journal.n \
     WHERE journal.n >= $1 ORDER BY journal.n LIMIT $2";
const STRAY_BODIES: &str = "SELECT n FROM body \
     WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.n = body.n) ORDER BY n LIMIT 1000";
const STRAY_FACTS: &str = "SELECT n FROM journal WHERE n < 0 ORDER BY n LIMIT 1000";
const TILES: &str = "SELECT level, idx, hash FROM tile \
     WHERE (level, idx) > ($1, $2) ORDER BY level, idx LIMIT $3";
const SM3_TILES: &str = "SELECT level, idx, hash FROM sm3_tile \
     WHERE (level, idx) > ($1, $2) ORDER BY level, idx LIMIT $3";
const SM3_LEAVES: &str = "SELECT idx, hash FROM sm3_tile \
     WHERE level = 0 AND idx >= $1 AND idx < $2 ORDER BY idx";
const STRAY_SM3_LEAVES: &str =
    "SELECT idx FROM sm3_tile WHERE level = 0 AND idx >= $1 ORDER BY idx LIMIT 1000";
const CHECKPOINTS: &str = "SELECT size, note FROM checkpoint ORDER BY size";
const SM3_CHECKPOINTS: &str = "SELECT size, note FROM sm3_checkpoint ORDER BY size";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    FACTS,
    STRAY_BODIES,
    STRAY_FACTS,
    TILES,
    SM3_TILES,
    SM3_LEAVES,
    STRAY_SM3_LEAVES,
    CHECKPOINTS,
    SM3_CHECKPOINTS,
];

impl Store {
    /// Recomputes every leaf hash, the numbering of facts and of streams, the commitments to
    /// bodies, the hashes of both trees, the head and the signed roots, and names what differs. Sees one state of
    /// the database, and does not hinder appends. Time grows with the number of facts, memory with
    /// the number of streams.
    ///
    /// Signatures of checkpoints are not checked here: whoever holds the key's name does.
    ///
    /// # Errors
    /// [`StoreFault`] only if the database cannot be read.
    pub async fn verify_journal(&self) -> Result<Vec<Defect>, StoreFault> {
        let verified = self.verify_journal_told(&VerifyProgress::default()).await?;
        Ok(verified.map(|verified| verified.defects).unwrap_or_default())
    }

    /// As [`Self::verify_journal`], told as it goes on. None if it was stopped.
    ///
    /// # Errors
    /// As there.
    pub async fn verify_journal_told(
        &self,
        progress: &VerifyProgress,
    ) -> Result<Option<Verified>, StoreFault> {
        if sabotage::leaves_out("blind-check") {
            let defects = Vec::new();
            return Ok(Some(Verified { head: self.head().await?, defects }));
        }
        let mut on = self.db.begin_snapshot().await?;
        let found = verify(&mut on, progress).await;
        on.rollback().await?;
        found
    }
}

/// How far a recomputation is, for whoever waits for it.
#[derive(Debug, Default)]
pub struct VerifyProgress {
    leaves: AtomicU64,
    is_stopped: AtomicBool,
}

impl VerifyProgress {
    /// Leaves that were recomputed.
    #[must_use]
    pub fn leaves(&self) -> u64 {
        self.leaves.load(Ordering::Relaxed)
    }

    /// Ends it soon.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}

/// What was recomputed from the leaves, and what differs.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Size and roots as they follow from the leaves.
    pub head: Head,
    /// In the order in which they were found: leaf by leaf, then the hashes above, then the head.
    pub defects: Vec<Defect>,
}

async fn verify(
    on: &mut Transaction,
    progress: &VerifyProgress,
) -> Result<Option<Verified>, StoreFault> {
    let mut defects = Defects::default();
    let signed = checkpoints(on, ("checkpoint", CHECKPOINTS), &mut defects).await?;
    let signed_sm3 = checkpoints(on, ("sm3_checkpoint", SM3_CHECKPOINTS), &mut defects).await?;
    let mut check = Check { checkpoints: signed, sm3_checkpoints: signed_sm3, ..Check::default() };
    check_strays(on, &mut defects).await?;
    loop {
        let first = check.next;
        let cells = vec![place(first)?, Cell::Int(Some(i64::from(BATCH)))];
        let lines = on.fetch("journal", FACTS, cells).await?;
        if lines.is_empty() || defects.is_full() {
            break;
        }
        let mut sm3 = BTreeMap::new();
        for line in lines {
            if let Some((n, hash)) = check.fact(line, &mut defects)? {
                sm3.insert(n, hash);
            }
        }
        check_sm3_leaves(on, first, check.next, sm3, &mut defects).await?;
        progress.leaves.store(check.next, Ordering::Relaxed);
        if progress.is_stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
    }
    for mut line in on.fetch("sm3_tile", STRAY_SM3_LEAVES, vec![place(check.next)?]).await? {
        let index: u64 = line.next("idx")?;
        defects.add("sm3_tile", format!("0/{index}"), "", Flaw::Unexpected);
    }
    check_tiles(on, ("tile", TILES), &check.tiles, &mut defects).await?;
    check_tiles(on, ("sm3_tile", SM3_TILES), &check.sm3_tiles, &mut defects).await?;
    let ahead = [("checkpoint", &check.checkpoints), ("sm3_checkpoint", &check.sm3_checkpoints)];
    for (table, signed) in ahead {
        for size in signed.keys() {
            defects.add(table, size, "size", Flaw::Differs); // ahead of the log
        }
    }
    check_head(head::stored(on).await?, &check.frontiers, &mut defects)?;
    Ok(Some(Verified { head: check.frontiers.head(), defects: defects.into_vec() }))
}

/// What has been recomputed so far.
#[derive(Default)]
pub(super) struct Check {
    next: u64,
    frontiers: Frontiers,
    versions: BTreeMap<String, u64>,
    tiles: TileLevels<Sha256Tree>,
    sm3_tiles: TileLevels<Sm3Tree>,
    /// Roots that were signed, by size; taken out as they are passed.
    checkpoints: BTreeMap<u64, Hash>,
    sm3_checkpoints: BTreeMap<u64, Hash>,
}

impl Check {
    /// Checks a row of [`FACTS`]; its number and what its SM3 leaf hash must be.
    fn fact(
        &mut self,
        mut line: Line,
        defects: &mut Defects,
    ) -> Result<Option<(u64, Hash)>, StoreFault> {
        let n: u64 = line.next("n")?;
        if n != self.next {
            // Named once for the whole gap; the roots will differ as well.
            defects.add("journal", self.next, "", Flaw::Missing);
        }
        self.next = n.saturating_add(1);
        let row = Stored::read(line);
        let Some(leaf) = row.text(Stored::LEAF) else {
            defects.add("journal", n, "leaf", Flaw::Malformed);
            return Ok(None);
        };
        self.check_columns(n, &row, leaf, defects);
        check_body(n, &row, leaf, defects);
        let hashes = self.frontiers.push(leaf);
        let stored = row.cell(Stored::LEAF_HASH);
        defects.add_if(stored != Some(&Cell::bytes(hashes.sha256)), "journal", n, "leaf_hash");
        self.tiles.push(hashes.sha256);
        self.sm3_tiles.push(hashes.sm3);
        let size = self.frontiers.size();
        if let Some(root) = self.checkpoints.remove(&size) {
            let differs = root != self.frontiers.sha256.root();
            defects.add_if(differs, "checkpoint", size, "note");
        }
        if let Some(root) = self.sm3_checkpoints.remove(&size) {
            let differs = root != self.frontiers.sm3.root();
            defects.add_if(differs, "sm3_checkpoint", size, "note");
        }
        Ok(Some((n, hashes.sm3)))
    }

    /// The columns beside the leaf must say what the leaf says.
    pub(super) fn check_columns(
        &mut self,
        n: u64,
        row: &Stored,
        leaf: &str,
        defects: &mut Defects,
    ) {
        let Ok(parsed) = ParsedLeaf::parse(leaf) else {
            defects.add("journal", n, "leaf", Flaw::Malformed);
            return;
        };
        let text = |key| Some(Cell::Text(parsed.get_text(key).map(str::to_owned)));
        let number = |key| Some(Cell::Int(parsed.get_int(key)));
        let columns = [
            ("stream", text("stream"), Stored::STREAM),
            ("version", number("sv"), Stored::VERSION),
            ("kind", text("t"), Stored::KIND),
            ("case_id", text("case"), Stored::CASE),
            ("at", number("at"), Stored::AT),
        ];
        for (column, said, place) in columns {
            defects.add_if(row.cell(place) != said.as_ref(), "journal", n, column);
        }
        defects.add_if(parsed.get_count("n") != Some(n), "journal", n, "n");
        // Counted by what the leaf says: the column is compared above.
        let stream = parsed.get_text("stream").unwrap_or_default();
        let version = self.versions.entry(stream.to_owned()).or_insert(0);
        *version += 1;
        let said = parsed.get_count("sv");
        if said != Some(*version) {
            defects.add("journal", n, "version", Flaw::Differs);
            *version = said.unwrap_or(*version);
        }
    }
}

/// A row of [`FACTS`] after its number, as it is.
pub(super) struct Stored(Vec<Cell>);

impl Stored {
    const STREAM: usize = 0;
    const VERSION: usize = 1;
    const KIND: usize = 2;
    const CASE: usize = 3;
    const AT: usize = 4;
    pub(super) const LEAF: usize = 5;
    pub(super) const LEAF_HASH: usize = 6;
    const SALT: usize = 7;
    pub(super) const BODY: usize = 8;

    pub(super) fn read(mut line: Line) -> Self {
        Self(std::iter::from_fn(|| line.next_cell()).collect())
    }

    pub(super) fn cell(&self, place: usize) -> Option<&Cell> {
        self.0.get(place)
    }

    pub(super) fn text(&self, place: usize) -> Option<&str> {
        match self.cell(place)? {
            Cell::Text(text) => text.as_deref(),
            Cell::Int(_) | Cell::Bytes(_) => None,
        }
    }
}

pub(super) fn check_body(n: u64, row: &Stored, leaf: &str, defects: &mut Defects) {
    let said = ParsedLeaf::parse(leaf).ok().and_then(|parsed| parsed.get_commit("body"));
    let Some(said) = said else { return };
    let salt = match row.cell(Stored::SALT) {
        Some(Cell::Bytes(Some(salt))) => Some(salt),
        _ => None,
    };
    let (Some(salt), Some(body)) = (salt, row.text(Stored::BODY)) else {
        defects.add("body", n, "", Flaw::Missing);
        return;
    };
    let Ok(salt) = <&[u8; 32]>::try_from(salt.as_slice()) else {
        defects.add("body", n, "salt", Flaw::Malformed);
        return;
    };
    // Which of the two was changed cannot be told: the text is what people read.
    defects.add_if(ledger::commit(salt, body.as_bytes()) != said, "body", n, "text");
}

async fn check_strays(on: &mut Transaction, defects: &mut Defects) -> Result<(), StoreFault> {
    for (table, sql) in [("body", STRAY_BODIES), ("journal", STRAY_FACTS)] {
        for mut line in on.fetch(table, sql, Vec::new()).await? {
            defects.add(table, line.next::<i64>("n")?, "", Flaw::Unexpected);
        }
    }
    Ok(())
}

/// The stored SM3 hashes of the facts from `first` up to, not including, `end`.
async fn check_sm3_leaves(
    on: &mut Transaction,
    first: u64,
    end: u64,
    mut computed: BTreeMap<u64, Hash>,
    defects: &mut Defects,
) -> Result<(), StoreFault> {
    let lines = on.fetch("sm3_tile", SM3_LEAVES, vec![place(first)?, place(end)?]).await?;
    for mut line in lines {
        let index: u64 = line.next("idx")?;
        let key = format!("0/{index}");
        match computed.remove(&index) {
            None => defects.add("sm3_tile", key, "", Flaw::Unexpected),
            Some(hash) => {
                let stored = line.next_cell();
                defects.add_if(stored != Some(Cell::bytes(hash)), "sm3_tile", key, "hash");
            }
        }
    }
    for index in computed.keys() {
        defects.add("sm3_tile", format!("0/{index}"), "", Flaw::Missing);
    }
    Ok(())
}

async fn check_tiles<T: TreeHash>(
    on: &mut Transaction,
    (table, sql): (&'static str, &'static str),
    levels: &TileLevels<T>,
    defects: &mut Defects,
) -> Result<(), StoreFault> {
    let place = |(level, index, hash)| ((i64::from(level), index), hash);
    let mut computed: BTreeMap<(i64, u64), Hash> = levels.all().map(place).collect();
    let mut after = (0_i64, i64::MAX); // leaf hashes are level 0
    loop {
        let cells = [after.0, after.1, i64::from(BATCH)].map(|number| Cell::Int(Some(number)));
        let lines = on.fetch(table, sql, cells.to_vec()).await?;
        if lines.is_empty() {
            break;
        }
        for mut line in lines {
            after = (line.next("level")?, line.next("idx")?);
            let key = format!("{}/{}", after.0, after.1);
            let place = u64::try_from(after.1).ok().map(|index| (after.0, index));
            match place.and_then(|place| computed.remove(&place)) {
                None => defects.add(table, key, "", Flaw::Unexpected),
                Some(hash) => {
                    let stored = line.next_cell();
                    defects.add_if(stored != Some(Cell::bytes(hash)), table, key, "hash");
                }
            }
        }
    }
    for (level, index) in computed.keys() {
        defects.add(table, format!("{level}/{index}"), "", Flaw::Missing);
    }
    Ok(())
}

/// The roots that were signed, by size.
async fn checkpoints(
    on: &mut Transaction,
    (table, sql): (&'static str, &'static str),
    defects: &mut Defects,
) -> Result<BTreeMap<u64, Hash>, StoreFault> {
    let mut roots = BTreeMap::new();
    for mut line in on.fetch(table, sql, Vec::new()).await? {
        let (size, note): (u64, String) = (line.next("size")?, line.next("note")?);
        let checkpoint = SignedNote::parse(&note).ok();
        let checkpoint = checkpoint.and_then(|note| Checkpoint::parse(note.text()).ok());
        match checkpoint {
            None => defects.add(table, size, "note", Flaw::Malformed),
            Some(checkpoint) if checkpoint.size != size => {
                defects.add(table, size, "size", Flaw::Differs);
            }
            Some(_) if size == 0 => {} // the empty log: nothing that could differ
            Some(checkpoint) => {
                roots.insert(size, checkpoint.root);
            }
        }
    }
    Ok(roots)
}

fn check_head(
    line: Option<Line>,
    frontiers: &Frontiers,
    defects: &mut Defects,
) -> Result<(), StoreFault> {
    let Some(mut line) = line else {
        defects.add("log_head", 1, "", Flaw::Missing);
        return Ok(());
    };
    let size = frontiers.size().to_cell();
    let size = size.map_err(|Misfit| StoreFault::Unstorable { column: "size" })?;
    let computed = [
        ("size", size),
        ("frontier_sha256", Cell::bytes(frontiers.sha256.to_bytes())),
        ("frontier_sm3", Cell::bytes(frontiers.sm3.to_bytes())),
        ("root_sha256", Cell::bytes(frontiers.sha256.root())),
        ("root_sm3", Cell::bytes(frontiers.sm3.root())),
    ];
    for (column, computed) in computed {
        defects.add_if(line.next_cell() != Some(computed), "log_head", 1, column);
    }
    Ok(())
}
