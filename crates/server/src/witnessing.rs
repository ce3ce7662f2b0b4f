//! The conversation of our log with its witnesses, as long as the server runs.

use std::time::Duration;

use app::{App, Ask, Next, Told};
use futures_util::future::join_all;
use tokio::sync::watch;

use service::Outbound;

/// How often it is looked whether somebody is to be asked.
const LOOK: Duration = Duration::from_secs(5);
/// After a fault of ours nothing is asked so long.
const REST: Duration = Duration::from_secs(60);

/// Asks the witnesses of the policy until told to stop.
pub(crate) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    if !app.has_witnesses() {
        return;
    }
    // Held until the witnesses were looked at.
    let unsigned = app.hold_signing().await;
    let client = match Outbound::new() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no witness is asked");
            return;
        }
    };
    look(&app, &client).await;
    drop(unsigned);
    while !*stop.borrow() {
        let rest = match app.witness_asks().await {
            Ok(asks) => {
                join_all(asks.into_iter().map(|ask| converse(&app, &client, ask))).await;
                LOOK
            }
            Err(error) => {
                tracing::error!(?error, "no witness can be asked");
                REST
            }
        };
        tokio::select! {
            () = app.witness_wanted() => {}
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Asks every witness which head of ours it knows: one that we forgot stops signing.
async fn look(app: &App, client: &Outbound) {
    let looks = match app.witness_looks().await {
        Ok(looks) => looks,
        Err(error) => {
            tracing::error!(?error, "no witness can be looked at");
            return;
        }
    };
    let looks = looks.iter().map(async |look| {
        let Ok(answer) = client.get(&look.url).await else { return };
        if answer.status == 200
            && let Err(error) = app.witness_looked(look, &answer.text()).await
        {
            tracing::error!(?error, witness = look.name, "what it shows was not kept");
        }
    });
    join_all(looks).await;
}

/// One question, and what follows from the answer.
async fn converse(app: &App, client: &Outbound, ask: Ask) {
    let Some(url) = ask.url.clone() else { return };
    let mut ask = Box::new(ask);
    let mut told = put(client, &url, ask.body.clone()).await;
    loop {
        match app.witness_told(&ask, told).await {
            Ok(Next::Done) => return,
            Ok(Next::Again(again)) => {
                ask = again;
                told = put(client, &url, ask.body.clone()).await;
            }
            Ok(Next::Show { origin }) => {
                let answer = client.get(&format!("{url}/{origin}/checkpoint")).await;
                let shown = answer.ok().filter(|answer| answer.status == 200);
                told = Told::Shown(shown.map(|answer| answer.text()));
            }
            Err(error) => {
                tracing::error!(?error, witness = ask.name, "an answer was not kept");
                return;
            }
        }
    }
}

async fn put(client: &Outbound, url: &str, body: String) -> Told {
    match client.post(&format!("{url}/add-checkpoint"), body).await {
        Err(why) => Told::Away(why),
        Ok(answer) => match answer.status {
            200 => Told::Cosigned(answer.text()),
            409 => match answer.text().trim_end().parse() {
                Ok(size) => Told::Elsewhere(size),
                Err(_) => Told::Refused(409),
            },
            422 => Told::Forked,
            other => Told::Refused(other),
        },
    }
}
