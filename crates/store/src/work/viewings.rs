//! What a person made of a recording while looking at it: the parts played, a verdict, a note. No
//! fact (the look itself is one, Art. 24): a later word of the same person replaces it.

use terms::{AvRecordId, OfficerId, Timestamp};

use crate::db::{Cell, Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// How far a person is with a recording.
    ViewingRow = "viewing" {
        /// `recording|officer`.
        key key: String,
        /// Which recording.
        recording_id: AvRecordId,
        /// Whose.
        officer_id: OfficerId,
        /// Parts played, as JSON: `[[from_ms, to_ms], …]`, in order, apart from each other.
        watched: String,
        /// Word for what the person holds of it.
        verdict: Option<String>,
        /// In own words.
        note: Option<String>,
        /// When that was noted.
        updated_at: Timestamp,
    }
}

impl ViewingRow {
    /// The key of a person's word on a recording.
    #[must_use]
    pub fn key_of(recording: AvRecordId, officer: OfficerId) -> String {
        format!("{recording}|{officer}")
    }
}

fn of_recordings(recordings: &[AvRecordId], officer: Option<OfficerId>) -> Sql {
    let mut sql = Sql::new(ViewingRow::TEXT.select);
    sql.push(" WHERE recording_id IN ").bind_list(recordings.iter().map(|id| Cell::id(*id)));
    sql.when(" AND officer_id = ", officer.map(Cell::id));
    sql.push(" ORDER BY recording_id, officer_id LIMIT 2000");
    sql
}

impl Store {
    /// Keeps a person's word on a recording, in the place of what was kept before.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_viewing(&self, viewing: &ViewingRow) -> Result<(), StoreFault> {
        let (text, cells) = (ViewingRow::TEXT, viewing.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }

    /// What people made of at most a page of recordings; with `officer`, of that one only.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn viewings(
        &self,
        recordings: &[AvRecordId],
        officer: Option<OfficerId>,
    ) -> Result<Vec<ViewingRow>, StoreFault> {
        if recordings.is_empty() {
            return Ok(Vec::new());
        }
        self.select(of_recordings(recordings, officer)).await
    }
}

/// Every statement, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_viewing_list() -> Vec<Sql> {
    let recordings = [AvRecordId::from_bits(1), AvRecordId::from_bits(2)];
    vec![
        of_recordings(&recordings, None),
        of_recordings(&recordings, Some(OfficerId::from_bits(1))),
    ]
}
