//! The desk: what waits for whom, by role, first what is late.

mod devices;
mod figures;
mod lists;
mod matters;
mod oversight;
mod own;
mod staff;

use domain::authority::{Action, Role, may_ever};
use domain::org::Officer;
use rules::catalogue::Slot;
use store::Paging;
use terms::{Date, OfficerId, Timestamp};

use crate::App;
use crate::error::Result;

pub use figures::Figure;

/// How pressing a thing is. Lateness is computed here and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Past its due instant.
    Late,
    /// Due within three days.
    Soon,
    /// Later.
    Calm,
    /// No due instant.
    None,
}

/// Due within this counts as soon.
const SOON_MS: i64 = 3 * 86_400_000;

/// One thing on a desk.
#[derive(Debug, Clone)]
pub struct DeskItem {
    /// Stable key.
    pub key: String,
    /// First line.
    pub title: String,
    /// Second line.
    pub detail: String,
    /// Where it leads, as a path of the web UI.
    pub href: String,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// The agency's own, earlier limit, where it set one; it reminds and is no lateness.
    pub internal_at: Option<Timestamp>,
    /// How pressing.
    pub tone: Tone,
    /// Which article asks for it.
    pub article: Option<String>,
    /// Name of an icon.
    pub icon: &'static str,
}

/// Things of one sort.
#[derive(Debug, Clone)]
pub struct DeskSection {
    /// Stable key.
    pub key: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What to say when there is nothing.
    pub empty: &'static str,
    /// The things.
    pub items: Vec<DeskItem>,
    /// Where all of them are.
    pub more: Option<&'static str>,
}

/// A person's desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// How much there is, for those who answer for others.
    pub figures: Vec<Figure>,
    /// Sections, by role.
    pub sections: Vec<DeskSection>,
    /// When it was looked at.
    pub at: Timestamp,
}

/// How pressing something due at `due` is.
#[must_use]
pub fn tone(due: Option<Timestamp>, now: Timestamp) -> Tone {
    match due {
        None => Tone::None,
        Some(due) if due < now => Tone::Late,
        Some(due) if due < now.plus_ms(SOON_MS) => Tone::Soon,
        Some(_) => Tone::Calm,
    }
}

/// The same where the agency's own limit reminds earlier: it presses, but only what is past the
/// limit of the law is late.
fn tone_by(due: Option<Timestamp>, remind: Option<Timestamp>, now: Timestamp) -> Tone {
    match (tone(due, now), tone(remind, now)) {
        (Tone::Late, _) => Tone::Late,
        (_, Tone::Late | Tone::Soon) => Tone::Soon,
        (by_law, Tone::Calm | Tone::None) => by_law,
    }
}

impl App {
    /// The desk of a person.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn desk(&self, reader: OfficerId) -> Result<Desk> {
        let acting = self.acting(Some(reader)).await?;
        let (officer, now) = (&acting.officer, acting.now);
        let has = |role: Role| officer.holds(role, now.date());
        let may = |action| may_ever(officer, action, now.date());
        let answers_for_others =
            has(Role::DivisionHead) || has(Role::AgencyHead) || has(Role::Supervisor);
        let mut sections = Vec::new();
        if may(Action::RecordSign) {
            sections.push(self.waiting_for(officer, now).await?);
        }
        if may(Action::RecordWrite) {
            sections.push(self.returned_to(officer).await?);
        }
        if may(Action::ListComment) || may(Action::ListDraft) {
            sections.extend(self.lists_waiting(&acting).await?);
        }
        if has(Role::Officer) {
            sections.push(self.work_of(officer, now).await?);
        }
        if has(Role::Officer) || may(Action::RecordingSetAsideDecide) {
            sections.push(self.unlinked(officer, now).await?);
        }
        if has(Role::DeviceCustodian) {
            sections.push(self.devices_to_see_to(officer, now).await?);
        }
        if has(Role::Officer) {
            sections.extend(self.own_devices(officer).await?);
        }
        if answers_for_others {
            sections.push(self.gaps(officer).await?);
        }
        if may(Action::CaseRead) {
            sections.push(self.open_duties(officer, now).await?);
            sections.push(self.cases_of(officer, now).await?);
        }
        if may(Action::ViolationRead) {
            sections.push(self.open_violations(officer, now).await?);
        }
        if has(Role::RecordsCustodian) {
            sections.push(self.to_archive(officer, now).await?);
        }
        if may(Action::OrgWrite) {
            sections.push(self.alarms_for(&acting).await?);
            sections.push(self.expiring_credentials(&acting));
        }
        let figures =
            if answers_for_others { self.figures(officer, now).await? } else { Vec::new() };
        Ok(Desk { figures, sections, at: now })
    }

    /// The slots of offices a person fills on `day`, for inboxes.
    #[must_use]
    pub fn slots_of(officer: &Officer, day: Date) -> Vec<String> {
        let mut slots = Vec::new();
        for role in officer.roles_on(day) {
            match role {
                Role::DivisionHead => {
                    slots.push(Slot::DivisionHead.as_str().to_owned());
                    slots.extend(
                        officer.division.map(|id| format!("{}:{id}", Slot::DivisionHead.as_str())),
                    );
                }
                Role::AgencyHead => {
                    slots.push(Slot::AgencyHead.as_str().to_owned());
                    slots.push(Slot::Attendees.as_str().to_owned());
                }
                Role::LegalReviewer => slots.push(Slot::LegalReviewer.as_str().to_owned()),
                Role::RecordsCustodian => slots.push(Slot::Custodian.as_str().to_owned()),
                Role::Officer | Role::DeviceCustodian | Role::Supervisor | Role::Administrator => {}
            }
        }
        slots.sort();
        slots.dedup();
        slots
    }
}

fn page(limit: u32) -> Paging {
    Paging { limit, after: None }
}
