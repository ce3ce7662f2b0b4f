//! Judging matters anew after a change of staff: the rows change, no fact does.

use store::{Append, CaseFilter, Paging, Scope};
use terms::AgencyId;

use crate::App;
use crate::error::{Error, Result, fault};
use crate::project;

impl App {
    pub(super) async fn refresh(&self, agency: AgencyId) -> Result<()> {
        let mut filter = CaseFilter::of(Scope::Agencies(vec![agency]));
        filter.archived = Some(false);
        let mut paging = Paging { limit: store::MAX_PAGE, after: None };
        loop {
            let page = self.store.cases(&filter, &paging).await.map_err(fault("listing cases"))?;
            for row in &page.rows {
                self.reproject(row.case_id).await?;
            }
            match page.next {
                Some(next) => paging.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Writes the rows of a dossier as they follow from its facts now.
    async fn reproject(&self, case: terms::CaseId) -> Result<()> {
        for _ in 0..8 {
            let dossier = self.dossier(case).await?;
            let directory = self.directory().await?;
            let rows = project::rows(self, &dossier, &directory);
            let append = Append {
                at: self.context.now(),
                reads: dossier.versions.clone().into_iter().collect(),
                facts: Vec::new(),
                rows: rows.into_values().map(store::RowChange::Put).collect(),
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
