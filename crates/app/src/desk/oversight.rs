//! Violations that somebody still has to do something about (Art. 27).

use domain::authority::Action;
use domain::org::Officer;
use domain::oversight::Status;
use store::{ViolationFilter, ViolationRow};
use terms::Timestamp;

use super::{DeskItem, DeskSection, page, tone};
use crate::App;
use crate::error::{Result, fault};

/// Most violations of one desk.
const MOST: u32 = 20;

impl App {
    /// Open violations the reader answers for or judges; those to be set right first, by their day.
    pub(super) async fn open_violations(
        &self,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<DeskSection> {
        let (acting, scope) = self.reader(officer.id, Action::ViolationRead).await?;
        let is_open = |status: &&Status| !matches!(status, Status::Closed | Status::Dismissed);
        let open = Status::ALL.iter().filter(is_open);
        let filter = ViolationFilter {
            scope,
            agency: None,
            case: None,
            statuses: open.map(|status| status.as_str().to_owned()).collect(),
            severity: None,
            due_before: None,
        };
        let listed = self.store.violations(&filter, &page(MOST)).await;
        let mut rows = listed.map_err(fault("listing violations"))?.rows;
        rows.sort_by_key(|row| (row.due_at.is_none(), row.due_at));
        let item = |row: ViolationRow| {
            let status = Status::parse(&row.status).map_or("", |status| status.zh());
            let agency = acting.directory.agencies.get(&row.agency_id);
            let agency = agency.map_or("", |agency| agency.short_name.as_str());
            DeskItem {
                key: row.violation_id.to_string(),
                title: row.title,
                detail: format!("{agency}，{status}，{}提出", row.raised_at.date().to_chinese()),
                href: format!("/violations/{}", row.violation_id),
                due_at: row.due_at,
                internal_at: None,
                tone: tone(row.due_at, now),
                article: row.article,
                icon: "violation",
            }
        };
        Ok(DeskSection {
            key: "violations",
            title: "问题与整改",
            empty: "没有待办的问题。",
            items: rows.into_iter().map(item).collect(),
            more: Some("/violations"),
        })
    }
}
