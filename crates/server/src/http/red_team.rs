//! The red team: attacks on a sample store, and which alarm noticed each.

use app::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::steps::Step;
use super::words;
use crate::cli::red_team_child;
use crate::red_team::{Attack, Last, Place, Power, Progress, Report};

/// The last run, the one that runs, and what is tried.
#[derive(Serialize, ToSchema)]
pub(crate) struct RedTeam {
    /// Starting a run.
    start: Step,
    /// How far a run is; nothing: none runs.
    running: Option<Progress>,
    /// The last run that came to its end.
    last: Option<Report>,
    /// The last run did not come to its end.
    broke: Option<RedTeamBroke>,
    /// What is tried, in order.
    attacks: Vec<RedTeamAttackView>,
}

/// A run that did not come to its end.
#[derive(Serialize, ToSchema)]
pub(crate) struct RedTeamBroke {
    at: String,
    why: String,
}

/// An attack that is tried.
#[derive(Serialize, ToSchema)]
pub(crate) struct RedTeamAttackView {
    #[schema(value_type = words::RedTeamAttack)]
    attack: Attack,
    title: String,
    #[schema(value_type = words::RedTeamPower)]
    power: Power,
    power_text: String,
}

fn fault(error: std::io::Error) -> Problem {
    app::Error::Fault { doing: "reading about red team runs", cause: error.into() }.into()
}

fn view(place: &Place, start: Step) -> Result<RedTeam, Problem> {
    let standing = place.standing().map_err(fault)?;
    let (last, broke) = match standing.last {
        None => (None, None),
        Some(Last::Ended(report)) => (Some(*report), None),
        Some(Last::Broke { at, why }) => (None, Some(RedTeamBroke { at, why })),
    };
    let attack = |attack: &Attack| RedTeamAttackView {
        attack: *attack,
        title: attack.zh().to_owned(),
        power: attack.power(),
        power_text: attack.power().zh().to_owned(),
    };
    let attacks = Attack::ALL.iter().map(attack).collect();
    Ok(RedTeam { start, running: standing.running, last, broke, attacks })
}

/// The last run of the red team, and the one that runs.
#[utoipa::path(get, path = "/proof/red-team", tag = "存证", responses((status = 200, body = RedTeam), (status = 403, body = Problem)))]
pub(crate) async fn red_team(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RedTeam>, Problem> {
    let may = app.red_team_seen(caller.officer()).await?;
    let start = Step::of("start_red_team", "开始演练", may);
    Ok(Json(view(&Place::in_data(app.data_folder()), start)?))
}

/// Starts a run. The store of this server is not touched: a sample is made beside it, attacked and
/// removed. If one runs already, that one is told of.
#[utoipa::path(post, path = "/proof/red-team", tag = "存证", responses((status = 200, body = RedTeam), (status = 403, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn start_red_team(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RedTeam>, Problem> {
    let may = app.red_team_seen(caller.officer()).await?;
    may.clone().map_err(app::Error::Refused)?;
    if app.room()?.is_low() {
        return Err(app::Error::NoSpace.into());
    }
    let place = Place::in_data(app.data_folder());
    red_team_child::start(&place, app.data_folder(), app.font_folders()).await.map_err(fault)?;
    let start = Step::of("start_red_team", "开始演练", may);
    Ok(Json(view(&place, start)?))
}
