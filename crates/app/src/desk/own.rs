//! What waits for one's own hand.

use std::collections::BTreeSet;

use domain::authority::{Action, Role, may_ever};
use domain::matching::UNMATCHED_LIMIT_MS;
use domain::org::Officer;
use store::{ActivityFilter, RecordingRow, Unlinked};
use terms::Timestamp;

use super::{DeskItem, DeskSection, Tone, page, tone};
use crate::App;
use crate::error::{Result, fault};

impl App {
    pub(super) async fn waiting_for(
        &self,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<DeskSection> {
        let rows = self.approvals(officer.id, 20).await?;
        let labels = self.case_labels(rows.iter().filter_map(|row| row.case_id)).await?;
        let items = rows.into_iter().map(|row| DeskItem {
            title: row.title,
            detail: format!(
                "{}，{}送到",
                row.case_id.and_then(|id| labels.get(&id)).map_or("", String::as_str),
                row.asked_at.to_chinese_minute()
            ),
            href: format!("/approvals?item={}", row.key),
            key: row.key,
            due_at: row.due_at,
            internal_at: None,
            tone: tone(row.due_at, now),
            article: None,
            icon: "approval",
        });
        Ok(DeskSection {
            key: "approvals",
            title: "等您签署、批准",
            empty: "没有等您签署的文书和申请。",
            items: items.collect(),
            more: Some("/approvals"),
        })
    }

    /// Records that somebody sent back for correction.
    pub(super) async fn returned_to(&self, officer: &Officer) -> Result<DeskSection> {
        let rows =
            self.store.returned_to(officer.id).await.map_err(fault("listing returned records"))?;
        let labels = self.case_labels(rows.iter().map(|row| row.case_id)).await?;
        let items = rows.into_iter().map(|row| DeskItem {
            key: row.record_id.to_string(),
            title: row.title,
            detail: format!(
                "{}，{}退回，改后重新提交",
                labels.get(&row.case_id).map_or("", String::as_str),
                row.updated_at.to_chinese_minute()
            ),
            href: format!("/cases/{}/records/{}", row.case_id, row.record_id),
            due_at: None,
            internal_at: None,
            tone: Tone::Soon,
            article: None,
            icon: "record",
        });
        Ok(DeskSection {
            key: "returned",
            title: "退回待改的文书",
            empty: "没有退回给您的文书。",
            items: items.collect(),
            more: None,
        })
    }

    pub(super) async fn work_of(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::ActivityRead).await?;
        let filter = ActivityFilter {
            scope,
            case: None,
            in_case: None,
            officer: Some(officer.id),
            status: None,
            with_open_gaps: false,
        };
        let page =
            self.store.activities(&filter, &page(20)).await.map_err(fault("listing work"))?;
        let open = page.rows.into_iter().filter(|row| {
            row.status != domain::activity::Status::Cancelled.as_str()
                && (row.returned_at.is_none() || row.open_gaps > 0)
        });
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
                internal_at: None,
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

    /// Recordings that hang on no on-site work yet: one's own, by name or by who had the device; for
    /// whoever keeps the devices all of the agency, and for whoever keeps the records those past the
    /// limit, so that none lies unseen (Art. 20); and marks that wait for a second person.
    pub(super) async fn unlinked(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let has = |role| officer.holds(role, now.date());
        let (id, open) = (officer.id, Unlinked::Unclassified);
        let mut rows = Vec::new();
        rows.extend(self.unlinked_for(id, open, Some(id), None, MOST).await?);
        let late = now.plus_ms(-UNMATCHED_LIMIT_MS);
        if has(Role::DeviceCustodian) {
            rows.extend(self.unlinked_for(id, open, None, None, MOST).await?);
        } else if has(Role::RecordsCustodian) {
            rows.extend(self.unlinked_for(id, open, None, Some(late), MOST).await?);
        }
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(row.recording_id));
        let mut items: Vec<DeskItem> = rows.iter().map(|row| unlinked_item(row, now)).collect();
        // Work was cancelled, and a person had linked a recording to it: where does that belong?
        let keeps = has(Role::DeviceCustodian) || has(Role::RecordsCustodian);
        let whose = (!keeps).then_some(id);
        let asked = self.unlinked_for(id, Unlinked::Cancelled, whose, None, MOST).await?;
        items.extend(asked.iter().map(|row| DeskItem {
            detail:
                "所关联的现场执法已取消，请核对：撤销关联后重新关联，或者标为非执法活动".to_owned(),
            tone: Tone::Soon,
            due_at: None,
            ..unlinked_item(row, now)
        }));
        if may_ever(officer, Action::RecordingSetAsideDecide, now.date()) {
            let said = self.unlinked_for(id, Unlinked::Proposed, None, None, MOST).await?;
            let others = said.iter().filter(|row| row.deposited_by != Some(id));
            items.extend(others.map(|row| DeskItem {
                detail: "有人标为非执法活动，等另一人确认".to_owned(),
                tone: Tone::Soon,
                due_at: None,
                ..unlinked_item(row, now)
            }));
        }
        Ok(DeskSection {
            key: "unlinked",
            title: "待关联的音像",
            empty: if has(Role::Officer) {
                "您名下的音像都已关联。"
            } else {
                "没有超过72小时未分类的音像，也没有等您确认的标记。"
            },
            items,
            more: Some(if has(Role::Officer) { "/match?mine=true" } else { "/match" }),
        })
    }
}

/// Most recordings of one desk.
const MOST: u32 = 20;

fn unlinked_item(row: &RecordingRow, now: Timestamp) -> DeskItem {
    let due_at = row.deposited_at.plus_ms(UNMATCHED_LIMIT_MS);
    let is_late = due_at <= now;
    let hint = if is_late { "已超过72小时，" } else { "" };
    DeskItem {
        key: row.recording_id.to_string(),
        title: row.file_name.clone(),
        detail: format!("{}入库，{hint}尚未关联到现场活动", row.deposited_at.to_chinese_minute()),
        href: format!("/av/{}", row.recording_id),
        due_at: Some(due_at),
        internal_at: None,
        tone: if is_late { Tone::Late } else { Tone::Soon },
        article: None,
        icon: "recording",
    }
}
