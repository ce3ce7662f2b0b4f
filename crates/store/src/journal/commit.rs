//! Writing a planned group: one transaction, one step of the head.
//!
//! Order, and what a crash after each step leaves behind:
//!
//! 1. lock the head;
//! 2. ask what is known, plan;
//! 3. write the facts;
//! 4. read them back, hash what was read;
//! 5. write tiles, rows, outbox, jobs, answers;
//! 6. move the head;
//! 7. commit.
//!
//! A crash before 7 leaves nothing, a crash after 7 leaves everything. Nobody is answered before.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::{Hash, Sha256Tree, Sm3Tree, TreeHash};
use terms::{Digest, StreamId};

use super::append::{Append, AppendError, Appended};
use super::head::Frontiers;
use super::plan::{Known, Plan, PlannedFact, Questions, plan};
use super::tiles;
use crate::db::{Cell, Column, Db, Misfit, Sql, Transaction, insert_many};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::rows::taken;

/// Streams or keys in one question: far below what either database takes.
pub(super) const KEYS_AT_ONCE: usize = 500;

pub(super) const INSERT_JOURNAL: &str =
    "INSERT INTO journal (n, stream, version, kind, case_id, at, leaf, leaf_hash) VALUES ";
const INSERT_BODY: &str = "INSERT INTO body (n, salt, text) VALUES ";
const INSERT_OUTBOX: &str = "INSERT INTO outbox (seq, kind, payload, at, sent_at) VALUES ";
const INSERT_JOB: &str = "INSERT INTO job \
     (id, kind, payload, run_at, lease_until, attempts, last_error, done_at) VALUES ";
const ON_SAME_JOB: &str = " ON CONFLICT (id) DO NOTHING";
const INSERT_REPEAT: &str =
    "INSERT INTO idempotency (actor, key, request_digest, response, at) VALUES ";
const READ_BACK: &str = "SELECT n, leaf, leaf_hash FROM journal WHERE n >= $1 ORDER BY n";
const LAST_OUTBOX: &str = "SELECT COALESCE(MAX(seq), 0) FROM outbox";
/// The list that follows is a table whose only column both databases call `column1`.
const VERSIONS: &str = "SELECT asked.column1, \
     (SELECT MAX(version) FROM journal WHERE journal.stream = asked.column1) FROM (VALUES ";
const REPEATS: &str = "SELECT actor, key, request_digest, response FROM idempotency \
     WHERE (actor, key) IN (VALUES ";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[READ_BACK, LAST_OUTBOX];

/// Why a group was not committed.
pub(super) enum GroupFault {
    /// Surely not recorded.
    Before(StoreFault),
    /// The commit was sent; nobody knows.
    Uncertain(StoreFault),
}

impl From<StoreFault> for GroupFault {
    fn from(fault: StoreFault) -> Self {
        Self::Before(fault)
    }
}

/// Records a group; one answer for each append, in order.
pub(super) async fn commit(
    db: &Db,
    group: &[Append],
) -> Result<Vec<Result<Appended, AppendError>>, GroupFault> {
    let mut on = db.begin_append().await?;
    let mut frontiers = Frontiers::lock(&mut on).await?;
    let old_size = frontiers.size();
    let known = ask(&mut on, Questions::of(group)).await?;
    let plan = plan(old_size, known, group);
    if !plan.writes {
        on.rollback().await?;
        return Ok(plan.answers);
    }
    let answers = write(&mut on, &mut frontiers, plan).await?;
    if frontiers.size() != old_size {
        frontiers.store(&mut on, old_size).await?;
    }
    let uncertain = |source| GroupFault::Uncertain(StoreFault::Uncertain(Arc::new(source)));
    on.commit().await.map_err(uncertain)?;
    Ok(answers)
}

