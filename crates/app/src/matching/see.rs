//! Candidates for reading: of one recording, and of a page of those that wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Refusal;
use domain::activity::{Activity, Spell};
use domain::authority::Action;
use domain::device::Device;
use domain::dossier::Dossier;
use domain::matching::{self, Candidate, Clip, Doubt, Earlier, Level, Position, Work};
use domain::org::{Directory, Officer};
use domain::recording::Recording;
use store::{ActivityRow, Cursor, Paging, Unlinked, UnlinkedFilter};
use terms::{ActivityId, AvRecordId, DeviceId, OfficerId, Span, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::load::Acting;

/// Work this long before and after a recording may be its own; also where its clock is wrong by
/// hours and measured so.
const AROUND_MS: i64 = 8 * 3_600_000;
/// Where the time of a recording is not known, work this long before its deposit may be its own.
const BEFORE_DEPOSIT_MS: i64 = 3 * 86_400_000;
/// Other recordings of the device this long before and after tell of it.
const SAME_OUTING_MS: i64 = 12 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

/// A candidate with what a reader may know of it.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The candidate.
    pub candidate: Candidate,
    /// The work; `None` where the reader may not see it: then its officers alone are told.
    pub work: Option<ActivityRow>,
    /// Who takes part.
    pub officers: Vec<OfficerId>,
    /// Whether the reader may link the recording to it.
    pub may_link: std::result::Result<(), Refusal>,
}

/// A recording, and what the machine says of it.
#[derive(Debug, Clone)]
pub struct MatchSeen {
    /// What was matched: its times by our clock, and who had its device.
    pub clip: Clip,
    /// Candidates, strongest first.
    pub proposals: Vec<Proposal>,
    /// Why the machine leaves it to people.
    pub doubts: Vec<Doubt>,
    /// How much its agency leaves to the machine.
    pub level: Level,
    /// Whether the reader may say that it shows no enforcement.
    pub may_set_aside: std::result::Result<(), Refusal>,
    /// Whether the reader may agree to that.
    pub may_decide: std::result::Result<(), Refusal>,
    /// Whoever reads.
    pub reader: OfficerId,
}

/// A page of recordings that wait.
pub struct MatchesSeen {
    /// Each recording with all it belongs to, and what the machine says of it.
    pub items: Vec<(AvRecordId, Dossier, MatchSeen)>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How much the reader's agency leaves to the machine, since when, and on what that rests.
    pub level: Level,
    /// The last choice.
    pub chosen: Option<domain::org::MatchingChoice>,
    /// Whether the reader may choose.
    pub may_choose: std::result::Result<(), Refusal>,
    /// The people.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// When.
    pub now: Timestamp,
}

/// Devices that were read for a page, so that each is read once.
pub(super) type Devices = BTreeMap<DeviceId, Option<Device>>;
/// The same of work: whether the reader may see it, and link to it.
type Works = BTreeMap<ActivityId, (bool, std::result::Result<(), Refusal>)>;

/// Work as the matcher weighs it; `spells` where some did not take part from beginning to end.
pub(super) fn work_of(row: &ActivityRow, spells: Vec<Spell>) -> Work {
    let e6 = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
    Work {
        activity: row.activity_id,
        officers: row.officers.iter().copied().collect(),
        spells,
        planned_at: row.planned_at,
        arrived_at: row.arrived_at,
        departed_at: row.departed_at,
        position: e6(row.lat_e6).zip(e6(row.lon_e6)).and_then(|(lat, lon)| Position::new(lat, lon)),
    }
}

/// When work may have been that a recording belongs to.
fn window(clip: &Clip) -> (Timestamp, Timestamp) {
    match clip.span {
        Some(span) => {
            let around = AROUND_MS.saturating_add(clip.clock.slack_ms);
            (span.from().plus_ms(-around), span.to().plus_ms(around))
        }
        None => (clip.deposited_at.plus_ms(-BEFORE_DEPOSIT_MS), clip.deposited_at),
    }
}

impl App {
    /// What is known of a recording, as far as it tells where it belongs.
    pub(super) async fn clip(&self, recording: &Recording, devices: &mut Devices) -> Result<Clip> {
        let device = match recording.origin.map(|origin| origin.device) {
            None => None,
            Some(id) => {
                let known = match devices.remove(&id) {
                    Some(known) => known,
                    None => self.dossier(id).await?.devices.remove(&id),
                };
                devices.entry(id).or_insert(known).as_ref()
            }
        };
        let earlier = match (recording.origin, recording.claimed_start()) {
            (Some(origin), Some(claim)) => {
                self.earlier(recording.id, origin.device, claim.as_said()).await?
            }
            (None, _) | (_, None) => Vec::new(),
        };
        Ok(matching::clip_of(recording, device, earlier))
    }

    async fn earlier(
        &self,
        id: AvRecordId,
        device: DeviceId,
        said: Timestamp,
    ) -> Result<Vec<Earlier>> {
        let (from, to) = (said.plus_ms(-SAME_OUTING_MS), said.plus_ms(SAME_OUTING_MS));
        let rows = self.store.linked_of_device(device, id, from, to).await;
        let rows = rows.map_err(fault("listing what came from a device"))?;
        let earlier = rows.iter().filter_map(|row| {
            let span = Span::new(row.started_at?, row.ended_at?)?;
            Some(Earlier { activity: row.activity_id?, span })
        });
        Ok(earlier.collect())
    }

    /// What the matcher says of a recording, with the work it weighed.
    pub(super) async fn matched(
        &self,
        recording: &Recording,
        devices: &mut Devices,
    ) -> Result<(Clip, matching::Matched, Vec<ActivityRow>)> {
        let clip = self.clip(recording, devices).await?;
        let (from, to) = window(&clip);
        let rows = self.store.works_about(recording.agency, from, to).await;
        let rows = rows.map_err(fault("listing on-site work"))?;
        let mut works = Vec::with_capacity(rows.len());
        for row in &rows {
            works.push(work_of(row, self.spells(row).await?));
        }
        let matched = matching::rank(&clip, &works);
        Ok((clip, matched, rows))
    }

