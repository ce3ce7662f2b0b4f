//! The servers ours is measured beside: fetched from the registries, built outside the tree, none
//! of which computes a digest or waits for the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::ours::{Ours, Served};
use crate::command;
use crate::repo::Repo;
use crate::running::{Launch, Running, Stop, free_port};
use crate::set_up::programs;

const TUS_SERVER: [&str; 2] = ["@tus/server@2.4.5", "@tus/file-store@2.1.1"];
const RUSTUS: &str = "=0.5.10";

/// A server that takes files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Ours,
    TusServer,
    Rustus,
    Nginx,
}

/// Where the peers are, and our own program.
pub(super) struct Kit {
    pub(super) ours: Ours,
    node: PathBuf,
    rustus: PathBuf,
}

impl Peer {
    /// The one to which all are compared comes first, ours right after it.
    pub(super) const ALL: [Self; 4] = [Self::TusServer, Self::Ours, Self::Rustus, Self::Nginx];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "liuhen",
            Self::TusServer => "@tus/server",
            Self::Rustus => "rustus",
            Self::Nginx => "nginx DAV PUT",
        }
    }

    /// Where uploads begin; `None` where a file is simply put.
    pub(super) const fn tus_path(self) -> Option<&'static str> {
        match self {
            Self::Ours => Some("/api/v1/uploads"),
            Self::TusServer | Self::Rustus => Some("/files"),
            Self::Nginx => None,
        }
    }

    /// Starts it on an empty folder.
    pub(super) fn start(self, kit: &Kit, folder: &Path, piece_bytes: u64) -> Result<Served> {
        match self {
            Self::Ours => kit.ours.start(folder),
            Self::TusServer => {
                let script = kit.node.join("serve.mjs").to_string_lossy().into_owned();
                let port = free_port()?;
                let arguments = [script, port.to_string(), folder.to_string_lossy().into_owned()];
                let node = command::found("node").context("没有 node")?;
                start(&node, &arguments, folder, port, |line| line.contains("ready"))
            }
            Self::Rustus => rustus(&kit.rustus, folder, piece_bytes),
            Self::Nginx => nginx(folder),
        }
    }
}

impl Kit {
    /// Our program alone, and nginx, which needs no fetching.
    pub(super) fn ours_alone(repo: &Repo, run: &Path) -> Result<Ours> {
        programs::ensure(programs::FOR_BENCH)?;
        Ours::found(repo, run)
    }

    /// Fetches and builds what is missing, below `target/bench-peers`.
    pub(super) fn fetch(repo: &Repo, run: &Path) -> Result<Self> {
        programs::ensure(programs::FOR_BENCH)?;
        programs::ensure_node()?;
        let home = repo.target("bench-peers");
        let node = home.join("node");
        fs::create_dir_all(&node).with_context(|| format!("无法建立 {}", node.display()))?;
        fs::write(node.join("package.json"), "{\"private\":true}")
            .context("无法写 package.json")?;
        fs::write(node.join("serve.mjs"), SERVE_TUS).context("无法写 serve.mjs")?;
        let mut npm = Command::new("npm");
        npm.current_dir(&node).args(["install", "--no-audit", "--no-fund", "--silent"]);
        command::run(npm.args(TUS_SERVER))?;
        let rustus = home.join("rustus");
        let mut install = command::cargo(repo.root(), ["install", "rustus", "--version", RUSTUS]);
        let build = home.join("build");
        command::run(install.arg("--root").arg(&rustus).arg("--target-dir").arg(&build))?;
        let ours = Ours::found(repo, run)?;
        Ok(Self { ours, node, rustus: rustus.join("bin/rustus") })
    }
}

/// The example of its manual, with nothing added.
const SERVE_TUS: &str = r#"import { Server } from "@tus/server";
import { FileStore } from "@tus/file-store";
const [port, directory] = process.argv.slice(2);
const server = new Server({ path: "/files", datastore: new FileStore({ directory }) });
server.listen({ host: "127.0.0.1", port: Number(port) }, () => console.log("ready"));
"#;

fn start(
    program: &Path,
    arguments: &[String],
    folder: &Path,
    port: u16,
    is_ready: fn(&str) -> bool,
) -> Result<Served> {
    let running = Running::start(&Launch {
        program,
        arguments,
        variables: &[],
        user: None,
        stop: Stop::Terminate,
        log: &folder.join("server.log"),
        patience: Duration::from_secs(60),
        is_ready,
    })?;
    Ok(Served { running, port })
}

/// It holds a piece in memory, and must be told how large one may be.
fn rustus(program: &Path, folder: &Path, piece_bytes: u64) -> Result<Served> {
    let port = free_port()?;
    let place = folder.to_string_lossy().into_owned();
    let arguments = [
        "--host=127.0.0.1".to_owned(),
        format!("--port={port}"),
        "--url=/files".to_owned(),
        "--log-level=INFO".to_owned(),
        format!("--max-body-size={piece_bytes}"),
        format!("--data-dir={place}"),
        format!("--info-dir={place}"),
    ];
    start(program, &arguments, folder, port, |line| line.contains("tarting"))
}

/// Files may be put below `/put` and read below `/get`.
fn nginx(folder: &Path) -> Result<Served> {
    let port = free_port()?;
    serve_with_nginx(folder, folder, port)
}

/// Serves the files of `files` with nginx, whose own files lie in `folder`.
pub(super) fn serve_with_nginx(folder: &Path, files: &Path, port: u16) -> Result<Served> {
    let (own, files) = (folder.display(), files.display());
    let text = format!(
        "daemon off; worker_processes auto; user root; pid {own}/nginx.pid;
error_log stderr notice;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; client_max_body_size 0;
  client_body_temp_path {own}/body;
  server {{
    listen 127.0.0.1:{port};
    location /put/ {{ alias {own}/files/; dav_methods PUT; create_full_put_path on; }}
    location /get/ {{ alias {files}/; }}
  }}
}}
"
    );
    let conf = folder.join("nginx.conf");
    fs::write(&conf, text).with_context(|| format!("无法写 {}", conf.display()))?;
    let conf = conf.to_string_lossy().into_owned();
    let arguments = ["-e", "stderr", "-c", &conf].map(str::to_owned);
    let program = Path::new(programs::NGINX);
    start(program, &arguments, folder, port, |line| line.contains("start worker process "))
}
