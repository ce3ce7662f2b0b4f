//! Uploads in progress. The bytes are in the vault; this says how many of them are on disk.

use terms::{ActivityId, AgencyId, AvRecordId, Digest, OfficerId, StationId, Timestamp, UploadId};

use crate::db::{Cell, Column, Misfit, Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// An upload in progress, or how it ended.
    UploadRow = "upload" {
        /// Its id.
        key upload_id: UploadId,
        /// Who uploads; none if a station does.
        officer_id: Option<OfficerId>,
        /// Which station uploads.
        station_id: Option<StationId>,
        /// For which agency.
        agency_id: AgencyId,
        /// For which on-site work, where it is known.
        activity_id: Option<ActivityId>,
        /// Name of the file as it came.
        file_name: String,
        /// Length announced, in bytes.
        size_bytes: u64,
        /// Bytes that are on disk.
        offset_bytes: u64,
        /// Digest announced.
        declared_sha256: Option<Digest>,
        /// Metadata as the client sent it.
        metadata: String,
        /// Word for its state.
        state: String,
        /// Why it failed.
        error: Option<String>,
        /// The recording it became.
        recording_id: Option<AvRecordId>,
        /// When it began.
        created_at: Timestamp,
        /// When this row last changed.
        updated_at: Timestamp,
    }
}

const BY_ID: &str = " WHERE upload_id = $1";
const OF_OFFICER: &str =
    " WHERE officer_id = $1 ORDER BY created_at DESC, upload_id DESC LIMIT 200";
const OF_STATION: &str =
    " WHERE station_id = $1 ORDER BY created_at DESC, upload_id DESC LIMIT 200";
const SAME_BYTES: &str =
    " WHERE station_id = $1 AND declared_sha256 = $2 AND state <> 'quarantined'";
const OPEN_OF_STATION: &str = "SELECT COUNT(*) FROM upload \
     WHERE station_id = $1 AND state = 'receiving'";
const OPEN: &str = " WHERE agency_id = $1 AND state IN ('receiving', 'verifying') \
     ORDER BY created_at DESC, upload_id DESC LIMIT 500";
const IN_STATE: &str =
    " WHERE state = $1 AND updated_at < $2 ORDER BY updated_at, upload_id LIMIT 500";
const MOVE: &str = "UPDATE upload SET offset_bytes = $2, updated_at = $3 \
     WHERE upload_id = $1 AND offset_bytes <= $2 AND $2 <= size_bytes";
const COMPLETE: &str = "UPDATE upload SET state = 'verifying', updated_at = $2 \
     WHERE upload_id = $1 AND state = 'receiving'";
const DECLARE: &str = "UPDATE upload SET declared_sha256 = $2, updated_at = $3 \
     WHERE upload_id = $1 AND declared_sha256 IS NULL AND recording_id IS NULL";
const NAME: &str = "UPDATE upload SET recording_id = $2, updated_at = $3 \
     WHERE upload_id = $1 AND recording_id IS NULL";
const DELETE: &str = "DELETE FROM upload WHERE upload_id = $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[OPEN_OF_STATION, MOVE, COMPLETE, DECLARE, NAME, DELETE];

impl Store {
    /// Begins an upload.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or the id is in use.
    pub async fn create_upload(&self, upload: &UploadRow) -> Result<(), StoreFault> {
        let cells = upload.cells()?;
        let sql = values(UploadRow::TEXT.insert, cells.len(), 1, "");
        self.db.writer().await?.execute("upload", sql, cells).await.map(|_| ())
    }

