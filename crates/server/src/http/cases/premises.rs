//! Visits of rooms kept for enforcement work, and what fixed cameras recorded of them (Art. 15).

use app::rules::Standing;
use app::{App, VisitSeen};
use axum::Json;
use axum::extract::State;
use domain::authority::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};

/// The visits a case tells of.
#[derive(Serialize, ToSchema)]
pub(crate) struct Premises {
    items: Vec<PremisesVisit>,
    /// Looking for footage of the rooms.
    find: Step,
}

/// Somebody's time in a room.
#[derive(Serialize, ToSchema)]
pub(crate) struct PremisesVisit {
    record_id: String,
    room: String,
    person: Option<String>,
    entered_at: String,
    left_at: Option<String>,
    /// A room of the register goes by that name; else no camera can be found.
    registered: bool,
    /// Numbers of the cameras that the register has in this room.
    cameras: Vec<String>,
    footage: Vec<FootageView>,
    /// Millionths of the visit that are recorded; nothing while it lasts.
    ratio_ppm: Option<u32>,
    gaps: Vec<PremisesGap>,
    /// What is missing and what to do; nothing if nothing is.
    missing: Option<String>,
    article: Option<String>,
}

/// What a fixed camera recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct FootageView {
    recording_id: String,
    file_name: String,
    from: String,
    to: String,
}

/// A stretch of a visit that nothing recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct PremisesGap {
    from: String,
    to: String,
    lasted_ms: i64,
    explained: bool,
}

/// Nothing needs to be said to look for footage.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindFootage {}

fn visit(seen: VisitSeen) -> PremisesVisit {
    let open = seen.findings.iter().find(|finding| matches!(finding.standing, Standing::Open));
    let footage = seen.footage.iter().map(|(one, row)| FootageView {
        recording_id: one.recording.to_string(),
        file_name: row.as_ref().map(|row| row.file_name.clone()).unwrap_or_default(),
        from: time(one.recorded.from()),
        to: time(one.recorded.to()),
    });
    let gaps = seen.cover.iter().flat_map(|cover| &cover.gaps);
    PremisesVisit {
        record_id: seen.visit.record.to_string(),
        footage: footage.collect(),
        gaps: gaps
            .map(|gap| PremisesGap {
                from: time(gap.span.from()),
                to: time(gap.span.to()),
                lasted_ms: gap.span.lasted_ms(),
                explained: gap.explained,
            })
            .collect(),
        ratio_ppm: seen.cover.as_ref().map(|cover| cover.ratio_ppm),
        missing: open.map(|finding| finding.message()),
        article: open.map(|finding| finding.rule.article.to_string()),
        room: seen.visit.room,
        person: seen.visit.person,
        entered_at: time(seen.visit.entered_at),
        left_at: seen.visit.left_at.map(time),
        registered: seen.is_registered,
        cameras: seen.cameras,
    }
}

/// The visits of rooms in a case, each with what was recorded of it.
#[utoipa::path(get, path = "/cases/{case}/premises", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = Premises), (status = 404, body = Problem)))]
pub(crate) async fn premises(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<Premises>, Problem> {
    let (view, seen) = app.premises(caller.officer(), wire::id(&id)?).await?;
    let may = app.reader_may(&view, Action::ActivityWrite);
    let find = Step::of("find-footage", "调取固定摄像", may);
    Ok(Json(Premises { items: seen.into_iter().map(visit).collect(), find }))
}

/// Looks for what the cameras fixed in the rooms recorded of the visits.
#[utoipa::path(post, path = "/cases/{case}/premises/footage", tag = "案件", request_body = FindFootage, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn find_footage(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(FindFootage {}): Body<FindFootage>,
) -> Result<Done, Problem> {
    Ok(app.match_footage(&caller.call(), wire::id(&id)?).await?.into())
}
