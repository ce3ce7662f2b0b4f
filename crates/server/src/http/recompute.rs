//! The whole log recomputed from its leaves, when somebody asks for it (Art. 24).

use app::{App, RecomputeFound, RecomputeNamed, RecomputeSeen};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::steps::Step;
use super::wire::time;

/// The recomputation that runs, and what the last one found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recompute {
    /// Asking for one.
    start: Step,
    /// Calling off the one that runs.
    cancel: Step,
    /// Nothing: none runs.
    running: Option<RecomputeRunning>,
    /// The last one that came to its end.
    last: Option<RecomputeReport>,
    /// When the last one was called off, if it was.
    cancelled_at: Option<String>,
}

/// A recomputation that is not over.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecomputeRunning {
    asked_by: String,
    asked_at: String,
    /// Leaves that were recomputed.
    done: u64,
    /// Leaves there are; 0 until it begins.
    total: u64,
    /// No worker has it yet.
    is_waiting: bool,
    /// The last attempt failed; it is tried again.
    has_failed: bool,
}

/// What a recomputation found.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecomputeReport {
    begun_at: String,
    took_ms: i64,
    leaves: u64,
    /// As they follow from the leaves.
    root_sha256: String,
    root_sm3: String,
    /// How much differs.
    differs: u64,
    /// What differs, in the order in which it was found.
    first: Vec<RecomputeDifference>,
}

/// One thing that is not as the leaves say.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecomputeDifference {
    /// Number of the fact, if it is about one.
    n: Option<u64>,
    /// Table, key and column.
    place: String,
    what: String,
}

fn view(seen: RecomputeSeen) -> Recompute {
    let RecomputeSeen { running, last, cancelled_at, may, directory } = seen;
    let name = |id| directory.name_of(id);
    Recompute {
        start: Step::of("start_recompute", "全部重算", may.clone()),
        cancel: Step::of("cancel_recompute", "停止重算", may),
        running: running.map(|one| RecomputeRunning {
            asked_by: one.asked_by.map(name).unwrap_or_default(),
            asked_at: time(one.asked_at),
            done: one.done,
            total: one.total,
            is_waiting: one.is_waiting,
            has_failed: one.has_failed,
        }),
        last: last.map(report),
        cancelled_at: cancelled_at.map(time),
    }
}

fn report(found: RecomputeFound) -> RecomputeReport {
    let named =
        |one: RecomputeNamed| RecomputeDifference { n: one.n, place: one.place, what: one.what };
    RecomputeReport {
        begun_at: time(found.begun_at),
        took_ms: found.took_ms,
        leaves: found.leaves,
        root_sha256: found.root_sha256,
        root_sm3: found.root_sm3,
        differs: found.differs,
        first: found.first.into_iter().map(named).collect(),
    }
}

/// The recomputation that runs, and what the last one found.
#[utoipa::path(get, path = "/proof/recompute", tag = "存证", responses((status = 200, body = Recompute), (status = 403, body = Problem)))]
pub(crate) async fn recompute(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Recompute>, Problem> {
    Ok(Json(view(app.recompute_seen(caller.officer()).await?)))
}

/// Has every leaf, body, hash and head recomputed. If a recomputation runs, that one is told of.
#[utoipa::path(post, path = "/proof/recompute", tag = "存证", responses((status = 200, body = Recompute), (status = 403, body = Problem)))]
pub(crate) async fn start_recompute(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Recompute>, Problem> {
    app.start_recompute(caller.officer()).await?;
    Ok(Json(view(app.recompute_seen(caller.officer()).await?)))
}

/// Calls the recomputation off that runs. What the one before found stays.
#[utoipa::path(post, path = "/proof/recompute/cancel", tag = "存证", responses((status = 200, body = Recompute), (status = 403, body = Problem)))]
pub(crate) async fn cancel_recompute(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Recompute>, Problem> {
    app.cancel_recompute(caller.officer()).await?;
    Ok(Json(view(app.recompute_seen(caller.officer()).await?)))
}
