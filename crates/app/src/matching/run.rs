//! The machine's own hand: whenever a recording comes or something changes that tells where it
//! belongs, what is beyond doubt is linked, where the agency chose so. May run twice.

use domain::matching::{Doubt, Level, rank};
use domain::recording::{self, Command, Context};
use domain::{Event, Refusal, Text, activity, case, device, org};
use store::{Paging, Scope, Unlinked, UnlinkedFilter};
use terms::{ActivityId, AgencyId, AvRecordId, DeviceId, StreamId};

use super::see::{Devices, level_of, work_of};
use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Error, Result, fault};

/// A recording deposited this long before work was begun may still be of it: presses and clocks of
/// phones are not exact.
const EARLY_MS: i64 = 3_600_000;

/// What changed, if it may tell where a recording belongs: a recording, work, a device or the choice
/// of an agency.
#[expect(clippy::wildcard_enum_match_arm, reason = "most facts tell nothing of it")]
pub(crate) fn told_by(event: &Event) -> Option<StreamId> {
    match event {
        Event::Recording(
            recording::Event::Examined { recording, .. }
            | recording::Event::DeviceNamed { recording, .. }
            | recording::Event::TimeCorrected { recording, .. }
            | recording::Event::NonEnforcementRevoked { recording, .. }
            | recording::Event::Unlinked { recording, is_released: true, .. },
        ) => Some((*recording).into()),
        Event::Activity(
            activity::Event::Planned { activity, .. }
            | activity::Event::Arrived { activity, .. }
            | activity::Event::Departed { activity, .. }
            | activity::Event::OfficersChanged { activity, .. }
            | activity::Event::Cancelled { activity, .. },
        ) => Some((*activity).into()),
        Event::Device(
            device::Event::Issued { device, .. }
            | device::Event::Returned { device, .. }
            | device::Event::Checked { device, .. }
            | device::Event::Docked { device, .. },
        ) => Some((*device).into()),
        Event::Org(org::Event::MatchingChosen { agency, level: Level::Link, .. }) => {
            Some((*agency).into())
        }
        _ => None,
    }
}

