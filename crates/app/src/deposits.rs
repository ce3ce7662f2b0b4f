//! The clock of the deposit (Art. 22): what the law says and what the agency says, what a head said
//! to a declaration that the same day was impossible, and what is known of the return.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::activity::{self, Activity, Command, DeviceBack, SeenBack};
use domain::authority::Action;
use domain::device::Device;
use domain::dossier::{self, Dossier};
use domain::org::Directory;
use domain::{Outcome, Refusal, Text, case};
use rules::{Finding, Standing};
use store::{ActivityFilter, DeviceRow, Paging, Scope};
use terms::{ActivityId, DeviceId, OfficerId, Timestamp};

use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::readings::read_plainly;
use crate::{App, Law};

/// The fact that ends the clock of a deposit.
const DEPOSITED: &str = "recording.deposited";
/// Work that ended longer ago is not looked for when a device comes back.
const RECENT_MS: i64 = 30 * 86_400_000;
/// Most pieces of work looked at when a device of one officer comes back.
const MOST: u32 = 50;

/// The clock of the deposit of one piece of work by two readings, and what tells of the return.
pub struct DepositSeen {
    /// By the law as it is written.
    pub law: Option<Finding>,
    /// As the agency chose to read it, with its own limit.
    pub agency: Option<Finding>,
    /// Numbers of the devices that were seen back.
    pub devices: BTreeMap<DeviceId, String>,
    /// Whether the reader may decide on the declaration now.
    pub may_decide: Result<(), Refusal>,
}

/// What the law as it is written says, whatever its agency chose. `own` is what it says as chosen.
pub(crate) fn by_law<'a>(
    law: &Law,
    dossier: &Dossier,
    directory: &Directory,
    own: &'a [Finding],
) -> Cow<'a, [Finding]> {
    let plainly = |matter| read_plainly(&law.book, matter, dossier, directory);
    let judge = |matter| plainly(matter).map(|matter| law.book.evaluate(&matter));
    let found: Option<Vec<Finding>> = match dossier::matter(dossier, &law.catalogue, directory) {
        Some(matter) => judge(matter),
        None => {
            let works = dossier.activities.values();
            let matters = works.map(|one| dossier::matter_of_activity(dossier, one, directory));
            let found: Option<Vec<_>> = matters.map(judge).collect();
            found.map(|found| found.into_iter().flatten().collect())
        }
    };
    found.map_or(Cow::Borrowed(own), Cow::Owned)
}

/// The clock of the deposit of some work, if one runs or ran: the first that ends.
pub(crate) fn clock_of(findings: &[Finding], activity: ActivityId) -> Option<&Finding> {
    let subject = activity.to_string();
    let is_it = |finding: &&Finding| {
        finding.rule.stops_at(DEPOSITED)
            && finding.subject == subject
            && !matches!(finding.standing, Standing::NotApplicable { .. })
    };
    let due = |finding: &&Finding| finding.due.as_ref().map(|due| due.due_at);
    findings.iter().filter(is_it).min_by_key(due)
}

