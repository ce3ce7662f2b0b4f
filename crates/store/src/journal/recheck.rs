//! Recomputing the facts of some streams, and naming what differs: what the page of a case asks.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{
    Checkpoint, Fetched, HashRange, Sha256Tree, SignedNote, TreeHash as _, inclusion_proof,
    inclusion_ranges, verify_inclusion,
};
use terms::StreamId;

use super::commit::KEYS_AT_ONCE;
use super::defects::Defects;
use super::{head, tiles, verify};
use crate::db::{Cell, Sql, Transaction};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::store::Store;

const FACTS: &str = "SELECT journal.n, journal.stream, journal.version, journal.kind, \
     journal.case_id, journal.at, journal.leaf, journal.leaf_hash, body.salt, body.text \
     FROM journal LEFT JOIN body ON body.n = journal.n WHERE journal.stream IN ";
const LATEST: &str =
    "SELECT size, note FROM checkpoint WHERE size <= $1 ORDER BY size DESC LIMIT 1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LATEST];

/// What recomputing some streams found.
#[derive(Debug, Clone, Default)]
pub struct Rechecked {
    /// Facts that were recomputed.
    pub facts: u64,
    /// Facts whose body was there and was compared with its commitment.
    pub bodies: u64,
    /// Size of the log they were proven in.
    pub size: u64,
    /// Size of the signed head they were proven in besides, if one was signed.
    pub signed: Option<u64>,
    /// Everything that differs.
    pub defects: Vec<Defect>,
}

impl Store {
    /// Recomputes from the stored lines the leaf hashes of all facts of these streams, from the
    /// stored bodies and salts the commitments, and from both that each fact is in the log of the
    /// present head and of the head that was signed last. Signatures are not checked here. Sees one
    /// state of the database.
    ///
    /// # Errors
    /// [`StoreFault`] only if the database cannot be read.
    pub async fn recheck_streams(&self, streams: &[StreamId]) -> Result<Rechecked, StoreFault> {
        let mut on = self.db.begin_snapshot().await?;
        let found = recheck(&mut on, streams).await;
        on.rollback().await?;
        found
    }
}

async fn recheck(on: &mut Transaction, streams: &[StreamId]) -> Result<Rechecked, StoreFault> {
    let mut defects = Defects::default();
    let mut check = verify::Check::default();
    let mut leaves = BTreeMap::new();
    let mut bodies = 0;
    for streams in streams.chunks(KEYS_AT_ONCE) {
        let mut sql = Sql::new(FACTS);
        sql.bind_list(streams.iter().map(|stream| Cell::text(stream.as_str())));
        sql.push(" ORDER BY journal.stream, journal.version");
        let (sql, cells) = sql.into_parts();
        for mut line in on.fetch("journal", sql, cells).await? {
            let n: u64 = line.next("n")?;
            let row = verify::Stored::read(line);
            let Some(leaf) = row.text(verify::Stored::LEAF) else {
                defects.add("journal", n, "leaf", Flaw::Malformed);
                continue;
            };
            check.check_columns(n, &row, leaf, &mut defects);
            verify::check_body(n, &row, leaf, &mut defects);
            bodies += u64::from(row.text(verify::Stored::BODY).is_some());
            let hash = Sha256Tree::leaf_hash(leaf.as_bytes());
            let stored = row.cell(verify::Stored::LEAF_HASH);
            defects.add_if(stored != Some(&Cell::bytes(hash)), "journal", n, "leaf_hash");
            leaves.insert(n, hash);
        }
    }
    let (size, root) = match head::root(on).await {
        Ok(head) => head,
        Err(StoreFault::Damaged(defect)) => {
            let column = defect.column;
            defects.add("log_head", 1, column, defect.flaw);
            return Ok(done(&leaves, bodies, 0, None, defects));
        }
        Err(fault) => return Err(fault),
    };
    prove(on, &leaves, size, &root, "root_sha256", &mut defects).await?;
    let signed = signed(on, size, &mut defects).await?;
    if let Some((signed_size, signed_root)) = signed
        && signed_size != size
    {
        let under: BTreeMap<_, _> = leaves.range(..signed_size).map(|(n, h)| (*n, *h)).collect();
        prove(on, &under, signed_size, &signed_root, "checkpoint", &mut defects).await?;
    } else if signed.is_some_and(|(_, signed_root)| signed_root != root) {
        defects.add("checkpoint", size, "note", Flaw::Differs);
    }
    Ok(done(&leaves, bodies, size, signed.map(|(size, _)| size), defects))
}

fn done(
    leaves: &BTreeMap<u64, ledger::Hash>,
    bodies: u64,
    size: u64,
    signed: Option<u64>,
    defects: Defects,
) -> Rechecked {
    let facts = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
    Rechecked { facts, bodies, size, signed, defects: defects.into_vec() }
}

/// Whether each leaf, as recomputed, leads to the root. What proofs read is fetched once for all.
async fn prove(
    on: &mut Transaction,
    leaves: &BTreeMap<u64, ledger::Hash>,
    size: u64,
    root: &ledger::Hash,
    column: &'static str,
    defects: &mut Defects,
) -> Result<(), StoreFault> {
    let mut wanted: BTreeSet<(u32, u64, u64)> = BTreeSet::new();
    for n in leaves.keys() {
        let Ok(ranges) = inclusion_ranges(*n, size) else {
            defects.add("log_head", 1, "size", Flaw::Differs); // a fact beyond the head
            continue;
        };
        wanted.extend(ranges.iter().map(|range| (range.level, range.first, range.count)));
    }
    let ranges = wanted.into_iter();
    let ranges = ranges.map(|(level, first, count)| HashRange { level, first, count });
    let fetched: Fetched = tiles::fetch::<Sha256Tree>(on, &ranges.collect::<Vec<_>>()).await?;
    for (n, hash) in leaves.iter().filter(|(n, _)| **n < size) {
        let path = inclusion_proof::<Sha256Tree, _>(*n, size, &fetched);
        let leads = path
            .is_ok_and(|path| verify_inclusion::<Sha256Tree>(*n, size, hash, &path, root).is_ok());
        defects.add_if(!leads, "journal", *n, column);
    }
    Ok(())
}

/// Size and root of the head that was signed last.
async fn signed(
    on: &mut Transaction,
    size: u64,
    defects: &mut Defects,
) -> Result<Option<(u64, ledger::Hash)>, StoreFault> {
    let at = i64::try_from(size).map_err(|_| StoreFault::Unstorable { column: "size" })?;
    let Some(mut line) = on.fetch_one("checkpoint", LATEST, vec![Cell::Int(Some(at))]).await?
    else {
        return Ok(None);
    };
    let (signed, note): (u64, String) = (line.next("size")?, line.next("note")?);
    let checkpoint = SignedNote::parse(&note).ok();
    let checkpoint = checkpoint.and_then(|note| Checkpoint::parse(note.text()).ok());
    match checkpoint {
        Some(checkpoint) if checkpoint.size == signed && signed > 0 => {
            Ok(Some((signed, checkpoint.root)))
        }
        Some(checkpoint) if checkpoint.size == signed => Ok(None),
        Some(_) | None => {
            defects.add("checkpoint", signed, "note", Flaw::Malformed);
            Ok(None)
        }
    }
}
