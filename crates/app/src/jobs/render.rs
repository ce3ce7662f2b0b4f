//! The page image of a record that took effect: made once, kept for ever, bound by a fact.

use bytes::Bytes;
use domain::record::Event;
use terms::{CaseId, TextRecordId};

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};

impl App {
    /// Renders, stores, notes. A second run finds it noted and does nothing.
    pub(super) async fn render_record(&self, case: CaseId, record: TextRecordId) -> Result<()> {
        let dossier = self.dossier(case).await?;
        let known = dossier.case.as_ref().and_then(|case| case.records.get(&record));
        if known.is_none_or(|record| record.rendered.is_some()) {
            return Ok(());
        }
        let rendered = self.image_of(&dossier, record).await?;
        let pages = rendered.pages;
        let stored = self.blobs.put_bytes(Bytes::from(rendered.pdf)).await;
        let digests = stored.map_err(fault("keeping a page image"))?;
        let call = Call::system();
        self.execute(&call, || async {
            let before = self.dossier(case).await?;
            let known = before.case.as_ref().and_then(|case| case.records.get(&record));
            let outcome: domain::Outcome<Event> =
                match known.map(|record| record.rendered.is_some()) {
                    Some(false) => domain::Outcome::one(Event::Rendered { record, digests, pages }),
                    Some(true) | None => domain::Outcome::AlreadyDone,
                };
            Ok(Decided::on(before, case, outcome))
        })
        .await?;
        Ok(())
    }
}
