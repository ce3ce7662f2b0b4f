//! Where an officer was at a time in other matters than one: on-site work, and cases with records
//! that may tell it.

use terms::{AgencyId, CaseId, OfficerId, Timestamp};

use super::cases::officer_term;
use super::table::Typed;
use super::tables::{ActivityRow, CaseRow};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Work is planned so many milliseconds before or after it is done at most: what bounds the search
/// in the index by age.
const PLANNED_WITHIN_MS: i64 = 31 * DAY_MS;
/// A record is begun so long before the time it tells at the earliest, e.g. with its heading.
const BEGUN_BEFORE_MS: i64 = DAY_MS;
/// A record is begun so long after the time it tells at the latest; later ones are told as such.
const BEGUN_AFTER_MS: i64 = 31 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Most visits for one answer: more than an officer makes in a year.
const MAX_VISITS: i64 = 1_000;

/// Whose time, at which agency, and beside which case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElsewhereFilter {
    /// The agency.
    pub agency: AgencyId,
    /// The officer.
    pub officer: OfficerId,
    /// The case that is not meant.
    pub beside: CaseId,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

impl ElsewhereFilter {
    /// Visits that overlap the time.
    fn visits(&self) -> Sql {
        let mut sql = Sql::new(ActivityRow::TEXT.select);
        sql.push(" WHERE activity_row.agency_id = ").bind(Cell::id(self.agency));
        let planned_from = self.from.plus_ms(-PLANNED_WITHIN_MS);
        sql.push(" AND activity_row.planned_at >= ").bind(Cell::at(planned_from));
        let planned_to = self.to.plus_ms(PLANNED_WITHIN_MS);
        sql.push(" AND activity_row.planned_at < ").bind(Cell::at(planned_to));
        sql.push(" AND activity_row.status <> 'cancelled'");
        sql.push(" AND activity_row.arrived_at < ").bind(Cell::at(self.to));
        sql.push(" AND activity_row.departed_at > ").bind(Cell::at(self.from));
        // The column is a JSON array of ids, and no id is part of another.
        let among = Cell::text(format!("%\"{}\"%", self.officer));
        sql.push(" AND activity_row.officers LIKE ").bind(among);
        sql.push(" AND (activity_row.case_id IS NULL OR activity_row.case_id <> ")
            .bind(Cell::id(self.beside))
            .push(") ORDER BY activity_row.planned_at, activity_row.activity_id LIMIT ")
            .bind(Cell::Int(Some(MAX_VISITS)));
        sql
    }

    /// Cases the officer is in charge of with a record of these kinds that may tell of the time.
    fn cases(&self, kinds: &[&str], limit: u32) -> Sql {
        let begun_to = self.to.plus_ms(BEGUN_AFTER_MS);
        let mut sql = Sql::new(CaseRow::TEXT.select_columns);
        // CROSS JOIN: SQLite then walks the officer's cases first.
        sql.push(" FROM case_term AS own CROSS JOIN case_row")
            .push(" WHERE case_row.case_id = own.case_id AND own.term = ")
            .bind(Cell::text(officer_term(self.officer)));
        sql.push(" AND own.created_at < ").bind(Cell::at(begun_to));
        sql.push(" AND own.case_id <> ").bind(Cell::id(self.beside));
        sql.push(" AND EXISTS (SELECT 1 FROM record_row WHERE record_row.case_id = own.case_id")
            .push(" AND record_row.created_at >= ")
            .bind(Cell::at(self.from.plus_ms(-BEGUN_BEFORE_MS)));
        sql.push(" AND record_row.created_at < ").bind(Cell::at(begun_to));
        sql.push(" AND record_row.kind IN ").bind_list(kinds.iter().map(|kind| Cell::text(*kind)));
        sql.push(") ORDER BY own.created_at DESC, own.case_id DESC LIMIT ")
            .bind(Cell::Int(Some(i64::from(limit))));
        sql
    }
}

impl Store {
    /// On-site work of other matters in which the officer took part at that time, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn visits_elsewhere(
        &self,
        filter: &ElsewhereFilter,
    ) -> Result<Vec<ActivityRow>, StoreFault> {
        self.select(filter.visits()).await
    }

    /// At most `limit` other cases of the officer with a record of one of `kinds` that may tell of
    /// that time, last registered first. None if there are no kinds.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn cases_elsewhere(
        &self,
        filter: &ElsewhereFilter,
        kinds: &[&str],
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault> {
        // `IN ()` is not SQL.
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        self.select(filter.cases(kinds, limit)).await
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_filter() -> Vec<Sql> {
    let filter = ElsewhereFilter {
        agency: AgencyId::from_bits(1),
        officer: OfficerId::from_bits(1),
        beside: CaseId::from_bits(1),
        from: Timestamp::from_ms(1),
        to: Timestamp::from_ms(2),
    };
    vec![filter.visits(), filter.cases(&["a", "b"], 9)]
}