async fn write(
    on: &mut Transaction,
    frontiers: &mut Frontiers,
    plan: Plan<'_>,
) -> Result<Vec<Result<Appended, AppendError>>, StoreFault> {
    let old_size = frontiers.size();
    if !plan.facts.is_empty() {
        write_facts(on, &plan.facts).await?;
        let sm3 = push_read_back(on, frontiers, &plan.facts).await?;
        tiles::write_sm3_leaves(on, old_size, sm3).await?;
        tiles::write::<Sha256Tree>(on, old_size, frontiers.size()).await?;
        tiles::write::<Sm3Tree>(on, old_size, frontiers.size()).await?;
    }
    plan.rows.write(on).await?;
    if !plan.outbox.is_empty() {
        let last = on.fetch_one("outbox", LAST_OUTBOX, Vec::new()).await?;
        let last: i64 = last.map_or(Ok(0), |mut line| line.next("seq"))?;
        let lines = (last + 1..).zip(plan.outbox).map(|(seq, (at, message))| {
            let (kind, payload) = (Cell::text(message.kind), Cell::text(&message.payload));
            vec![Cell::Int(Some(seq)), kind, payload, Cell::at(at), Cell::Int(None)]
        });
        insert_many(on, "outbox", INSERT_OUTBOX, "", lines.collect()).await?;
    }
    let jobs = plan.jobs.into_iter().map(|job| {
        let (id, kind, payload) = (Cell::text(&job.id), Cell::text(job.kind), &job.payload);
        let (none, zero) = (Cell::Int(None), Cell::Int(Some(0)));
        let run_at = Cell::at(job.run_at);
        vec![id, kind, Cell::text(payload), run_at, none.clone(), zero, Cell::Text(None), none]
    });
    insert_many(on, "job", INSERT_JOB, ON_SAME_JOB, jobs.collect()).await?;
    let repeats = plan.repeats.into_iter().map(|(at, repeat)| {
        let (actor, key) = (Cell::text(&repeat.actor), Cell::text(&repeat.key));
        let digest = Cell::id(repeat.request_digest);
        vec![actor, key, digest, Cell::text(&repeat.response), Cell::at(at)]
    });
    insert_many(on, "idempotency", INSERT_REPEAT, "", repeats.collect()).await?;
    Ok(plan.answers)
}

