//! Devices for reading: a page of them, what a scanner found, one of them with what may be done.

use std::sync::Arc;

use domain::authority::Action;
use domain::device::{
    self, Check, Command, Device, FaultKind, Forecast, Known, Looks, Retirement, forecast,
};
use domain::org::{Directory, Officer};
use domain::{Refusal, RefusalKind, Text};
use store::{
    DeviceFilter, DeviceRow, Page, Paging, RecordingFilter, RecordingRow, Scope, StationRow,
};
use terms::{DeviceId, OfficerId, StreamId, Timestamp};

use super::write::{action_of, around};
use super::{Coming, it};
use crate::App;
use crate::error::{Result, fault};
use crate::load::{Acting, recorded};
use crate::proof::{TrailFact, leaf_hash};

/// Most recordings shown on a device's page.
const MOST_RECORDINGS: u32 = 50;
/// What was taken in this long ago still counts for the look ahead.
const LATELY_MS: i64 = 8 * 86_400_000;

/// A page of devices.
pub struct DevicesSeen {
    /// The rows.
    pub page: Page<DeviceRow>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// Whether the reader may register one.
    pub may_register: Result<(), Refusal>,
    /// When.
    pub now: Timestamp,
}

/// A device as somebody may read it.
pub struct DeviceView {
    /// The device.
    pub device: Device,
    /// Its version.
    pub version: u64,
    /// What came from it last, newest first.
    pub recordings: Vec<RecordingRow>,
    /// The collection station that it is, if it is one that brings recordings in by a key.
    pub station: Option<StationRow>,
    /// Files of it that are not taken in yet, by where they are.
    pub coming: Vec<Coming>,
    /// When it will be full.
    pub forecast: Forecast,
    /// What the reader may do now, and why not. What is another office's, or not its turn, is left
    /// out.
    pub may: Vec<(&'static str, &'static str, Result<(), Refusal>)>,
    /// Whether the reader may see to its faults, and report or explain.
    pub may_keep: bool,
    /// Whether the reader may explain missing numbers.
    pub may_report: bool,
    /// Its facts.
    pub trail: Vec<TrailFact>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// When.
    pub now: Timestamp,
}

/// Each step with a command that stands for all of its kind.
fn steps(device: &Device, acting: &Acting) -> Vec<(&'static str, &'static str, Command)> {
    let (Ok(text), Ok(despite)) = (Text::<500>::parse("…"), Text::<200>::parse("…")) else {
        return Vec::new();
    };
    let check = Check {
        battery_percent: None,
        free_bytes: None,
        clock: None,
        looks: Looks::Good,
        note: None,
    };
    let (details, happened_at) = (device.details.clone(), acting.now);
    let change = Command::Change { details, is_renumbered: true, namesake_reason: None };
    let (to, despite) = (acting.officer.id, Some(despite));
    let issue = Command::Issue { to, check: check.clone(), despite };
    let report = Command::ReportFault {
        kind: FaultKind::Other,
        happened_at,
        is_unusable: false,
        text: text.clone(),
    };
    let lose = Command::Lose { happened_at, text: text.clone() };
    let (how, reason) = (Retirement::Scrapped, text.clone());
    let retire = Command::Retire { how, reason, data_went: text.clone() };
    let issue_title = if device.holder().is_some() { "交接" } else { "领用" };
    let numbers = Command::JudgeNumbers { imported: Vec::new(), is_coming: false };
    let mut steps = vec![
        ("issue", issue_title, issue),
        ("return", "归还", Command::Return { files_left: None, check: check.clone() }),
        ("check", "检查", Command::Check { check }),
        ("fault", "报修", report),
        ("change", "修改登记", change),
        ("lose", "登记丢失", lose),
        ("find", "登记找回", Command::Find { text }),
        ("retire", "停用", retire),
    ];
    // Nothing comes from a device that is gone.
    if device.gone_at().is_none() {
        steps.push(("numbers", "核对编号", numbers));
    }
    steps
}

/// What is not its turn, rather than something to be told why.
const fn is_out_of_turn(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::DeviceGone { .. }
            | Refusal::DeviceFixed { .. }
            | Refusal::DeviceNotOut
            | Refusal::DeviceNotLost
    )
}

