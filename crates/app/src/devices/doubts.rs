//! What the facts of devices say against the causes that were noted for breaks of a recording
//! (Art. 19).

use std::sync::Arc;

use domain::Refusal;
use domain::activity::{Activity, Cause, Explanation, Interruption};
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

/// When recording broke off and why, as noted on site or as explained afterwards, where a device's
/// facts could speak against it. What was noted and explained alike is asked about once.
fn causes(activity: &Activity) -> Vec<(Timestamp, Cause)> {
    let noted = activity.interruptions.iter().map(|one| (one.interrupted_at, one.cause));
    let is_noted = |said: &&Explanation| {
        let same = |one: &&Interruption| one.cause == said.cause && activity.touches(one, said.gap);
        activity.interruptions.iter().any(|one| same(&one))
    };
    let said = activity.explanations.iter().filter(|said| !is_noted(said));
    let said = said.map(|said| (said.gap.from(), said.cause));
    let mut causes: Vec<_> =
        noted.chain(said).filter(|(_, cause)| is_doubted_cause(*cause)).collect();
    causes.sort_unstable_by_key(|(at, _)| *at);
    causes.dedup();
    causes
}

impl App {
    /// What is known of the devices at each break that was noted or explained with a cause of the
    /// device's.
    ///
    /// # Errors
    /// *Not found* for work the reader may not see.
    pub async fn device_doubts(&self, reader: OfficerId, id: ActivityId) -> Result<DoubtsSeen> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::ActivityRead, &dossier)?;
        let activity = dossier.activities.get(&id).ok_or(Refusal::NotFound)?;
        let (mut doubts, mut without_device) = (Vec::new(), Vec::new());
        for (at, cause) in causes(activity) {
            let known = doubts.len();
            for officer in &activity.officers_at(at) {
                doubts.extend(self.held_then(*officer, at, cause).await?);
            }
            if doubts.len() == known {
                without_device.push((at, cause));
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
