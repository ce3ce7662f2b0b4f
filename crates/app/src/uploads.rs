//! Uploads: bytes come in piece by piece, are read back, and become a deposited recording.
//!
//! Order, and what a crash after each step leaves: bytes durable in staging with their offset →
//! fact that they came, with the job for the rest → read back and digests compared → published write-once → fact appended (in one transaction with
//! its rows and jobs) → staging entry dropped. Recovery runs the same steps from wherever it was.

use domain::authority::Action;
use domain::recording::{self, Collection, Command, Description};
use domain::{Refusal, case};
use sha2::{Digest as _, Sha256};
use store::UploadRow;
use terms::{
    ActivityId, AvRecordId, ClaimedTime, DeviceId, Digest, OfficerId, StationId, Timestamp,
    UploadId, words,
};
use vault::{BodySource, FinishError, QuarantineReason, StageError};

use crate::App;
use crate::acceptance::{Accepted, recording_of};
use crate::commit::{Call, Decided};
use crate::error::{Error, Result, fault, stage_error};
use crate::upload_metadata::{kept, metadata};

/// Most uploads of one person that are not deposited yet.
const MAX_OPEN_UPLOADS: usize = 100;
/// Longest file name kept, in characters. Longer ones are refused, never cut.
const MAX_FILE_NAME: usize = 255;

words! {
    /// How far an upload has come.
    UploadState {
        /// Bytes are coming in.
        Receiving = "receiving", "接收中";
        /// All are there and are being read back.
        Verifying = "verifying", "校验中";
        /// It became a recording.
        Deposited = "deposited", "已入库";
        /// It is not what was declared, and was set aside.
        Quarantined = "quarantined", "已隔离";
    }
}

/// Told to the sender of bytes that are not what was declared.
const DECLARED_DIFFERS: &str =
    "上传方与服务器计算的摘要不一致，文件已隔离保存。请从记录仪重新上传。";
/// Told to the sender of bytes that the server's disk gave back otherwise than it got them.
const STORAGE_DIFFERS: &str =
    "服务器磁盘读回的内容与收到的不一致，文件已隔离保存。请重新上传，并请管理员检查磁盘。";

/// What is known when an upload begins.
#[derive(Debug, Clone)]
pub struct BeginUpload {
    /// Bytes to come.
    pub size_bytes: u64,
    /// Name of the file, as data only.
    pub file_name: String,
    /// On-site work it will hang on.
    pub activity: Option<ActivityId>,
    /// The browser's own SHA-256, if it is known already.
    pub declared: Option<Digest>,
    /// When the file says it was recorded.
    pub claimed_at: Option<ClaimedTime>,
    /// The device it comes from; recognised by its name if it is left out.
    pub device: Option<DeviceId>,
    /// What its sender says of it.
    pub description: Description,
}

/// Who sends bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A person.
    Officer(OfficerId),
    /// A collection station.
    Station(StationId),
}

/// How far an upload is.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Bytes on disk.
    pub offset_bytes: u64,
    /// Bytes there will be.
    pub size_bytes: u64,
    /// Once every byte is there: our signed word that it is.
    pub acceptance: Option<Accepted>,
}

/// An upload as its owner sees it.
#[derive(Debug, Clone)]
pub struct UploadView {
    /// As stored.
    pub row: UploadRow,
    /// Bytes on disk.
    pub offset_bytes: u64,
    /// Once every byte is there: our signed word that it is.
    pub accepted: Option<Accepted>,
    /// The recording it became, with its digests and place in the log.
    pub deposited: Option<(recording::Recording, u64)>,
}

