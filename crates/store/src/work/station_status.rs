//! What collection stations say of themselves. No fact: the next word replaces it.

use terms::{StationId, Timestamp};

use crate::db::{Cell, Sql, values};
use crate::fault::StoreFault;
use crate::rows::table::{Typed, row_type};
use crate::store::Store;

row_type! {
    /// The last word of a station about itself.
    StationStatusRow = "station_status" {
        /// Which station.
        key station_id: StationId,
        /// When it came.
        seen_at: Timestamp,
        /// What it said, as JSON.
        status: String,
    }
}

impl Store {
    /// Keeps what a station says, in the place of what it said before.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn save_station_status(&self, status: &StationStatusRow) -> Result<(), StoreFault> {
        let (text, cells) = (StationStatusRow::TEXT, status.cells()?);
        let sql = values(text.insert, cells.len(), 1, text.or_replace);
        self.db.writer().await?.execute(text.name, sql, cells).await.map(|_| ())
    }

    /// What these stations said last.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn station_statuses(
        &self,
        stations: &[StationId],
    ) -> Result<Vec<StationStatusRow>, StoreFault> {
        if stations.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(StationStatusRow::TEXT.select);
        sql.push(" WHERE station_id IN ").bind_list(stations.iter().map(|id| Cell::id(*id)));
        self.select(sql).await
    }
}
