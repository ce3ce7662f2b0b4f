//! What waits for one's own hand.

use domain::authority::Action;
use domain::org::Officer;
use store::{ActivityFilter, RecordingFilter};
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

    /// Recordings that hang on no on-site work yet: those one deposited, or, for whoever keeps the
    /// devices, all of the agency (Art. 20).
    pub(super) async fn unlinked(&self, officer: &Officer, of_all: bool) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::RecordingRead).await?;
        let filter = RecordingFilter {
            scope,
            case: None,
            activity: None,
            deposited_by: Some(officer.id).filter(|_| !of_all),
            assigned: Some(false),
            device: None,
        };
        let page =
            self.store.recordings(&filter, &page(20)).await.map_err(fault("listing recordings"))?;
        let items = page.rows.into_iter().map(|row| DeskItem {
            key: row.recording_id.to_string(),
            title: row.file_name,
            detail: format!("{}入库，尚未关联到现场活动", row.deposited_at.to_chinese_minute()),
            href: format!("/av/{}", row.recording_id),
            due_at: None,
            internal_at: None,
            tone: Tone::Soon,
            article: None,
            icon: "recording",
        });
        Ok(DeskSection {
            key: "unlinked",
            title: "待关联的音像",
            empty: if of_all {
                "本机关入库的音像都已关联。"
            } else {
                "您入库的音像都已关联。"
            },
            items: items.collect(),
            more: Some("/av?unmatched=true"),
        })
    }
}
