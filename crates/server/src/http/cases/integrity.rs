//! The facts of a case, recomputed when its page is opened.

use app::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids};

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
}

/// One thing that is not as the log says.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactDefect {
    /// Number of the fact; nothing: the log's head, or a signed one.
    n: Option<u64>,
    /// What differs and what that means, in Chinese.
    what: String,
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
    }))
}
