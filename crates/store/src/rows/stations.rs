//! Stations of agencies, and what was put into one of them.

use terms::{AgencyId, DeviceId, Digest, StationId};

use super::station_tables::{DockRow, StationRow};
use super::table::Typed;
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

const BY_KEY: &str = " WHERE key = $1 ORDER BY station_id";
const BY_DEVICE: &str = " WHERE device_id = $1 AND closed_at IS NULL ORDER BY station_id";
const OF_STATION: &str = " WHERE station_id = $1 ORDER BY at DESC, dock_id DESC LIMIT 50";

fn of_agencies(agencies: &[AgencyId]) -> Sql {
    let mut sql = Sql::new(StationRow::TEXT.select);
    sql.push(" WHERE agency_id IN ").bind_list(agencies.iter().map(|id| Cell::id(*id)));
    sql.push(" ORDER BY agency_id, station_id LIMIT 500");
    sql
}

impl Store {
    /// At most 500 stations of these agencies, those included that were closed.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stations(&self, agencies: &[AgencyId]) -> Result<Vec<StationRow>, StoreFault> {
        if agencies.is_empty() { Ok(Vec::new()) } else { self.select(of_agencies(agencies)).await }
    }

    /// Stations that have this public key.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn stations_with_key(&self, key: Digest) -> Result<Vec<StationRow>, StoreFault> {
        let mut sql = Sql::new(StationRow::TEXT.select);
        sql.push_numbered(BY_KEY, Some(Cell::id(key)));
        self.select(sql).await
    }

    /// The station that the register of devices knows as this one, unless it was closed.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn station_of_device(
        &self,
        device: DeviceId,
    ) -> Result<Option<StationRow>, StoreFault> {
        let mut sql = Sql::new(StationRow::TEXT.select);
        sql.push_numbered(BY_DEVICE, Some(Cell::id(device)));
        Ok(self.select(sql).await?.into_iter().next())
    }

    /// The last 50 devices that were put into a station, newest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn docks_of(&self, station: StationId) -> Result<Vec<DockRow>, StoreFault> {
        let mut sql = Sql::new(DockRow::TEXT.select);
        sql.push_numbered(OF_STATION, Some(Cell::id(station)));
        self.select(sql).await
    }
}

/// Every statement, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_station_list() -> Vec<Sql> {
    let mut by_key = Sql::new(StationRow::TEXT.select);
    by_key.push(BY_KEY);
    let mut by_device = Sql::new(StationRow::TEXT.select);
    by_device.push(BY_DEVICE);
    let mut docks = Sql::new(DockRow::TEXT.select);
    docks.push(OF_STATION);
    vec![of_agencies(&[AgencyId::from_bits(1)]), by_key, by_device, docks]
}
