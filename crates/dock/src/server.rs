//! The server as a station speaks to it: logging in by signing, and the few things it may say.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::{Body, Client, Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use terms::Timestamp;

use crate::clock::{self, Stopwatch};
use crate::key::StationKey;

/// A server that does not answer a connection so long is not there.
const CONNECT: Duration = Duration::from_secs(10);
/// A connection on which nothing moves so long is dead.
const STILL: Duration = Duration::from_secs(30);

/// Why the server did not do something.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No line, or the server is busy or down: to be tried again.
    Away(String),
    /// It will not; in Chinese.
    Refused(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Away(why) | Self::Refused(why)) = self;
        f.write_str(why)
    }
}

impl std::error::Error for Failure {}

/// An upload as the server tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ClipState {
    pub(crate) upload_id: String,
    pub(crate) location: String,
    pub(crate) state: String,
    pub(crate) error: Option<String>,
    pub(crate) receipt: Option<String>,
}

#[derive(Deserialize)]
struct ClipStates {
    items: Vec<ClipState>,
}

#[derive(Deserialize)]
struct Challenge {
    challenge: String,
    server_time: String,
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

#[derive(Deserialize)]
struct Made {
    id: Option<String>,
}

#[derive(Deserialize, Default)]
struct Problem {
    #[serde(default)]
    detail: String,
    #[serde(default)]
    code: String,
}

/// The server, spoken to as one station.
pub(crate) struct Server {
    client: Client,
    url: String,
    pub(crate) key: StationKey,
    token: tokio::sync::Mutex<Option<String>>,
    /// How far our clock is ahead of the server's; `i64::MIN`: not measured.
    ahead_ms: AtomicI64,
}

/// Told where no connection can be prepared; a system without certificates is the usual reason.
const NOT_READY: &str =
    "无法准备连接；采集站系统没有根证书的，请用 --ca 指定证书文件（向系统管理员索取）";

impl Server {
    /// Prepares to speak; nothing is sent yet. With `ca` only certificates of that file are trusted.
    ///
    /// # Errors
    /// The address or the certificate does not read.
    pub(crate) fn new(url: &str, key: StationKey, ca: Option<&Path>) -> Result<Self> {
        let url = url.trim_end_matches('/').to_owned();
        let parsed: reqwest::Url = url.parse().context("服务器地址无法识别")?;
        let is_local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if parsed.scheme() != "https" && !is_local {
            bail!("服务器地址须为 https://（本机调试除外），以免文件和凭据在路上被看见");
        }
        // Twice is no harm: the first one stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut client = Client::builder().connect_timeout(CONNECT).read_timeout(STILL);
        client = client.redirect(reqwest::redirect::Policy::none());
        if let Some(ca) = ca {
            let pem = std::fs::read(ca).with_context(|| format!("无法读取 {}", ca.display()))?;
            let certificates =
                reqwest::Certificate::from_pem_bundle(&pem).context("证书无法识别")?;
            client = client.tls_certs_only(certificates);
        }
        Ok(Self {
            client: client.build().context(NOT_READY)?,
            url,
            key,
            token: tokio::sync::Mutex::new(None),
            ahead_ms: AtomicI64::new(i64::MIN),
        })
    }

    /// How far our clock is ahead of the server's, once it was measured.
    pub(crate) fn ahead_ms(&self) -> Option<i64> {
        Some(self.ahead_ms.load(Ordering::Relaxed)).filter(|ms| *ms != i64::MIN)
    }

    /// Notes that a device was put in; the same key is the same time.
    pub(crate) async fn announce(&self, dock: &Value, key: &str) -> Result<String, Failure> {
        let request = |token: &str| {
            let request = self.request(Method::POST, "/api/v1/station/docks", token);
            request.header("idempotency-key", key).json(dock)
        };
        let made: Made = read(self.ask(request).await?).await?;
        made.id.ok_or_else(|| Failure::Refused("服务器没有给出接入编号".to_owned()))
    }

    /// Begins to bring a clip in, or learns how far it is.
    pub(crate) async fn begin(&self, clip: &Value) -> Result<ClipState, Failure> {
        self.post("/api/v1/station/uploads", clip).await
    }

    /// How far uploads are.
    pub(crate) async fn states(&self, uploads: &[String]) -> Result<Vec<ClipState>, Failure> {
        let asked = json!({ "upload_ids": uploads });
        let told: ClipStates = self.post("/api/v1/station/uploads/states", &asked).await?;
        Ok(told.items)
    }

    /// Tells that a file is gone from its device.
    pub(crate) async fn cleared(&self, told: &Value) -> Result<(), Failure> {
        self.post::<Value>("/api/v1/station/cleared", told).await.map(drop)
    }

    /// Tells how the station is.
    pub(crate) async fn status(&self, status: &Value) -> Result<(), Failure> {
        let request =
            |token: &str| self.request(Method::PUT, "/api/v1/station/status", token).json(status);
        self.ask(request).await.map(drop)
    }

