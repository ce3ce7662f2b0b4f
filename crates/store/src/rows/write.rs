//! Writing projection rows: what a group of appends comes to, in few statements.

use std::collections::{BTreeMap, BTreeSet};

use terms::Timestamp;

use super::RowChange;
use super::cases::{officer_term, pair_term};
use super::search::SearchText;
use super::tables::{CaseRow, Row, Table};
use crate::db::{Cell, Sql, Transaction, insert_many};
use crate::fault::StoreFault;

/// Keys in one statement: far below what either database takes.
const KEYS_AT_ONCE: usize = 500;

/// The last word on every row that a group of appends touches.
#[derive(Debug, Default)]
pub(crate) struct RowPlan<'a> {
    last: BTreeMap<Table, BTreeMap<String, Option<&'a Row>>>,
}

impl<'a> RowPlan<'a> {
    pub(crate) fn add(&mut self, change: &'a RowChange) {
        let (table, key, row) = match change {
            RowChange::Put(row) | RowChange::Claim(row) => (row.table(), row.key(), Some(row)),
            RowChange::Remove { table, key } => (*table, key.clone(), None),
        };
        self.last.entry(table).or_default().insert(key, row);
    }

    /// Writes everything. Rows of different tables do not depend on each other.
    pub(crate) async fn write(self, on: &mut Transaction) -> Result<(), StoreFault> {
        for (table, rows) in self.last {
            if table == Table::Case {
                write_terms(on, &rows).await?;
            }
            let text = table.text();
            let gone = rows.iter().filter(|(_, row)| row.is_none()).map(|(key, _)| key);
            let gone: Vec<Cell> = gone.map(Cell::text).collect();
            for keys in gone.chunks(KEYS_AT_ONCE) {
                let mut sql = Sql::new(text.delete);
                sql.bind_list(keys.iter().cloned());
                let (sql, cells) = sql.into_parts();
                on.execute(text.name, sql, cells).await?;
            }
            let put: Result<Vec<_>, _> = rows.values().flatten().map(|row| row.cells()).collect();
            insert_many(on, text.name, text.insert, text.or_replace, put?).await?;
        }
        Ok(())
    }
}

/// The keys among `keys` that are taken.
pub(crate) async fn taken(
    on: &mut Transaction,
    table: Table,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<String>, StoreFault> {
    let keys: Vec<Cell> = keys.iter().map(Cell::text).collect();
    let mut taken = BTreeSet::new();
    for keys in keys.chunks(KEYS_AT_ONCE) {
        let mut sql = Sql::new(table.text().select_keys);
        sql.bind_list(keys.iter().cloned());
        let (sql, cells) = sql.into_parts();
        for mut line in on.fetch(table.name(), sql, cells).await? {
            taken.insert(line.next("key")?);
        }
    }
    Ok(taken)
}

const INSERT_TERMS: &str = "INSERT INTO case_term (term, created_at, case_id) VALUES ";
const SELECT_INDEXED: &str = "SELECT case_id, created_at, officers, search FROM case_row \
                              WHERE case_id IN ";
const DELETE_TERMS: &str = "DELETE FROM case_term WHERE case_id = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[DELETE_TERMS];

/// What a case is found by.
type Indexed = (Timestamp, Vec<terms::OfficerId>, SearchText);

/// Brings `case_term` in line with the new rows. Most changes of a case leave it as it is, so the
/// old row is looked at first.
async fn write_terms(
    on: &mut Transaction,
    rows: &BTreeMap<String, Option<&Row>>,
) -> Result<(), StoreFault> {
    let old = indexed(on, rows.keys()).await?;
    let mut terms = Vec::new();
    for (key, row) in rows {
        let new = match row {
            Some(Row::Case(row)) => Some(row.as_ref()),
            _ => None,
        };
        let before = old.get(key);
        if before.zip(new).is_some_and(|(before, new)| same_terms(before, new)) {
            continue;
        }
        if before.is_some() {
            on.execute("case_term", DELETE_TERMS, vec![Cell::text(key)]).await?;
        }
        terms.extend(new.into_iter().flat_map(term_rows));
    }
    insert_many(on, "case_term", INSERT_TERMS, "", terms).await
}

fn same_terms((created_at, officers, search): &Indexed, new: &CaseRow) -> bool {
    *created_at == new.created_at && *officers == new.officers && *search == new.search
}

/// The rows of `case_term` that a case has.
pub(super) fn term_rows(case: &CaseRow) -> impl Iterator<Item = Vec<Cell>> {
    let officers: BTreeSet<String> = case.officers.iter().copied().map(officer_term).collect();
    let pairs = case.search.pairs().into_iter().map(|pair| pair_term(&pair));
    let (at, id) = (Cell::at(case.created_at), Cell::id(case.case_id));
    let terms: Vec<String> = officers.into_iter().chain(pairs).collect();
    terms.into_iter().map(move |term| vec![Cell::text(term), at.clone(), id.clone()])
}

async fn indexed(
    on: &mut Transaction,
    keys: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, Indexed>, StoreFault> {
    let keys: Vec<Cell> = keys.map(Cell::text).collect();
    let mut old = BTreeMap::new();
    for keys in keys.chunks(KEYS_AT_ONCE) {
        let mut sql = Sql::new(SELECT_INDEXED);
        sql.bind_list(keys.iter().cloned());
        let (sql, cells) = sql.into_parts();
        for mut line in on.fetch("case_row", sql, cells).await? {
            let key: String = line.next("case_id")?;
            let of = (line.next("created_at")?, line.next("officers")?, line.next("search")?);
            old.insert(key, of);
        }
    }
    Ok(old)
}
