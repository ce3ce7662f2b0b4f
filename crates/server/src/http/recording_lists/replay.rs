//! A version tried on the work that was done.

use app::{App, Replayed, RowReplay};
use axum::Json;
use axum::extract::State;
use domain::Refusal;
use domain::recording_list::Demand;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ListRow, list_row};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids, Params};
use crate::http::words;

/// What a list would have demanded.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListReplay {
    from: String,
    to: String,
    /// Pieces of work looked at in this answer; at most 500.
    activities: usize,
    newly_continuous: usize,
    no_longer_continuous: usize,
    without_row: usize,
    rows: Vec<ReplayRow>,
    /// Every piece of work that would have been treated otherwise.
    work: Vec<ReplayedWork>,
    /// Where to go on, if the span has more work.
    next_cursor: Option<String>,
    /// The reader sees a part of the agency's work only, and so do these figures.
    partial: bool,
}

/// A row of the list over all that work.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayRow {
    row: ListRow,
    activities: u32,
    newly_continuous: u32,
    no_longer_continuous: u32,
    /// Of the newly continuous: no recording at all.
    without_recording: u32,
    /// Of the newly continuous: a recording with holes.
    with_gaps: u32,
}

/// One piece of work.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayedWork {
    activity_id: String,
    title: String,
    planned_on: String,
    under: String,
    #[schema(value_type = words::ListDemand)]
    demand: Demand,
    row_id: Option<String>,
    /// Of what would now be continuous: how much was recorded then.
    covered_ppm: Option<u32>,
    gaps: u32,
}

/// Which days.
#[derive(Deserialize)]
pub(crate) struct OfSpan {
    from: String,
    to: String,
    cursor: Option<String>,
}

/// Tries a list on the on-site work of some days, 500 pieces at a time.
#[utoipa::path(get, path = "/recording-lists/{list}/replay", tag = "清单", params(("list" = String, Path), ("from" = String, Query), ("to" = String, Query), ("cursor" = Option<String>, Query)), responses((status = 200, body = ListReplay), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn replay_list(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Params(span): Params<OfSpan>,
) -> Result<Json<ListReplay>, Problem> {
    let (from, to) = (wire::day("起始日", &span.from)?, wire::day("截止日", &span.to)?);
    if to < from {
        return Err(Refusal::RangeBackwards { what: "试算时段".to_owned() }.into());
    }
    let after = wire::PageParams { cursor: span.cursor, limit: None }.paging()?.after;
    let replay = app.replay_list(caller.officer(), wire::id(&id)?, (from, to), after).await?;
    let of = |demand: Demand| replay.work.iter().filter(|work| work.demand == demand).count();
    let row = |row: &RowReplay| ReplayRow {
        row: list_row(&row.row),
        activities: row.activities,
        newly_continuous: row.newly_continuous,
        no_longer_continuous: row.no_longer_continuous,
        without_recording: row.without_recording,
        with_gaps: row.with_gaps,
    };
    let work = |work: &Replayed| ReplayedWork {
        activity_id: work.activity.to_string(),
        title: work.title.clone(),
        planned_on: work.planned_on.to_string(),
        under: work.under.clone(),
        demand: work.demand,
        row_id: work.row.map(|id| id.to_string()),
        covered_ppm: work.covered_ppm,
        gaps: work.gaps,
    };
    let other = replay.work.iter().filter(|work| work.demand != Demand::Same);
    Ok(Json(ListReplay {
        from: replay.from.to_string(),
        to: replay.to.to_string(),
        activities: replay.work.len(),
        newly_continuous: of(Demand::NewlyContinuous),
        no_longer_continuous: of(Demand::NoLongerContinuous),
        without_row: of(Demand::WithoutRow),
        rows: replay.rows.iter().map(row).collect(),
        work: other.map(work).collect(),
        next_cursor: replay.next.map(|cursor| cursor.to_string()),
        partial: replay.is_part,
    }))
}