    /// How many bytes of an upload are on the server's disk.
    pub(crate) async fn offset(&self, location: &str) -> Result<u64, Failure> {
        let request = |token: &str| {
            self.request(Method::HEAD, location, token).header("tus-resumable", "1.0.0")
        };
        offset_of(&self.ask(request).await?)
    }

    /// Sends what is left of an upload; answers how many bytes are on the server's disk.
    pub(crate) async fn append(
        &self,
        location: &str,
        offset: u64,
        left: u64,
        body: Body,
    ) -> Result<u64, Failure> {
        let token = self.logged_in().await?;
        let request = self.request(Method::PATCH, location, &token);
        let request = request
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-length", left)
            .header("content-type", "application/offset+octet-stream");
        let answer = request.body(body).send().await.map_err(away)?;
        offset_of(&self.judged(answer).await?)
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        let request = |token: &str| self.request(Method::POST, path, token).json(body);
        read(self.ask(request).await?).await
    }

    fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.header("x-requested-with", "liuhen").bearer_auth(token)
    }

    /// Asks; logs in anew once if the session is over.
    async fn ask(&self, request: impl Fn(&str) -> RequestBuilder) -> Result<Response, Failure> {
        let token = self.logged_in().await?;
        let answer = request(&token).send().await.map_err(away)?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return self.judged(answer).await;
        }
        self.forget(&token).await;
        let token = self.logged_in().await?;
        let answer = request(&token).send().await.map_err(away)?;
        self.judged(answer).await
    }

    async fn judged(&self, answer: Response) -> Result<Response, Failure> {
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let problem: Problem = answer.json().await.unwrap_or_default();
        let is_malformed = problem.code == "request.malformed";
        let why = if problem.detail.is_empty() { status.to_string() } else { problem.detail };
        // A lock that is taken over, an offset that moved, a disk that is full: later it is otherwise.
        let passes = [400, 401, 408, 409, 423, 429, 460];
        let passes = status.is_server_error() || passes.contains(&status.as_u16());
        if passes && !is_malformed {
            if status == StatusCode::UNAUTHORIZED {
                *self.token.lock().await = None;
            }
            return Err(Failure::Away(why));
        }
        Err(Failure::Refused(why))
    }

    async fn forget(&self, token: &str) {
        let mut known = self.token.lock().await;
        if known.as_deref() == Some(token) {
            *known = None;
        }
    }

    /// The token of the session; logs in if there is none.
    async fn logged_in(&self) -> Result<String, Failure> {
        let mut known = self.token.lock().await;
        if let Some(token) = &*known {
            return Ok(token.clone());
        }
        let token = self.log_in().await?;
        *known = Some(token.clone());
        Ok(token)
    }

    async fn log_in(&self) -> Result<String, Failure> {
        let station = self.key.station.to_string();
        let watch = Stopwatch::start();
        let asked = json!({ "station_id": station });
        let told: Challenge = self.open("/api/v1/station/challenge", &asked).await?;
        self.measure(&told.server_time, watch);
        if !self.key.server.gave(&told.challenge, &station) {
            let why = "对方不是登记时的服务器（公钥不符），没有登录。请核对服务器地址";
            return Err(Failure::Refused(why.to_owned()));
        }
        let signature = self.key.answer(&told.challenge);
        let asked = json!({ "challenge": told.challenge, "signature": signature });
        let token: Token = self.open("/api/v1/station/session", &asked).await?;
        Ok(token.token)
    }

    async fn open<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        let request = self.client.post(format!("{}{path}", self.url));
        let request = request.header("x-requested-with", "liuhen").json(body);
        let answer = request.send().await.map_err(away)?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            let problem: Problem = answer.json().await.unwrap_or_default();
            return Err(Failure::Refused(problem.detail));
        }
        read(self.judged(answer).await?).await
    }

    /// The server's clock was read somewhere on the way there and back: half of it is the best guess.
    fn measure(&self, server_time: &str, watch: Stopwatch) {
        if let Ok(server) = server_time.parse::<Timestamp>() {
            let half = i64::try_from(watch.elapsed().as_millis() / 2).unwrap_or(0);
            let ours = clock::now().ms().saturating_sub(half);
            self.ahead_ms.store(ours.saturating_sub(server.ms()), Ordering::Relaxed);
        }
    }
}

fn away(error: reqwest::Error) -> Failure {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        text = next.to_string();
        cause = next.source();
    }
    Failure::Away(format!("连接中断：{text}"))
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Failure> {
    answer.json().await.map_err(away)
}

fn offset_of(answer: &Response) -> Result<u64, Failure> {
    let offset = answer.headers().get("upload-offset").and_then(|value| value.to_str().ok());
    let offset = offset.and_then(|text| text.parse().ok());
    offset.ok_or_else(|| Failure::Away("服务器没有告知进度".to_owned()))
}
