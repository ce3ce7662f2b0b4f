//! A device as its facts add up.

use std::collections::{BTreeMap, BTreeSet};

use terms::{AgencyId, AvRecordId, Date, DeviceId, OfficerId, Timestamp, words};

use super::{
    Check, ClockReading, Details, DeviceKind, Docking, Event, FaultKind, GapKind, GapReason,
    Retirement,
};
use crate::Recorded;

words! {
    /// Where a device stands.
    Status {
        /// In store, ready to be issued.
        InStore = "in_store", "在库";
        /// An officer has it.
        Out = "out", "已领用";
        /// In use where it is.
        Installed = "installed", "在用";
        /// Not to be used until somebody sees to it.
        Faulty = "faulty", "故障待修";
        /// Being repaired.
        InRepair = "in_repair", "维修中";
        /// Lost.
        Lost = "lost", "丢失";
        /// Out of use.
        Retired = "retired", "停用";
    }
}

/// A stretch of time in which one had the device: the custody chain is these, without a hole.
#[doc(alias = "设备领用记录")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// Who; `None`: the store.
    pub holder: Option<OfficerId>,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when; `None`: still.
    pub until_at: Option<Timestamp>,
    /// Who had it before, if it was handed over and not issued from the store.
    pub handed_over_from: Option<OfficerId>,
    /// Who wrote it down.
    pub by: Option<OfficerId>,
}

/// A look at the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Option<OfficerId>,
    /// What was seen.
    pub check: Check,
}

/// A report of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Docked {
    /// When.
    pub at: Timestamp,
    /// What was found.
    pub docking: Docking,
}

/// Something that does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Running number.
    pub number: u32,
    /// What.
    pub kind: FaultKind,
    /// Since when.
    pub happened_at: Timestamp,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// By whom.
    pub reported_by: Option<OfficerId>,
    /// Who had the device then.
    pub holder: Option<OfficerId>,
    /// It cannot be used.
    pub is_unusable: bool,
    /// In words.
    pub text: String,
    /// When it went to be repaired, and where.
    pub repair: Option<(Timestamp, String)>,
    /// When it was over, and what was done.
    pub closed: Option<(Timestamp, String)>,
}

/// Missing numbers.
#[doc(alias = "文件缺号")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberGap {
    /// Running number of the gap.
    pub number: u32,
    /// Where.
    pub kind: GapKind,
    /// The day of the numbers, where they begin anew each day.
    pub file_day: Option<Date>,
    /// First missing number.
    pub first_no: u64,
    /// Last missing number.
    pub last_no: u64,
    /// When it was found.
    pub found_at: Timestamp,
    /// Files of the device were still on their way then, and had been for as long as one waits.
    pub while_coming: bool,
    /// Files of it that came after all.
    pub filled: BTreeMap<u64, AvRecordId>,
    /// When it was explained, by whom, why, and in words.
    pub explained: Option<(Timestamp, Option<OfficerId>, GapReason, String)>,
}

impl NumberGap {
    /// How many numbers are still missing.
    #[must_use]
    pub fn still_missing(&self) -> u64 {
        let width = self.last_no.saturating_sub(self.first_no).saturating_add(1);
        width.saturating_sub(u64::try_from(self.filled.len()).unwrap_or(u64::MAX))
    }

    /// Neither explained nor filled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.explained.is_none() && self.still_missing() > 0
    }
}

/// How a device went out of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: Retirement,
    /// Why.
    pub reason: String,
    /// What became of the data.
    pub data_went: String,
}

/// What is known of a device at some moment, from what was seen until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who had it, and since when; `None`: it was not here yet.
    pub tenure: Option<Tenure>,
    /// Charge and when it was seen.
    pub battery: Option<(Timestamp, u8)>,
    /// Room and when it was seen.
    pub free: Option<(Timestamp, u64)>,
    /// The last reading of its clock.
    pub clock: Option<ClockReading>,
    /// Faults that had been reported and were not over, or were reported later that day.
    pub faults: Vec<Fault>,
}

/// A recording device, or a station.
#[doc(alias = "记录设备")]
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub agency: AgencyId,
    /// What the register says.
    pub details: Details,
    /// Why there are two of one serial number.
    pub namesake_reason: Option<String>,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// The custody chain, oldest first; the last one is now.
    pub custody: Vec<Tenure>,
    /// Looks at it, oldest first.
    pub checks: Vec<Checked>,
    /// Readings of its clock, oldest first.
    pub clocks: Vec<ClockReading>,
    /// Reports of stations, oldest first.
    pub dockings: Vec<Docked>,
    /// Statements of how many files were left on it, oldest first.
    pub left: Vec<(Timestamp, u32)>,
    /// Faults, by number.
    pub faults: Vec<Fault>,
    /// Missing numbers, by number.
    pub gaps: Vec<NumberGap>,
    /// Since when its files are numbered as they are.
    pub numbers_since: Timestamp,
    /// When it was lost, since when, and how.
    pub lost: Option<(Timestamp, Timestamp, String)>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// When something happened last.
    pub updated_at: Timestamp,
}

