//! The alarms of the product, asked about a store one after another: all of them, whatever was
//! done to it. Nothing here knows which attack it was.

use std::net::{IpAddr, Ipv4Addr};

use app::archive::{Verdict, verify};
use app::signer::{self, ClientError};
use app::{App, Clock as _, Context, SystemClock};
use domain::{Event, Refusal, custody};
use ledger::Slip;
use terms::CaseId;

use super::cosigner;
use super::sample::Victim;
use super::target::{About, Fired};
use super::words::Alarm;
use crate::cli::open::told;

/// What an alarm found: what it named, and its sentence.
type Named = Vec<(About, String)>;

/// All that alarms said, and how long each took.
pub(super) struct Heard {
    pub(super) fired: Vec<Fired>,
    /// Milliseconds of each alarm that was asked.
    pub(super) took_ms: Vec<(Alarm, i64)>,
}

impl Heard {
    /// How long an alarm took.
    pub(super) fn took_ms(&self, alarm: Alarm) -> i64 {
        self.took_ms.iter().find(|(asked, _)| *asked == alarm).map_or(0, |(_, ms)| *ms)
    }
}

/// Asks all alarms but those that are left out.
pub(super) async fn ask(victim: &Victim, without: &[Alarm]) -> anyhow::Result<Heard> {
    let mut heard = Heard { fired: Vec::new(), took_ms: Vec::new() };
    let clock = SystemClock;
    let begun = clock.now().ms();
    let (app, refused) = start(victim).await?;
    if !without.contains(&Alarm::Start) {
        heard.took_ms.push((Alarm::Start, clock.now().ms() - begun));
        let fired = |(about, sentence)| Fired { alarm: Alarm::Start, about, sentence };
        heard.fired.extend(refused.into_iter().map(fired));
    }
    for alarm in Alarm::ALL.iter().filter(|alarm| **alarm != Alarm::Start) {
        if without.contains(alarm) {
            continue;
        }
        let begun = clock.now().ms();
        let named = listen(*alarm, &app, victim).await;
        heard.took_ms.push((*alarm, clock.now().ms() - begun));
        let named =
            named.unwrap_or_else(|error| vec![(About::Unfinished, format!("没有做完：{error:#}"))]);
        let fired = |(about, sentence)| Fired { alarm: *alarm, about, sentence };
        heard.fired.extend(named.into_iter().map(fired));
    }
    app.close().await;
    Ok(heard)
}

/// Opens it to serve, as the server does; if that is refused, to read, as the other commands do.
async fn start(victim: &Victim) -> anyhow::Result<(App, Named)> {
    match told(App::open(&victim.config(), Context::system()).await) {
        Ok(app) => Ok((app, Vec::new())),
        Err(refused) => {
            let app = App::open_to_read(&victim.config(), Context::system()).await?;
            Ok((app, vec![(About::Log, format!("{refused:#}"))]))
        }
    }
}

async fn listen(alarm: Alarm, app: &App, victim: &Victim) -> anyhow::Result<Named> {
    match alarm {
        Alarm::Start => Ok(Vec::new()),
        Alarm::Check => check(app).await,
        Alarm::CasePage => case_pages(app, victim).await,
        Alarm::Intake => intake(app, victim).await,
        Alarm::Access => access(app, victim).await,
        Alarm::Signer => Ok(signing(app).await),
        Alarm::Witness => witness(app, victim).await,
        Alarm::Patrol => patrol(app).await,
        Alarm::Verifier => verifier(victim),
        Alarm::Slip => slip(app, victim).await,
    }
}

async fn check(app: &App) -> anyhow::Result<Named> {
    let named = |one: app::Difference| {
        let number = one.key.parse();
        let about = match (one.table.as_str(), number) {
            ("journal" | "body", Ok(n)) => About::Fact(n),
            ("checkpoint" | "sm3_checkpoint", Ok(size)) => About::Checkpoint(size),
            ("log_head", _) => About::Log,
            _ => About::Row(one.table.clone(), one.key.clone()),
        };
        let columns = if one.columns.is_empty() {
            String::new()
        } else {
            format!("（列：{}）", one.columns.join("、"))
        };
        (about, format!("{} {}：{}{columns}", one.table, one.key, one.what))
    };
    Ok(app.check().await?.differences.into_iter().map(named).collect())
}

async fn case_pages(app: &App, victim: &Victim) -> anyhow::Result<Named> {
    let mut named = Vec::new();
    for case in [victim.known.archived, victim.known.running] {
        named.extend(case_page(app, victim, case).await?);
    }
    Ok(named)
}

async fn case_page(app: &App, victim: &Victim, case: CaseId) -> anyhow::Result<Named> {
    let seen = match app.case_integrity(victim.known.head, case).await {
        // A case that is gone has no page.
        Err(app::Error::Refused(Refusal::NotFound)) => return Ok(Vec::new()),
        seen => seen?,
    };
    let named = |defect: app::FactDefect| match defect.n {
        Some(n) => (About::Fact(n), format!("第{n}条：{}", defect.what)),
        None => (About::Log, defect.what),
    };
    Ok(seen.defects.into_iter().map(named).collect())
}