    /// An upload by its id.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn upload(&self, id: UploadId) -> Result<Option<UploadRow>, StoreFault> {
        Ok(self.uploads(BY_ID, vec![Cell::id(id)]).await?.into_iter().next())
    }

    /// Notes that so many bytes are on disk. `false` if that is fewer than were noted before, or
    /// more than were announced, or there is no such upload.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn move_upload(
        &self,
        id: UploadId,
        offset_bytes: u64,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        let offset = offset_bytes.to_cell();
        let offset = offset.map_err(|Misfit| StoreFault::Unstorable { column: "offset_bytes" })?;
        let cells = vec![Cell::id(id), offset, Cell::at(now)];
        Ok(self.db.writer().await?.execute("upload", MOVE, cells).await? == 1)
    }

    /// Notes that every byte is on disk; `false` if that was noted before.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn complete_upload(&self, id: UploadId, now: Timestamp) -> Result<bool, StoreFault> {
        self.change_upload(COMPLETE, vec![Cell::id(id), Cell::at(now)]).await
    }

    /// Notes the digest its sender computed; `false` if there is one, or the bytes have become a
    /// recording by now, and so were compared without it.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn declare_digest(
        &self,
        id: UploadId,
        sha256: Digest,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.change_upload(DECLARE, vec![Cell::id(id), Cell::id(sha256), Cell::at(now)]).await
    }

    /// Fixes which recording it becomes; `false` if that was fixed before. No digest is declared
    /// after this.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn name_recording(
        &self,
        id: UploadId,
        recording: AvRecordId,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.change_upload(NAME, vec![Cell::id(id), Cell::id(recording), Cell::at(now)]).await
    }

    /// Saves an upload as it is now, e.g. that it failed, or which recording it became.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_upload(&self, upload: &UploadRow) -> Result<(), StoreFault> {
        let cells = upload.cells()?;
        let text = UploadRow::TEXT;
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute("upload", sql, cells).await.map(|_| ())
    }

    /// The last 200 uploads of a person, newest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn uploads_of(&self, officer: OfficerId) -> Result<Vec<UploadRow>, StoreFault> {
        self.uploads(OF_OFFICER, vec![Cell::id(officer)]).await
    }

    /// The last 200 uploads of a station, newest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn uploads_of_station(&self, id: StationId) -> Result<Vec<UploadRow>, StoreFault> {
        self.uploads(OF_STATION, vec![Cell::id(id)]).await
    }

    /// The upload by which a station brings these bytes in, unless they came out otherwise.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn upload_of_same_bytes(
        &self,
        station: StationId,
        sha256: Digest,
    ) -> Result<Option<UploadRow>, StoreFault> {
        let cells = vec![Cell::id(station), Cell::id(sha256)];
        Ok(self.uploads(SAME_BYTES, cells).await?.into_iter().next())
    }

    /// How many uploads of a station are not complete yet.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn open_uploads_of_station(&self, id: StationId) -> Result<u64, StoreFault> {
        let cells = vec![Cell::id(id)];
        let line = self.db.reader().await?.fetch_one("upload", OPEN_OF_STATION, cells).await?;
        line.map_or(Ok(0), |mut line| line.next("count"))
    }

    /// The last 500 uploads for an agency that have not become recordings, newest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn open_uploads(&self, agency: AgencyId) -> Result<Vec<UploadRow>, StoreFault> {
        self.uploads(OPEN, vec![Cell::id(agency)]).await
    }

    /// At most 500 uploads in a state that have not changed since before an instant, oldest first:
    /// to finish what a crash cut short, or to give up what nobody continues.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn uploads_in_state(
        &self,
        state: &str,
        unchanged_since: Timestamp,
    ) -> Result<Vec<UploadRow>, StoreFault> {
        self.uploads(IN_STATE, vec![Cell::text(state), Cell::at(unchanged_since)]).await
    }

    /// Forgets an upload; `false` if there is none.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn delete_upload(&self, id: UploadId) -> Result<bool, StoreFault> {
        Ok(self.db.writer().await?.execute("upload", DELETE, vec![Cell::id(id)]).await? == 1)
    }

    async fn change_upload(
        &self,
        change: &'static str,
        cells: Vec<Cell>,
    ) -> Result<bool, StoreFault> {
        Ok(self.db.writer().await?.execute("upload", change, cells).await? == 1)
    }

    async fn uploads(
        &self,
        rest: &'static str,
        cells: Vec<Cell>,
    ) -> Result<Vec<UploadRow>, StoreFault> {
        let mut sql = Sql::new(UploadRow::TEXT.select);
        sql.push_numbered(rest, cells);
        self.select(sql).await
    }
}

/// The statements that are put together, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_upload_list() -> Vec<Sql> {
    [BY_ID, OF_OFFICER, OF_STATION, SAME_BYTES, OPEN, IN_STATE]
        .into_iter()
        .map(|rest| {
            let mut sql = Sql::new(UploadRow::TEXT.select);
            sql.push(rest);
            sql
        })
        .collect()
}