impl App {
    /// Agrees or disagrees that the same day was truly impossible.
    ///
    /// # Errors
    /// A refusal for whoever took part or declared it, and where nothing was declared.
    pub async fn decide_remote(
        &self,
        call: &Call,
        id: ActivityId,
        is_approved: bool,
        reason: Option<Text<500>>,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RemoteDecide, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let (reason, by) = (reason.clone(), Some(acting.officer.id));
            let command = Command::DecideRemote { is_approved, reason, by };
            let state = before.activities.get(&id);
            let outcome = activity::decide(state, command, &acting.directory, acting.now)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// The clock of the deposit of some work, for its page.
    pub(crate) async fn deposit_seen(
        &self,
        acting: &crate::load::Acting,
        dossier: &Dossier,
        activity: &Activity,
        own: &[Finding],
    ) -> Result<DepositSeen> {
        let by_law = by_law(&self.law, dossier, &acting.directory, own);
        let ids = activity.seen_back.iter().map(|one| one.device);
        let rows = self.store.rows_by_key::<DeviceRow>(ids).await;
        let rows = rows.map_err(fault("reading devices"))?;
        let is_open = dossier.case.as_ref().map_or(Ok(()), |known| case::gate(known, false));
        let by = Some(acting.officer.id);
        let command = Command::DecideRemote { is_approved: true, reason: None, by };
        let decide =
            || activity::decide(Some(activity), command, &acting.directory, acting.now).map(|_| ());
        let may_decide = acting.may(Action::RemoteDecide, dossier).map(|_| ());
        Ok(DepositSeen {
            law: clock_of(&by_law, activity.id).cloned(),
            agency: clock_of(own, activity.id).cloned(),
            devices: rows.into_iter().map(|row| (row.device_id, row.asset_no)).collect(),
            may_decide: may_decide.and(is_open).and_then(|()| decide()),
        })
    }

    /// Notes with the latest work of an officer which of the devices they had then were seen back.
    /// An archived case takes no write (Art. 21). May run twice.
    pub(crate) async fn see_back(&self, officer: OfficerId) -> Result<()> {
        let filter = ActivityFilter {
            scope: Scope::All,
            case: None,
            in_case: None,
            officer: Some(officer),
            status: None,
            with_open_gaps: false,
        };
        let paging = Paging { limit: MOST, after: None };
        let page = self.store.activities(&filter, &paging).await;
        let page = page.map_err(fault("listing on-site work"))?;
        let since = self.context.now().plus_ms(-RECENT_MS);
        for row in page.rows {
            let Some(departed) = row.departed_at.filter(|at| *at >= since) else { continue };
            for back in self.backs_of(officer, departed).await? {
                self.note_back(row.activity_id, back).await?;
            }
        }
        Ok(())
    }

    /// How the devices an officer had at an instant were seen back afterwards.
    async fn backs_of(&self, officer: OfficerId, departed: Timestamp) -> Result<Vec<DeviceBack>> {
        let held = self.store.devices_held_at(officer, departed).await;
        let mut backs = Vec::new();
        for row in held.map_err(fault("looking for devices"))? {
            let dossier = self.dossier(row.device_id).await?;
            let device = dossier.devices.get(&row.device_id).ok_or(Refusal::NotFound)?;
            backs.extend(seen_back(device, departed));
        }
        Ok(backs)
    }

    async fn note_back(&self, id: ActivityId, back: DeviceBack) -> Result<()> {
        self.execute(&Call::system(), || async {
            let before = self.dossier(id).await?;
            let gate = before.case.as_ref().map_or(Ok(()), |known| case::gate(known, true));
            let now = self.context.now();
            let command = Command::SeeBack { back };
            let state = before.activities.get(&id);
            let outcome = match gate {
                Ok(()) => activity::decide(state, command, &Directory::default(), now)?,
                Err(_) => Outcome::AlreadyDone,
            };
            Ok(Decided::on(before, id, outcome))
        })
        .await?;
        Ok(())
    }
}

/// The first station it was put into and the store it came back to, in the hands of whoever had it
/// when the work ended. What the next holder does with it tells nothing of this return.
fn seen_back(device: &Device, departed: Timestamp) -> Vec<DeviceBack> {
    let Some(place) = device
        .custody
        .iter()
        .rposition(|one| one.from_at <= departed && one.until_at.is_none_or(|end| departed < end))
    else {
        return Vec::new();
    };
    let tenure = device.custody.get(place);
    let until = tenure.and_then(|one| one.until_at);
    let next = device.custody.get(place.saturating_add(1));
    let given_back = until.filter(|_| next.is_some_and(|next| next.holder.is_none()));
    let is_inside = |at: &Timestamp| *at >= departed && until.is_none_or(|until| *at <= until);
    let docked = device.dockings.iter().map(|one| one.at).find(is_inside);
    let back = |how: SeenBack| move |seen_at| DeviceBack { device: device.id, how, seen_at };
    let docked = docked.map(back(SeenBack::Docked));
    docked.into_iter().chain(given_back.map(back(SeenBack::GivenBack))).collect()
}