impl App {
    /// A page of devices the reader may see.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn devices(
        &self,
        reader: OfficerId,
        mut filter: DeviceFilter,
        paging: Paging,
    ) -> Result<DevicesSeen> {
        let (acting, scope) = self.reader(reader, Action::DeviceRead).await?;
        filter.scope = scope;
        let page = self.store.devices(&filter, &paging).await.map_err(fault("listing devices"))?;
        Ok(seen(page, acting))
    }

    /// Devices in use of the reader's agency that go by a number, as a scanner reads it.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn scan_device(&self, reader: OfficerId, code: &str) -> Result<DevicesSeen> {
        let (acting, _) = self.reader(reader, Action::DeviceRead).await?;
        let code = code.trim().to_ascii_uppercase();
        let codes = self.store.device_codes(&code).await.map_err(fault("looking for a number"))?;
        let own = codes.into_iter().filter(|row| row.agency_id == acting.officer.agency);
        let mut ids: Vec<DeviceId> = own.map(|row| row.device_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = self.store.rows_by_key::<DeviceRow>(ids).await.map_err(fault("reading"))?;
        let mut readable = Vec::new();
        for row in rows {
            let dossier = self.dossier(row.device_id).await?;
            readable.extend(acting.may(Action::DeviceRead, &dossier).is_ok().then_some(row));
        }
        Ok(seen(Page { rows: readable, next: None }, acting))
    }

    /// A device for reading, with what may be done next.
    ///
    /// # Errors
    /// *Not found* for one of an agency the reader has nothing to do with.
    pub async fn device(&self, reader: OfficerId, id: DeviceId) -> Result<DeviceView> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::DeviceRead, &dossier)?;
        let device = it(&dossier, id)?;
        let may = |action| acting.may(action, &dossier);
        let offered = steps(device, &acting).into_iter().filter_map(|(name, title, command)| {
            let answer = may(action_of(&command))
                .and_then(|_| device::decide(Some(device), command, &around(&acting)).map(|_| ()));
            match answer {
                Err(refusal) if is_out_of_turn(&refusal) => None,
                Err(refusal) if refusal.kind() != RefusalKind::Unmet => None,
                answer => Some((name, title, answer)),
            }
        });
        let offered = offered.collect();
        let lately = self.taken_in(id, acting.now.plus_ms(-LATELY_MS)).await?;
        let sizes: Vec<_> = lately.iter().map(|row| (row.deposited_at, row.size_bytes)).collect();
        let stream = StreamId::from(id);
        Ok(DeviceView {
            version: dossier.version(&stream),
            recordings: self.recordings_from(id).await?,
            station: self.station_of(id).await?,
            coming: self.coming_from(device).await?,
            forecast: forecast(device.free_at(acting.now), &sizes, acting.now),
            may: offered,
            may_keep: may(Action::DeviceKeep).is_ok(),
            may_report: may(Action::DeviceReport).is_ok(),
            trail: self.device_trail(&stream).await?,
            device: device.clone(),
            reader: acting.officer.clone(),
            now: acting.now,
            directory: acting.directory,
        })
    }

    async fn station_of(&self, id: DeviceId) -> Result<Option<StationRow>> {
        self.store.station_of_device(id).await.map_err(fault("reading stations"))
    }

    async fn recordings_from(&self, id: DeviceId) -> Result<Vec<RecordingRow>> {
        let filter = RecordingFilter {
            scope: Scope::All,
            case: None,
            activity: None,
            deposited_by: None,
            assigned: None,
            device: Some(id),
        };
        let paging = Paging { limit: MOST_RECORDINGS, after: None };
        let page = self.store.recordings(&filter, &paging).await;
        Ok(page.map_err(fault("listing recordings"))?.rows)
    }

    async fn device_trail(&self, stream: &StreamId) -> Result<Vec<TrailFact>> {
        let facts = self.store.stream(stream).await.map_err(fault("reading facts"))?;
        let trail = facts.iter().map(|fact| {
            Ok(TrailFact {
                n: fact.n,
                stream: fact.stream.clone(),
                kind: fact.kind.clone(),
                recorded: recorded(fact)?,
                at: fact.at,
                leaf_hash: leaf_hash(&fact.leaf),
            })
        });
        trail.collect()
    }

    /// What is known of a device at an instant: above all, who had it.
    ///
    /// # Errors
    /// *Not found* for one of an agency the reader has nothing to do with.
    pub async fn device_at(
        &self,
        reader: OfficerId,
        id: DeviceId,
        at: Timestamp,
    ) -> Result<(Known, Arc<Directory>)> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::DeviceRead, &dossier)?;
        Ok((it(&dossier, id)?.known_at(at), acting.directory))
    }

    /// What readings of its device let one guess of a recording's start, and the device's number.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn origin_seen(
        &self,
        recording: &domain::recording::Recording,
    ) -> Result<Option<(Device, Option<device::CorrectedClaim>)>> {
        let Some(origin) = recording.origin else { return Ok(None) };
        let mut dossier = self.dossier(origin.device).await?;
        let Some(device) = dossier.devices.remove(&origin.device) else { return Ok(None) };
        let guess = recording.claimed_start();
        let guess = guess.and_then(|claim| device::correct(claim, &device.clocks));
        Ok(Some((device, guess)))
    }
}

fn seen(page: Page<DeviceRow>, acting: Acting) -> DevicesSeen {
    DevicesSeen {
        page,
        may_register: acting.may_at_home(Action::DeviceKeep).map(|_| ()),
        now: acting.now,
        directory: acting.directory,
    }
}
