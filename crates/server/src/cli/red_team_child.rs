//! A run of the red team as a child of the server: what goes wrong in it cannot harm the server, and
//! what its sample's alarms would write into the log stays out of it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use app::{Clock as _, SystemClock};
use tokio::process::{Child, Command};

use crate::red_team::{Last, Place};

/// How often it is looked whether it began, and how often at most.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: usize = 200;

/// Starts a run unless one runs, and waits until it tells how far it is.
pub(crate) async fn start(place: &Place, data: &Path, fonts: &[PathBuf]) -> io::Result<()> {
    if place.standing()?.running.is_some() {
        return Ok(());
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["red-team", "--until-input-ends", "--data"]).arg(data);
    for folder in fonts {
        command.arg("--fonts").arg(folder);
    }
    command.env("RUST_LOG", "off").stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true);
    let child = command.spawn()?;
    tracing::info!("the red team begins");
    let watched = tokio::spawn(watch(child, place.clone()));
    for _ in 0..LOOKS {
        if watched.is_finished() || place.standing()?.running.is_some() {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

async fn watch(mut child: Child, place: Place) {
    // Held: waiting would close it, and the child ends with its input.
    let _input = child.stdin.take();
    let told = child.wait().await.and_then(|status| tell(status, &place));
    if let Err(error) = told {
        tracing::error!(%error, "the red team was not heard to its end");
    }
}

/// One that could still speak has written down what it came to.
fn tell(status: ExitStatus, place: &Place) -> io::Result<()> {
    tracing::info!(%status, "the red team ended");
    if status.code().is_some() {
        return Ok(());
    }
    let Some(held) = place.take()? else { return Ok(()) };
    let why = format!("演练进程意外结束（{status}）");
    held.keep(&Last::Broke { at: SystemClock.now().to_china_rfc3339(), why })
}
