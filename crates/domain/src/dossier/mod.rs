//! Everything that belongs to one case, folded: the case with its records and file, its on-site
//! work, the recordings of that work, and the requests for access. Also work or a recording that
//! belongs to no case yet, or an agency's devices, recording lists, violations, plans of
//! inspection and collection stations, which belong to none.

mod access;
mod custody;
mod facts;
mod oversight;
mod people;
#[cfg(test)]
mod tests;
mod told;

use std::collections::BTreeMap;

use terms::{
    AccessRequestId, ActivityId, AgencyId, AvRecordId, DeviceId, DockId, OfficerId,
    OversightPlanId, PrivateCopyId, RecordingListId, StationId, StreamId, ViolationId,
};

use crate::access::AccessRequest;
use crate::activity::Activity;
use crate::authority::Place;
use crate::case::Case;
use crate::custody::{Original, PrivateCopy, StoredFiles};
use crate::device::Device;
use crate::oversight::{Plan, Violation};
use crate::recording::{self, Recording};
use crate::recording_list::RecordingList;
use crate::station::{Dock, Station};
use crate::{Event, Recorded, Refusal};

pub use facts::{matter, matter_of_activity, matter_of_agency, matter_once_archived};

/// A case and all that hangs on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dossier {
    /// The case; `None` for work or a recording without one.
    pub case: Option<Case>,
    /// On-site work.
    pub activities: BTreeMap<ActivityId, Activity>,
    /// Recordings.
    pub recordings: BTreeMap<AvRecordId, Recording>,
    /// Whose the bytes are that came and are not read back yet, or were once.
    pub received: BTreeMap<AvRecordId, AgencyId>,
    /// Requests for access.
    pub access: BTreeMap<AccessRequestId, AccessRequest>,
    /// Recording lists; they belong to no case.
    pub lists: BTreeMap<RecordingListId, RecordingList>,
    /// Violations; they stay outside the case they are about.
    pub violations: BTreeMap<ViolationId, Violation>,
    /// Plans of inspection.
    pub plans: BTreeMap<OversightPlanId, Plan>,
    /// Devices; they belong to no case.
    pub devices: BTreeMap<DeviceId, Device>,
    /// Collection stations.
    pub stations: BTreeMap<StationId, Station>,
    /// What was put into them.
    pub docks: BTreeMap<DockId, Dock>,
    /// What is known of originals since their deposit.
    pub originals: BTreeMap<AvRecordId, Original>,
    /// Recordings that somebody kept for themselves.
    pub private_copies: BTreeMap<PrivateCopyId, PrivateCopy>,
    /// What was found of other stored bytes.
    pub stored: StoredFiles,
    /// How many facts of each stream are folded in: the expected versions of an append.
    pub versions: BTreeMap<StreamId, u64>,
}

impl Dossier {
    /// Folds one more fact in. Facts of a stream must come in order.
    pub fn apply(&mut self, stream: &StreamId, fact: &Recorded) {
        *self.versions.entry(stream.clone()).or_default() += 1;
        match &fact.event {
            Event::Case(_) | Event::Record(_) | Event::CaseFile(_) => {
                self.case = match self.case.take() {
                    None => Case::begin(fact),
                    Some(case) => Some(case.evolve(fact)),
                };
            }
            Event::Activity(_) => {
                fold(&mut self.activities, stream, fact, Activity::begin, Activity::evolve);
            }
            Event::Recording(event) => {
                if let recording::Event::Received { recording, agency, .. } = event {
                    self.received.insert(*recording, *agency);
                }
                fold(&mut self.recordings, stream, fact, Recording::begin, Recording::evolve);
            }
            Event::Access(_) => {
                fold(&mut self.access, stream, fact, AccessRequest::begin, AccessRequest::evolve);
            }
            Event::RecordingList(_) => {
                fold(&mut self.lists, stream, fact, RecordingList::begin, RecordingList::evolve);
            }
            Event::Oversight(_) => {
                fold(&mut self.violations, stream, fact, Violation::begin, Violation::evolve);
                fold(&mut self.plans, stream, fact, Plan::begin, Plan::evolve);
            }
            Event::Device(_) => {
                fold(&mut self.devices, stream, fact, Device::begin, Device::evolve);
            }
            Event::Station(_) => {
                fold(&mut self.stations, stream, fact, Station::begin, Station::evolve);
                fold(&mut self.docks, stream, fact, Dock::begin, Dock::evolve);
            }
            Event::Custody(event) => {
                self.stored.note(event);
                fold(&mut self.originals, stream, fact, Original::begin, Original::evolve);
                let copies = &mut self.private_copies;
                fold(copies, stream, fact, PrivateCopy::begin, PrivateCopy::evolve);
            }
            Event::Org(_) | Event::Report(_) | Event::Beacon(_) | Event::Policy(_) => {}
        }
    }