async fn write_facts(on: &mut Transaction, facts: &[PlannedFact<'_>]) -> Result<(), StoreFault> {
    let number = |n: u64| n.to_cell().map_err(|Misfit| StoreFault::Unstorable { column: "n" });
    let mut journal = Vec::with_capacity(facts.len());
    let mut bodies = Vec::with_capacity(facts.len());
    for planned in facts {
        let (fact, line) = (&planned.fact, planned.leaf.line());
        journal.push(vec![
            number(planned.n)?,
            Cell::text(fact.stream.as_str()),
            number(planned.version)?,
            Cell::text(fact.kind),
            Cell::Text(fact.case.map(|case| case.to_string())),
            Cell::at(planned.at),
            Cell::text(line),
            Cell::bytes(Sha256Tree::leaf_hash(line.as_bytes())),
        ]);
        let body = Cell::text(&fact.body);
        bodies.push(vec![number(planned.n)?, Cell::bytes(fact.salt), body]);
    }
    insert_many(on, "journal", INSERT_JOURNAL, "", journal).await?;
    insert_many(on, "body", INSERT_BODY, "", bodies).await
}

/// Reads the new facts back and lets the log grow by what was read, not by what was meant: a bit
/// that flipped on the way must stop the append, because it could never be taken out of the tree.
/// Answers the leaves' SM3 hashes, which no column of the facts holds.
async fn push_read_back(
    on: &mut Transaction,
    frontiers: &mut Frontiers,
    facts: &[PlannedFact<'_>],
) -> Result<Vec<Hash>, StoreFault> {
    let first = frontiers.size().to_cell();
    let first = first.map_err(|Misfit| StoreFault::Unstorable { column: "n" })?;
    let lines = on.fetch("journal", READ_BACK, vec![first]).await?;
    let wrong = |n: u64, column, flaw| {
        StoreFault::Damaged(Defect { table: "journal", key: n.to_string(), column, flaw })
    };
    if lines.len() != facts.len() {
        return Err(wrong(frontiers.size(), "n", Flaw::Differs));
    }
    let mut sm3 = Vec::with_capacity(facts.len());
    for (mut line, planned) in lines.into_iter().zip(facts) {
        let (n, leaf): (u64, String) = (line.next("n")?, line.next("leaf")?);
        let leaf_hash: Hash = line.next("leaf_hash")?;
        if n != planned.n || leaf != planned.leaf.line() {
            return Err(wrong(planned.n, "leaf", Flaw::Differs));
        }
        let pushed = frontiers.push(&leaf);
        if pushed.sha256 != leaf_hash {
            return Err(wrong(n, "leaf_hash", Flaw::Differs));
        }
        sm3.push(pushed.sm3);
    }
    Ok(sm3)
}

/// Looks up what bears on the group, under the lock: it stays true until the commit.
async fn ask(on: &mut Transaction, questions: Questions) -> Result<Known, StoreFault> {
    let mut known = Known::default();
    let streams: Vec<StreamId> = questions.streams.into_iter().collect();
    for streams in streams.chunks(KEYS_AT_ONCE) {
        known.versions.append(&mut versions(on, streams).await?);
    }
    let repeats: Vec<(String, String)> = questions.repeats.into_iter().collect();
    for repeats in repeats.chunks(KEYS_AT_ONCE) {
        let (sql, cells) = repeats_sql(repeats).into_parts();
        for mut line in on.fetch("idempotency", sql, cells).await? {
            let key = (line.next("actor")?, line.next("key")?);
            let digest: Digest = line.next("request_digest")?;
            known.repeats.insert(key, (digest, line.next("response")?));
        }
    }
    for (table, keys) in questions.claims {
        let keys = taken(on, table, &keys).await?;
        known.taken.extend(keys.into_iter().map(|key| (table, key)));
    }
    Ok(known)
}

async fn versions(
    on: &mut Transaction,
    streams: &[StreamId],
) -> Result<BTreeMap<StreamId, u64>, StoreFault> {
    let (sql, cells) = versions_sql(streams).into_parts();
    let mut found = BTreeMap::new();
    for mut line in on.fetch("journal", sql, cells).await? {
        let stream: String = line.next("stream")?;
        if let Some(version) = line.next::<Option<u64>>("version")? {
            found.insert(StreamId::stored(stream), version);
        }
    }
    Ok(found)
}

fn versions_sql(streams: &[StreamId]) -> Sql {
    let mut sql = Sql::new(VERSIONS);
    for (place, stream) in streams.iter().enumerate() {
        sql.push(if place == 0 { "" } else { ", " });
        sql.bind_list([Cell::text(stream.as_str())]);
    }
    sql.push(") AS asked");
    sql
}

fn repeats_sql(repeats: &[(String, String)]) -> Sql {
    let mut sql = Sql::new(REPEATS);
    for (place, (actor, key)) in repeats.iter().enumerate() {
        sql.push(if place == 0 { "" } else { ", " });
        sql.bind_list([Cell::text(actor), Cell::text(key)]);
    }
    sql.push(")");
    sql
}

/// The statements that are put together, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_list() -> Vec<(sqlx::SqlStr, Vec<Cell>)> {
    use super::tiles::StoredTree as _;
    use crate::db::values;
    let streams = [StreamId::stored(String::from("a")), StreamId::stored(String::from("b"))];
    let repeats = [(String::new(), String::new()), (String::from("a"), String::from("b"))];
    let inserts = [
        (INSERT_JOURNAL, 8, ""),
        (INSERT_BODY, 3, ""),
        (Sha256Tree::INSERT_TILE, 3, ""),
        (Sm3Tree::INSERT_TILE, 3, ""),
        (INSERT_OUTBOX, 5, ""),
        (INSERT_JOB, 8, ON_SAME_JOB),
        (INSERT_REPEAT, 5, ""),
    ];
    let inserts = inserts.map(|(head, width, tail)| (values(head, width, 3, tail), Vec::new()));
    let questions = [versions_sql(&streams).into_parts(), repeats_sql(&repeats).into_parts()];
    inserts.into_iter().chain(questions).collect()
}
