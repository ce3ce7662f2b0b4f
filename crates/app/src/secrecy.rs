//! Marking what is confidential (Art. 25).

use std::collections::BTreeSet;

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::record::Command;
use domain::recording;
use domain::secrecy::{Confidentiality, SecrecyMark};
use domain::{Refusal, Text};
use terms::{AvRecordId, CaseId, OfficerId, TextRecordId};

use crate::App;
use crate::commit::{Call, Done};
use crate::error::Result;
use crate::load::Acting;

/// A mark as somebody wants it; without a kind it lifts the one there is.
#[derive(Debug, Clone)]
pub struct MarkSecrecy {
    /// What makes it confidential.
    pub kinds: BTreeSet<Confidentiality>,
    /// Who alone may look at it.
    pub viewers: BTreeSet<OfficerId>,
    /// Why.
    pub reason: Text<300>,
}

impl MarkSecrecy {
    fn checked(self, before: &Dossier, acting: &Acting) -> Result<SecrecyMark> {
        let agency = before.agency().ok_or(Refusal::NotFound)?;
        let directory = &acting.directory;
        Ok(SecrecyMark::parse(self.kinds, self.viewers, &self.reason, agency, directory)?)
    }
}

impl App {
    /// Marks a text record as confidential, or no longer.
    ///
    /// # Errors
    /// A refusal for whoever does not write it, or people of another agency.
    pub async fn mark_record_secrecy(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        wanted: MarkSecrecy,
    ) -> Result<Done> {
        let (acting, before) = self.case_for(call, case, Action::RecordWrite, true).await?;
        let known = before.case.as_ref().is_some_and(|case| case.records.contains_key(&record));
        if !known {
            return Err(Refusal::NotFound.into());
        }
        let mark = wanted.checked(&before, &acting)?;
        let command = Command::MarkSecrecy { record, mark };
        self.write_record(call, case, Action::RecordWrite, command).await
    }

    /// Marks a recording as confidential, or no longer.
    ///
    /// # Errors
    /// A refusal for whoever does not keep it in order, or people of another agency.
    pub async fn mark_recording_secrecy(
        &self,
        call: &Call,
        id: AvRecordId,
        wanted: MarkSecrecy,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        let before = self.dossier(id).await?;
        acting.may(Action::RecordingWrite, &before)?;
        let mark = wanted.checked(&before, &acting)?;
        self.write_recording(call, id, recording::Command::MarkSecrecy { mark }).await
    }
}
