//! Reviewing recordings one after another: the queue, what was played, what is held of each.

use app::{App, Verdict, Viewing};
use axum::Json;
use axum::extract::State;
use domain::recording::{Observation, Watched};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::page::{RecordingParams, StretchView, stretch_view};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::{RecordingSummary, recording_summary};
use crate::http::wire::{self, Body, Ids, Params};
use crate::http::words;

/// Most parts told at once: more than anybody jumps in a minute.
const MAX_PARTS: usize = 200;

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewQueue {
    items: Vec<ReviewItem>,
    next_cursor: Option<String>,
}

/// A recording to review, and how far the reader is with it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewItem {
    recording: RecordingSummary,
    /// Whether the reader has leave to look; each look is still asked for and noted.
    may_view: bool,
    /// What a machine saw and heard.
    stretches: Vec<StretchView>,
    marks: usize,
    viewing: ViewingView,
}

/// What a person made of a recording.
#[derive(Serialize, ToSchema)]
pub(crate) struct ViewingView {
    watched: Vec<PlayedPart>,
    watched_ms: i64,
    #[schema(value_type = Option<words::ViewingVerdict>)]
    verdict: Option<Verdict>,
    note: Option<String>,
}

/// A part of a recording, in milliseconds of playing time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlayedPart {
    from_ms: i64,
    to_ms: i64,
}

/// What was just played.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteWatched {
    parts: Vec<PlayedPart>,
}

/// What is held of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteVerdict {
    #[schema(value_type = Option<words::ViewingVerdict>)]
    verdict: Option<String>,
    note: Option<String>,
}

pub(super) fn parts(watched: &Watched) -> Vec<PlayedPart> {
    let part = |(from_ms, to_ms): &(i64, i64)| PlayedPart { from_ms: *from_ms, to_ms: *to_ms };
    watched.parts().iter().map(part).collect()
}

pub(super) fn viewing_view(viewing: &Viewing) -> ViewingView {
    ViewingView {
        watched: parts(&viewing.watched),
        watched_ms: viewing.watched.lasted_ms(),
        verdict: viewing.verdict,
        note: viewing.note.clone(),
    }
}

/// Recordings one may see, to be reviewed one after another; the same filters as in their list.
#[utoipa::path(get, path = "/review", tag = "音像",
    params(("activity_id" = Option<String>, Query), ("case_id" = Option<String>, Query), ("unmatched" = Option<bool>, Query), ("mine" = Option<bool>, Query), ("device_id" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = ReviewQueue)))]
pub(crate) async fn review(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<RecordingParams>,
) -> Result<Json<ReviewQueue>, Problem> {
    let (filter, paging) = params.read(&caller)?;
    let page = app.recordings(caller.officer(), filter, paging).await?;
    let ids: Vec<_> = page.iter().map(|(recording, _)| recording.id).collect();
    let viewings = app.viewings(caller.officer(), &ids).await?;
    let items = page.iter().map(|(recording, dossier)| ReviewItem {
        recording: recording_summary(recording, dossier, &page.directory, &page.reader, page.now),
        may_view: app::may_look(dossier, &page.directory, &page.reader, recording, page.now),
        stretches: match &recording.observation {
            Observation::Done(found) => found.iter().map(stretch_view).collect(),
            Observation::Pending | Observation::Failed(_) => Vec::new(),
        },
        marks: recording.marks.len(),
        viewing: viewing_view(&viewings.get(&recording.id).cloned().unwrap_or_default()),
    });
    let next_cursor = page.next.as_ref().map(ToString::to_string);
    Ok(Json(ReviewQueue { items: items.collect(), next_cursor }))
}

/// Notes parts that were just played; needs leave to look that is still good.
#[utoipa::path(put, path = "/recordings/{recording}/watched", tag = "音像", request_body = NoteWatched, params(("recording" = String, Path)), responses((status = 200, body = ViewingView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn note_watched(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<NoteWatched>,
) -> Result<Json<ViewingView>, Problem> {
    let id = wire::id(&id)?;
    if new.parts.len() > MAX_PARTS {
        return Err(Problem::value("已看部分", format!("一次最多{MAX_PARTS}段。")));
    }
    let mut played = Vec::with_capacity(new.parts.len());
    for part in &new.parts {
        let from = wire::place_in_time("已看部分", part.from_ms)?;
        played.push((from, wire::place_in_time("已看部分", part.to_ms)?));
    }
    let viewing = app.note_watched(caller.officer(), id, &played).await?;
    Ok(Json(viewing_view(&viewing)))
}

/// Notes what one holds of a recording one looked at; for oneself.
#[utoipa::path(put, path = "/recordings/{recording}/verdict", tag = "音像", request_body = NoteVerdict, params(("recording" = String, Path)), responses((status = 200, body = ViewingView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn note_verdict(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<NoteVerdict>,
) -> Result<Json<ViewingView>, Problem> {
    let id = wire::id(&id)?;
    let verdict = new.verdict.as_deref().filter(|word| !word.is_empty());
    let verdict = verdict.map(|word| wire::word("审阅意见", word, Verdict::parse)).transpose()?;
    let note = wire::maybe_text::<500>("备注", new.note.as_deref())?;
    let viewing = app.note_verdict(caller.officer(), id, verdict, note).await?;
    Ok(Json(viewing_view(&viewing)))
}
