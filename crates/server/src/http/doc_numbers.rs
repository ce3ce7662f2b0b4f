//! The register of document numbers.

use app::{App, NumberEntry, NumberSeries};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::records::voiding::VoidedView;
use super::wire::{self, Params, time};

/// Numbers on one page, if nobody says otherwise.
const PAGE: u32 = 50;

/// Of which agency; one's own, if it is left out.
#[derive(Deserialize)]
pub(crate) struct RegisterParams {
    agency_id: Option<String>,
}

/// The register of an agency: its series by year, the last year first.
#[derive(Serialize, ToSchema)]
pub(crate) struct NumberRegister {
    agency_id: String,
    agency: String,
    items: Vec<SeriesView>,
}

/// A series of a year.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesView {
    /// The word of the series, e.g. `罚`.
    series: String,
    year: u32,
    /// Titles of the kinds of record that take their numbers from it.
    kinds: Vec<String>,
    taken: u32,
    /// The highest number.
    last: u32,
    voided: u32,
    /// Runs of numbers that nothing bears; empty: there is no gap.
    holes: Vec<HoleView>,
}

/// A run of missing numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct HoleView {
    first: u32,
    last: u32,
}

fn series(one: NumberSeries) -> SeriesView {
    let NumberSeries { tally, kinds, holes } = one;
    SeriesView {
        series: tally.series,
        year: tally.year,
        kinds,
        taken: tally.taken,
        last: tally.last,
        voided: tally.voided,
        holes: holes.into_iter().map(|(first, last)| HoleView { first, last }).collect(),
    }
}

/// The series of an agency, each with its count and its gaps.
#[utoipa::path(get, path = "/doc-numbers", tag = "归档", params(("agency_id" = Option<String>, Query)), responses((status = 200, body = NumberRegister), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn doc_numbers(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<RegisterParams>,
) -> Result<Json<NumberRegister>, Problem> {
    let wanted = of.agency_id.as_deref().map(wire::id).transpose()?;
    let register = app.number_register(caller.officer(), wanted).await?;
    Ok(Json(NumberRegister {
        agency_id: register.agency.id.to_string(),
        agency: register.agency.name,
        items: register.series.into_iter().map(series).collect(),
    }))
}

/// Which numbers.
#[derive(Deserialize)]
pub(crate) struct EntriesParams {
    agency_id: Option<String>,
    series: String,
    year: u32,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// Numbers of a series, in order.
#[derive(Serialize, ToSchema)]
pub(crate) struct NumberEntries {
    items: Vec<EntryView>,
    next_cursor: Option<String>,
}

/// A number that was given.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryView {
    seq: u32,
    doc_no: String,
    /// Title of the record that bears it.
    title: String,
    href: String,
    case_label: String,
    case_href: String,
    given_at: Option<String>,
    /// The record that got it was corrected since; the correction bears it.
    corrected: bool,
    voided: Option<VoidedView>,
}

fn entry(entry: NumberEntry) -> EntryView {
    let case_href = format!("/cases/{}", entry.case);
    EntryView {
        seq: entry.seq,
        doc_no: entry.number,
        title: entry.title,
        href: format!("{case_href}/records/{}", entry.record),
        case_label: entry.case_label,
        case_href,
        given_at: entry.given_at.map(time),
        corrected: entry.is_corrected,
        voided: entry.voided.map(|voided| VoidedView {
            reason: voided.reason,
            proposed_by: Some(voided.proposed_by),
            voided_by: voided.approved_by,
            voided_at: time(voided.at),
        }),
    }
}

/// The numbers of a series of a year.
#[utoipa::path(get, path = "/doc-numbers/entries", tag = "归档", params(("agency_id" = Option<String>, Query), ("series" = String, Query), ("year" = u32, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)), responses((status = 200, body = NumberEntries), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn doc_number_entries(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<EntriesParams>,
) -> Result<Json<NumberEntries>, Problem> {
    let agency = of.agency_id.as_deref().map(wire::id).transpose()?;
    let after = of.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(str::parse);
    let after = after.transpose();
    let after =
        after.map_err(|_| Problem::value("cursor", "分页标记无效，请从第一页重新开始。"))?;
    let which = (of.series.as_str(), of.year);
    let limit = of.limit.unwrap_or(PAGE);
    let page = app.numbers_of(caller.officer(), agency, which, after.unwrap_or(0), limit).await?;
    Ok(Json(NumberEntries {
        items: page.entries.into_iter().map(entry).collect(),
        next_cursor: page.next.map(|seq| seq.to_string()),
    }))
}

/// Of which year.
#[derive(Deserialize)]
pub(crate) struct TableParams {
    agency_id: Option<String>,
    year: u32,
}

/// The register of a year as CSV: UTF-8 with its mark, for spreadsheet programs.
#[utoipa::path(get, path = "/doc-numbers/table", tag = "归档", params(("agency_id" = Option<String>, Query), ("year" = u32, Query)), responses((status = 200, content_type = "text/csv"), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn doc_number_table(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<TableParams>,
) -> Result<Response, Problem> {
    let agency = of.agency_id.as_deref().map(wire::id).transpose()?;
    let table = app.number_table(caller.officer(), agency, of.year).await?;
    let mut response = table.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"doc-numbers-{}.csv\"", of.year);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
