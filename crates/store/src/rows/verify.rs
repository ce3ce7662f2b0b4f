//! Comparing the search terms of cases with the cases they belong to.

use std::collections::BTreeSet;

use super::table::Typed;
use super::tables::CaseRow;
use super::write::term_rows;
use crate::db::{Cell, Sql, Transaction};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::journal::Defects;
use crate::store::Store;

/// Cases compared at a time.
const BATCH: i64 = 500;

const TERMS: &str = "SELECT term, created_at, case_id FROM case_term WHERE case_id IN ";
const STRAY: &str = "SELECT DISTINCT case_id FROM case_term WHERE NOT EXISTS \
     (SELECT 1 FROM case_row WHERE case_row.case_id = case_term.case_id) ORDER BY case_id LIMIT 1000";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[STRAY];

impl Store {
    /// Checks that every case is found by exactly the terms its row gives, and names the cases
    /// that are not. The rows themselves are compared with a rebuild by whoever can rebuild them.
    ///
    /// # Errors
    /// [`StoreFault`] if the database cannot be read, or a case row is malformed.
    pub async fn verify_case_terms(&self) -> Result<Vec<Defect>, StoreFault> {
        let mut on = self.db.begin_snapshot().await?;
        let found = verify(&mut on).await;
        on.rollback().await?;
        found.map(Defects::into_vec)
    }
}

async fn verify(on: &mut Transaction) -> Result<Defects, StoreFault> {
    let mut defects = Defects::default();
    for mut line in on.fetch("case_term", STRAY, Vec::new()).await? {
        defects.add("case_term", line.next::<String>("case_id")?, "", Flaw::Unexpected);
    }
    let mut after = String::new();
    loop {
        let cases = cases_after(on, &after).await?;
        let Some(last) = cases.last() else { break };
        after = last.key();
        let mut stored = terms(on, &cases).await?;
        for case in &cases {
            let key = case.key();
            let missing =
                term_rows(case).map(|row| row_key(&row)).filter(|row| !stored.remove(row)).count();
            if missing > 0 {
                defects.add("case_term", &key, "term", Flaw::Missing);
            }
        }
        let too_many: BTreeSet<String> = stored.into_iter().map(|(case, ..)| case).collect();
        for case in too_many {
            defects.add("case_term", case, "term", Flaw::Unexpected);
        }
    }
    Ok(defects)
}

/// Case, term, time: one row of `case_term`.
type TermKey = (String, String, i64);

fn row_key(row: &[Cell]) -> TermKey {
    match row {
        [Cell::Text(Some(term)), Cell::Int(Some(at)), Cell::Text(Some(case))] => {
            (case.clone(), term.clone(), *at)
        }
        _ => TermKey::default(),
    }
}

async fn cases_after(on: &mut Transaction, after: &str) -> Result<Vec<CaseRow>, StoreFault> {
    let mut sql = Sql::new(CaseRow::TEXT.select);
    sql.push(" WHERE case_row.case_id > ").bind(Cell::text(after));
    sql.push(" ORDER BY case_row.case_id LIMIT ").bind(Cell::Int(Some(BATCH)));
    let (sql, cells) = sql.into_parts();
    let lines = on.fetch("case_row", sql, cells).await?;
    lines.into_iter().map(CaseRow::from_line).collect()
}

async fn terms(on: &mut Transaction, cases: &[CaseRow]) -> Result<BTreeSet<TermKey>, StoreFault> {
    let mut sql = Sql::new(TERMS);
    sql.bind_list(cases.iter().map(|case| Cell::id(case.case_id)));
    let (sql, cells) = sql.into_parts();
    let mut terms = BTreeSet::new();
    for mut line in on.fetch("case_term", sql, cells).await? {
        let (term, at) = (line.next("term")?, line.next("created_at")?);
        terms.insert((line.next("case_id")?, term, at));
    }
    Ok(terms)
}
