//! The witness of the sample, asked without a network: the same questions and answers as over HTTP.

use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use app::{App, Ask, Next, Told};
use ledger::{KeyKind, VerifierKey};
use witness::{Answer, Witness};

/// Its name in the policy.
const NAME: &str = "样例见证方";
/// Its key's name.
const KEY_NAME: &str = "witness.sample";
/// How often it is looked whether somebody waits for it.
const LOOK: Duration = Duration::from_millis(50);
/// Its folders beside the data folder: elsewhere in truth, by other people.
const FOLDER: &str = "witness";
const SECOND: &str = "witness-second";
const KEY_FILE: &str = "witness.key";

/// Makes it, lets the log ask, and answers the policy of both.
pub(super) fn make(
    scratch: &Path,
    log: &VerifierKey,
    secret: [[u8; 32]; 2],
) -> anyhow::Result<String> {
    let [seed, instance] = secret;
    let folder = scratch.join(FOLDER);
    let key = witness::init(&folder, &scratch.join(SECOND), KEY_NAME, seed, instance)?;
    witness::add_log(&folder, &log.to_string(), None)?;
    Ok(format!("log {log}\nwitness {NAME} {key} https://witness.invalid\nquorum {NAME}\n"))
}

/// The second place is written down with its whole path: in a copy it is the copy's.
pub(super) fn moved(from: &Path, to: &Path) -> anyhow::Result<()> {
    let path = to.join(FOLDER).join(KEY_FILE);
    let text = std::fs::read_to_string(&path)?;
    let (from, to) = (from.display().to_string(), to.display().to_string());
    std::fs::write(&path, text.replace(&from, &to))?;
    Ok(())
}

/// Opens it.
pub(super) fn open(scratch: &Path) -> anyhow::Result<Witness> {
    Witness::open(&scratch.join(FOLDER)).context("见证方打不开")
}

/// Looks what it knows, as the server does at start, before anything is signed.
pub(super) async fn look(app: &App, witness: &Witness) -> anyhow::Result<()> {
    let origin = ledger::origin_hash(app.log_keys().await?.log.name());
    for look in app.witness_looks().await? {
        if let Some(note) = witness.checkpoint(&origin) {
            app.witness_looked(&look, &note).await?;
        }
    }
    Ok(())
}

/// Asks it for the head as it is now.
pub(super) async fn ask(app: &App, witness: &Witness) -> anyhow::Result<()> {
    let ask = app
        .witness_ask(KeyKind::Log, NAME, None)
        .await?
        .ok_or_else(|| anyhow!("策略中没有见证方"))?;
    converse(app, witness, ask).await
}

/// Cosigns whatever somebody waits for, until it is dropped.
pub(super) async fn keep_cosigning(app: App, witness: Witness) -> Infallible {
    loop {
        let asks = app.witness_asks().await.unwrap_or_default();
        for ask in asks {
            if let Err(error) = converse(&app, &witness, ask).await {
                tracing::error!(%error, "the sample's witness was not heard");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn converse(app: &App, witness: &Witness, ask: Ask) -> anyhow::Result<()> {
    let mut ask = Box::new(ask);
    let mut told = tell(app, witness, &ask);
    loop {
        match app.witness_told(&ask, told).await? {
            Next::Done => return Ok(()),
            Next::Again(again) => {
                ask = again;
                told = tell(app, witness, &ask);
            }
            Next::Show { origin } => told = Told::Shown(witness.checkpoint(&origin)),
        }
    }
}

fn tell(app: &App, witness: &Witness, ask: &Ask) -> Told {
    let seconds = u64::try_from(app.now().ms().div_euclid(1_000)).unwrap_or(0);
    match witness.add_checkpoint(&ask.body, seconds) {
        Answer::Cosigned(lines) => Told::Cosigned(lines),
        Answer::Conflict(size) => Told::Elsewhere(size),
        Answer::Forked(_) => Told::Forked,
        other @ (Answer::Malformed
        | Answer::UnknownLog
        | Answer::NotSigned
        | Answer::Fault(_)
        | Answer::Uncertain) => Told::Refused(other.http().0),
    }
}
