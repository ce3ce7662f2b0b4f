//! Handing our log's leaves to its mirrors, as long as the server runs.

use std::time::Duration;

use app::{App, Ask, MirrorTrouble};
use futures_util::future::join_all;
use ledger::MirrorInfo;
use tokio::sync::watch;

use service::{Answer, Outbound};

/// How often it is looked whether something is to be handed over.
const LOOK: Duration = Duration::from_secs(5);
/// After a fault of ours nothing is handed over so long.
const REST: Duration = Duration::from_secs(60);
/// Requests of one round: some 8 million leaves. The next round goes on.
const MAX_REQUESTS: usize = 1_000;
/// Times that a mirror may tell another place than the one it told before.
const MAX_CONFLICTS: usize = 3;

/// Hands leaves over until told to stop.
pub(crate) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    if !app.has_mirrors() {
        return;
    }
    let client = match Outbound::new() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no mirror is fed");
            return;
        }
    };
    while !*stop.borrow() {
        let rest = match app.mirror_asks().await {
            Ok(asks) => {
                join_all(asks.iter().map(|ask| round(&app, &client, ask, &stop))).await;
                LOOK
            }
            Err(error) => {
                tracing::error!(?error, "no mirror can be fed");
                REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Why a round did not come to its end.
enum Broken {
    Theirs(MirrorTrouble),
    Ours(app::Error),
}

impl From<app::Error> for Broken {
    fn from(error: app::Error) -> Self {
        Self::Ours(error)
    }
}

fn away(why: String) -> Broken {
    Broken::Theirs(MirrorTrouble::Away(why))
}

fn waits(why: &str) -> Broken {
    Broken::Theirs(MirrorTrouble::Waiting(why.to_owned()))
}

/// Another status than the protocol's.
fn odd(status: u16) -> Broken {
    waits(&match status {
        403 => "镜像登记的本日志公钥与实际不同".to_owned(),
        404 => "对方尚未登记本日志，或者没有建立镜像".to_owned(),
        other => format!("镜像回复状态 {other}"),
    })
}

async fn round(app: &App, client: &Outbound, ask: &Ask, stop: &watch::Receiver<bool>) {
    let Some(url) = ask.url.clone() else { return };
    let done = async {
        add_checkpoint(app, client, ask, &url).await?;
        if add_entries(app, client, ask, &url, stop).await? {
            tell_reports(app, client, ask, &url).await?;
        }
        Ok::<(), Broken>(())
    };
    let noted = match done.await {
        Ok(()) => Ok(()),
        Err(Broken::Theirs(trouble)) => app.mirror_failed(ask, &trouble).await,
        Err(Broken::Ours(error)) => Err(error),
    };
    if let Err(error) = noted {
        tracing::error!(?error, mirror = ask.name, "a round with a mirror broke off");
    }
}

/// The head goes to the witness beside the mirror: up to it the mirror takes leaves.
async fn add_checkpoint(app: &App, client: &Outbound, ask: &Ask, url: &str) -> Result<(), Broken> {
    let url = format!("{url}/add-checkpoint");
    let answer = client.post(&url, ask.body.clone()).await.map_err(away)?;
    let answer = match answer.status {
        409 => {
            let told = answer.text().trim_end().parse::<u64>().map_err(|_| odd(409))?;
            let again = app.mirror_ask_again(ask, told).await?;
            let again = again.ok_or_else(|| waits("镜像一方见过更大的日志"))?;
            client.post(&url, again.body).await.map_err(away)?
        }
        _ => answer,
    };
    match answer.status {
        200 => Ok(()),
        422 => Err(Broken::Theirs(MirrorTrouble::Refused)),
        other => Err(odd(other)),
    }
}

/// Package after package. False if the server stops.
async fn add_entries(
    app: &App,
    client: &Outbound,
    ask: &Ask,
    url: &str,
    stop: &watch::Receiver<bool>,
) -> Result<bool, Broken> {
    let url = format!("{url}/add-entries");
    let mut body = app.mirror_question().await?;
    let (mut size, mut conflicts) = (0, 0);
    for _ in 0..MAX_REQUESTS {
        let answer = client.post_bytes(&url, body).await.map_err(away)?;
        let info = match answer.status {
            200 => {
                let is_kept = app.mirror_kept(ask, size, &answer.text()).await?;
                return if is_kept {
                    Ok(true)
                } else {
                    Err(waits("回复中没有该镜像的有效签名"))
                };
            }
            202 => info(&answer)?,
            409 => {
                conflicts += 1;
                info(&answer)?
            }
            422 => return Err(Broken::Theirs(MirrorTrouble::Refused)),
            other => return Err(odd(other)),
        };
        app.mirror_holds(ask, info.next).await?;
        if conflicts > MAX_CONFLICTS {
            return Err(waits("镜像几次给出不同的位置"));
        }
        if *stop.borrow() {
            return Ok(false);
        }
        size = info.size;
        let next = app.mirror_upload(&info).await?;
        body = next.ok_or_else(|| waits("镜像一方见过更大的日志"))?;
    }
    Ok(false)
}

fn info(answer: &Answer) -> Result<MirrorInfo, Broken> {
    MirrorInfo::parse(&answer.text()).ok_or_else(|| odd(answer.status))
}

/// What the auditor found, and the reports it did not get yet.
async fn tell_reports(app: &App, client: &Outbound, ask: &Ask, url: &str) -> Result<(), Broken> {
    let origin = app.log_origin().await?;
    let of_log = format!("{url}/mirror/{origin}");
    let told = client.get(&format!("{of_log}/recount")).await.map_err(away)?;
    let told = (told.status == 200).then(|| told.text());
    for n in app.mirror_told(ask, told.as_deref()).await? {
        let Some(text) = app.report_text(n).await? else { continue };
        let answer = client.post(&format!("{url}/{origin}/reports/{n}"), text).await;
        if answer.map_err(away)?.status == 422 {
            tracing::error!(mirror = ask.name, n, "a report is not the one its leaf binds");
        }
    }
    let audited = client.get(&format!("{of_log}/audited")).await.map_err(away)?;
    if audited.status == 200 {
        app.mirror_audited(&audited.text()).await?;
    }
    Ok(())
}
