//! `liuhen demo`: a filled sample county, served, with its address and logins printed.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::open::Where;
use super::{say, serve};
use crate::http::Proxies;
use crate::sample;

/// Starts the sample.
#[derive(Args)]
pub(crate) struct Demo {
    /// 数据目录；为空时先填入样例
    #[arg(long, env = "LIUHEN_DATA", default_value = "demo-data")]
    data: PathBuf,
    /// 监听地址
    #[arg(long, env = "LIUHEN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 只填入样例，不启动服务
    #[arg(long)]
    fill_only: bool,
}

/// Where the generated logins are noted, so that a second start can print them again.
const LOGINS: &str = "logins.txt";
/// The key file of the sample's collection station, for `liuhen-dock`.
const STATION_KEY: &str = "station.key";

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        service::log_to_stderr();
        let place = Where { data: self.data.clone(), config: None };
        let logins = self.data.join(LOGINS);
        if !logins.exists() {
            say("正在填入样例数据（含几段短视频），约需一分钟……");
            let config = place.read()?;
            let given = sample::fill(&config).await.context("填入样例数据时出错")?;
            write_secret(&self.data.join(STATION_KEY), &given.station_key)?;
            std::fs::write(&logins, given.logins)?;
        }
        let text = std::fs::read_to_string(&logins)?;
        if self.fill_only {
            say(&text);
            return Ok(ExitCode::SUCCESS);
        }
        let (app, _signer) = place.open_to_serve().await?;
        serve::serve(app, self.listen, Proxies::default(), |address| {
            say(&format!("\n留痕样例已启动：http://{address}/\n\n{text}"));
        })
        .await
    }
}

/// Only this account may read it; one that is there is never overwritten.
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    new.open(path)?.write_all(text.as_bytes())
}
