//! What a station brings in: each clip once, however often it asks; the receipt it may rely on; and
//! the word that a file is gone from its device.

use domain::Refusal;
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::recording::{self, Collection, Command, Description, FileFlag, Recording};
use ledger::Receipt;
use sha2::{Digest as _, Sha256};
use store::{DockRow, UploadRow};
use terms::{
    AgencyId, AvRecordId, ClaimedTime, Digest, DockId, OfficerId, Personal, StationId, Timestamp,
    UploadId,
};

use super::login::token;
use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};
use crate::upload_metadata::metadata;
use crate::uploads::check_name;
use crate::{App, UploadState, UploadView};

/// Most uploads of one station that are not complete: it sends a few at a time.
const MAX_OPEN_UPLOADS: u64 = 100;

/// A clip a station is about to bring in.
#[derive(Debug, Clone)]
pub struct NewClip {
    /// When its device was put in.
    pub dock: Option<DockId>,
    /// Name of the file, as data only.
    pub file_name: String,
    /// Bytes to come.
    pub size_bytes: u64,
    /// The station's own SHA-256.
    pub sha256: Digest,
    /// When the name or the file says it was recorded.
    pub claimed_at: Option<ClaimedTime>,
    /// The device's number.
    pub serial_no: Option<String>,
    /// Whose number is in the name.
    pub person_code: Option<String>,
    /// Its number on the device.
    pub file_no: Option<u64>,
    /// The folder it lay in.
    pub folder: Option<String>,
    /// Marked as important on the device.
    pub is_important: bool,
    /// What was seen about it.
    pub flags: Vec<FileFlag>,
}

/// An upload as its station is told of it.
#[derive(Debug, Clone)]
pub struct StationUpload {
    /// The upload.
    pub view: UploadView,
    /// Our signed word that it is deposited.
    pub receipt: Option<String>,
}

/// A file that a station deleted from its device.
#[derive(Debug, Clone, Copy)]
pub struct ClearedFile {
    /// The upload it had become.
    pub upload: UploadId,
    /// SHA-256 of the receipt it relied on.
    pub receipt: Digest,
    /// When, by the station's clock.
    pub cleared_at: ClaimedTime,
}

impl App {
    /// Begins to take a clip in; the same bytes from the same station are one upload for ever.
    ///
    /// # Errors
    /// An empty or too large file, an unusable name, a dock of another station, no room.
    pub async fn begin_clip(&self, station: StationId, new: NewClip) -> Result<StationUpload> {
        if let Some(known) = self.same_bytes(station, &new).await? {
            return self.told(known).await;
        }
        check_name(&new.file_name)?;
        if new.size_bytes == 0 {
            let message = "空文件（0 字节）没有可储存的内容，留在设备上由人查看。".to_owned();
            return Err(Error::Value { field: "文件", message });
        }
        let open = self.store.open_uploads_of_station(station).await;
        if open.map_err(fault("counting uploads"))? >= MAX_OPEN_UPLOADS {
            let message = format!("本站没有传完的文件已达{MAX_OPEN_UPLOADS}个，请先传完。");
            return Err(Error::Value { field: "上传", message });
        }
        if let Some(dock) = new.dock {
            let row = self.store.row::<DockRow>(dock).await.map_err(fault("reading a dock"))?;
            row.filter(|row| row.station_id == station).ok_or(Refusal::NotFound)?;
        }
        let dossier = self.dossier(station).await?;
        let agency = dossier.stations.get(&station).ok_or(Refusal::NotFound)?.agency;
        let row = self.clip_row(station, agency, &new).await?;
        match self.stage_upload(&row).await {
            Ok(()) => self.told(row).await,
            // Asked twice at once: the other one was noted.
            Err(error) => match self.same_bytes(station, &new).await? {
                Some(known) => self.told(known).await,
                None => Err(error),
            },
        }
    }

    async fn same_bytes(&self, station: StationId, new: &NewClip) -> Result<Option<UploadRow>> {
        let known = self.store.upload_of_same_bytes(station, new.sha256).await;
        let known = known.map_err(fault("looking for the same bytes"))?;
        Ok(known.filter(|row| row.size_bytes == new.size_bytes))
    }