impl Device {
    /// The state after the first fact; `None` if that registers nothing.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Device(Event::Registered {
            device,
            agency,
            details,
            clock,
            namesake_reason,
        }) = &first.event
        else {
            return None;
        };
        let store = Tenure {
            holder: None,
            from_at: first.at,
            until_at: None,
            handed_over_from: None,
            by: first.by,
        };
        Some(Self {
            id: *device,
            agency: *agency,
            details: details.clone(),
            namesake_reason: namesake_reason.clone(),
            registered_at: first.at,
            custody: vec![store],
            checks: Vec::new(),
            clocks: clock.iter().copied().collect(),
            dockings: Vec::new(),
            left: Vec::new(),
            faults: Vec::new(),
            gaps: Vec::new(),
            numbers_since: first.at,
            lost: None,
            ending: None,
            updated_at: first.at,
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Device(event) = &fact.event else { return self };
        let at = fact.at;
        self.updated_at = at;
        match event {
            Event::Registered { .. } => {}
            Event::Changed { details, is_renumbered, namesake_reason, .. } => {
                self.details = details.clone();
                self.namesake_reason = namesake_reason.clone();
                if *is_renumbered {
                    self.numbers_since = at;
                }
            }
            Event::Issued { to, from, check, .. } => {
                self.pass_to(Some(*to), *from, fact);
                self.look(check, fact);
            }
            Event::Returned { files_left, check, .. } => {
                self.pass_to(None, None, fact);
                self.look(check, fact);
                self.left.extend(files_left.map(|files| (at, files)));
            }
            Event::Checked { check, .. } => self.look(check, fact),
            Event::Docked { docking, .. } => {
                self.clocks.extend(docking.clock);
                self.left.extend(docking.files_left.map(|files| (at, files)));
                self.dockings.push(Docked { at, docking: docking.clone() });
            }
            Event::Lost { happened_at, text, .. } => {
                self.lost = Some((at, *happened_at, text.clone()));
            }
            Event::Found { .. } => {
                self.lost = None;
                self.pass_to(None, None, fact);
            }
            Event::Retired { how, reason, data_went, .. } => {
                let (how, reason, data_went) = (*how, reason.clone(), data_went.clone());
                self.ending = Some(Ending { at, how, reason, data_went });
            }
            Event::FaultReported { .. } | Event::RepairBegun { .. } | Event::FaultClosed { .. } => {
                self.mend(event, fact);
            }
            Event::GapFound { .. } | Event::GapFilled { .. } | Event::GapExplained { .. } => {
                self.count(event, fact);
            }
        }
        self
    }

    fn pass_to(
        &mut self,
        holder: Option<OfficerId>,
        handed_over_from: Option<OfficerId>,
        fact: &Recorded,
    ) {
        if let Some(last) = self.custody.last_mut() {
            last.until_at = Some(fact.at);
        }
        let (from_at, by) = (fact.at, fact.by);
        self.custody.push(Tenure { holder, from_at, until_at: None, handed_over_from, by });
    }

    fn look(&mut self, check: &Check, fact: &Recorded) {
        self.clocks.extend(check.clock);
        self.checks.push(Checked { at: fact.at, by: fact.by, check: check.clone() });
    }

    fn mend(&mut self, event: &Event, fact: &Recorded) {
        let holder = self.holder();
        let by_number = |faults: &mut Vec<Fault>, number: u32| {
            faults.iter().position(|one| one.number == number)
        };
        if let Event::FaultReported { fault, kind, happened_at, is_unusable, text, .. } = event {
            self.faults.push(Fault {
                number: *fault,
                kind: *kind,
                happened_at: *happened_at,
                reported_at: fact.at,
                reported_by: fact.by,
                holder,
                is_unusable: *is_unusable,
                text: text.clone(),
                repair: None,
                closed: None,
            });
        } else if let Event::RepairBegun { fault, place, .. } = event {
            let known = by_number(&mut self.faults, *fault);
            if let Some(one) = known.and_then(|place| self.faults.get_mut(place)) {
                one.repair = Some((fact.at, place.clone()));
            }
        } else if let Event::FaultClosed { fault, text, .. } = event {
            let known = by_number(&mut self.faults, *fault);
            if let Some(one) = known.and_then(|place| self.faults.get_mut(place)) {
                one.closed = Some((fact.at, text.clone()));
            }
        }
    }

    fn count(&mut self, event: &Event, fact: &Recorded) {
        if let Event::GapFound { gap, kind, file_day, first_no, last_no, while_coming, .. } = event
        {
            self.gaps.push(NumberGap {
                number: *gap,
                kind: *kind,
                file_day: *file_day,
                first_no: *first_no,
                last_no: *last_no,
                found_at: fact.at,
                while_coming: *while_coming,
                filled: BTreeMap::new(),
                explained: None,
            });
        } else if let Event::GapFilled { gap, file_no, recording, .. } = event {
            if let Some(one) = self.gaps.iter_mut().find(|one| one.number == *gap) {
                one.filled.insert(*file_no, *recording);
            }
        } else if let Event::GapExplained { gap, reason, text, .. } = event
            && let Some(one) = self.gaps.iter_mut().find(|one| one.number == *gap)
        {
            one.explained = Some((fact.at, fact.by, *reason, text.clone()));
        }
    }

    /// Who has it now; `None`: the store.
    #[must_use]
    pub fn holder(&self) -> Option<OfficerId> {
        self.custody.last().and_then(|tenure| tenure.holder)
    }

    /// Everybody who ever had it.
    #[must_use]
    pub fn holders(&self) -> BTreeSet<OfficerId> {
        self.custody.iter().filter_map(|tenure| tenure.holder).collect()
    }

    /// Whoever had it at an instant: on the second of a change, the new one.
    #[must_use]
    pub fn tenure_at(&self, at: Timestamp) -> Option<&Tenure> {
        let has = |one: &&Tenure| one.from_at <= at && one.until_at.is_none_or(|end| at < end);
        self.custody.iter().rev().find(has)
    }

    /// It stays where it is, so that nobody takes it along.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        matches!(self.details.kind, DeviceKind::FixedCamera | DeviceKind::DockingStation)
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        let open = || self.faults.iter().filter(|fault| fault.closed.is_none());
        if self.ending.is_some() {
            Status::Retired
        } else if self.lost.is_some() {
            Status::Lost
        } else if open().any(|fault| fault.repair.is_some()) {
            Status::InRepair
        } else if open().any(|fault| fault.is_unusable) {
            Status::Faulty
        } else if self.holder().is_some() {
            Status::Out
        } else if self.is_fixed() {
            Status::Installed
        } else {
            Status::InStore
        }
    }

    /// When it was lost or went out of use.
    #[must_use]
    pub fn gone_at(&self) -> Option<Timestamp> {
        let ended = self.ending.as_ref().map(|ending| ending.at);
        ended.or_else(|| self.lost.as_ref().map(|(at, ..)| *at))
    }

    /// Charge as last seen up to an instant.
    #[must_use]
    pub fn battery_at(&self, at: Timestamp) -> Option<(Timestamp, u8)> {
        let seen = self.checks.iter().map(|one| (one.at, one.check.battery_percent));
        let docked = self.dockings.iter().map(|one| (one.at, one.docking.battery_percent));
        last_seen(seen.chain(docked), at)
    }

    /// Room as last seen up to an instant.
    #[must_use]
    pub fn free_at(&self, at: Timestamp) -> Option<(Timestamp, u64)> {
        let seen = self.checks.iter().map(|one| (one.at, one.check.free_bytes));
        let docked = self.dockings.iter().map(|one| (one.at, one.docking.free_bytes));
        last_seen(seen.chain(docked), at)
    }

    /// What is known of an instant, from what was seen until then. Faults also from later that day:
    /// they are to be reported the same day.
    #[must_use]
    pub fn known_at(&self, at: Timestamp) -> Known {
        let matters = |fault: &&Fault| {
            let is_over = fault.closed.as_ref().is_some_and(|(closed, _)| *closed <= at);
            !is_over && (fault.happened_at <= at || fault.happened_at.date() == at.date())
        };
        Known {
            tenure: self.tenure_at(at).cloned(),
            battery: self.battery_at(at),
            free: self.free_at(at),
            clock: self.clocks.iter().rev().find(|one| one.server_at <= at).copied(),
            faults: self.faults.iter().filter(matters).cloned().collect(),
        }
    }
}

fn last_seen<T>(
    seen: impl Iterator<Item = (Timestamp, Option<T>)>,
    until: Timestamp,
) -> Option<(Timestamp, T)> {
    let known = seen.filter_map(|(at, value)| Some((at, value?))).filter(|(at, _)| *at <= until);
    known.max_by_key(|(at, _)| *at)
}
