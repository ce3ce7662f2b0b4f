//! The list of cases.

use std::collections::BTreeSet;

use terms::{OfficerId, Stage, Timestamp};

use super::filter::{Cursor, Matters, Page, Paging, Scope};
use super::search::Query;
use super::table::Typed;
use super::tables::CaseRow;
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Which cases. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct CaseFilter {
    /// Whose cases.
    pub scope: Scope,
    /// An officer in charge.
    pub officer: Option<OfficerId>,
    /// The stage.
    pub stage: Option<Stage>,
    /// The word for the state.
    pub status: Option<String>,
    /// Words to find, parted by blanks; all must occur in the case's search text.
    pub text: Option<String>,
    /// Archived or not.
    pub archived: Option<bool>,
    /// The next duty is due before this instant.
    pub due_before: Option<Timestamp>,
}

impl CaseFilter {
    /// All cases of `scope`.
    #[must_use]
    pub const fn of(scope: Scope) -> Self {
        Self {
            scope,
            officer: None,
            stage: None,
            status: None,
            text: None,
            archived: None,
            due_before: None,
        }
    }

    /// Index terms that every hit has. The officer first: fewest cases share it.
    fn terms(&self, query: &Query) -> Vec<String> {
        // Whoever sees only own cases looks them up the same way.
        let own = match self.scope {
            Scope::Part { officer, division: None, .. } => officer,
            Scope::All | Scope::Agencies(_) | Scope::Under(_) | Scope::Part { .. } => None,
        };
        let officers: BTreeSet<OfficerId> = self.officer.into_iter().chain(own).collect();
        let officer = officers.into_iter().map(officer_term);
        let pairs = query.pairs.iter().map(|pair| pair_term(pair));
        officer.chain(pairs).collect()
    }

    pub(crate) fn sql(&self, paging: &Paging) -> Sql {
        let query = Query::parse(self.text.as_deref().unwrap_or_default());
        let terms = self.terms(&query);
        let mut sql = Sql::new(CaseRow::TEXT.select_columns);
        let mut terms = terms.into_iter();
        let indexed = match terms.next() {
            None => {
                sql.push(" FROM case_row WHERE 1 = 1");
                false
            }
            Some(first) => {
                // CROSS JOIN: SQLite then walks the terms first, in the order of the list.
                sql.push(" FROM case_term AS hit CROSS JOIN case_row")
                    .push(" WHERE case_row.case_id = hit.case_id AND hit.term = ")
                    .bind(Cell::text(first));
                true
            }
        };
        for term in terms {
            sql.push(" AND EXISTS (SELECT 1 FROM case_term AS also WHERE also.term = ")
                .bind(Cell::text(term))
                .push(" AND also.created_at = hit.created_at AND also.case_id = hit.case_id)");
        }
        for pattern in query.patterns {
            sql.push(" AND case_row.search LIKE ").bind(Cell::text(pattern)).push(" ESCAPE '!'");
        }
        self.scope.restrict(&mut sql, Matters::Cases);
        sql.when(" AND case_row.stage = ", self.stage.map(|stage| Cell::text(stage.as_str())));
        sql.when(" AND case_row.status = ", self.status.clone().map(Cell::text));
        match self.archived {
            Some(true) => sql.push(" AND case_row.archived_at IS NOT NULL"),
            Some(false) => sql.push(" AND case_row.archived_at IS NULL"),
            None => &mut sql,
        };
        sql.when(" AND case_row.next_due_at < ", self.due_before.map(Cell::at));
        if let Some(after) = &paging.after {
            let place = if indexed {
                " AND (hit.created_at, hit.case_id) < ("
            } else {
                " AND (case_row.created_at, case_row.case_id) < ("
            };
            sql.push(place).bind(Cell::at(after.at)).push(", ");
            sql.bind(Cell::text(after.key.clone())).push(")");
        }
        sql.push(if indexed {
            " ORDER BY hit.created_at DESC, hit.case_id DESC LIMIT "
        } else {
            " ORDER BY case_row.created_at DESC, case_row.case_id DESC LIMIT "
        });
        sql.bind(paging.limit_cell());
        sql
    }
}

/// How an officer stands in `case_term`.
pub(super) fn officer_term(officer: OfficerId) -> String {
    format!("o:{officer}")
}

/// How a pair of characters stands in `case_term`.
pub(super) fn pair_term(pair: &str) -> String {
    format!("t:{pair}")
}

impl Store {
    /// Cases, newest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn cases(
        &self,
        filter: &CaseFilter,
        paging: &Paging,
    ) -> Result<Page<CaseRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &CaseRow| Cursor { at: row.created_at, key: row.key() }))
    }
}

/// Every shape the statement can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_filter() -> Vec<Sql> {
    let place = Cursor { at: Timestamp::from_ms(1), key: String::from("case_") };
    let agency = terms::AgencyId::from_bits(1);
    let scopes = [
        Scope::All,
        Scope::Agencies(Vec::new()),
        Scope::Agencies(vec![agency]),
        Scope::Agencies(vec![agency, agency]),
        Scope::Under(String::from("agency_")),
        Scope::Part { agency, officer: Some(OfficerId::from_bits(1)), division: None },
        Scope::Part {
            agency,
            officer: Some(OfficerId::from_bits(1)),
            division: Some(Some(terms::DivisionId::from_bits(1))),
        },
        Scope::Part { agency, officer: None, division: Some(None) },
    ];
    let mut every = Vec::new();
    for scope in scopes {
        let some = CaseFilter {
            officer: Some(OfficerId::from_bits(1)),
            stage: Some(Stage::Decision),
            status: Some(String::from("open")),
            text: Some(String::from("欧阳某 案 占道")),
            archived: Some(true),
            due_before: Some(Timestamp::from_ms(1)),
            ..CaseFilter::of(scope.clone())
        };
        let text = CaseFilter { officer: None, archived: Some(false), ..some.clone() };
        for filter in [CaseFilter::of(scope), some, text] {
            every.push(filter.sql(&Paging::default()));
            every.push(filter.sql(&Paging { limit: 1, after: Some(place.clone()) }));
        }
    }
    every
}
