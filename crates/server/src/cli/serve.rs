//! `liuhen serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use app::App;
use clap::Args;
use tokio::sync::watch;

use super::open::Where;
use crate::http::Proxies;

/// Starts the server.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Where,
    /// 监听地址
    #[arg(long, env = "LIUHEN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        service::log_to_stderr();
        let proxies = Proxies::trusted(&self.place.trusted_proxies()?);
        let (app, _signer) = self.place.open_to_serve().await?;
        serve(app, self.listen, proxies, |address| {
            super::say(&format!("已启动：http://{address}/"))
        })
        .await
    }
}

/// Serves until told to stop; requests and jobs in hand are finished first.
pub(crate) async fn serve(
    app: App,
    listen: SocketAddr,
    proxies: Proxies,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<ExitCode> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("不能监听 {listen}：地址被占用或无权限"))?;
    if let Err(error) = crate::red_team::Place::in_data(app.data_folder()).tidy() {
        tracing::error!(%error, "what a red team run left was not removed");
    }
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn({
        let app = app.clone();
        async move { app.run_workers(stopped).await }
    });
    let witnessing = tokio::spawn(crate::witnessing::run(app.clone(), stop.subscribe()));
    let mirroring = tokio::spawn(crate::mirroring::run(app.clone(), stop.subscribe()));
    let stamping = tokio::spawn(crate::stamping::run(app.clone(), stop.subscribe()));
    ready(listener.local_addr()?);
    let router =
        crate::http::router(app, proxies).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(service::asked_to_stop()).await?;
    stop.send_replace(true);
    workers.await?;
    witnessing.await?;
    mirroring.await?;
    stamping.await?;
    Ok(ExitCode::SUCCESS)
}
