//! Commands about devices.

use domain::authority::Action;
use domain::device::{self, Around, ClockReading, Command, Details, Namesake, check_names};
use domain::dossier::Dossier;
use domain::{Refusal, Text};
use store::DeviceRow;
use terms::{AgencyId, DeviceId};

use super::{imported, it};
use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::load::Acting;

/// The right that a command needs.
pub(super) const fn action_of(command: &Command) -> Action {
    match command {
        Command::Register { .. }
        | Command::Change { .. }
        | Command::Issue { .. }
        | Command::Return { .. }
        | Command::Check { .. }
        | Command::BeginRepair { .. }
        | Command::CloseFault { .. }
        | Command::Find { .. }
        | Command::Retire { .. }
        | Command::JudgeNumbers { .. } => Action::DeviceKeep,
        Command::ReportFault { .. } | Command::Lose { .. } | Command::ExplainGap { .. } => {
            Action::DeviceReport
        }
        Command::Dock { .. } => Action::DeviceDock,
    }
}

pub(super) fn around(acting: &Acting) -> Around<'_> {
    Around { directory: &acting.directory, by: Some(&acting.officer), now: acting.now }
}

impl App {
    /// Enters a device in the register of one's own agency.
    ///
    /// # Errors
    /// A refusal naming the device that has the number, or what is wrong with the entry.
    pub async fn register_device(
        &self,
        call: &Call,
        details: Details,
        clock: Option<ClockReading>,
        namesake_reason: Option<Text<200>>,
    ) -> Result<Done> {
        let id = DeviceId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::DeviceKeep)?;
            let agency = acting.officer.agency;
            let (details, reason) = (details.clone(), namesake_reason.clone());
            self.check_device_names(&details, (id, agency), reason.as_ref()).await?;
            let command =
                Command::Register { device: id, agency, details, clock, namesake_reason: reason };
            let outcome = device::decide(None, command, &around(&acting))?;
            Ok(Decided::on(Dossier::default(), id, outcome).making(id))
        })
        .await
    }

    async fn check_device_names(
        &self,
        details: &Details,
        own: (DeviceId, AgencyId),
        reason: Option<&Text<200>>,
    ) -> Result<()> {
        let mut others = Vec::new();
        for code in [&details.asset_no.as_str(), &details.serial_no.as_str()] {
            let rows =
                self.store.device_codes(code).await.map_err(fault("looking for a number"))?;
            let ids = rows.into_iter().map(|row| row.device_id);
            let rows = self.store.rows_by_key::<DeviceRow>(ids).await;
            others.extend(rows.map_err(fault("reading devices"))?.into_iter().map(namesake));
        }
        check_names(details, own, reason, &others)?;
        Ok(())
    }

    /// One step of a device.
    ///
    /// # Errors
    /// A refusal naming what stands in the way.
    pub async fn decide_device(&self, call: &Call, id: DeviceId, command: Command) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            // Who may not know of it at all, before who may not do it.
            acting.may(Action::DeviceRead, &before)?;
            acting.may(action_of(&command), &before)?;
            if let Command::Change { details, namesake_reason, .. } = &command {
                let own = (id, it(&before, id)?.agency);
                let reason = namesake_reason.as_ref();
                self.check_device_names(details, own, reason).await?;
            }
            if let Command::Dock { docking } = &command
                && let Some(station) = docking.station
            {
                self.device_at_home(station, &acting).await?;
            }
            let outcome =
                device::decide(Some(it(&before, id)?), command.clone(), &around(&acting))?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// A device in use of one's own agency.
    pub(super) async fn device_at_home(&self, id: DeviceId, acting: &Acting) -> Result<DeviceRow> {
        let row = self.store.row::<DeviceRow>(id).await.map_err(fault("reading a device"))?;
        let own = row.filter(|row| row.agency_id == acting.officer.agency);
        Ok(own.filter(|row| row.gone_at.is_none()).ok_or(Refusal::NotFound)?)
    }

    /// Compares the numbers of a device's files with what was taken in. What may be missing only
    /// because it is still on its way waits for a day.
    ///
    /// # Errors
    /// A refusal for whoever does not keep devices.
    pub async fn compare_numbers(&self, call: &Call, id: DeviceId) -> Result<Done> {
        let known = self.dossier(id).await?;
        let is_coming = !self.coming_from(it(&known, id)?).await?.is_empty();
        self.judge_with(call, id, is_coming).await
    }

    pub(super) async fn judge_with(
        &self,
        call: &Call,
        id: DeviceId,
        is_coming: bool,
    ) -> Result<Done> {
        self.execute(call, || async {
            let before = self.dossier(id).await?;
            let state = it(&before, id)?;
            let acting = match call.officer {
                None => None,
                Some(_) => {
                    let acting = self.acting(call.officer).await?;
                    acting.may(Action::DeviceRead, &before)?;
                    acting.may(Action::DeviceKeep, &before)?;
                    Some(acting)
                }
            };
            let rows = self.taken_in(id, state.numbers_since).await?;
            let command = Command::JudgeNumbers { imported: imported(&rows), is_coming };
            let directory = self.directory().await?;
            let by = acting.as_ref().map(|acting| &acting.officer);
            let around = Around { directory: &directory, by, now: self.context.now() };
            let outcome = device::decide(Some(state), command, &around)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }
}

fn namesake(row: DeviceRow) -> Namesake {
    Namesake {
        device: row.device_id,
        agency: row.agency_id,
        asset_no: row.asset_no,
        serial_no: row.serial_no,
        maker: row.maker,
    }
}