impl App {
    /// Links what is beyond doubt by now, as far as this change may have told it.
    pub(crate) async fn match_changed(&self, changed: &str) -> Result<()> {
        if let Ok(id) = changed.parse::<AvRecordId>() {
            return self.match_recording(id, &mut Devices::new()).await;
        }
        if let Ok(id) = changed.parse::<ActivityId>() {
            self.release_strangers(id).await?;
        }
        let Some(filter) = self.touched_by(changed).await? else { return Ok(()) };
        let mut paging = Paging { limit: store::MAX_PAGE, after: None };
        let mut devices = Devices::new();
        loop {
            let page = self.store.unlinked(&filter, &paging).await;
            let page = page.map_err(fault("listing recordings"))?;
            for row in &page.rows {
                self.match_recording(row.recording_id, &mut devices).await?;
            }
            paging.after = page.next;
            if paging.after.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes the machine's own links back where it is told now that whoever had the device took no
    /// part in the work at that time. What a person linked stays.
    async fn release_strangers(&self, id: ActivityId) -> Result<()> {
        let dossier = self.dossier(id).await?;
        let work = dossier.activities.get(&id).ok_or(Refusal::NotFound)?;
        let is_over = dossier.case.as_ref().is_some_and(|known| case::gate(known, false).is_err());
        if work.team_changes.is_empty() || is_over {
            return Ok(());
        }
        let row = self.store.row::<store::ActivityRow>(id).await;
        let row = row.map_err(fault("reading on-site work"))?.ok_or(Refusal::NotFound)?;
        let weighed = work_of(&row, work.spells());
        for recording in dossier.recordings_of(id) {
            if !recording.is_linked_by_machine() || work.is_explained_by(recording.id) {
                continue;
            }
            let clip = self.clip(recording, &mut Devices::new()).await?;
            let doubts = rank(&clip, std::slice::from_ref(&weighed)).doubts;
            if doubts.contains(&Doubt::HolderElsewhere) || doubts.contains(&Doubt::TeamChanged) {
                self.release(id, recording.id).await?;
            }
        }
        Ok(())
    }

    async fn release(&self, from: ActivityId, id: AvRecordId) -> Result<()> {
        self.execute(&Call::system(), || async {
            let before = self.dossier(from).await?;
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            let reason = Text::parse("执法人员变动后，录制时的领用人不在该活动中");
            let command = Command::Release { reason: reason.map_err(|_| Refusal::NotFound)? };
            let now = self.context.now();
            let context = Context { actor: None, case: None, access: &[], now };
            let outcome = recording::decide(Some(state), command, &context)?;
            let parted = activity::Event::RecordingParted { activity: from, recording: id };
            Ok(Decided::on(before, id, outcome).and(from, parted))
        })
        .await?;
        Ok(())
    }

    /// The unclassified recordings that a change may have told something of.
    async fn touched_by(&self, changed: &str) -> Result<Option<UnlinkedFilter>> {
        let of = |agency: AgencyId| {
            let scope = Scope::Agencies(vec![agency]);
            UnlinkedFilter::of(scope, Unlinked::Unclassified)
        };
        if let Ok(id) = changed.parse::<DeviceId>() {
            let dossier = self.dossier(id).await?;
            let agency = dossier.agency().ok_or(Refusal::NotFound)?;
            return Ok(Some(UnlinkedFilter { device: Some(id), ..of(agency) }));
        }
        if let Ok(id) = changed.parse::<ActivityId>() {
            let dossier = self.dossier(id).await?;
            let work = dossier.activities.get(&id).ok_or(Refusal::NotFound)?;
            let begun = work.arrived_at.unwrap_or(work.planned_at).min(work.planned_at);
            let since = Some(begun.plus_ms(-EARLY_MS));
            return Ok(Some(UnlinkedFilter { since, ..of(work.agency) }));
        }
        Ok(changed.parse::<AgencyId>().ok().map(of))
    }

    /// Links one recording, if that is beyond doubt. Whatever does not admit it leaves the recording
    /// to people.
    async fn match_recording(&self, id: AvRecordId, devices: &mut Devices) -> Result<()> {
        let directory = self.directory().await?;
        let own = self.dossier(id).await?;
        let state = own.recordings.get(&id).ok_or(Refusal::NotFound)?;
        let is_open = state.is_unclassified() && state.partings.is_empty();
        if !is_open || level_of(&directory, state.agency) != Level::Link {
            return Ok(());
        }
        let (_, matched, _) = self.matched(state, devices).await?;
        let Some(first) = matched.unambiguous() else { return Ok(()) };
        let (to, grounds) = (first.activity, first.grounds());
        let linked = self
            .execute(&Call::system(), || async {
                let mut before = self.dossier(to).await?;
                if let Some(known) = &before.case {
                    case::gate(known, false)?;
                }
                let own = self.dossier(id).await?;
                let state = own.recordings.get(&id).ok_or(Refusal::NotFound)?.clone();
                let stream = StreamId::from(id);
                before.versions.insert(stream.clone(), own.version(&stream));
                before.recordings.insert(id, state.clone());
                let now = self.context.now();
                let context = Context { actor: None, case: None, access: &[], now };
                let command = Command::Link { activity: to, grounds: Some(grounds.clone()) };
                let outcome = recording::decide(Some(&state), command, &context)?;
                let work = before.activities.get(&to).ok_or(Refusal::NotFound)?;
                let directory = self.directory().await?;
                let join = activity::Command::JoinRecording { recording: id };
                let joined = activity::decide(Some(work), join, &directory, now)?.into_events();
                let decided = Decided::on(before, id, outcome);
                Ok(joined.into_iter().fold(decided, |decided, event| decided.and(to, event)))
            })
            .await;
        match linked {
            // An archived case, or a person who was faster: it waits for people.
            Ok(_) | Err(Error::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
