//! What the facts of devices say against the causes that were noted for breaks of a recording
//! (Art. 19).

use std::sync::Arc;

use domain::Refusal;
use domain::activity::Cause;
use domain::authority::Action;
use domain::device::{Known, doubt, is_doubted_cause};
use domain::org::Directory;
use store::DeviceRow;
use terms::{ActivityId, OfficerId, Timestamp};

use super::it;
use crate::App;
use crate::error::{Result, fault};

/// A break, a device that somebody of the work had then, and what is known of it.
pub struct DeviceDoubt {
    /// When recording broke off.
    pub interrupted_at: Timestamp,
    /// The cause that was noted.
    pub cause: Cause,
    /// Who had the device.
    pub officer: OfficerId,
    /// The device.
    pub device: DeviceRow,
    /// What is known of it at that moment.
    pub known: Known,
    /// Why to ask.
    pub doubt: Option<String>,
}

/// What is known of the devices at each break of some work.
pub struct DoubtsSeen {
    /// Break by break, device by device.
    pub doubts: Vec<DeviceDoubt>,
    /// Breaks for which nobody of the work had a device of the register.
    pub without_device: Vec<(Timestamp, Cause)>,
    /// The people.
    pub directory: Arc<Directory>,
}

impl App {
    /// What is known of the devices at each break that was noted with a cause of the device's.
    ///
    /// # Errors
    /// *Not found* for work the reader may not see.
    pub async fn device_doubts(&self, reader: OfficerId, id: ActivityId) -> Result<DoubtsSeen> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::ActivityRead, &dossier)?;
        let activity = dossier.activities.get(&id).ok_or(Refusal::NotFound)?;
        let (mut doubts, mut without_device) = (Vec::new(), Vec::new());
        for one in activity.interruptions.iter().filter(|one| is_doubted_cause(one.cause)) {
            let known = doubts.len();
            for officer in &activity.officers {
                doubts.extend(self.held_then(*officer, one.interrupted_at, one.cause).await?);
            }
            if doubts.len() == known {
                without_device.push((one.interrupted_at, one.cause));
            }
        }
        Ok(DoubtsSeen { doubts, without_device, directory: acting.directory })
    }

    async fn held_then(
        &self,
        officer: OfficerId,
        at: Timestamp,
        cause: Cause,
    ) -> Result<Vec<DeviceDoubt>> {
        let held = self.store.devices_held_at(officer, at).await;
        let ids = held.map_err(fault("looking for devices"))?.into_iter().map(|row| row.device_id);
        let rows = self.store.rows_by_key::<DeviceRow>(ids).await.map_err(fault("reading"))?;
        let mut found = Vec::with_capacity(rows.len());
        for device in rows {
            let dossier = self.dossier(device.device_id).await?;
            let known = it(&dossier, device.device_id)?.known_at(at);
            let doubt = doubt(cause, &known, at);
            found.push(DeviceDoubt { interrupted_at: at, cause, officer, device, known, doubt });
        }
        Ok(found)
    }
}
