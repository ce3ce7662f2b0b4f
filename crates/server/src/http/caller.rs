//! Who is calling: the person behind the cookie or the station behind the token, and what every
//! unsafe request must carry.

use app::{App, Bearer, Call, Key, Presence, Sender};
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use terms::{OfficerId, StationId};

use super::bodies::{MAX_JSON_BYTES, too_large};
use super::cookies::Cookie;
use super::peer::Peer;
use super::problem::Problem;

/// Longest idempotency key.
const MAX_KEY_CHARS: usize = 128;
/// With this header a page says that it asks by itself and nobody is at the screen.
const UNATTENDED: &str = "x-unattended";

/// The person behind a request. Put there by [`require_session`] and by nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    bearer: Bearer,
    key: Option<Key>,
}

impl Caller {
    /// The person.
    pub(crate) const fn officer(&self) -> OfficerId {
        self.bearer.officer
    }

    /// The person, and how long the log was when the session was found.
    pub(crate) const fn bearer(&self) -> Bearer {
        self.bearer
    }

    /// The call, with its idempotency key.
    pub(crate) fn call(&self) -> Call {
        Call { officer: Some(self.bearer.officer), station: None, key: self.key.clone() }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::no_session)
    }
}

/// The station behind a request. Put there by [`require_station`] and [`require_sender`] and by
/// nothing else.
#[derive(Debug, Clone)]
pub(crate) struct StationCaller {
    station: StationId,
    key: Option<Key>,
}

impl StationCaller {
    /// The station.
    pub(crate) const fn station(&self) -> StationId {
        self.station
    }

    /// The call, with its idempotency key.
    pub(crate) fn call(&self) -> Call {
        Call::of_station(self.station, self.key.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StationCaller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| app::Error::StationUnknown.into())
    }
}

/// Whoever sends bytes: a person or a station.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SendingCaller(pub(crate) Sender);

impl<S: Send + Sync> FromRequestParts<S> for SendingCaller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let officer =
            parts.extensions.get::<Caller>().map(|caller| Sender::Officer(caller.officer()));
        let station =
            || parts.extensions.get::<StationCaller>().map(|c| Sender::Station(c.station));
        officer.or_else(station).map(Self).ok_or_else(Problem::no_session)
    }
}

/// The token a station shows.
fn station_token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// A station appends and asks for its own uploads; everything else is closed to it.
fn not_for_stations() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "station.not_allowed",
        "采集站不能办理",
        "采集站只能报告设备接入、上传文件、查询自己上传的进度和回执。其他操作请由人员登录办理。",
    )
}

/// Unsafe requests come from our own pages or from a program that says so: browsers let no other
/// site set this header.
pub(crate) fn check_origin(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_same_site =
        value("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let is_marked = value("x-requested-with") == Some("liuhen") || value("tus-resumable").is_some();
    if is_same_site && is_marked {
        return Ok(());
    }
    Err(Problem::new(
        axum::http::StatusCode::FORBIDDEN,
        "request.cross_site",
        "请求来源不明",
        "写入请求须来自本系统页面，或带有“X-Requested-With: liuhen”请求头。",
    ))
}

/// Lets only requests with a live session through; reads bodies of JSON writes once, for the
/// idempotency key.
pub(crate) async fn require_session(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    match admit(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets only stations through.
pub(crate) async fn require_station(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    match admit_station(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets whoever may send bytes through: a person with a session, or a station.
pub(crate) async fn require_sender(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = if station_token(request.headers()).is_some() {
        admit_station(&app, request).await
    } else {
        admit(&app, request).await
    };
    match admitted {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn admit_station(app: &App, request: Request) -> Result<Request, Problem> {
    let token = station_token(request.headers()).ok_or(app::Error::StationUnknown)?;
    let station = app.station_session(token).await?;
    check_origin(request.method(), request.headers())?;
    let (mut request, key) = keyed(request).await?;
    request.extensions_mut().insert(StationCaller { station, key });
    Ok(request)
}

fn peer_of(request: &Request) -> Option<Peer> {
    request.extensions().get().copied()
}

async fn admit(app: &App, request: Request) -> Result<Request, Problem> {
    let headers = request.headers();
    if let Some(token) = station_token(headers) {
        app.station_session(token).await?;
        return Err(not_for_stations());
    }
    let token = peer_of(&request).and_then(|peer| Cookie::Session.read(headers, peer));
    let token = token.ok_or_else(Problem::no_session)?;
    let is_unattended = headers.contains_key(UNATTENDED);
    let presence = if is_unattended { Presence::Unattended } else { Presence::Attended };
    let bearer = app.session(&token, presence).await?;
    check_origin(request.method(), request.headers())?;
    let (mut request, key) = keyed(request).await?;
    request.extensions_mut().insert(Caller { bearer, key });
    Ok(request)
}

/// The request with its whole body, and its idempotency key.
async fn keyed(request: Request) -> Result<(Request, Option<Key>), Problem> {
    // Bytes of an upload are safe to send twice by their offset; they are never held in memory.
    let is_json = request.method() != Method::PATCH;
    let key = request.headers().get("idempotency-key").filter(|_| is_json);
    let key = key.map(|value| value.to_str().map(str::to_owned));
    match key {
        None => Ok((request, None)),
        Some(key) => {
            let key = key.ok().filter(|key| !key.is_empty() && key.len() <= MAX_KEY_CHARS);
            let key = key.ok_or_else(|| {
                Problem::value("Idempotency-Key", format!("须为1至{MAX_KEY_CHARS}个可见字符。"))
            })?;
            let (parts, body) = request.into_parts();
            let bytes =
                axum::body::to_bytes(body, MAX_JSON_BYTES).await.map_err(|_| too_large())?;
            let mut hasher = Sha256::new();
            hasher.update(parts.method.as_str());
            hasher.update(parts.uri.path());
            hasher.update(parts.uri.query().unwrap_or_default());
            hasher.update(&bytes);
            let asked: [u8; 32] = hasher.finalize().into();
            let request = Request::from_parts(parts, Body::from(bytes));
            Ok((request, Some(Key { key, request: terms::Digest::from_bytes(asked) })))
        }
    }
}