/// What its sender is shown.
async fn intake(app: &App, victim: &Victim) -> anyhow::Result<Named> {
    let uploads = app.uploads(victim.known.officer).await?.into_iter();
    let named = uploads.filter_map(|view| {
        let why = view.row.error?;
        Some((About::Upload(view.row.upload_id.to_string()), why))
    });
    Ok(named.collect())
}

/// Looks that were refused stand in the trail of the case.
async fn access(app: &App, victim: &Victim) -> anyhow::Result<Named> {
    let trail = app.trail(victim.known.head, victim.known.archived).await?;
    let named = trail.into_iter().filter_map(|fact| {
        let Event::Custody(custody::Event::LookRefused { recording, code, .. }) =
            fact.recorded?.event
        else {
            return None;
        };
        let known = Refusal::NoGrant;
        let why = if code == known.code() { known.sentence() } else { code };
        Some((About::Look(recording.to_string()), format!("第{}条：查看被拒绝：{why}", fact.n)))
    });
    Ok(named.collect())
}

async fn signing(app: &App) -> Named {
    match app.sign_checkpoints().await {
        Ok(_) => Vec::new(),
        Err(app::Error::Fault { cause, .. }) => {
            let why = match cause.downcast_ref() {
                Some(ClientError::Refused(refusal)) => why_not_signed(*refusal),
                _ => NOT_EXTENDING,
            };
            vec![(About::Log, format!("没有签名：{why}"))]
        }
        Err(error) => vec![(About::Unfinished, error.to_string())],
    }
}

const NOT_EXTENDING: &str = "日志不是已签署部分的延续";

const fn why_not_signed(refusal: signer::Refusal) -> &'static str {
    match refusal {
        signer::Refusal::Smaller => "日志比已签署的短",
        signer::Refusal::OtherRoot => "条数与已签署的一样，内容不同",
        signer::Refusal::OldDiffers | signer::Refusal::NotExtending => NOT_EXTENDING,
        signer::Refusal::OtherLog => "不是这份日志",
        signer::Refusal::Malformed => "请求不合要求",
    }
}

async fn witness(app: &App, victim: &Victim) -> anyhow::Result<Named> {
    let witness = cosigner::open(victim.scratch().folder())?;
    cosigner::look(app, &witness).await?;
    let named = alarmed(app).await?;
    // What is not signed cannot be shown to it.
    if !named.is_empty() || app.sign_checkpoints().await.is_err() {
        return Ok(named);
    }
    cosigner::ask(app, &witness).await?;
    alarmed(app).await
}

async fn alarmed(app: &App) -> anyhow::Result<Named> {
    let seen = app.witnesses().await?.witnesses.into_iter();
    let alarmed = seen.filter(|one| one.state.is_alarm());
    Ok(alarmed.map(|one| (About::Log, one.why.unwrap_or_default())).collect())
}

async fn patrol(app: &App) -> anyhow::Result<Named> {
    let found = app.scrub().await?;
    let damaged = found.damaged.into_iter().map(|one| {
        let name = one.recording.map_or_else(|| one.place.clone(), |(_, name)| name);
        let sentence = format!("{name}：{}{}", one.kind.zh(), one.found.zh());
        (About::File(one.place), sentence)
    });
    let unread = found.unread.into_iter();
    let unread = unread.map(|place| {
        let sentence = format!("{place}：读不出，请检查磁盘或存储服务");
        (About::File(place), sentence)
    });
    Ok(damaged.chain(unread).collect())
}

/// Whoever has the package verifies it with a policy of their own.
fn verifier(victim: &Victim) -> anyhow::Result<Named> {
    let package = std::fs::File::open(victim.package())?;
    let report = verify(package, Some(&victim.known.policy));
    let defects = report.defects.into_iter();
    let defects = defects.map(|one| {
        let sentence = format!("{}：{}", one.file, one.what);
        (About::Member(one.file), sentence)
    });
    let mut named: Named = defects.collect();
    if report.verdict == Verdict::NotWitnessed {
        named.push((About::Cosignatures, report.verdict.zh().to_owned()));
    }
    Ok(named)
}

async fn slip(app: &App, victim: &Victim) -> anyhow::Result<Named> {
    let text = std::fs::read_to_string(victim.slip())?;
    let Ok(slip) = text.parse::<Slip>() else {
        return Ok(vec![(About::Slip, "不是查验单".to_owned())]);
    };
    let hash = ledger::hash_to_base64url(&slip.leaf_hash);
    let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
    match app.check_slip(from, slip.index, &hash).await {
        Ok(_) => Ok(Vec::new()),
        Err(app::Error::Refused(refusal)) => Ok(vec![(About::Slip, refusal.sentence())]),
        Err(error) => Err(error.into()),
    }
}
