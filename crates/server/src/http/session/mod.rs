//! Logging in and out, and who one is.

use app::{App, Login, Visitor};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::authority::{Action, Role, may_ever};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::cookies::{self, Cookie};
use super::org::{AgencyView, Person, agency_view, person};
use super::peer::Peer;
use super::problem::Problem;
use super::wire::{Body, time};
use super::words;

/// A try to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    /// Login name.
    login_name: String,
    /// Password.
    password: String,
}

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    /// As it is.
    old_password: String,
    /// As it shall be.
    new_password: String,
}

/// Who is logged in, and what their roles allow somewhere.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    officer: Person,
    agency: AgencyView,
    #[schema(value_type = Vec<words::Role>)]
    roles: Vec<Role>,
    #[schema(value_type = Vec<words::Action>)]
    actions: Vec<Action>,
    server_time: String,
    log_size: u64,
    log_root: String,
}

/// Longest name of a browser that is kept, in characters.
const MAX_AGENT_CHARS: usize = 200;

fn visitor(peer: Peer, headers: &HeaderMap) -> Visitor {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Visitor {
        address: peer.address,
        agent: agent.chars().take(MAX_AGENT_CHARS).collect(),
        browser: Cookie::Browser.read(headers, peer),
        session: Cookie::Session.read(headers, peer),
    }
}

/// Logs in.
#[utoipa::path(post, path = "/session", tag = "登录", request_body = LogIn, responses((status = 200, body = SessionView), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn log_in(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Body(login): Body<LogIn>,
) -> Result<Response, Problem> {
    caller::check_origin(&axum::http::Method::POST, &headers)?;
    let (name, password) = (login.login_name, login.password.into());
    let session = app.log_in(Login { name, password, from: visitor(peer, &headers) }).await?;
    let view = view(&app, session.officer).await?;
    let cookies = cookies::of(&session, peer).map_err(|_| Problem::no_session())?;
    Ok((AppendHeaders(cookies), Json(view)).into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/session", tag = "登录", responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
pub(crate) async fn session(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SessionView>, Problem> {
    view(&app, caller.officer()).await.map(Json)
}

/// Logs out. The browser forgets what it kept of our answers, and stays known.
#[utoipa::path(delete, path = "/session", tag = "登录", responses((status = 204)))]
pub(crate) async fn log_out(
    State(app): State<App>,
    _: Caller,
    peer: Peer,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = Cookie::Session.read(&headers, peer) {
        app.log_out(&token).await?;
    }
    let forget = HeaderName::from_static("clear-site-data");
    let forget = [(forget, HeaderValue::from_static("\"cache\""))];
    Ok((StatusCode::NO_CONTENT, forget, AppendHeaders(cookies::gone())).into_response())
}

/// Changes one's own password; all sessions end, and here a new one begins.
#[utoipa::path(post, path = "/session/password", tag = "登录", request_body = ChangePassword, responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn change_password(
    State(app): State<App>,
    caller: Caller,
    peer: Peer,
    headers: HeaderMap,
    Body(change): Body<ChangePassword>,
) -> Result<Response, Problem> {
    let (old, new) = (change.old_password.into(), change.new_password.into());
    let from = visitor(peer, &headers);
    let session = app.change_password(caller.officer(), old, new, &from).await?;
    let cookies = cookies::of(&session, peer).map_err(|_| Problem::no_session())?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)).into_response())
}

async fn view(app: &App, officer: terms::OfficerId) -> Result<SessionView, Problem> {
    let (directory, _) = app.people(officer).await?;
    let known = directory.officer(officer).ok_or_else(Problem::no_session)?;
    let agency = directory.agencies.get(&known.agency).ok_or_else(Problem::no_session)?;
    let now = app.now();
    let today = now.date();
    let head = app.log_head().await?;
    let may = Action::ALL.iter().filter(|action| may_ever(known, **action, today));
    Ok(SessionView {
        officer: person(known, &directory, today),
        agency: agency_view(agency),
        roles: known.roles_on(today).collect(),
        actions: may.copied().collect(),
        server_time: time(now),
        log_size: head.size,
        log_root: head.root_sha256.to_string(),
    })
}
