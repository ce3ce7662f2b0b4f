//! Tables people bring: mapped and tried; nothing of them is kept.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use domain::recording_list::import::{self, Line, Reading, Table};
use domain::recording_list::{Field, Mode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ListRow, list_row};
use crate::http::caller::Caller;
use crate::http::problem::{FieldProblem, Problem};
use crate::http::wire::{self, Body};
use crate::http::words;

/// Columns of a table that anybody maps by hand.
const MAX_COLUMNS: usize = 60;
/// Different words for the mode in one table.
const MAX_MODE_WORDS: usize = 200;

/// A word for the mode that somebody has to explain.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnknownMode {
    /// Empty for blank cells.
    word: String,
    rows: usize,
    first_line: u32,
}

/// Something about a cell or a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct TableProblem {
    /// From 1; 0 is the table as a whole.
    line: u32,
    /// From 0.
    column: Option<usize>,
    what: String,
    /// No draft is made while it is there.
    blocks: bool,
}

/// A table with its titles.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableInput {
    /// Titles of the columns.
    header: Vec<String>,
    /// Which line of the file the first row is, from 1.
    first_line: u32,
    /// Lines below the titles.
    rows: Vec<Vec<String>>,
}

/// What a word for the mode means.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModeWord {
    /// Empty for blank cells.
    word: String,
    #[schema(value_type = words::Mode)]
    mode: String,
}

/// A table and how to read it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewList {
    table: TableInput,
    /// What each column holds; left out, it is proposed by the titles.
    #[serde(default)]
    #[schema(value_type = Vec<words::ListField>)]
    mapping: Vec<String>,
    #[serde(default)]
    mode_words: Vec<ModeWord>,
}

/// What would come of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListPreview {
    /// What each column was taken to hold.
    #[schema(value_type = Vec<words::ListField>)]
    mapping: Vec<Field>,
    rows: Vec<PreviewRow>,
    unknown_modes: Vec<UnknownMode>,
    problems: Vec<TableProblem>,
    /// A draft can be made of it.
    whole: bool,
}

/// A row and the line it comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewRow {
    line: u32,
    row: ListRow,
}

pub(super) fn table(header: Vec<String>, first: u32, rows: Vec<Vec<String>>) -> Table {
    let lines = rows.into_iter().zip(first..).map(|(cells, no)| Line { no, cells });
    Table { header, lines: lines.collect() }
}

pub(super) fn unknown(reading: &Reading) -> Vec<UnknownMode> {
    let one = |word: &import::Unknown| UnknownMode {
        word: word.word.clone(),
        rows: word.rows,
        first_line: word.first_line,
    };
    reading.unknown.iter().map(one).collect()
}

pub(super) fn problems(reading: &Reading) -> Vec<TableProblem> {
    let one = |problem: &import::Problem| TableProblem {
        line: problem.line,
        column: problem.column,
        what: problem.what.clone(),
        blocks: problem.blocks,
    };
    reading.problems.iter().map(one).collect()
}

/// What each column holds, as somebody said.
pub(super) fn fields(mapping: &[String]) -> Result<Vec<Field>, Problem> {
    mapping.iter().map(|word| wire::word("对应的列", word, Field::parse)).collect()
}

/// Reads a table as it was mapped.
pub(super) fn reading(
    input: TableInput,
    mapping: &[Field],
    mode_words: &[ModeWord],
) -> Result<Reading, Problem> {
    if input.header.len() > MAX_COLUMNS {
        return Err(Problem::value("表格", format!("超过{MAX_COLUMNS}列，请删去无关的列。")));
    }
    if mode_words.len() > MAX_MODE_WORDS {
        return Err(Problem::value(
            "记录方式",
            format!("说法超过{MAX_MODE_WORDS}种，请核对所选的列。"),
        ));
    }
    let word = |one: &ModeWord| {
        Ok((one.word.trim().to_owned(), wire::word("记录方式", &one.mode, Mode::parse)?))
    };
    let words: Result<BTreeMap<String, Mode>, Problem> = mode_words.iter().map(word).collect();
    let table = table(input.header, input.first_line, input.rows);
    Ok(import::read(&table, mapping, &words?))
}

/// Says what stands in the way of a draft.
pub(super) fn whole(reading: &Reading) -> Result<(), Problem> {
    if reading.is_whole() {
        return Ok(());
    }
    let blocking = reading.problems.iter().filter(|problem| problem.blocks);
    let told = blocking.map(|problem| FieldProblem {
        path: format!("{}:{}", problem.line, problem.column.unwrap_or_default()),
        title: if problem.line == 0 {
            "表格".to_owned()
        } else {
            format!("第{}行", problem.line)
        },
        message: problem.what.clone(),
    });
    let words = reading.unknown.iter().map(|unknown| FieldProblem {
        path: format!("{}:", unknown.first_line),
        title: format!("第{}行", unknown.first_line),
        message: format!("记录方式“{}”还没有说明含义。", unknown.word),
    });
    let mut problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "recording_list.table_unread",
        "表格还不能导入",
        "有的行还没有读懂，没有生成草案。请按提示逐项处理。",
    );
    problem.fields = told.chain(words).collect();
    Err(problem)
}

/// Tries a mapping on a table. Nothing is kept.
#[utoipa::path(post, path = "/recording-lists/preview", tag = "清单", request_body = PreviewList, responses((status = 200, body = ListPreview), (status = 422, body = Problem)))]
pub(crate) async fn preview_list(
    _: Caller,
    Body(asked): Body<PreviewList>,
) -> Result<Json<ListPreview>, Problem> {
    let mapping = match asked.mapping.as_slice() {
        [] => import::propose(&asked.table.header),
        said => fields(said)?,
    };
    let reading = reading(asked.table, &mapping, &asked.mode_words)?;
    let row = |(line, row): &(u32, domain::recording_list::ListRow)| PreviewRow {
        line: *line,
        row: list_row(row),
    };
    Ok(Json(ListPreview {
        mapping,
        rows: reading.rows.iter().map(row).collect(),
        unknown_modes: unknown(&reading),
        problems: problems(&reading),
        whole: reading.is_whole(),
    }))
}
