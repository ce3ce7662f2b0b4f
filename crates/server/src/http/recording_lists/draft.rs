//! Beginning a version and changing its rows.

use app::{App, DraftRows, NewList};
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::table::{ModeWord, TableInput, fields, reading, whole};
use super::{NewListRow, new_row};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};
use crate::http::words;

/// A version to begin: from a table, from rows, or with the rows of another list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftList {
    title: String,
    source: String,
    /// From when on it is hoped to be in force.
    #[serde(default)]
    hoped_from_on: Option<String>,
    /// The list it is made from; its rows keep their ids.
    #[serde(default)]
    from_list: Option<String>,
    #[serde(default)]
    table: Option<TableInput>,
    /// What each column of the table holds.
    #[serde(default)]
    #[schema(value_type = Vec<words::ListField>)]
    mapping: Vec<String>,
    /// What words for the mode mean.
    #[serde(default)]
    mode_words: Vec<ModeWord>,
    #[serde(default)]
    rows: Option<Vec<NewListRow>>,
}

/// Begins a version for one's own agency.
#[utoipa::path(post, path = "/recording-lists", tag = "清单", request_body = DraftList, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn draft_list(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<DraftList>,
) -> Result<Done, Problem> {
    let rows = match (new.table, new.rows) {
        (Some(_), Some(_)) => {
            return Err(Problem::value("表格", "与逐行填写的内容只能提交一种，请去掉一种。"));
        }
        (Some(table), None) => {
            // Nothing is proposed here: a draft is made of what somebody said.
            let mapping = fields(&new.mapping)?;
            let reading = reading(table, &mapping, &new.mode_words)?;
            whole(&reading)?;
            DraftRows::Imported(reading.rows.into_iter().map(|(_, row)| row).collect())
        }
        (None, Some(rows)) => {
            let rows: Result<_, Problem> = rows.iter().map(new_row).collect();
            DraftRows::Given(rows?)
        }
        (None, None) => DraftRows::Kept,
    };
    let day = new.hoped_from_on.as_deref().filter(|day| !day.is_empty());
    let from = new.from_list.as_deref().filter(|id| !id.is_empty());
    let list = NewList {
        title: wire::text("清单名称", &new.title)?,
        source: wire::text("来源", &new.source)?,
        hoped_from_on: day.map(|day| wire::day("拟施行日", day)).transpose()?,
        from_list: from.map(wire::id).transpose()?,
        rows,
    };
    Ok(app.draft_list(&caller.call(), list).await?.into())
}

/// All rows of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeListRows {
    rows: Vec<NewListRow>,
    /// `rows_changed` of the page the rows were read from; with it, whoever was overtaken is told.
    #[serde(default)]
    rows_changed: Option<u32>,
}

/// Puts rows in the place of those a draft has; what changed is written down row by row.
#[utoipa::path(put, path = "/recording-lists/{list}/rows", tag = "清单", request_body = ChangeListRows, params(("list" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_list_rows(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ChangeListRows>,
) -> Result<Done, Problem> {
    let id = wire::id(&id)?;
    let rows: Result<_, Problem> = new.rows.iter().map(new_row).collect();
    Ok(app.change_list_rows(&caller.call(), id, rows?, new.rows_changed).await?.into())
}