impl App {
    /// Begins an upload.
    ///
    /// # Errors
    /// An empty file, an unusable name, work of another agency or of a case that takes no more
    /// recordings, or no room on the disk.
    pub async fn begin_upload(&self, call: &Call, new: BeginUpload) -> Result<UploadId> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::RecordingDeposit)?;
        check_name(&new.file_name)?;
        if new.size_bytes == 0 {
            return Err(Error::Value {
                field: "文件",
                message: "这是空文件（0 字节），没有可储存的内容。请检查记录仪或存储卡后重新选择。"
                    .to_owned(),
            });
        }
        if let Some(activity) = new.activity {
            let dossier = self.dossier(activity).await?;
            acting.may(Action::RecordingWrite, &dossier)?;
            if let Some(case) = &dossier.case {
                case::gate(case, false)?;
            }
        }
        if let Some(device) = new.device {
            self.check_origin(acting.officer.agency, device).await?;
        }
        if let Some(person) = new.description.taken_by {
            let known = acting.directory.officer(person);
            known.filter(|one| one.agency == acting.officer.agency).ok_or(Refusal::NotFound)?;
        }
        let known =
            self.store.uploads_of(acting.officer.id).await.map_err(fault("counting uploads"))?;
        if known.iter().filter(|row| row.state == UploadState::Receiving.as_str()).count()
            >= MAX_OPEN_UPLOADS
        {
            return Err(Error::Value {
                field: "上传",
                message: format!("同时进行的上传已达{MAX_OPEN_UPLOADS}个，请等部分完成后再添加。"),
            });
        }
        let row = UploadRow {
            upload_id: UploadId::from_bits(self.context.id()),
            officer_id: Some(acting.officer.id),
            station_id: None,
            agency_id: acting.officer.agency,
            activity_id: new.activity,
            file_name: new.file_name,
            size_bytes: new.size_bytes,
            declared_sha256: new.declared,
            offset_bytes: 0,
            metadata: metadata(new.claimed_at, new.device, &new.description, None),
            state: UploadState::Receiving.as_str().to_owned(),
            error: None,
            recording_id: None,
            created_at: acting.now,
            updated_at: acting.now,
        };
        self.stage_upload(&row).await?;
        Ok(row.upload_id)
    }

    /// Promises room for an upload and notes it.
    pub(crate) async fn stage_upload(&self, row: &UploadRow) -> Result<()> {
        let (id, stage) = (row.upload_id, self.vault()?.stage());
        stage.create(id, row.size_bytes).await.map_err(stage_error)?;
        if let Err(error) = self.store.save_upload(row).await {
            // Nobody is told of it, so the room it was promised is given back.
            stage.terminate(id).await.map_err(stage_error)?;
            return Err(fault("noting an upload")(error));
        }
        Ok(())
    }

    /// Takes more bytes; answers the offset that is on disk. After the last byte that they came is
    /// a fact, and the upload is read back, compared and deposited by a job.
    ///
    /// # Errors
    /// *Not found* for an upload of somebody else; what staging says otherwise.
    pub async fn append_upload(
        &self,
        sender: Sender,
        id: UploadId,
        offset_bytes: u64,
        body_sha256: Option<Digest>,
        body: BodySource,
    ) -> Result<Result<Taken, StageError>> {
        let row = self.own_upload(sender, id).await?;
        let offset = match self.vault()?.stage().append(id, offset_bytes, body_sha256, body).await {
            Ok(offset) => offset,
            Err(error) => return Ok(Err(self.where_it_stands(sender, id, error).await?)),
        };
        let acceptance = match offset == row.size_bytes {
            true => self.complete_upload(&row).await?,
            false => None,
        };
        Ok(Ok(Taken { offset_bytes: offset, size_bytes: row.size_bytes, acceptance }))
    }

    /// For a sender who comes back: ends a dead connection of the same sender and tells the
    /// offset that is on disk. If every byte is there, the rest is seen to: the sender will not
    /// send the last piece again.
    ///
    /// # Errors
    /// *Not found* for an upload of somebody else.
    pub async fn resume_upload(&self, sender: Sender, id: UploadId) -> Result<Taken> {
        let row = self.own_upload(sender, id).await?;
        let is_receiving = row.state == UploadState::Receiving.as_str();
        let offset_bytes = match self.vault()?.stage().take_over(id).await {
            Ok(status) => status.offset_bytes,
            Err(error) => {
                let error = self.where_it_stands(sender, id, error).await?;
                let StageError::WrongOffset { offset_bytes } = error else {
                    return Err(stage_error(error));
                };
                offset_bytes
            }
        };
        let acceptance = match offset_bytes == row.size_bytes {
            true if is_receiving => self.complete_upload(&row).await?,
            true => self.acceptance(&row).await?,
            false => None,
        };
        Ok(Taken { offset_bytes, size_bytes: row.size_bytes, acceptance })
    }

    /// Ends an upload that was never completed.
    ///
    /// # Errors
    /// *Not found* for an upload of somebody else; a refusal once every byte is there.
    pub async fn terminate_upload(&self, officer: OfficerId, id: UploadId) -> Result<()> {
        let row = self.own_upload(Sender::Officer(officer), id).await?;
        match self.vault()?.stage().terminate(id).await {
            Ok(()) => {}
            // Its bytes went before, but that could not be noted.
            Err(StageError::Unknown(_)) if row.state == UploadState::Receiving.as_str() => {}
            Err(error) => return Err(stage_error(error)),
        }
        self.store.delete_upload(id).await.map_err(fault("forgetting an upload"))?;
        Ok(())
    }

    /// Notes the browser's own digest.
    ///
    /// # Errors
    /// A refusal if another one was declared, or if it comes after the deposit and differs.
    pub async fn declare_digest(
        &self,
        officer: OfficerId,
        id: UploadId,
        sha256: Digest,
    ) -> Result<()> {
        let row = self.own_upload(Sender::Officer(officer), id).await?;
        match (row.declared_sha256, row.recording_id) {
            (Some(known), _) if known == sha256 => Ok(()),
            (Some(_), _) => Err(differs()),
            (None, Some(recording)) => {
                let known = self.recording_so_far(recording).await?;
                match known.recordings.get(&recording).map(|known| known.digests.sha256) {
                    None => Err(Error::Conflict), // it is being deposited at this moment
                    Some(found) if found == sha256 => Ok(()),
                    Some(_) => Err(differs()),
                }
            }
            (None, None) => {
                let noted = self.store.declare_digest(id, sha256, self.context.now()).await;
                let noted = noted.map_err(fault("noting a digest"))?;
                if noted { Ok(()) } else { Err(Error::Conflict) }
            }
        }
    }

    /// One's own uploads of the last days, newest first.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn uploads(&self, officer: OfficerId) -> Result<Vec<UploadView>> {
        let rows = self.store.uploads_of(officer).await.map_err(fault("listing uploads"))?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(self.view_upload(row).await?);
        }
        Ok(views)
    }

    pub(crate) async fn view_upload(&self, row: UploadRow) -> Result<UploadView> {
        let staged = self.vault()?.stage().status(row.upload_id).map(|status| status.offset_bytes);
        if !is_done(&row) {
            let offset_bytes = staged.unwrap_or(0);
            return Ok(UploadView { offset_bytes, row, accepted: None, deposited: None });
        }
        let id = recording_of(&row);
        let facts = self.store.stream(&id.into()).await.map_err(fault("reading a recording"))?;
        let accepted = facts.first().map_or(Ok(None), |fact| self.accepted_by(id, fact))?;
        let mut deposited = None;
        for fact in facts {
            let recorded = crate::load::recorded(&fact)?;
            if let Some(first) = recorded.as_ref().and_then(recording::Recording::begin) {
                deposited = Some((first, fact.n));
                break;
            }
        }
        let offset_bytes = staged.unwrap_or(row.size_bytes);
        Ok(UploadView { offset_bytes, row, accepted, deposited })
    }

    pub(crate) async fn own_upload(&self, sender: Sender, id: UploadId) -> Result<UploadRow> {
        let row = self.store.upload(id).await.map_err(fault("reading an upload"))?;
        let is_own = |row: &UploadRow| match sender {
            Sender::Officer(officer) => row.officer_id == Some(officer),
            Sender::Station(station) => row.station_id == Some(station),
        };
        row.filter(is_own).ok_or_else(|| Refusal::NotFound.into())
    }

    /// The job: read back, compare, publish, append, settle. May run twice.
    pub(crate) async fn deposit_upload(&self, id: UploadId) -> Result<()> {
        let Some(asked) = self.store.upload(id).await.map_err(fault("reading an upload"))? else {
            return Ok(());
        };
        let mut finished = self.vault()?.finish(id, asked.declared_sha256).await;
        let (row, recording) = self.name_recording(&asked).await?;
        if row.declared_sha256 != asked.declared_sha256 {
            // Declared while the bytes were read back: it is compared as well.
            finished = self.vault()?.finish(id, row.declared_sha256).await;
        }
        match finished {
            Ok(read_back) => {
                self.vault()?.publish(&read_back).await.map_err(fault("publishing an original"))?;
                let states = digest_of(&read_back.content().states);
                let declared = row.declared_sha256;
                self.append_deposit(&row, recording, read_back.digests(), states, declared).await?;
                self.vault()?.settle(id).await.map_err(fault("settling an upload"))?;
                self.finish_upload(row, UploadState::Deposited, None).await
            }
            Err(FinishError::DeclaredDiffers { declared, found }) => {
                let reason = QuarantineReason::DeclaredDiffers { declared, found: found.digests };
                self.set_aside(row, recording, &found, declared, &reason, DECLARED_DIFFERS).await
            }
            Err(FinishError::StorageDiffers { received, found }) => {
                let reason = QuarantineReason::StorageDiffers { received, found: found.digests };
                self.set_aside(row, recording, &found, received, &reason, STORAGE_DIFFERS).await
            }
            Err(FinishError::Stage(StageError::Unknown(_))) if asked.recording_id.is_some() => {
                // A run before this one came to its end and stopped before noting so.
                let dossier = self.dossier(recording).await?;
                let known = dossier.recordings.get(&recording).ok_or(Refusal::NotFound)?;
                let state = if known.is_quarantined {
                    UploadState::Quarantined
                } else {
                    UploadState::Deposited
                };
                self.finish_upload(row, state, None).await
            }
            Err(other) => Err(fault("reading an upload back")(other)),
        }
    }

    /// The upload as it is once its recording's id is fixed: before any fact is written, so that a
    /// second run writes the same one.
    async fn name_recording(&self, asked: &UploadRow) -> Result<(UploadRow, AvRecordId)> {
        let id = asked.upload_id;
        if asked.recording_id.is_none() {
            let recording = AvRecordId::of_upload(id);
            let named = self.store.name_recording(id, recording, self.context.now()).await;
            named.map_err(fault("noting a recording's id"))?;
        }
        let row = self.store.upload(id).await.map_err(fault("reading an upload"))?;
        let named = row.and_then(|row| row.recording_id.map(|recording| (row, recording)));
        named.ok_or_else(|| fault("noting a recording's id")("the upload is gone"))
    }

    /// Keeps bytes aside that are not what they should be, with a fact that says so.
    async fn set_aside(
        &self,
        row: UploadRow,
        recording: AvRecordId,
        found: &vault::Content,
        expected: Digest,
        reason: &QuarantineReason,
        told: &str,
    ) -> Result<()> {
        let states = digest_of(&found.states);
        self.append_deposit(&row, recording, found.digests, states, Some(expected)).await?;
        let moved = self.vault()?.quarantine(row.upload_id, reason).await;
        moved.map_err(fault("setting bytes aside"))?;
        self.finish_upload(row, UploadState::Quarantined, Some(told)).await
    }

    async fn finish_upload(
        &self,
        mut row: UploadRow,
        state: UploadState,
        told: Option<&str>,
    ) -> Result<()> {
        row.state = state.as_str().to_owned();
        row.error = told.map(str::to_owned);
        row.updated_at = self.context.now();
        self.store.save_upload(&row).await.map_err(fault("noting a deposit"))
    }

    async fn append_deposit(
        &self,
        row: &UploadRow,
        recording: AvRecordId,
        digests: terms::Digests,
        states: Digest,
        declared: Option<Digest>,
    ) -> Result<()> {
        let call = Call { officer: row.officer_id, station: row.station_id, key: None };
        let collection: Option<Collection> = kept(&row.metadata, "collection");
        let command = Command::Deposit {
            recording,
            agency: row.agency_id,
            digests,
            states,
            file_name: row.file_name.clone(),
            upload: row.upload_id,
            declared,
            claimed_at: kept(&row.metadata, "claimed_at"),
            collection: collection.clone().map(Box::new),
        };
        let now = self.context.now();
        let known = self.recording_so_far(recording).await?;
        if !known.recordings.contains_key(&recording) {
            let told = kept(&row.metadata, "device");
            let origin =
                self.origin_of(row.agency_id, &row.file_name, told, collection.as_ref()).await?;
            // Bytes that were set aside come from nowhere.
            let is_sound = declared.is_none_or(|d| d == digests.sha256);
            let origin = origin.filter(|_| is_sound);
            let said: Option<Description> = kept(&row.metadata, "description");
            let said = said.filter(|_| is_sound).and_then(|said| said.event_for(recording));
            self.execute(&call, || async {
                let context = no_matter(row.officer_id, now);
                let outcome = recording::decide(None, command.clone(), &context)?;
                let decided = Decided::on(known.clone(), recording, outcome);
                let decided = match origin {
                    None => decided,
                    Some(origin) => decided.and(recording, origin.event_for(recording)),
                };
                let decided = match said.clone() {
                    None => decided,
                    Some(said) => decided.and(recording, said),
                };
                Ok(decided.making(recording))
            })
            .await?;
        }
        match row.activity_id {
            Some(activity) if declared.is_none_or(|d| d == digests.sha256) => {
                match self.link_recording(&call, recording, activity).await {
                    Ok(_) | Err(Error::Refused(_)) => Ok(()), // the clip is safe; it waits unlinked
                    Err(error) => Err(error),
                }
            }
            _ => Ok(()),
        }
    }
}

