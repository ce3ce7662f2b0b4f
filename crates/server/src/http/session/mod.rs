//! Logging in and out, and who one is.

use app::{App, Login};
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::authority::{Action, Role, may_ever};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::org::{AgencyView, Person, agency_view, person};
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

/// Logs in.
#[utoipa::path(post, path = "/session", tag = "登录", request_body = LogIn, responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
pub(crate) async fn log_in(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(login): Body<LogIn>,
) -> Result<Response, Problem> {
    caller::check_origin(&axum::http::Method::POST, &headers)?;
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let agent: String = agent.chars().take(200).collect();
    let login = Login::new(login.login_name, login.password, from.ip().to_string(), agent);
    let session = app.log_in(login).await?;
    let view = view(&app, session.officer).await?;
    let is_tls = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let (name, secure) =
        if is_tls { (caller::COOKIE_TLS, "; Secure") } else { (caller::COOKIE_PLAIN, "") };
    let token = session.token.reveal();
    let cookie = format!(
        "{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}",
        session.lasts_s
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Problem::no_session())?;
    Ok(([(header::SET_COOKIE, cookie)], Json(view)).into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/session", tag = "登录", responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
pub(crate) async fn session(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SessionView>, Problem> {
    view(&app, caller.officer()).await.map(Json)
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = "登录", responses((status = 204)))]
pub(crate) async fn log_out(
    State(app): State<App>,
    _: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = caller::token(&headers) {
        app.log_out(&token).await?;
    }
    let gone = "liuhen=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    let headers = [
        (header::SET_COOKIE, HeaderValue::from_static(gone)),
        (header::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Changes one's own password; all sessions end.
#[utoipa::path(post, path = "/session/password", tag = "登录", request_body = ChangePassword, responses((status = 204), (status = 401, body = Problem)))]
pub(crate) async fn change_password(
    State(app): State<App>,
    caller: Caller,
    Body(change): Body<ChangePassword>,
) -> Result<StatusCode, Problem> {
    app.change_password(caller.officer(), change.old_password, change.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
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
