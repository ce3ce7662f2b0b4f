//! Two versions side by side.

use app::{Against, App};
use axum::Json;
use axum::extract::State;
use domain::recording_list::{Change, Field, diff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::page::{ListRef, list_ref};
use super::{ListRow, list_row};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids, Params};
use crate::http::words;

/// A row that both have, and in what they differ.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedRow {
    before: ListRow,
    after: ListRow,
    #[schema(value_type = Vec<words::ListField>)]
    fields: Vec<Field>,
}

/// How a list differs from another.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListDiff {
    before: ListRef,
    after: ListRef,
    added: Vec<ListRow>,
    removed: Vec<ListRow>,
    changed: Vec<ChangedRow>,
    /// How many rows are the same.
    same: usize,
}

/// Beside which.
#[derive(Deserialize)]
pub(crate) struct AgainstWhich {
    against: Option<String>,
}

/// A list beside another: its id, or `superior` for the superior agency's list in force.
#[utoipa::path(get, path = "/recording-lists/{list}/diff", tag = "清单", params(("list" = String, Path), ("against" = Option<String>, Query)), responses((status = 200, body = ListDiff), (status = 404, body = Problem)))]
pub(crate) async fn list_diff(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Params(which): Params<AgainstWhich>,
) -> Result<Json<ListDiff>, Problem> {
    let against = match which.against.as_deref() {
        None | Some("superior" | "") => Against::Superior,
        Some(list) => Against::List(wire::id(list)?),
    };
    let both = app.compare_lists(caller.officer(), wire::id(&id)?, against).await?;
    let found = diff(&both.before.rows, &both.after.rows);
    let changed = |change: &Change<'_>| ChangedRow {
        before: list_row(change.before),
        after: list_row(change.after),
        fields: change.fields.clone(),
    };
    Ok(Json(ListDiff {
        before: list_ref(&both.before, &both.directory),
        after: list_ref(&both.after, &both.directory),
        added: found.added.into_iter().map(list_row).collect(),
        removed: found.removed.into_iter().map(list_row).collect(),
        changed: found.changed.iter().map(changed).collect(),
        same: found.same,
    }))
}
