//! `liuhen witness serve`: the protocol over HTTP, and rounds of gossip.
//!
//! Plain HTTP: a proxy in front has the certificate. A request may be 64 KiB and take ten seconds.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::Args;
use service::Outbound;
use witness::{Answer, Witness};

use crate::{State as Place, gossip, mirroring, now, say};

/// A proof of 63 hashes and a note with many signatures fit.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// A request that takes longer is given up.
const LIMIT: Duration = Duration::from_secs(10);
/// How soon a log that was added is known.
const RELOAD: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// 地址前缀，如 /w
    #[arg(long, default_value = "")]
    prefix: String,
    /// 每隔多少秒与同级见证方核对一次
    #[arg(long, default_value_t = 600)]
    gossip_every: u64,
    /// 每隔多少秒复算一次新到的指标日报（有镜像时）
    #[arg(long, default_value_t = 60)]
    recount_every: u64,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        service::log_to_stderr();
        let witness = self.place.open()?;
        let listen = self.listen;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("不能监听 {listen}：地址被占用或无权限"))?;
        let every = Duration::from_secs(self.gossip_every.max(1));
        let rounds = tokio::spawn(rounds(Arc::clone(&witness), every));
        let reloads = tokio::spawn(reloads(Arc::clone(&witness)));
        let every = Duration::from_secs(self.recount_every.max(1));
        let audits = tokio::spawn(mirroring::audits(Arc::clone(&witness), every));
        let prefix = self.prefix.trim_end_matches('/').to_owned();
        say(&format!("见证服务已启动：http://{}{prefix}/", listener.local_addr()?));
        let router = router(witness, &prefix);
        axum::serve(listener, router).with_graceful_shutdown(service::asked_to_stop()).await?;
        rounds.abort();
        reloads.abort();
        audits.abort();
        Ok(ExitCode::SUCCESS)
    }
}

fn router(witness: Arc<Witness>, prefix: &str) -> Router {
    Router::new()
        .route(&format!("{prefix}/add-checkpoint"), post(add_checkpoint))
        .route(&format!("{prefix}/{{origin}}/checkpoint"), get(checkpoint))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(limit))
        // Leaves take as long as they take; their pieces may not.
        .merge(mirroring::router(prefix))
        .with_state(witness)
}

async fn limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: String) -> Response {
    // It waits for the disk; once begun it is finished, whoever goes away.
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body, now())).await;
    let Ok(answer) = answer else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    match &answer {
        Answer::Forked(Some(evidence)) => {
            tracing::error!(?evidence, "a log signed two histories");
        }
        Answer::Forked(None) => tracing::error!("a request does not extend what was cosigned"),
        Answer::Fault(error) => tracing::error!(?error, "nothing is signed for this log any more"),
        Answer::Uncertain => tracing::error!("an earlier write failed: restart to read again"),
        Answer::Cosigned(_)
        | Answer::Malformed
        | Answer::UnknownLog
        | Answer::NotSigned
        | Answer::Conflict(_) => {}
    }
    let (status, kind, body) = answer.http();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

async fn checkpoint(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    match witness.checkpoint(&origin) {
        Some(note) => {
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-store")], note).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn rounds(witness: Arc<Witness>, every: Duration) {
    // Who has no sibling reads no root certificates.
    let mut outbound = None;
    loop {
        tokio::time::sleep(every).await;
        reload(&witness);
        if witness.siblings().is_empty() {
            continue;
        }
        let client = match outbound.take().map_or_else(Outbound::new, Ok) {
            Ok(client) => outbound.insert(client),
            Err(error) => {
                tracing::error!(%error, "no gossip");
                continue;
            }
        };
        for line in gossip::round(&witness, client).await {
            if line.is_alarm {
                tracing::error!("{}", line.text);
            } else {
                tracing::info!("{}", line.text);
            }
        }
    }
}

async fn reloads(witness: Arc<Witness>) {
    loop {
        tokio::time::sleep(RELOAD).await;
        reload(&witness);
    }
}

fn reload(witness: &Witness) {
    if let Err(error) = witness.reload() {
        tracing::error!(?error, "the list of logs does not read; the old one stays");
    }
}
