//! How the witnesses of our log are doing.

use app::{App, PolicySeen, WitnessSeen};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::time;
use super::words;

/// The witnesses of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct Witnesses {
    /// Whether a policy names any.
    has_policy: bool,
    /// Facts in the log.
    size: u64,
    /// Facts of the latest head with as many witnesses as the policy asks for.
    witnessed_size: Option<u64>,
    witnesses: Vec<WitnessView>,
    /// Which policies this log had, the newest first.
    policies: Vec<PolicyView>,
}

/// A policy that came into force, or the end of one.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolicyView {
    /// Number of its fact.
    n: u64,
    at: String,
    /// SHA-256 of its file; null where it was taken away.
    sha256: Option<String>,
}

/// One witness.
#[derive(Serialize, ToSchema)]
pub(crate) struct WitnessView {
    name: String,
    /// Who runs it.
    operator: Option<String>,
    /// What it states.
    #[schema(value_type = words::CosignerRole)]
    role: &'static str,
    /// Asked over the network; else by disc.
    has_address: bool,
    #[schema(value_type = words::WitnessState)]
    state: &'static str,
    /// When it cosigned last.
    cosigned_at: Option<String>,
    /// Facts of the head it cosigned last.
    size: Option<u64>,
    /// Leaves it has, if it is a mirror.
    held: Option<u64>,
    /// Why it is not as it should be.
    why: Option<String>,
}

/// The witnesses of the log, and how each is doing.
#[utoipa::path(get, path = "/proof/witnesses", tag = "存证", responses((status = 200, body = Witnesses)))]
pub(crate) async fn witnesses(
    State(app): State<App>,
    _: Caller,
) -> Result<Json<Witnesses>, Problem> {
    let seen = app.witnesses().await?;
    Ok(Json(Witnesses {
        has_policy: seen.has_policy,
        size: seen.size,
        witnessed_size: seen.witnessed_size,
        witnesses: seen.witnesses.into_iter().map(view).collect(),
        policies: seen.policies.into_iter().map(policy).collect(),
    }))
}

fn view(seen: WitnessSeen) -> WitnessView {
    WitnessView {
        name: seen.name,
        operator: seen.operator,
        role: seen.role.as_str(),
        has_address: seen.has_address,
        state: seen.state.as_str(),
        cosigned_at: seen.cosigned_at.map(time),
        size: seen.size,
        held: seen.held,
        why: seen.why,
    }
}

fn policy(seen: PolicySeen) -> PolicyView {
    let PolicySeen { n, at, sha256 } = seen;
    PolicyView { n, at: time(at), sha256: sha256.map(|digest| digest.to_string()) }
}
