//! A private PostgreSQL server for one run: on loopback, trusted, thrown away afterwards.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::command;
use crate::repo::Repo;
use crate::running::{self, Launch, Running, Stop};
use crate::set_up::programs;

/// PostgreSQL refuses to run as root; Debian's package makes this account.
const ACCOUNT: &str = "postgres";
/// Start of an empty database takes a second or two, more on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// One run may need several at a time.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running server and its files; both are gone when it is dropped.
#[derive(Debug)]
pub(crate) struct PrivatePostgres {
    running: Option<Running>,
    folder: PathBuf,
    url: String,
}

impl PrivatePostgres {
    /// Makes an empty cluster and starts it on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The server's programs are missing, or the cluster cannot be made or started.
    pub(crate) fn start(repo: &Repo) -> Result<Self> {
        let programs = programs::postgres_folder().context("没有找到 PostgreSQL 的服务端程序")?;
        let user = command::is_root().then_some(ACCOUNT);
        // Not below the working tree: the account may not be allowed to enter its parents.
        let name = format!("{}-{}", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(format!("liuhen-postgres-{name}"));
        command::output(
            init(&programs.join("initdb"), user)
                .args(["--username", ACCOUNT, "--auth", "trust", "--encoding", "UTF8"])
                .args(["--locale", "C", "--no-sync", "--pgdata"])
                .arg(&folder),
        )?;
        let mut server = Self { running: None, folder, url: String::new() };
        let port = running::free_port()?;
        let log = repo.target(&format!("postgres-{name}.log"));
        server.running = Some(Running::start(&Launch {
            program: &programs.join("postgres"),
            arguments: &arguments(&server.folder, port),
            variables: &[("LC_ALL", OsString::from("C"))],
            user,
            stop: Stop::Quit,
            log: &log,
            patience: PATIENCE,
            is_ready: |line| line.contains("ready to accept connections"),
        })?);
        server.url = format!("postgres://{ACCOUNT}@127.0.0.1:{port}/postgres");
        Ok(server)
    }

    /// Where to connect; the account may create databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Err(fault) = fs::remove_dir_all(&self.folder) {
            eprintln!("无法删除 {}:{fault}", self.folder.display());
        }
    }
}

fn init(initdb: &Path, user: Option<&str>) -> Command {
    match user {
        None => Command::new(initdb),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", user, "--init-groups", "--"]).arg(initdb);
            // Otherwise it would complain that it may not look into our current folder.
            command.current_dir("/");
            command
        }
    }
}

/// Tests open many pools at once and time nothing: more connections, no wait for the disk.
fn arguments(folder: &Path, port: u16) -> Vec<String> {
    let mut arguments = vec!["-D".to_owned(), folder.to_string_lossy().into_owned()];
    for setting in [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        "unix_socket_directories=".to_owned(),
        "max_connections=400".to_owned(),
        "fsync=off".to_owned(),
    ] {
        arguments.extend(["-c".to_owned(), setting]);
    }
    arguments
}
