//! Deciding, without a database, what a group of appends comes to.
//!
//! Each append is admitted or refused by itself, in the order in which they came; those admitted
//! become one list of rows. A refused one leaves no trace, so it cannot spoil its neighbours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::{Leaf, Token, Value};
use terms::{Digest, StreamId, Timestamp};

use super::append::{
    Append, AppendError, Appended, AppendedFact, FactError, NewFact, NewIdempotency, NewJob,
    NewOutbox,
};
use crate::fault::StoreFault;
use crate::rows::{RowChange, RowPlan, Table};

/// What the database holds that bears on the group.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Streams that have facts. All others are at version 0.
    pub(super) versions: BTreeMap<StreamId, u64>,
    /// Requests done before: by actor and key, their digest and answer.
    pub(super) repeats: BTreeMap<(String, String), (Digest, String)>,
    /// Keys that are taken, of those that are to be claimed.
    pub(super) taken: BTreeSet<(Table, String)>,
}

/// What must be known before a group can be planned.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) streams: BTreeSet<StreamId>,
    pub(super) repeats: BTreeSet<(String, String)>,
    pub(super) claims: BTreeMap<Table, BTreeSet<String>>,
}

impl Questions {
    pub(super) fn of(group: &[Append]) -> Self {
        let mut questions = Self::default();
        for append in group {
            questions.streams.extend(append.reads.iter().map(|(stream, _)| stream.clone()));
            questions.streams.extend(append.facts.iter().map(|fact| fact.stream.clone()));
            let repeat = append.idempotency.iter();
            questions.repeats.extend(repeat.map(|it| (it.actor.clone(), it.key.clone())));
            for change in &append.rows {
                if let RowChange::Claim(row) = change {
                    questions.claims.entry(row.table()).or_default().insert(row.key());
                }
            }
        }
        questions
    }
}

/// A fact with its place and its leaf.
#[derive(Debug)]
pub(super) struct PlannedFact<'a> {
    pub(super) n: u64,
    pub(super) version: u64,
    pub(super) at: Timestamp,
    pub(super) leaf: Leaf,
    pub(super) fact: &'a NewFact,
}

/// What a group comes to.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) facts: Vec<PlannedFact<'a>>,
    pub(super) rows: RowPlan<'a>,
    pub(super) outbox: Vec<(Timestamp, &'a NewOutbox)>,
    pub(super) jobs: Vec<&'a NewJob>,
    pub(super) repeats: Vec<(Timestamp, &'a NewIdempotency)>,
    /// One answer for each append, in order; given once the plan is committed.
    pub(super) answers: Vec<Result<Appended, AppendError>>,
    /// Whether anything is to be written.
    pub(super) writes: bool,
}

/// Plans a group on top of a log of `size` facts.
pub(super) fn plan(size: u64, mut known: Known, group: &[Append]) -> Plan<'_> {
    let mut plan = Plan::default();
    let mut next = size;
    for append in group {
        let answer = admit(next, &known, append).map(|facts| {
            let first_n = next;
            next = facts.last().map_or(next, |fact| fact.n + 1);
            take(&mut plan, &mut known, append, first_n, facts)
        });
        plan.answers.push(answer);
    }
    plan
}

/// The facts of an append, if it may be recorded.
fn admit<'a>(
    first_n: u64,
    known: &Known,
    append: &'a Append,
) -> Result<Vec<PlannedFact<'a>>, AppendError> {
    if let Some(repeat) = &append.idempotency {
        match known.repeats.get(&(repeat.actor.clone(), repeat.key.clone())) {
            Some((digest, response)) if *digest == repeat.request_digest => {
                return Err(AppendError::Repeated { response: response.clone() });
            }
            Some(_) => return Err(AppendError::KeyReused),
            None => {}
        }
    }
    for (stream, expected) in &append.reads {
        let found = known.versions.get(stream).copied().unwrap_or(0);
        if found != *expected {
            let (stream, expected) = (stream.clone(), *expected);
            return Err(AppendError::Conflict { stream, expected, found });
        }
    }
    let mut claimed = BTreeSet::new();
    for change in &append.rows {
        if let RowChange::Claim(row) = change {
            let key = (row.table(), row.key());
            if known.taken.contains(&key) || !claimed.insert(key.clone()) {
                let (table, key) = key;
                return Err(AppendError::UniqueTaken { table, key });
            }
        }
    }
    Ok(place(first_n, known, append.at, &append.facts)?)
}

