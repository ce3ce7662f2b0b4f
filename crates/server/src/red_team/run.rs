//! A run: the sample, a copy that nobody attacks, then one copy for each attack.

use std::path::PathBuf;

use anyhow::Context as _;
use app::{Clock as _, SystemClock};

use super::alarms::{self, Heard};
use super::attacks::carry_out;
use super::place::Held;
use super::report::{Control, Last, Progress, Raised, Report, Row};
use super::sample::Sample;
use super::target::{About, Done, Fired};
use super::words::{Alarm, Attack, BEYOND};

/// Before the attacks: the sample, and the copy that nobody attacks.
const FIRST_STEPS: usize = 2;

/// Runs all attacks in a place that is held, and keeps what came of it there.
///
/// # Errors
/// Faults of the machine or of ours; that is kept as well.
pub(crate) async fn run(
    held: &Held,
    fonts: &[PathBuf],
    without: &[Alarm],
) -> anyhow::Result<Report> {
    let outcome = attack_all(held, fonts, without).await;
    let last = match &outcome {
        Ok(report) => Last::Ended(Box::new(report.clone())),
        Err(error) => {
            Last::Broke { at: SystemClock.now().to_china_rfc3339(), why: format!("{error:#}") }
        }
    };
    held.keep(&last).context("不能保存演练结果")?;
    outcome
}

async fn attack_all(held: &Held, fonts: &[PathBuf], without: &[Alarm]) -> anyhow::Result<Report> {
    let begun = SystemClock.now();
    let begun_at = begun.to_china_rfc3339();
    let tell = |done: usize, now: &str| {
        let (begun_at, of) = (begun_at.clone(), Attack::ALL.len() + FIRST_STEPS);
        held.tell(&Progress { begun_at, done, of, now: now.to_owned() })
    };
    tell(0, "建立样例库")?;
    let sample = Box::pin(Sample::make(&held.scratch(), fonts)).await.context("样例库没有建成")?;
    tell(1, "对照：没有攻击的样例库")?;
    let control = control(&sample, without).await?;
    let mut rows = Vec::new();
    for (number, attack) in Attack::ALL.iter().enumerate() {
        tell(number + FIRST_STEPS, attack.zh())?;
        let row = attacked(&sample, *attack, without).await;
        rows.push(row.with_context(|| format!("“{}”没有做完", attack.zh()))?);
    }
    let found = rows.iter().filter(|row| row.is_found).count();
    Ok(Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        took_ms: SystemClock.now().ms() - begun.ms(),
        begun_at,
        found,
        attacks: rows.len(),
        is_accounted_for: control.is_clean && found == rows.len(),
        control,
        rows,
        beyond: BEYOND.map(str::to_owned).to_vec(),
        without: without.to_vec(),
    })
}

/// Nobody attacked it: whatever sounds is a false alarm.
async fn control(sample: &Sample, without: &[Alarm]) -> anyhow::Result<Control> {
    let begun = SystemClock.now().ms();
    let heard = Box::pin(alarms::ask(&sample.victim("control")?, without)).await?;
    let took_ms = SystemClock.now().ms() - begun;
    let alarms: Vec<Raised> = heard.fired.iter().map(|fired| raised(&heard, fired)).collect();
    let is_clean = alarms.is_empty();
    Ok(Control { is_clean, took_ms, asked: heard.took_ms.len(), alarms })
}

async fn attacked(sample: &Sample, attack: Attack, without: &[Alarm]) -> anyhow::Result<Row> {
    let victim = sample.victim(attack.as_str())?;
    let Done { what, hit } = Box::pin(carry_out(attack, &victim)).await?;
    let heard = Box::pin(alarms::ask(&victim, without)).await?;
    let is_named = |about: &About| heard.fired.iter().any(|fired| fired.about == *about);
    let power = attack.power();
    Ok(Row {
        attack,
        title: attack.zh().to_owned(),
        power,
        power_text: power.zh().to_owned(),
        done: what,
        is_found: !hit.is_empty() && hit.iter().all(is_named),
        alarms: that_named(&heard, &hit),
        limit: attack.limit().to_owned(),
    })
}

/// The first that each alarm said of what was hit.
fn that_named(heard: &Heard, hit: &[About]) -> Vec<Raised> {
    let by = |alarm: &Alarm| {
        heard.fired.iter().find(|fired| fired.alarm == *alarm && hit.contains(&fired.about))
    };
    Alarm::ALL.iter().filter_map(by).map(|fired| raised(heard, fired)).collect()
}

fn raised(heard: &Heard, fired: &Fired) -> Raised {
    Raised {
        alarm: fired.alarm,
        title: fired.alarm.zh().to_owned(),
        sentence: fired.sentence.clone(),
        took_ms: heard.took_ms(fired.alarm),
        period: fired.alarm.period().to_owned(),
    }
}
