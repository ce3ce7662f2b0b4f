//! Every byte of an upload is there: that is a fact at once, before the long work of reading back.
//!
//! Order: bytes and offset durable in staging → fact and job in one transaction → state noted → told
//! to the sender. A crash before the fact leaves a complete upload in staging, which the next start,
//! or the sender who comes back, takes through the same steps.

use domain::Event;
use domain::dossier::Dossier;
use domain::recording::{self, Command};
use ledger::Acceptance;
use store::{StoredFact, UploadRow};
use terms::{AvRecordId, Timestamp, UploadId};
use vault::StageError;

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault, stage_error};
use crate::stations::token;
use crate::uploads::{Sender, is_done};

/// Our signed word that every byte of an upload came.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// When the last of them was on disk.
    pub received_at: Timestamp,
    /// Place of that fact in the log.
    pub leaf: u64,
    /// The signed text, exactly.
    pub note: String,
}

impl App {
    /// What is no longer staged may have been read back and moved on, perhaps at this very moment:
    /// then every byte is there.
    pub(crate) async fn where_it_stands(
        &self,
        sender: Sender,
        id: UploadId,
        error: StageError,
    ) -> Result<StageError> {
        let StageError::Unknown(_) = error else { return Ok(error) };
        let row = self.own_upload(sender, id).await?;
        let moved_on = StageError::WrongOffset { offset_bytes: row.size_bytes };
        Ok(if is_done(&row) { moved_on } else { error })
    }

    /// Notes that every byte is on disk, with the job for the rest, and answers our signed word.
    /// May run twice.
    pub(crate) async fn complete_upload(&self, row: &UploadRow) -> Result<Option<Accepted>> {
        let id = row.upload_id;
        let sha256 = match self.vault()?.stage().received_sha256(id) {
            Ok(sha256) => sha256,
            // Somebody else completed it, and it is deposited by now.
            Err(StageError::Unknown(_)) => return self.acceptance(row).await,
            Err(error) => return Err(stage_error(error)),
        };
        let call = Call { officer: row.officer_id, station: row.station_id, key: None };
        let recording = recording_of(row);
        let (agency, size_bytes) = (row.agency_id, row.size_bytes);
        self.execute(&call, || async move {
            let before = self.recording_so_far(recording).await?;
            let now = self.context.now();
            let context =
                recording::Context { actor: row.officer_id, case: None, access: &[], now };
            let command = Command::Receive { recording, agency, upload: id, sha256, size_bytes };
            let outcome = if before.version(&recording.into()) > 0 {
                domain::Outcome::AlreadyDone
            } else {
                recording::decide(None, command, &context)?
            };
            Ok(Decided::on(before, recording, outcome))
        })
        .await?;
        let noted = self.store.complete_upload(id, self.context.now()).await;
        noted.map_err(fault("noting a complete upload"))?;
        self.acceptance(row).await
    }

    pub(crate) async fn acceptance(&self, row: &UploadRow) -> Result<Option<Accepted>> {
        self.accepted(recording_of(row)).await
    }

    /// Our signed word for the upload that became, or becomes, a recording. It says the same however
    /// often it is asked for; `None` for one that a program took in which did not write it down.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn accepted(&self, id: AvRecordId) -> Result<Option<Accepted>> {
        let facts = self.store.stream(&id.into()).await.map_err(fault("reading a recording"))?;
        facts.first().map_or(Ok(None), |fact| self.accepted_by(id, fact))
    }

    /// The same, by the first fact of the recording.
    pub(crate) fn accepted_by(
        &self,
        id: AvRecordId,
        fact: &StoredFact,
    ) -> Result<Option<Accepted>> {
        let Some(recorded) = crate::load::recorded(fact)? else { return Ok(None) };
        let Event::Recording(recording::Event::Received { upload, sha256, size_bytes, .. }) =
            recorded.event
        else {
            return Ok(None);
        };
        let acceptance = Acceptance {
            upload: token(upload)?,
            recording: token(id)?,
            sha256,
            size_bytes,
            received_at: recorded.at,
            leaf: fact.n,
        };
        let note = self.station_signer.sign_acceptance(&acceptance).to_string();
        Ok(Some(Accepted { received_at: recorded.at, leaf: fact.n, note }))
    }

    /// The public key by which our receipts and acceptances are known.
    #[must_use]
    pub fn server_key(&self) -> String {
        self.station_signer.verifier_key().to_string()
    }

    /// What is known of a recording that may not be there yet.
    pub(crate) async fn recording_so_far(&self, id: AvRecordId) -> Result<Dossier> {
        let mut dossier = Dossier::default();
        self.fold_into(&mut dossier, &id.into()).await?;
        Ok(dossier)
    }
}

/// The recording an upload is or becomes.
pub(crate) fn recording_of(row: &UploadRow) -> AvRecordId {
    row.recording_id.unwrap_or_else(|| AvRecordId::of_upload(row.upload_id))
}
