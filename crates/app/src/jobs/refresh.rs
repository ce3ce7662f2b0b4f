//! Judging matters anew after a change of staff: the rows change, no fact does.

use std::collections::BTreeMap;

use store::{ActivityFilter, Append, CaseFilter, Owner, Paging, Row, RowChange, Scope, Table};
use terms::{AgencyId, StreamId};

use crate::App;
use crate::error::{Error, Result, fault};
use crate::project;

impl App {
    pub(super) async fn refresh(&self, agency: AgencyId, archived: bool) -> Result<()> {
        let scope = Scope::Agencies(vec![agency]);
        let mut filter = CaseFilter::of(scope.clone());
        filter.archived = if archived { None } else { Some(false) };
        let mut paging = Paging { limit: store::MAX_PAGE, after: None };
        loop {
            let page = self.store.cases(&filter, &paging).await.map_err(fault("listing cases"))?;
            for row in &page.rows {
                self.reproject(row.case_id, Owner::Case(row.case_id)).await?;
            }
            paging.after = page.next;
            if paging.after.is_none() {
                break;
            }
        }
        let filter = ActivityFilter {
            scope,
            case: None,
            in_case: Some(false),
            officer: None,
            status: None,
            with_open_gaps: false,
        };
        loop {
            let page = self.store.activities(&filter, &paging).await;
            let page = page.map_err(fault("listing on-site work"))?;
            for row in &page.rows {
                let id = row.activity_id;
                self.reproject(id, Owner::LooseActivity(id)).await?;
            }
            paging.after = page.next;
            if paging.after.is_none() {
                return Ok(());
            }
        }
    }

    /// Brings the rows of a dossier in line with what follows from its facts now: rows that differ
    /// are written, rows that nothing asks for any more are removed.
    async fn reproject(&self, start: impl Into<StreamId>, owner: Owner) -> Result<()> {
        let start = start.into();
        for _ in 0..8 {
            let dossier = self.dossier(start.clone()).await?;
            let directory = self.directory().await?;
            let there = self.store.rows_of(owner).await.map_err(fault("reading rows"))?;
            let rows = changed(project::rows(self, &dossier, &directory), there);
            if rows.is_empty() {
                return Ok(());
            }
            let append = Append {
                at: self.context.now(),
                reads: dossier.versions.clone().into_iter().collect(),
                facts: Vec::new(),
                rows,
                outbox: Vec::new(),
                jobs: Vec::new(),
                idempotency: None,
            };
            match self.store.append(append).await.map_err(crate::commit::append_error) {
                Ok(_) => return Ok(()),
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Conflict)
    }
}

/// What makes the rows that are there into the rows that are wanted.
fn changed(mut wanted: BTreeMap<(Table, String), Row>, there: Vec<Row>) -> Vec<RowChange> {
    let mut changes = Vec::new();
    for row in there {
        let (table, key) = (row.table(), row.key());
        match wanted.remove(&(table, key.clone())) {
            None => changes.push(RowChange::Remove { table, key }),
            Some(new) if new.diff(&row).is_empty() => {}
            Some(new) => changes.push(RowChange::Put(new)),
        }
    }
    changes.extend(wanted.into_values().map(RowChange::Put));
    changes
}