/// Gives each fact its number, its version and its leaf.
fn place<'a>(
    first_n: u64,
    known: &Known,
    at: Timestamp,
    facts: &'a [NewFact],
) -> Result<Vec<PlannedFact<'a>>, StoreFault> {
    let mut versions: BTreeMap<&StreamId, u64> = BTreeMap::new();
    let mut placed = Vec::with_capacity(facts.len());
    for (n, fact) in (first_n..).zip(facts) {
        let found = known.versions.get(&fact.stream).copied().unwrap_or(0);
        let version = versions.entry(&fact.stream).or_insert(found);
        *version += 1;
        let version = *version;
        let leaf = leaf(n, version, at, fact)
            .map_err(|source| StoreFault::Leaf { kind: fact.kind, source: Arc::new(source) })?;
        placed.push(PlannedFact { n, version, at, leaf, fact });
    }
    Ok(placed)
}

/// The leaf of a fact: `docs/formats/leaf.md`.
fn leaf(n: u64, version: u64, at: Timestamp, fact: &NewFact) -> Result<Leaf, FactError> {
    let token = |key: &'static str, text: &str| {
        Token::parse(text).map_err(|source| FactError::Token(key, source))
    };
    let mut fields = vec![
        ("at", Value::Time(at)),
        ("body", Value::Commit(ledger::commit(&fact.salt, fact.body.as_bytes()))),
        ("by", Value::Id(token("by", &fact.by)?)),
        ("n", Value::Count(n)),
        ("org", Value::Id(token("org", &fact.org)?)),
        ("stream", Value::Id(token("stream", fact.stream.as_str())?)),
        ("sv", Value::Count(version)),
        ("t", Value::Enum(token("t", fact.kind)?)),
        ("v", Value::Count(1)),
    ];
    if let Some(case) = fact.case {
        fields.push(("case", Value::Id(token("case", &case.to_string())?)));
    }
    fields.extend(fact.binds.iter().cloned());
    Ok(Leaf::new(fields)?)
}

/// Enters an admitted append into the plan, and into what the next append will find.
fn take<'a>(
    plan: &mut Plan<'a>,
    known: &mut Known,
    append: &'a Append,
    first_n: u64,
    facts: Vec<PlannedFact<'a>>,
) -> Appended {
    let placed = |fact: &PlannedFact<'_>| AppendedFact {
        n: fact.n,
        stream: fact.fact.stream.clone(),
        version: fact.version,
    };
    let appended = Appended { first_n, facts: facts.iter().map(placed).collect() };
    for fact in &appended.facts {
        known.versions.insert(fact.stream.clone(), fact.version);
    }
    plan.writes |= !(facts.is_empty()
        && append.rows.is_empty()
        && append.outbox.is_empty()
        && append.jobs.is_empty()
        && append.idempotency.is_none());
    plan.facts.extend(facts);
    for change in &append.rows {
        match change {
            RowChange::Put(row) | RowChange::Claim(row) => {
                known.taken.insert((row.table(), row.key()));
            }
            RowChange::Remove { table, key } => {
                known.taken.remove(&(*table, key.clone()));
            }
        }
        plan.rows.add(change);
    }
    plan.outbox.extend(append.outbox.iter().map(|message| (append.at, message)));
    plan.jobs.extend(&append.jobs);
    if let Some(repeat) = &append.idempotency {
        let key = (repeat.actor.clone(), repeat.key.clone());
        known.repeats.insert(key, (repeat.request_digest, repeat.response.clone()));
        plan.repeats.push((append.at, repeat));
    }
    appended
}

#[cfg(test)]
mod tests;
