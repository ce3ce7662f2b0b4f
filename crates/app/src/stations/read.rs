//! Stations for reading: the wall of all, and one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Refusal;
use domain::authority::{self, Action, Horizon};
use domain::org::Directory;
use domain::station::Station;
use store::{DeviceRow, DockRow, StationRow, StationStatusRow};
use terms::{OfficerId, StationId, Timestamp};

use super::StationStatus;
use crate::error::{Result, fault};
use crate::{App, UploadView};

/// What a station said, and when.
pub type Said = (Timestamp, StationStatus);

/// The stations somebody may see.
pub struct StationsSeen {
    /// Each with what it said last, open ones first.
    pub stations: Vec<(StationRow, Option<Said>)>,
    /// Whether the reader may register one.
    pub may_keep: Result<(), Refusal>,
    /// The agencies.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

/// A station as somebody may read it.
pub struct StationView {
    /// The station.
    pub station: Station,
    /// Its version.
    pub version: u64,
    /// What the register of devices knows it as.
    pub device: Option<DeviceRow>,
    /// What it said last.
    pub said: Option<Said>,
    /// What was put into it, newest first.
    pub docks: Vec<DockRow>,
    /// What it brought in, newest first.
    pub uploads: Vec<UploadView>,
    /// The public key by which it knows our receipts.
    pub server_key: String,
    /// Whether the reader may change it.
    pub may_keep: Result<(), Refusal>,
    /// The agencies.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// The stations of the reader's horizon.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn stations(&self, reader: OfficerId) -> Result<StationsSeen> {
        let acting = self.acting(Some(reader)).await?;
        let today = acting.now.date();
        let seen =
            authority::horizon(&acting.officer, &acting.directory, Action::StationRead, today)?;
        let agencies: Vec<_> = match seen {
            Horizon::Agencies(agencies) => agencies.into_iter().collect(),
            Horizon::Part { agency, .. } => vec![agency],
        };
        let rows = self.store.stations(&agencies).await.map_err(fault("listing stations"))?;
        let ids: Vec<StationId> = rows.iter().map(|row| row.station_id).collect();
        let mut said = self.said(&ids).await?;
        let mut stations: Vec<_> =
            rows.into_iter().map(|row| (said.remove(&row.station_id), row)).collect();
        stations.sort_by_key(|(_, row)| row.closed_at.is_some());
        Ok(StationsSeen {
            stations: stations.into_iter().map(|(said, row)| (row, said)).collect(),
            may_keep: acting.may_at_home(Action::StationKeep).map(|_| ()),
            directory: acting.directory,
            now: acting.now,
        })
    }

    /// One station.
    ///
    /// # Errors
    /// *Not found* for another agency's.
    pub async fn station(&self, reader: OfficerId, id: StationId) -> Result<StationView> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::StationRead, &dossier)?;
        let station = dossier.stations.get(&id).cloned().ok_or(Refusal::NotFound)?;
        let rows = self.store.uploads_of_station(id).await.map_err(fault("listing uploads"))?;
        let mut uploads = Vec::with_capacity(rows.len());
        for row in rows {
            uploads.push(self.view_upload(row).await?);
        }
        let device = match station.device {
            Some(id) => self.store.row::<DeviceRow>(id).await.map_err(fault("reading a device"))?,
            None => None,
        };
        Ok(StationView {
            device,
            version: dossier.version(&id.into()),
            said: self.said(&[id]).await?.remove(&id),
            docks: self.store.docks_of(id).await.map_err(fault("listing docks"))?,
            uploads,
            server_key: self.server_key(),
            may_keep: acting.may(Action::StationKeep, &dossier).map(|_| ()),
            station,
            directory: acting.directory,
            now: acting.now,
        })
    }

    pub(crate) async fn said(&self, ids: &[StationId]) -> Result<BTreeMap<StationId, Said>> {
        let rows = self.store.station_statuses(ids).await.map_err(fault("reading statuses"))?;
        // What an older program said may not read any more; the next word is minutes away.
        let read = |row: StationStatusRow| {
            Some((row.station_id, (row.seen_at, serde_json::from_str(&row.status).ok()?)))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }
}
