//! The signer as a child of the server: started with it, started again when it dies, ended with it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// Wait before it is started again; doubled each time it ends soon after.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Who ran that long was well: the next wait is short again.
const WELL: Duration = Duration::from_secs(60);

/// A signer that is kept running until this is dropped.
pub(crate) struct SignerChild {
    watch: JoinHandle<()>,
}

impl Drop for SignerChild {
    fn drop(&mut self) {
        // With the task goes the child: it is killed, and its input ends.
        self.watch.abort();
    }
}

struct Program {
    program: PathBuf,
    state: PathBuf,
    socket: PathBuf,
}

impl Program {
    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .args(["signer", "serve", "--until-input-ends"])
            .arg("--state")
            .arg(&self.state)
            .arg("--socket")
            .arg(&self.socket)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0) // a Ctrl-C is ours: what is in hand is still signed
            .kill_on_drop(true)
            .spawn()
    }
}

impl SignerChild {
    /// Starts it. Whether it answers is seen by whoever asks it.
    pub(super) fn start(state: &Path, socket: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("不能确定程序文件的位置")?;
        let command = Program { program, state: state.to_owned(), socket: socket.to_owned() };
        let first = command.start().context("不能启动签名进程")?;
        Ok(Self { watch: tokio::spawn(keep_running(command, first)) })
    }
}

async fn keep_running(command: Program, first: Child) {
    let (mut running, mut wait) = (Some(first), FIRST_WAIT);
    loop {
        if let Some(child) = &mut running {
            // Held: waiting would close it, and the child ends with its input.
            let _input = child.stdin.take();
            if tokio::time::timeout(WELL, child.wait()).await.is_err() {
                wait = FIRST_WAIT;
                drop(child.wait().await);
            }
            tracing::error!("the signer ended; starting it again");
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        running = match command.start() {
            Ok(child) => Some(child),
            Err(error) => {
                tracing::error!(%error, "cannot start the signer");
                None
            }
        };
    }
}
