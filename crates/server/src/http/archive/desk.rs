//! The custodian's desk: which files are to be made, and how many working days are left.

use app::{App, CaseFilter, CaseRow, Paging, Scope};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use terms::Date;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::time;

/// Most cards in a column.
const MOST: u32 = 100;

/// The desk.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArchiveDesk {
    columns: Vec<Column>,
}

/// What is to be done with the files of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ArchiveColumnKey)]
pub(crate) enum ColumnKey {
    /// Lay out the contents.
    ToCompose,
    /// Make the package.
    ToPack,
    /// Archive.
    ToArchive,
    /// Nothing more.
    Archived,
}

/// A column.
#[derive(Serialize, ToSchema)]
#[schema(as = ArchiveColumn)]
pub(crate) struct Column {
    key: ColumnKey,
    title: String,
    items: Vec<ArchiveCard>,
}

/// A case whose file is to be made, or was.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArchiveCard {
    case_id: String,
    title: String,
    case_no: Option<String>,
    party_label: String,
    closed_at: Option<String>,
    act_ended_on: Option<String>,
    due_on: Option<String>,
    working_days_left: Option<i64>,
    total_days: Option<i64>,
    missing: usize,
    href: String,
}

/// Working days from `from`, not counted, to `to`, counted; negative if `to` is past.
pub(crate) fn working_days(app: &App, from: Date, to: Date) -> i64 {
    let calendar = app.law.book.calendar();
    let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
    let mut day = first;
    let mut count = 0;
    while day < last {
        day = day.plus_days(1);
        count += i64::from(calendar.day(day).working);
    }
    sign * count
}

/// The clock of the file: due day, working days left, and its whole length.
pub(crate) fn clock(app: &App, view: &app::CaseView) -> Option<(Date, i64, i64)> {
    let case = view.dossier.case.as_ref()?;
    let (_, ended_on) = case.closed?;
    let archiving = view.findings.iter().find(|finding| {
        let rule = app.law.book.rule(&finding.rule.id);
        rule.is_some_and(|rule| rule.stops_at("case.archived"))
    })?;
    let due_on = archiving.due.as_ref()?.due_on?;
    let today = view.now.date();
    Some((due_on, working_days(app, today, due_on), working_days(app, ended_on, due_on)))
}

async fn card(
    app: &App,
    caller: &Caller,
    row: CaseRow,
) -> Result<(ColumnKey, ArchiveCard), Problem> {
    let file = app.case_file(caller.officer(), row.case_id).await?;
    let clock = clock(app, &file.case);
    let state = file.case.dossier.case.as_ref().map(|case| &case.file);
    let column = match state {
        Some(file) if file.archived.is_some() => ColumnKey::Archived,
        Some(file) if file.package.is_some() => ColumnKey::ToArchive,
        Some(file) if file.composition.is_some() => ColumnKey::ToPack,
        _ => ColumnKey::ToCompose,
    };
    let card = ArchiveCard {
        href: format!("/cases/{}?tab=file", row.case_id),
        case_id: row.case_id.to_string(),
        title: row.title,
        case_no: row.case_no,
        party_label: row.party_label,
        closed_at: row.closed_at.map(time),
        act_ended_on: row.act_ended_on.map(|day| day.to_string()),
        due_on: clock.map(|(due_on, ..)| due_on.to_string()),
        working_days_left: clock.map(|(_, left, _)| left),
        total_days: clock.map(|(.., total)| total),
        missing: file.gaps.len(),
    };
    Ok((column, card))
}

/// The custodian's desk.
#[utoipa::path(get, path = "/archive", tag = "归档", responses((status = 200, body = ArchiveDesk)))]
pub(crate) async fn archive_desk(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<ArchiveDesk>, Problem> {
    let column =
        |key: ColumnKey, title: &str| Column { key, title: title.to_owned(), items: Vec::new() };
    let mut columns = vec![
        column(ColumnKey::ToCompose, "待整理"),
        column(ColumnKey::ToPack, "待制包"),
        column(ColumnKey::ToArchive, "待归档"),
        column(ColumnKey::Archived, "已归档"),
    ];
    for status in ["closed", "archived"] {
        let mut filter = CaseFilter::of(Scope::Agencies(Vec::new()));
        filter.status = Some(status.to_owned());
        let paging = Paging { limit: MOST, after: None };
        let page = app.cases(caller.officer(), filter, paging).await?;
        for row in page.rows {
            let (key, card) = card(&app, &caller, row).await?;
            if let Some(column) = columns.iter_mut().find(|column| column.key == key) {
                column.items.push(card);
            }
        }
    }
    for column in &mut columns {
        column.items.sort_by_key(|card| card.working_days_left);
    }
    Ok(Json(ArchiveDesk { columns }))
}
