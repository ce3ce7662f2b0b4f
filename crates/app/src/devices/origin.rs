//! From which device a recording came: told when it is uploaded, recognised by its name, or noted
//! later; and whether that device was seen empty afterwards (Art. 22 para. 1).

use domain::authority::{Action, may_ever};
use domain::device::{NameRead, Naming};
use domain::recording::{self, Collection, Command, Context, DeviceBasis, Origin};
use domain::{Outcome, Refusal, case};
use store::DeviceRow;
use terms::{AgencyId, AvRecordId, DeviceId, Timestamp};

use super::docked;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::{App, CaseView};

/// What a file's name says by a device's pattern.
pub(super) fn read(row: &DeviceRow, file_name: &str) -> Option<NameRead> {
    let naming = Naming::parse(row.naming.as_deref()?).ok()?;
    naming.read(file_name, &[row.asset_no.as_str(), row.serial_no.as_str()])
}

fn origin(row: &DeviceRow, file_name: &str, basis: DeviceBasis) -> Origin {
    let read = read(row, file_name).unwrap_or_default();
    Origin { device: row.device_id, file_no: read.file_no, file_day: read.day, basis }
}

/// Where a file came from among the devices of its agency: as its sender says, or the station that
/// took it off a device, or else as its name says, if that is plain.
pub(super) fn origin_among(
    rows: &[DeviceRow],
    file_name: &str,
    told: Option<DeviceId>,
    collection: Option<&Collection>,
) -> Option<Origin> {
    if let Some(told) = told {
        let row = rows.iter().find(|row| row.device_id == told);
        return row.map(|row| origin(row, file_name, DeviceBasis::Told));
    }
    if let Some(from) = collection
        && let Some(origin) = docked::collected(rows, file_name, from)
    {
        return Some(origin);
    }
    let fits = |row: &&DeviceRow| {
        row.gone_at.is_none() && read(row, file_name).is_some_and(|read| read.names_device)
    };
    let mut named = rows.iter().filter(fits);
    let (first, second) = (named.next(), named.next());
    let only = first.filter(|_| second.is_none());
    only.map(|row| origin(row, file_name, DeviceBasis::Name))
}

impl App {
    /// The same, of an agency's devices as they are now.
    pub(crate) async fn origin_of(
        &self,
        agency: AgencyId,
        file_name: &str,
        told: Option<DeviceId>,
        collection: Option<&Collection>,
    ) -> Result<Option<Origin>> {
        let rows = self.store.devices_of(agency).await.map_err(fault("listing devices"))?;
        Ok(origin_among(&rows, file_name, told, collection))
    }

    /// A device that an upload is said to come from.
    pub(crate) async fn check_origin(&self, agency: AgencyId, device: DeviceId) -> Result<()> {
        let row = self.store.row::<DeviceRow>(device).await.map_err(fault("reading a device"))?;
        let is_ours = row.is_some_and(|row| row.agency_id == agency);
        if is_ours { Ok(()) } else { Err(Refusal::NotFound.into()) }
    }

    /// Whether the reader may note from which device a recording came: whoever keeps the devices of
    /// its agency, and whoever handles it.
    ///
    /// # Errors
    /// The refusal that the attempt would meet.
    pub fn reader_may_name_device(&self, view: &CaseView) -> Result<(), Refusal> {
        let own = view.dossier.agency() == Some(view.reader.agency);
        if own && may_ever(&view.reader, Action::DeviceKeep, view.now.date()) {
            return Ok(());
        }
        self.reader_may(view, Action::RecordingWrite)
    }

    /// Notes later from which device a recording came.
    ///
    /// # Errors
    /// A refusal if it is known to come from another.
    pub async fn name_device(&self, call: &Call, id: AvRecordId, device: DeviceId) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingRead, &before)?;
            if before.agency() != Some(acting.officer.agency)
                || acting.may_at_home(Action::DeviceKeep).is_err()
            {
                acting.may(Action::RecordingWrite, &before)?;
            }
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let row = self.device_at_home(device, &acting).await?;
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            let origin = origin(&row, state.file_name.reveal(), DeviceBasis::Later);
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let command = Command::NameDevice { origin };
            let outcome = recording::decide(Some(state), command, &context)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Notes with each recording of a device whether it was seen empty after the deposit. An archived
    /// case takes no write: what was not noted by then stays so (Art. 21). May run twice.
    pub(crate) async fn note_clearance(
        &self,
        device: DeviceId,
        is_cleared: bool,
        seen_at: Timestamp,
    ) -> Result<()> {
        let rows = self.store.uncleared_of(device, seen_at).await;
        let rows = rows.map_err(fault("listing what a device gave"))?;
        for row in rows.iter().filter(|row| row.device_cleared != Some(is_cleared)) {
            let id = row.recording_id;
            self.execute(&Call::system(), || async {
                let before = self.dossier(id).await?;
                let gate = before.case.as_ref().map_or(Ok(()), |known| case::gate(known, true));
                let now = self.context.now();
                let context = Context { actor: None, case: None, access: &[], now };
                let command = Command::NoteClearance { device, is_cleared, seen_at };
                let state = before.recordings.get(&id);
                let outcome = match gate {
                    Ok(()) => recording::decide(state, command, &context)?,
                    Err(_) => Outcome::AlreadyDone,
                };
                Ok(Decided::on(before, id, outcome))
            })
            .await?;
        }
        Ok(())
    }
}
