//! What was to be recorded and what was, counted over on-site work that is over (Arts. 15, 16).

use terms::{AgencyId, DivisionId, ListRowId, Timestamp};

use super::filter::{Cursor, Matters, Page, Paging, Scope};
use super::table::Typed;
use super::tables::ActivityRow;
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Which on-site work; only such as somebody has left. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct CoverageFilter {
    /// Whose work.
    pub scope: Scope,
    /// Of one agency.
    pub agency: Option<AgencyId>,
    /// Of cases of one division, or of none.
    pub division: Option<Option<DivisionId>>,
    /// Planned from this instant on and before that one.
    pub planned: (Timestamp, Timestamp),
    /// Under any of these rows of a recording list.
    pub list_rows: Option<Vec<ListRowId>>,
    /// Only what had to be recorded and was not.
    pub is_missing: bool,
}

/// Counts of one agency, division and row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageTally {
    /// Which agency.
    pub agency: AgencyId,
    /// The division of the case; none where there is no case, or no division is in charge.
    pub division: Option<DivisionId>,
    /// The row it was planned under.
    pub list_row: Option<ListRowId>,
    /// Pieces of work.
    pub done: u64,
    /// Of them with a recording, demanded or not.
    pub with_recording: u64,
    /// Of them to be recorded from arrival to departure.
    pub required: u64,
    /// Of the required: with a recording.
    pub recorded: u64,
    /// Of the recorded: with a hole that nobody explained.
    pub with_gaps: u64,
    /// Seconds on site of the required.
    pub on_site_s: u64,
    /// Of them recorded.
    pub covered_s: u64,
}

// Sums are of whole seconds, times a share in millionths: a hundred thousand days fit.
const COUNT: &str = "SELECT activity_row.agency_id, case_row.division_id, \
     activity_row.list_row_id, COUNT(*) AS done, \
     COUNT(CASE WHEN activity_row.recordings > 0 THEN 1 END) AS with_recording, \
     COUNT(CASE WHEN activity_row.continuous = 1 THEN 1 END) AS required, \
     COUNT(CASE WHEN activity_row.continuous = 1 AND activity_row.recordings > 0 THEN 1 END) \
       AS recorded, \
     COUNT(CASE WHEN activity_row.continuous = 1 AND activity_row.recordings > 0 \
       AND activity_row.open_gaps > 0 THEN 1 END) AS with_gaps, \
     CAST(COALESCE(SUM(CASE WHEN activity_row.continuous = 1 \
       THEN (activity_row.departed_at - activity_row.arrived_at) / 1000 END), 0) AS BIGINT) \
       AS on_site_s, \
     CAST(COALESCE(SUM(CASE WHEN activity_row.continuous = 1 \
       THEN (activity_row.departed_at - activity_row.arrived_at) / 1000 \
         * COALESCE(activity_row.coverage_ppm, 0) END), 0) AS BIGINT) / 1000000 AS covered_s";
const FROM: &str = " FROM activity_row LEFT JOIN case_row ON case_row.case_id = activity_row.case_id \
     WHERE activity_row.departed_at IS NOT NULL AND activity_row.status <> 'cancelled'";

impl CoverageFilter {
    fn restrict(&self, sql: &mut Sql) {
        sql.push(FROM);
        self.scope.restrict(sql, Matters::Activities);
        sql.when(" AND activity_row.agency_id = ", self.agency.map(Cell::id));
        match self.division {
            None => {}
            Some(None) => {
                sql.push(" AND case_row.division_id IS NULL");
            }
            Some(division) => {
                sql.when(" AND case_row.division_id = ", division.map(Cell::id));
            }
        }
        sql.push(" AND activity_row.planned_at >= ").bind(Cell::at(self.planned.0));
        sql.push(" AND activity_row.planned_at < ").bind(Cell::at(self.planned.1));
        if let Some(rows) = &self.list_rows {
            // `IN ()` is not SQL: under no row there is no work.
            if rows.is_empty() {
                sql.push(" AND 1 = 0");
            } else {
                let rows = rows.iter().map(|row| Cell::id(*row));
                sql.push(" AND activity_row.list_row_id IN ").bind_list(rows);
            }
        }
        if self.is_missing {
            sql.push(" AND activity_row.continuous = 1 AND activity_row.recordings = 0");
        }
    }

    fn count(&self) -> Sql {
        let mut sql = Sql::new(COUNT);
        self.restrict(&mut sql);
        sql.push(
            " GROUP BY activity_row.agency_id, case_row.division_id, activity_row.list_row_id \
             ORDER BY activity_row.agency_id, case_row.division_id, activity_row.list_row_id",
        );
        sql
    }

    fn work(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(ActivityRow::TEXT.select_columns);
        self.restrict(&mut sql);
        if let Some(after) = &paging.after {
            sql.push(" AND (activity_row.planned_at, activity_row.activity_id) < (")
                .bind(Cell::at(after.at))
                .push(", ")
                .bind(Cell::text(after.key.clone()))
                .push(")");
        }
        sql.push(" ORDER BY activity_row.planned_at DESC, activity_row.activity_id DESC LIMIT ")
            .bind(paging.limit_cell());
        sql
    }
}

impl Store {
    /// Counts work by agency, division and row, in one statement.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn coverage(
        &self,
        filter: &CoverageFilter,
    ) -> Result<Vec<CoverageTally>, StoreFault> {
        let (sql, cells) = filter.count().into_parts();
        let mut tallies = Vec::new();
        for mut line in self.db.reader().await?.fetch("activity_row", sql, cells).await? {
            tallies.push(CoverageTally {
                agency: line.next("agency_id")?,
                division: line.next("division_id")?,
                list_row: line.next("list_row_id")?,
                done: line.next("done")?,
                with_recording: line.next("with_recording")?,
                required: line.next("required")?,
                recorded: line.next("recorded")?,
                with_gaps: line.next("with_gaps")?,
                on_site_s: line.next("on_site_s")?,
                covered_s: line.next("covered_s")?,
            });
        }
        Ok(tallies)
    }

    /// The work behind such counts, last planned first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn covered_work(
        &self,
        filter: &CoverageFilter,
        paging: &Paging,
    ) -> Result<Page<ActivityRow>, StoreFault> {
        let rows = self.select(filter.work(paging)).await?;
        Ok(paging.page(rows, |row: &ActivityRow| Cursor { at: row.planned_at, key: row.key() }))
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_coverage() -> Vec<Sql> {
    let at = Timestamp::from_ms(1);
    let agency = AgencyId::from_bits(1);
    let division = Some(DivisionId::from_bits(1));
    let every = [(None, None, None), (Some(agency), Some(None), Some(Vec::new())), {
        (Some(agency), Some(division), Some(vec![ListRowId::from_bits(1); 2]))
    }];
    let scopes = [
        Scope::All,
        Scope::Agencies(vec![agency]),
        Scope::Part { agency, officer: None, division: Some(division) },
    ];
    let filters = every.into_iter().zip(scopes).map(|((agency, division, list_rows), scope)| {
        let is_missing = agency.is_some();
        CoverageFilter { scope, agency, division, planned: (at, at), list_rows, is_missing }
    });
    let after = Some(Cursor { at, key: String::from("key") });
    filters
        .flat_map(|filter| {
            [filter.count(), filter.work(&Paging { limit: 1, after: after.clone() })]
        })
        .collect()
}