    /// The version a stream has here; 0 if nothing of it is folded in.
    #[must_use]
    pub fn version(&self, stream: &StreamId) -> u64 {
        self.versions.get(stream).copied().unwrap_or_default()
    }

    /// Streams named by what is folded in, but not folded in themselves yet.
    #[must_use]
    pub fn unloaded(&self) -> Vec<StreamId> {
        let case = self.case.iter();
        let mut wanted: Vec<StreamId> = Vec::new();
        for case in case {
            wanted.extend(case.activities.iter().map(|id| StreamId::from(*id)));
            wanted.extend(case.access.iter().map(|id| StreamId::from(*id)));
        }
        for activity in self.activities.values() {
            wanted.extend(activity.case.map(StreamId::from));
            wanted.extend(activity.recordings.iter().map(|id| StreamId::from(*id)));
        }
        for recording in self.recordings.values() {
            wanted.extend(recording.activity.map(StreamId::from));
        }
        wanted.extend(self.access.values().map(|request| StreamId::from(request.case)));
        wanted.retain(|stream| !self.versions.contains_key(stream));
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// The agency that owns it, once something is folded in.
    #[must_use]
    pub fn agency(&self) -> Option<AgencyId> {
        let case = self.case.as_ref().map(|case| case.agency);
        let activity = || self.activities.values().next().map(|activity| activity.agency);
        let recording = || self.recordings.values().next().map(|recording| recording.agency);
        let received = || self.received.values().next().copied();
        let list = || self.lists.values().next().map(|list| list.agency);
        let violation = || self.violations.values().next().map(|violation| violation.agency);
        let plan = || self.plans.values().next().map(|plan| plan.agency);
        let device = || self.devices.values().next().map(|device| device.agency);
        let station = || self.stations.values().next().map(|station| station.agency);
        let dock = || self.docks.values().next().map(|dock| dock.agency);
        let copy = || self.private_copies.values().next().map(|copy| copy.agency);
        let work = case.or_else(activity).or_else(recording).or_else(received);
        let kept = || device().or_else(station).or_else(dock).or_else(copy);
        work.or_else(list).or_else(violation).or_else(plan).or_else(kept)
    }

    /// Officers in charge: of the case, or else of the work, or else whose recording it is, or whoever
    /// ever had the device.
    #[must_use]
    pub fn officers(&self) -> Vec<OfficerId> {
        if let Some(case) = &self.case {
            let mut officers = case.officers.clone();
            officers.extend(self.activities.values().flat_map(Activity::people));
            return officers;
        }
        if self.activities.is_empty() {
            let owners = self.recordings.values().filter_map(Recording::officer);
            let holders = self.devices.values().flat_map(Device::holders);
            owners.chain(holders).collect()
        } else {
            self.activities.values().flat_map(Activity::people).collect()
        }
    }

    /// Where it stands for [`crate::authority::authorize`].
    #[must_use]
    pub fn place<'a>(&self, officers: &'a [OfficerId]) -> Place<'a> {
        Place {
            agency: self.agency(),
            division: self.case.as_ref().and_then(|case| case.division).or_else(|| {
                self.devices.values().next().and_then(|device| device.details.division)
            }),
            officers,
        }
    }

    /// Whether this person may have all of it at once, as in a package: each record and recording that
    /// is restricted names them (Art. 25).
    ///
    /// # Errors
    /// [`Refusal::Confidential`] of the first that does not.
    pub fn admits(&self, officer: OfficerId) -> Result<(), Refusal> {
        let mut records = self.case.iter().flat_map(|case| case.records.values());
        records.try_for_each(|record| record.may_read(officer))?;
        let mut secrecy = self.recordings.values().filter_map(|one| one.secrecy.as_ref());
        secrecy.try_for_each(|secrecy| secrecy.admits(officer))
    }

    /// Recordings that hang on work: one that is about to be linked, or was just parted, is told with
    /// the dossier and is none of its matter.
    pub fn linked_recordings(&self) -> impl Iterator<Item = &Recording> {
        self.recordings.values().filter(|recording| recording.activity.is_some())
    }

    /// Recordings of one piece of work.
    pub fn recordings_of(&self, activity: ActivityId) -> impl Iterator<Item = &Recording> {
        self.recordings.values().filter(move |recording| recording.activity == Some(activity))
    }
}

fn fold<K: std::str::FromStr + Ord, T>(
    into: &mut BTreeMap<K, T>,
    stream: &StreamId,
    fact: &Recorded,
    begin: fn(&Recorded) -> Option<T>,
    evolve: fn(T, &Recorded) -> T,
) {
    let Ok(id) = stream.as_str().parse::<K>() else { return };
    let next = match into.remove(&id) {
        None => begin(fact),
        Some(state) => Some(evolve(state, fact)),
    };
    if let Some(state) = next {
        into.insert(id, state);
    }
}
