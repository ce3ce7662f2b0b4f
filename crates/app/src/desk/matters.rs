//! What is open in the matters a person works on, or answers for.

use domain::authority::{Action, Role};
use domain::org::Officer;
use store::{ActivityFilter, ActivityRow, CaseFilter, CaseRow, DutyFilter, DutyRow, MAX_PAGE};
use terms::{Date, OfficerId, Timestamp};

use super::{DeskItem, DeskSection, Tone, page, tone, tone_by};
use crate::App;
use crate::error::{Result, fault};

/// Duties due later than this are not on a desk yet.
const AHEAD_MS: i64 = 14 * 86_400_000;
/// Most duties of one desk.
const MOST_DUTIES: usize = 40;
/// Most pieces of work with gaps of one desk.
const MOST_GAPS: usize = 10;

impl App {
    /// On-site work whose recordings leave something unexplained, the least covered first.
    pub(super) async fn gaps(&self, officer: &Officer) -> Result<DeskSection> {
        let (acting, scope) = self.reader(officer.id, Action::ActivityRead).await?;
        let filter = ActivityFilter {
            scope,
            case: None,
            in_case: None,
            officer: None,
            status: None,
            with_open_gaps: true,
        };
        let listed = self.store.activities(&filter, &page(MAX_PAGE)).await;
        let mut rows = listed.map_err(fault("listing work with gaps"))?.rows;
        rows.sort_by_key(|row| row.coverage_ppm.unwrap_or_default());
        let item = |row: ActivityRow| {
            let names: Vec<_> =
                row.officers.iter().map(|id| acting.directory.name_of(*id)).collect();
            let covered = row.coverage_ppm.unwrap_or_default() / 10_000;
            DeskItem {
                key: format!("gap:{}", row.activity_id),
                title: format!("{} {}", row.title, row.place),
                detail: format!(
                    "应录时段已录{covered}%，{}处缺口无人说明；{}",
                    row.open_gaps,
                    names.join("、")
                ),
                href: format!("/acts/{}", row.activity_id),
                due_at: None,
                internal_at: None,
                tone: Tone::Late,
                article: Some("本办法第19条".to_owned()),
                icon: "gap",
            }
        };
        Ok(DeskSection {
            key: "gaps",
            title: "音像缺口",
            empty: "没有未说明的音像缺口。",
            items: rows.into_iter().take(MOST_GAPS).map(item).collect(),
            more: Some("/acts?gaps=true"),
        })
    }

    pub(super) async fn open_duties(
        &self,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let filter = DutyFilter {
            scope,
            case: None,
            activity: None,
            standings: vec!["open".to_owned()],
            remind_before: Some(now.plus_ms(AHEAD_MS)),
        };
        let rows = self.store.duties(&filter, MAX_PAGE).await.map_err(fault("listing duties"))?;
        let rows = match only_own(officer, now.date()) {
            None => rows,
            Some(officer) => self.duties_of(officer, rows).await?,
        };
        let labels = self.case_labels(rows.iter().filter_map(|row| row.case_id)).await?;
        let items = rows.into_iter().take(MOST_DUTIES).map(|row| {
            let label = row.case_id.and_then(|case| labels.get(&case));
            DeskItem {
                href: match (row.activity_id, row.case_id) {
                    (Some(activity), _) => format!("/acts/{activity}"),
                    (None, Some(case)) => format!("/cases/{case}?tab=deadlines"),
                    (None, None) => "/cases".to_owned(),
                },
                key: row.key,
                title: row.title,
                detail: match label {
                    Some(label) => format!("{label}：{}", row.message),
                    None => row.message,
                },
                due_at: row.due_at,
                internal_at: row.remind_at.filter(|at| Some(*at) < row.due_at),
                tone: tone_by(row.due_at, row.remind_at, now),
                article: Some(row.article),
                icon: "clock",
            }
        });
        Ok(DeskSection {
            key: "duties",
            title: "期限",
            empty: "两周内没有到期的事项。",
            items: items.collect(),
            more: Some("/cases?overdue=true"),
        })
    }

    /// Those of the duties that lie in cases or work the officer is in charge of.
    async fn duties_of(&self, officer: OfficerId, rows: Vec<DutyRow>) -> Result<Vec<DutyRow>> {
        let cases: Vec<CaseRow> = self
            .store
            .rows_by_key(rows.iter().filter_map(|row| row.case_id))
            .await
            .map_err(fault("reading cases"))?;
        let work: Vec<ActivityRow> = self
            .store
            .rows_by_key(rows.iter().filter_map(|row| row.activity_id))
            .await
            .map_err(fault("reading work"))?;
        let is_own = |row: &DutyRow| {
            cases
                .iter()
                .any(|case| Some(case.case_id) == row.case_id && case.officers.contains(&officer))
                || work.iter().any(|work| {
                    Some(work.activity_id) == row.activity_id && work.officers.contains(&officer)
                })
        };
        Ok(rows.into_iter().filter(is_own).collect())
    }

    pub(super) async fn cases_of(&self, officer: &Officer, now: Timestamp) -> Result<DeskSection> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let mut filter = CaseFilter::of(scope);
        filter.archived = Some(false);
        filter.officer = only_own(officer, now.date());
        let page = self.store.cases(&filter, &page(10)).await.map_err(fault("listing cases"))?;
        // A closed case is the custodian's; it has a list of its own.
        let in_hand = page.rows.into_iter().filter(|row| row.closed_at.is_none());
        let items = in_hand.map(|row| case_item(row, now));
        Ok(DeskSection {
            key: "cases",
            title: "在办案件",
            empty: "没有在办案件。",
            items: items.collect(),
            more: Some("/cases"),
        })
    }

    pub(super) async fn to_archive(
        &self,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<DeskSection> {
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

/// An officer without another office sees the own matters only.
fn only_own(officer: &Officer, today: Date) -> Option<OfficerId> {
    officer.roles_on(today).all(|role| role == Role::Officer).then_some(officer.id)
}

fn case_item(row: CaseRow, now: Timestamp) -> DeskItem {
    DeskItem {
        key: row.case_id.to_string(),
        title: format!("{} {}", row.case_no.unwrap_or_else(|| "未立案".to_owned()), row.title),
        detail: format!("{}，{}", row.party_label, row.stage.zh()),
        href: format!("/cases/{}", row.case_id),
        due_at: row.next_due_at,
        internal_at: None,
        tone: tone(row.next_due_at, now),
        article: None,
        icon: "case",
    }
}
