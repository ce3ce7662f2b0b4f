//! Exports for the command line: which cases there are, and a case's package as a file.

use std::io::{Read as _, Write};

use domain::Refusal;
use store::{CaseFilter, CaseRow, Paging, Scope};
use terms::CaseId;

use crate::App;
use crate::error::{Result, fault};

impl App {
    /// Every case, newest first. For the operator at the command line, who has the data anyway.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn all_cases(&self, only_archived: bool) -> Result<Vec<CaseRow>> {
        let mut filter = CaseFilter::of(Scope::All);
        filter.archived = only_archived.then_some(true);
        let mut paging = Paging { limit: store::MAX_PAGE, after: None };
        let mut cases = Vec::new();
        loop {
            let page = self.store.cases(&filter, &paging).await.map_err(fault("listing cases"))?;
            cases.extend(page.rows);
            match page.next {
                Some(next) => paging.after = Some(next),
                None => return Ok(cases),
            }
        }
    }

    /// Copies the package of a case to a sink; answers its size in bytes.
    ///
    /// # Errors
    /// *Not found* while there is no package.
    pub async fn export_package(
        &self,
        id: CaseId,
        mut to: impl Write + Send + 'static,
    ) -> Result<u64> {
        let dossier = self.dossier(id).await?;
        let package = dossier.case.as_ref().and_then(|case| case.file.package.as_ref());
        let bytes = package.ok_or(Refusal::NotPacked)?.digests;
        let place = vault::Place::Original(bytes.sha256);
        let reader = self.sound(place, bytes.size_bytes, "opening a package").await?;
        let copied = tokio::task::spawn_blocking(move || {
            let mut from = reader.into_std();
            let mut buffer = vec![0; 1 << 20];
            let mut size = 0_u64;
            loop {
                let read = from.read(&mut buffer)?;
                let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
                    to.flush()?;
                    return Ok::<u64, std::io::Error>(size);
                };
                to.write_all(bytes)?;
                size += u64::try_from(read).unwrap_or_default();
            }
        });
        copied.await.map_err(fault("copying a package"))?.map_err(fault("copying a package"))
    }
}