    async fn spells(&self, row: &ActivityRow) -> Result<Vec<Spell>> {
        if !row.officers_changed {
            return Ok(Vec::new());
        }
        let dossier = self.dossier(row.activity_id).await?;
        Ok(dossier.activities.get(&row.activity_id).map(Activity::spells).unwrap_or_default())
    }

    /// What the machine says of one recording.
    ///
    /// # Errors
    /// *Not found* for a recording of another agency.
    pub async fn candidates(&self, reader: OfficerId, id: AvRecordId) -> Result<MatchSeen> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::RecordingRead, &dossier)?;
        self.match_seen(&acting, &dossier, id, &mut Devices::new(), &mut Works::new()).await
    }

    async fn match_seen(
        &self,
        acting: &Acting,
        dossier: &Dossier,
        id: AvRecordId,
        devices: &mut Devices,
        works: &mut Works,
    ) -> Result<MatchSeen> {
        let recording = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
        let level = level_of(&acting.directory, recording.agency);
        let (clip, matched, rows) = self.matched(recording, devices).await?;
        let mut proposals = Vec::new();
        let offered = if level == Level::Off { Vec::new() } else { matched.candidates };
        for candidate in offered {
            let row = rows.iter().find(|row| row.activity_id == candidate.activity);
            proposals.push(self.proposal(acting, candidate, row, works).await?);
        }
        let may = |action| acting.may(action, dossier).map(|_| ());
        let is_holder = clip.holder.people().contains(&acting.officer.id);
        let own = || acting.may_at_home(Action::RecordingSetAside).map(|_| ());
        let may_set_aside = match may(Action::RecordingSetAside) {
            Err(_) if is_holder => own(),
            answer => answer,
        };
        let may_decide = may(Action::RecordingSetAsideDecide);
        Ok(MatchSeen {
            clip,
            proposals,
            doubts: matched.doubts,
            level,
            may_set_aside,
            may_decide,
            reader: acting.officer.id,
        })
    }

    async fn proposal(
        &self,
        acting: &Acting,
        candidate: Candidate,
        row: Option<&ActivityRow>,
        works: &mut Works,
    ) -> Result<Proposal> {
        let officers = row.map(|row| row.officers.clone()).unwrap_or_default();
        let id = candidate.activity;
        let (is_seen, may_link) = match works.get(&id) {
            Some(known) => known.clone(),
            None => {
                let dossier = self.dossier(id).await?;
                let is_seen = acting.may(Action::ActivityRead, &dossier).is_ok();
                let case = dossier.case.as_ref();
                let gate = case.map_or(Ok(()), |case| domain::case::gate(case, false));
                let may_link = acting.may(Action::RecordingWrite, &dossier).and(gate);
                works.insert(id, (is_seen, may_link.clone()));
                (is_seen, may_link)
            }
        };
        let work = row.cloned().filter(|_| is_seen);
        Ok(Proposal { candidate, work, officers, may_link })
    }

    /// A page of recordings that stand so, longest waiting first, each with its candidates.
    ///
    /// # Errors
    /// A refusal where the role reads no recordings.
    pub async fn matches(
        &self,
        reader: OfficerId,
        mut filter: UnlinkedFilter,
        older_than_hours: Option<u32>,
        paging: Paging,
    ) -> Result<MatchesSeen> {
        let (acting, scope) = self.reader(reader, Action::RecordingRead).await?;
        filter.scope = scope;
        filter.before = older_than_hours
            .map(|hours| acting.now.plus_ms(i64::from(hours).saturating_mul(-HOUR_MS)));
        let page = self.store.unlinked(&filter, &paging).await;
        let page = page.map_err(fault("listing recordings"))?;
        let (mut devices, mut works) = (Devices::new(), Works::new());
        let mut items = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let id = row.recording_id;
            let dossier = self.dossier(id).await?;
            acting.may(Action::RecordingRead, &dossier)?;
            let seen = self.match_seen(&acting, &dossier, id, &mut devices, &mut works).await?;
            items.push((id, dossier, seen));
        }
        let agency = acting.directory.agencies.get(&acting.officer.agency);
        Ok(MatchesSeen {
            items,
            next: page.next,
            level: level_of(&acting.directory, acting.officer.agency),
            chosen: agency.and_then(|agency| agency.matching.last().cloned()),
            may_choose: acting.may_at_home(Action::MatchingChoose).map(|_| ()),
            directory: acting.directory,
            reader: acting.officer,
            now: acting.now,
        })
    }

    /// What waits for a person on the desk, longest waiting first: unclassified recordings of their
    /// own or, for whoever keeps the devices or records, those past the limit; and marks that wait
    /// for a second person.
    pub(crate) async fn unlinked_for(
        &self,
        reader: OfficerId,
        standing: Unlinked,
        holder: Option<OfficerId>,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<store::RecordingRow>> {
        let (_, scope) = self.reader(reader, Action::RecordingRead).await?;
        let filter = UnlinkedFilter { holder, before, ..UnlinkedFilter::of(scope, standing) };
        let page = self.store.unlinked(&filter, &Paging { limit, after: None }).await;
        Ok(page.map_err(fault("listing recordings"))?.rows)
    }
}

/// How much an agency leaves to the machine.
pub(super) fn level_of(directory: &Directory, agency: terms::AgencyId) -> Level {
    directory.agencies.get(&agency).map_or(Level::Propose, domain::org::Agency::matching_level)
}