    async fn clip_row(
        &self,
        station: StationId,
        agency: AgencyId,
        new: &NewClip,
    ) -> Result<UploadRow> {
        let now = self.context.now();
        let directory = self.directory().await?;
        let code = new.person_code.as_deref();
        let collection = Collection {
            station,
            dock: new.dock,
            serial_no: new.serial_no.clone(),
            person_code: new.person_code.clone().map(Personal::new),
            carried_by: code.and_then(|code| carrier(&directory, agency, code, now)),
            file_no: new.file_no,
            folder: new.folder.clone().map(Personal::new),
            is_important: new.is_important,
            flags: new.flags.clone(),
        };
        Ok(UploadRow {
            upload_id: UploadId::from_bits(self.context.id()),
            officer_id: None,
            station_id: Some(station),
            agency_id: agency,
            activity_id: None,
            file_name: new.file_name.clone(),
            size_bytes: new.size_bytes,
            declared_sha256: Some(new.sha256),
            offset_bytes: 0,
            metadata: metadata(new.claimed_at, None, &Description::default(), Some(&collection)),
            state: UploadState::Receiving.as_str().to_owned(),
            error: None,
            recording_id: None,
            created_at: now,
            updated_at: now,
        })
    }

    /// How far a station's own uploads are; those of others are left out.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn clips(&self, station: StationId, ids: &[UploadId]) -> Result<Vec<StationUpload>> {
        let mut told = Vec::with_capacity(ids.len());
        for id in ids {
            let row = self.store.upload(*id).await.map_err(fault("reading an upload"))?;
            if let Some(row) = row.filter(|row| row.station_id == Some(station)) {
                told.push(self.told(row).await?);
            }
        }
        Ok(told)
    }

    async fn told(&self, row: UploadRow) -> Result<StationUpload> {
        let view = self.view_upload(row).await?;
        let receipt = match (&view.deposited, view.row.station_id) {
            (Some((recording, leaf)), Some(station)) if !recording.is_quarantined => {
                Some(self.receipt(station, view.row.upload_id, recording, *leaf)?)
            }
            _ => None,
        };
        Ok(StationUpload { view, receipt })
    }

    /// Our signed word. It says the same however often it is asked for.
    fn receipt(
        &self,
        station: StationId,
        upload: UploadId,
        recording: &Recording,
        leaf: u64,
    ) -> Result<String> {
        let receipt = Receipt {
            station: token(station)?,
            upload: token(upload)?,
            recording: token(recording.id)?,
            digests: recording.digests,
            deposited_at: recording.deposited_at,
            leaf,
        };
        Ok(self.station_signer.sign(&receipt).to_string())
    }

    /// Notes that a station deleted a file from its device, on our receipt (Art. 22).
    ///
    /// # Errors
    /// *Not found* for an upload of another station; a refusal if the receipt is not ours.
    pub async fn note_cleared(
        &self,
        call: &Call,
        station: StationId,
        file: ClearedFile,
    ) -> Result<Done> {
        let told = self.clips(station, &[file.upload]).await?.pop().ok_or(Refusal::NotFound)?;
        let (Some((recording, _)), Some(receipt)) = (&told.view.deposited, &told.receipt) else {
            return Err(Refusal::NotFound.into());
        };
        if Digest::from_bytes(Sha256::digest(receipt.as_bytes()).into()) != file.receipt {
            return Err(Refusal::ReceiptDiffers.into());
        }
        let (id, ClearedFile { receipt, cleared_at, .. }) = (recording.id, file);
        let command = Command::Clear { station, cleared_at, receipt };
        self.execute(call, || self.decide_cleared(id, command.clone())).await
    }

    async fn decide_cleared(&self, id: AvRecordId, command: Command) -> Result<Decided> {
        let before: Dossier = self.dossier(id).await?;
        let now = self.context.now();
        let context = recording::Context { actor: None, case: None, access: &[], now };
        let outcome = recording::decide(before.recordings.get(&id), command, &context)?;
        Ok(Decided::on(before, id, outcome))
    }
}

/// The officer of the agency whose enforcement credential has that number today.
fn carrier(
    directory: &Directory,
    agency: AgencyId,
    code: &str,
    now: Timestamp,
) -> Option<OfficerId> {
    let is_theirs = |officer: &&domain::org::Officer| {
        let credential = officer.credential_on(now.date());
        officer.agency == agency
            && credential.is_some_and(|credential| credential.number.reveal() == code)
    };
    let mut found = directory.officers.values().filter(is_theirs);
    // Of two with one number it is neither.
    found.next().filter(|_| found.next().is_none()).map(|officer| officer.id)
}
