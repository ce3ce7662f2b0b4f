//! The facts of a case, recomputed when its page is opened.

use app::{App, BoxedFacts};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids, time};

/// What recomputing the facts of a case found.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseIntegrity {
    /// Facts that were recomputed.
    facts: u64,
    /// Those whose text was compared with what the leaf binds.
    bodies: u64,
    /// Size of the log they were proven in.
    size: u64,
    /// Size of the signed head they were proven in besides; nothing: none was signed.
    signed_size: Option<u64>,
    /// Everything that differs; empty: all is as the log says.
    defects: Vec<FactDefect>,
    /// Between which outside clocks the facts were written, one box after the other.
    boxes: Vec<TimeBox>,
    /// Facts that our clock dated outside of their box.
    clock: Vec<ClockFinding>,
}

/// Facts one after the other that lie between the same outside clocks.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeBox {
    /// Number of the first.
    first: u64,
    /// Number of the last.
    last: u64,
    facts: u64,
    /// Nothing: not boxed on this side.
    not_before: Option<TimeBound>,
    /// Nothing: not boxed on this side.
    not_after: Option<TimeBound>,
}

/// One side of a box.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeBound {
    at: String,
    /// Whose clock.
    by: String,
}

/// A fact that our clock dated outside of its box.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClockFinding {
    n: u64,
    /// What our clock said.
    at: String,
    /// It ran behind; else ahead.
    is_early: bool,
}

/// One thing that is not as the log says.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactDefect {
    /// Number of the fact; nothing: the log's head, or a signed one.
    n: Option<u64>,
    /// What differs and what that means, in Chinese.
    what: String,
}

fn bound(one: ledger::Bound) -> TimeBound {
    TimeBound { at: time(one.at), by: one.by }
}

fn time_box(one: BoxedFacts) -> TimeBox {
    let BoxedFacts { first, last, facts, time } = one;
    let (not_before, not_after) = (time.not_before.map(bound), time.not_after.map(bound));
    TimeBox { first, last, facts, not_before, not_after }
}

fn clock(one: app::ClockFinding) -> ClockFinding {
    let is_early = one.how == ledger::Outside::Early;
    ClockFinding { n: one.n, at: time(one.at), is_early }
}

/// Recomputes the facts of a case, and of all that hangs on it, from what is stored.
#[utoipa::path(get, path = "/cases/{case}/integrity", tag = "存证", params(("case" = String, Path)), responses((status = 200, body = CaseIntegrity), (status = 404, body = Problem)))]
pub(crate) async fn integrity(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<CaseIntegrity>, Problem> {
    let found = app.case_integrity(caller.officer(), wire::id(&id)?).await?;
    let defects = found.defects.into_iter();
    Ok(Json(CaseIntegrity {
        facts: found.facts,
        bodies: found.bodies,
        size: found.size,
        signed_size: found.signed,
        defects: defects.map(|one| FactDefect { n: one.n, what: one.what }).collect(),
        boxes: found.times.boxes.into_iter().map(time_box).collect(),
        clock: found.times.clock.into_iter().map(clock).collect(),
    }))
}
