//! 应录尽录: the matrix of list rows and units, the work behind a cell, the same as a table.

use app::{App, CellAsked, CoverageAsked, CoverageCell, CoverageLine, Unit};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use terms::Date;
use utoipa::ToSchema;

use super::activities::page::{ActivityList, activity_list};
use super::caller::Caller;
use super::problem::Problem;
use super::recording_lists::{ListRow, list_row};
use super::wire::{self, Params};

/// Days of the span that is shown if nobody says otherwise: three months.
const DAYS: i64 = 90;
/// Stands for work of no division, and of no row in force.
const NONE: &str = "none";

/// Which agency and which days; all that one sees and the last three months, if left out.
#[derive(Deserialize)]
pub(crate) struct CoverageParams {
    agency_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// The matrix.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageMatrix {
    from: String,
    to: String,
    /// The agency whose divisions are the columns; null where agencies are.
    agency_id: Option<String>,
    /// Agencies one may choose from.
    agencies: Vec<CoverageUnit>,
    units: Vec<CoverageUnit>,
    /// What must be recorded comes first.
    rows: Vec<CoverageRow>,
}

/// A column: an agency or a division, or `none`.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageUnit {
    unit_id: String,
    name: String,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageRow {
    /// The row of the list; null: work under rows that no list in force has any more.
    row: Option<ListRow>,
    /// One for each column, in their order.
    cells: Vec<CoverageCount>,
}

/// What was counted of work that is over.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageCount {
    /// The list in force of that unit has the row.
    applies: bool,
    /// Pieces of work.
    done: u64,
    /// Of them with a recording, demanded or not.
    with_recording: u64,
    /// Of them to be recorded from arrival to departure.
    required: u64,
    /// Of the required: with a recording.
    recorded: u64,
    /// Of the recorded: with a hole that nobody explained.
    with_gaps: u64,
    /// Seconds on site of the required.
    on_site_s: u64,
    /// Of them recorded.
    covered_s: u64,
}

fn asked(
    agency: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    today: Date,
) -> Result<CoverageAsked, Problem> {
    let day = |field: &'static str, text: Option<&str>| {
        text.filter(|text| !text.is_empty()).map(|text| wire::day(field, text)).transpose()
    };
    let to = day("截止日", to)?.unwrap_or(today);
    let from = day("起始日", from)?.unwrap_or_else(|| to.plus_days(1 - DAYS));
    Ok(CoverageAsked { agency: agency.map(wire::id).transpose()?, from, to })
}

fn unit_id(unit: Unit) -> String {
    match unit {
        Unit::Agency(id) => id.to_string(),
        Unit::Division(Some(id)) => id.to_string(),
        Unit::Division(None) => NONE.to_owned(),
    }
}

fn count(cell: &CoverageCell) -> CoverageCount {
    let counts = cell.counts;
    CoverageCount {
        applies: cell.applies,
        done: counts.done,
        with_recording: counts.with_recording,
        required: counts.required,
        recorded: counts.recorded,
        with_gaps: counts.with_gaps,
        on_site_s: counts.on_site_s,
        covered_s: counts.covered_s,
    }
}

/// What had to be recorded and what was: rows of the lists in force by agency, or by division of one.
#[utoipa::path(get, path = "/coverage", tag = "应录尽录", params(("agency_id" = Option<String>, Query), ("from" = Option<String>, Query), ("to" = Option<String>, Query)), responses((status = 200, body = CoverageMatrix), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn coverage(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<CoverageParams>,
) -> Result<Json<CoverageMatrix>, Problem> {
    let (agency, from, to) = (of.agency_id.as_deref(), of.from.as_deref(), of.to.as_deref());
    let asked = asked(agency, from, to, app.now().date())?;
    let seen = app.coverage(caller.officer(), asked).await?;
    let unit = |(unit, name): (Unit, String)| CoverageUnit { unit_id: unit_id(unit), name };
    let line = |line: &CoverageLine| CoverageRow {
        row: line.row.as_ref().map(list_row),
        cells: line.cells.iter().map(count).collect(),
    };
    let agencies = seen.agencies.into_iter().map(|(id, name)| unit((Unit::Agency(id), name)));
    Ok(Json(CoverageMatrix {
        from: seen.asked.from.to_string(),
        to: seen.asked.to.to_string(),
        agency_id: seen.asked.agency.map(|id| id.to_string()),
        agencies: agencies.collect(),
        units: seen.units.into_iter().map(unit).collect(),
        rows: seen.lines.iter().map(line).collect(),
    }))
}

/// Which cell; a line or a column of it, if one of the two is left out.
#[derive(Deserialize)]
pub(crate) struct CellParams {
    agency_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    row_id: Option<String>,
    unit_id: Option<String>,
    missing: Option<bool>,
    cursor: Option<String>,
    limit: Option<u32>,
}

fn unit_of(text: &str) -> Result<Unit, Problem> {
    match text {
        NONE => Ok(Unit::Division(None)),
        text => match text.parse() {
            Ok(agency) => Ok(Unit::Agency(agency)),
            Err(_) => Ok(Unit::Division(Some(wire::id(text)?))),
        },
    }
}

/// The work behind a cell, last planned first.
#[utoipa::path(get, path = "/coverage/work", tag = "应录尽录", params(("agency_id" = Option<String>, Query), ("from" = Option<String>, Query), ("to" = Option<String>, Query), ("row_id" = Option<String>, Query), ("unit_id" = Option<String>, Query), ("missing" = Option<bool>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)), responses((status = 200, body = ActivityList), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn coverage_work(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<CellParams>,
) -> Result<Json<ActivityList>, Problem> {
    let (agency, from, to) = (of.agency_id.as_deref(), of.from.as_deref(), of.to.as_deref());
    let asked = asked(agency, from, to, app.now().date())?;
    let row = of.row_id.as_deref().map(|text| match text {
        NONE => Ok(None),
        text => wire::id(text).map(Some),
    });
    let cell = CellAsked {
        row: row.transpose()?,
        unit: of.unit_id.as_deref().map(unit_of).transpose()?,
        is_missing: of.missing.unwrap_or(false),
    };
    let paging = wire::PageParams { cursor: of.cursor, limit: of.limit }.paging()?;
    let page = app.covered_work(caller.officer(), asked, cell, paging).await?;
    activity_list(&app, &caller, page).await
}

/// The matrix as CSV, a line for each cell: UTF-8 with its mark, for spreadsheet programs.
#[utoipa::path(get, path = "/coverage/table", tag = "应录尽录", params(("agency_id" = Option<String>, Query), ("from" = Option<String>, Query), ("to" = Option<String>, Query)), responses((status = 200, content_type = "text/csv"), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn coverage_table(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<CoverageParams>,
) -> Result<Response, Problem> {
    let (agency, from, to) = (of.agency_id.as_deref(), of.from.as_deref(), of.to.as_deref());
    let asked = asked(agency, from, to, app.now().date())?;
    let mut response = app.coverage_table(caller.officer(), asked).await?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"coverage-{}-{}.csv\"", asked.from, asked.to);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
