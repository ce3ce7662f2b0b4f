//! Table files people bring, read from their bytes; nothing of them is kept.

use std::collections::BTreeMap;

use app::App;
use app::sheets::{Sheet, Workbook};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use domain::recording_list::import::{self, Reading};
use domain::recording_list::{Field, MAX_ROWS};
use serde::Serialize;
use utoipa::ToSchema;

use super::table::{TableProblem, UnknownMode, problems, table, unknown};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::words;

/// Lines of a sheet that are answered: every row a list may have, and room for titles above it.
const MAX_LINES: usize = MAX_ROWS + 100;

/// What a file holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct TableFile {
    sheets: Vec<SheetView>,
    /// Worksheets that were not read because they are hidden.
    hidden: Vec<String>,
}

/// A worksheet with a proposal of how to read it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SheetView {
    /// Empty for CSV.
    name: String,
    /// All cells, line by line.
    lines: Vec<Vec<String>>,
    /// Which line has the titles, from 1; null if none looks like it.
    header_line: Option<usize>,
    /// What each column holds, as proposed; `remarks` for what is none of ours.
    #[schema(value_type = Vec<words::ListField>)]
    mapping: Vec<Field>,
    /// Titles of the columns that would be kept as remarks.
    unmapped: Vec<String>,
    unknown_modes: Vec<UnknownMode>,
    problems: Vec<TableProblem>,
}

/// Reads a CSV or XLSX file and proposes how to map it. Nothing is kept.
#[utoipa::path(post, path = "/recording-lists/read", tag = "清单", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = TableFile), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn read_table(
    State(app): State<App>,
    _: Caller,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<TableFile>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_none_or(|kind| !kind.starts_with("application/octet-stream")) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "request.content_type",
            "内容类型不符",
            "请直接提交表格文件的内容，并写明 Content-Type: application/octet-stream。",
        ));
    }
    let Workbook { sheets, hidden } = app.read_table(bytes).await?.map_err(|error| {
        let (what, next) = (error.to_string(), "请修改后重新选择文件。");
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "recording_list.file_unread",
            "表格读不出来",
            format!("{what}{next}"),
        )
    })?;
    let long = sheets.iter().find(|sheet| sheet.rows.len() > MAX_LINES);
    if let Some(sheet) = long {
        let name = if sheet.name.is_empty() { "表格" } else { sheet.name.as_str() };
        return Err(Problem::value("表格", format!("“{name}”超过{MAX_LINES}行，请拆分后导入。")));
    }
    Ok(Json(TableFile { sheets: sheets.into_iter().map(sheet_view).collect(), hidden }))
}

fn sheet_view(sheet: Sheet) -> SheetView {
    let header_at = app::sheets::header(&sheet);
    let header = header_at.and_then(|at| sheet.rows.get(at)).cloned().unwrap_or_default();
    let below = header_at.map_or(0, |at| at.saturating_add(1));
    let mapping = import::propose(&header);
    let first = u32::try_from(below.saturating_add(1)).unwrap_or(u32::MAX);
    let rows = sheet.rows.iter().skip(below).cloned().collect();
    let reading = match header_at {
        Some(_) => import::read(&table(header.clone(), first, rows), &mapping, &BTreeMap::new()),
        None => Reading::default(),
    };
    let is_left =
        |(title, field): &(&String, &Field)| **field == Field::Remarks && !title.trim().is_empty();
    let unmapped = header.iter().zip(&mapping).filter(is_left);
    SheetView {
        name: sheet.name,
        header_line: header_at.map(|at| at.saturating_add(1)),
        unmapped: unmapped.map(|(title, _)| title.trim().to_owned()).collect(),
        mapping,
        unknown_modes: unknown(&reading),
        problems: problems(&reading),
        lines: sheet.rows,
    }
}
