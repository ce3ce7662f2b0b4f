//! The desk: what waits for whom, by role, latest first to be late.

use domain::authority::{Action, Role, may_ever};
use domain::org::Officer;
use rules::catalogue::Slot;
use store::{ActivityFilter, CaseFilter, CaseRow, DutyFilter, Paging, RecordingFilter};
use terms::{Date, OfficerId, Timestamp};

use crate::App;
use crate::error::{Result, fault};

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

impl App {
    /// The desk of a person.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn desk(&self, reader: OfficerId) -> Result<Desk> {
        let acting = self.acting(Some(reader)).await?;
        let (officer, now) = (&acting.officer, acting.now);
        let has = |role: Role| officer.holds(role, now.date());
        let mut sections = Vec::new();
        if may_ever(officer, Action::RecordSign, now.date()) {
            sections.push(self.waiting_for(officer, now).await?);
        }
        if has(Role::Officer) {
            sections.push(self.work_of(officer, now).await?);
            sections.push(self.unlinked_of(officer).await?);
        }
        if may_ever(officer, Action::CaseRead, now.date()) {
            sections.push(self.open_duties(officer, now).await?);
            sections.push(self.cases_of(officer, now).await?);
        }
        if has(Role::RecordsCustodian) {
            sections.push(self.to_archive(officer, now).await?);
        }
        Ok(Desk { sections, at: now })
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
                    slots.push(Slot::Attendees.as_str().to_owned());
                }
                Role::AgencyHead => {
                    slots.push(Slot::AgencyHead.as_str().to_owned());
                    slots.push(Slot::Attendees.as_str().to_owned());
                }
                Role::LegalReviewer => {
                    slots.push(Slot::LegalReviewer.as_str().to_owned());
                    slots.push(Slot::Attendees.as_str().to_owned());
                }
                Role::RecordsCustodian => slots.push(Slot::Custodian.as_str().to_owned()),
                Role::Officer | Role::DeviceCustodian | Role::Supervisor | Role::Administrator => {}
            }
        }
        slots.sort();
        slots.dedup();
        slots
    }

    async fn waiting_for(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let rows = self.approvals(officer.id, 20).await?;
        let items = rows.into_iter().map(|row| DeskItem {
            title: row.title,
            detail: format!("{}送到", row.asked_at.to_chinese_minute()),
            href: format!("/approvals?key={}", row.key),
            key: row.key,
            due_at: row.due_at,
            tone: tone(row.due_at, now),
            article: None,
            icon: "sign",
        });
        Ok(DeskSection {
            key: "approvals",
            title: "等您签署、批准",
            empty: "没有等您签署的文书和申请。",
            items: items.collect(),
            more: Some("/approvals"),
        })
    }

    async fn work_of(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::ActivityRead).await?;
        let filter = ActivityFilter {
            scope,
            case: None,
            in_case: None,
            officer: Some(officer.id),
            status: None,
        };
        let page =
            self.store.activities(&filter, &page(20)).await.map_err(fault("listing work"))?;
        let open =
            page.rows.into_iter().filter(|row| row.returned_at.is_none() || row.open_gaps > 0);
        let items = open.map(|row| {
            let state = domain::activity::Status::parse(&row.status).map_or("", |s| s.zh());
            let gaps = match row.open_gaps {
                0 => String::new(),
                n => format!("，{n}处缺口待说明"),
            };
            DeskItem {
                key: row.activity_id.to_string(),
                title: row.title,
                detail: format!("{}：{state}{gaps}", row.place),
                href: format!("/acts/{}", row.activity_id),
                due_at: Some(row.planned_at).filter(|_| row.arrived_at.is_none()),
                tone: if row.open_gaps > 0 { Tone::Late } else { tone(None, now) },
                article: None,
                icon: "activity",
            }
        });
        Ok(DeskSection {
            key: "activities",
            title: "现场执法",
            empty: "没有进行中的现场执法，也没有待说明的缺口。",
            items: items.collect(),
            more: Some("/acts"),
        })
    }

    async fn unlinked_of(&self, officer: &Officer) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::RecordingRead).await?;
        let filter = RecordingFilter {
            scope,
            case: None,
            activity: None,
            deposited_by: Some(officer.id),
            assigned: Some(false),
        };
        let page =
            self.store.recordings(&filter, &page(20)).await.map_err(fault("listing recordings"))?;
        let items = page.rows.into_iter().map(|row| DeskItem {
            key: row.recording_id.to_string(),
            title: row.file_name,
            detail: format!("{}入库，尚未关联到现场活动", row.deposited_at.to_chinese_minute()),
            href: format!("/av/{}", row.recording_id),
            due_at: None,
            tone: Tone::Soon,
            article: None,
            icon: "recording",
        });
        Ok(DeskSection {
            key: "unlinked",
            title: "待关联的音像",
            empty: "您入库的音像都已关联。",
            items: items.collect(),
            more: Some("/av?unmatched=true"),
        })
    }

    async fn open_duties(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let filter = DutyFilter {
            scope,
            case: None,
            activity: None,
            standings: vec!["open".to_owned()],
            due_before: Some(now.plus_ms(14 * 86_400_000)),
        };
        let rows = self.store.duties(&filter, 40).await.map_err(fault("listing duties"))?;
        let items = rows.into_iter().map(|row| DeskItem {
            href: match (row.activity_id, row.case_id) {
                (Some(activity), _) => format!("/acts/{activity}"),
                (None, Some(case)) => format!("/cases/{case}?tab=deadlines"),
                (None, None) => "/cases".to_owned(),
            },
            key: row.key,
            title: row.title,
            detail: row.message,
            due_at: row.due_at,
            tone: tone(row.due_at, now),
            article: Some(row.article),
            icon: "clock",
        });
        Ok(DeskSection {
            key: "duties",
            title: "期限",
            empty: "两周内没有到期的事项。",
            items: items.collect(),
            more: Some("/cases?overdue=true"),
        })
    }

    async fn cases_of(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let mut filter = CaseFilter::of(scope);
        filter.archived = Some(false);
        filter.officer = officer.holds(Role::Officer, now.date()).then_some(officer.id);
        let page = self.store.cases(&filter, &page(10)).await.map_err(fault("listing cases"))?;
        let items = page.rows.into_iter().map(|row| case_item(row, now));
        Ok(DeskSection {
            key: "cases",
            title: "在办案件",
            empty: "没有在办案件。",
            items: items.collect(),
            more: Some("/cases"),
        })
    }

    async fn to_archive(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let mut filter = CaseFilter::of(scope);
        filter.status = Some("closed".to_owned());
        let page = self.store.cases(&filter, &page(40)).await.map_err(fault("listing cases"))?;
        let items = page.rows.into_iter().map(|row| {
            let href = format!("/cases/{}?tab=file", row.case_id);
            DeskItem { href, icon: "archive", ..case_item(row, now) }
        });
        Ok(DeskSection {
            key: "archive",
            title: "待组卷归档",
            empty: "没有待归档的案件。",
            items: items.collect(),
            more: Some("/archive"),
        })
    }
}

fn page(limit: u32) -> Paging {
    Paging { limit, after: None }
}

fn case_item(row: CaseRow, now: Timestamp) -> DeskItem {
    DeskItem {
        key: row.case_id.to_string(),
        title: format!("{} {}", row.case_no.unwrap_or_else(|| "未立案".to_owned()), row.title),
        detail: format!("{}，{}", row.party_label, row.stage.zh()),
        href: format!("/cases/{}", row.case_id),
        due_at: row.next_due_at,
        tone: tone(row.next_due_at, now),
        article: None,
        icon: "case",
    }
}