/// Whether every byte came and was read back once: only then is there a name for the recording.
pub(crate) fn is_done(row: &UploadRow) -> bool {
    row.state != UploadState::Receiving.as_str() || row.recording_id.is_some()
}

fn no_matter(actor: Option<OfficerId>, now: Timestamp) -> recording::Context<'static> {
    recording::Context { actor, case: None, access: &[], now }
}

/// SHA-256 over the states in order: one value that fixes them all.
fn digest_of(states: &[Digest]) -> Digest {
    let mut hasher = Sha256::new();
    for state in states {
        hasher.update(state.as_bytes());
    }
    Digest::from_bytes(hasher.finalize().into())
}

fn differs() -> Error {
    Error::Value {
        field: "摘要",
        message: "浏览器计算的摘要与已申报或已储存的不一致，请重新选择该文件上传。".to_owned(),
    }
}

pub(crate) fn check_name(name: &str) -> Result<()> {
    let told = if name.trim().is_empty() {
        "文件名为空，请给文件命名后重新选择。"
    } else if name.chars().count() > MAX_FILE_NAME {
        "文件名超过255个字，请改短后重新选择。"
    } else if name.chars().any(domain::is_unseen) || name.contains(['/', '\\']) {
        "文件名含有路径、控制字符或改变文字方向的字符，请改名后重新选择。"
    } else {
        return Ok(());
    };
    Err(Error::Value { field: "文件名", message: told.to_owned() })
}
