//! `cargo xtask prove`: the promises of durability, each shown by one command that can be repeated.
//!
//! A campaign works on the real program with real files and databases, and follows from its seed.
//! A control leaves out the safety step that a campaign is about, and must be found out.

mod ack;
mod chance;
mod client;
mod clock;
mod faults;
mod inputs;
mod invariants;
mod ledger;
mod loss;
mod mutations;
mod nth;
mod race;
mod rollback;
mod tamper;
mod world;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::clock::{Stopwatch, for_people};
use crate::command;
use crate::repo::Repo;
use crate::steps::Steps;

/// A campaign could not run on this machine: neither proven nor broken.
const CANNOT_RUN: u8 = 4;
/// What is shown of what does not hold.
const SHOWN: usize = 12;

const USAGE: &str = "用法:cargo xtask prove ack|powercut|nth|faults|rollback|tamper|race|clock|inputs|mutations \
    [--seed N] [--rounds N] [--short] [--sabotage 步骤]\n      cargo xtask prove suite";

/// What was asked for.
#[derive(Debug, Clone)]
struct Options {
    seed: u64,
    rounds: Option<u64>,
    is_short: bool,
    sabotage: Option<String>,
    /// The programs of this tree are built already.
    is_built: bool,
}

/// What a campaign found.
#[derive(Debug, Default)]
struct Found {
    rounds: u64,
    /// Faults that were made.
    faults: u64,
    /// What does not hold.
    broken: Vec<String>,
    /// What is worth telling besides.
    notes: Vec<String>,
}

/// How a campaign ended.
enum Ended {
    Ran(Found),
    CannotRun(String),
}

type Campaign = fn(&Repo, &Options) -> Result<Ended>;

/// Every campaign and its name.
const CAMPAIGNS: [(&str, Campaign); 10] = [
    ("ack", ack::ack),
    ("powercut", ack::powercut),
    ("nth", nth::nth),
    ("faults", faults::faults),
    ("rollback", rollback::rollback),
    ("tamper", tamper::tamper),
    ("race", race::race),
    ("clock", clock::clock),
    ("inputs", inputs::inputs),
    ("mutations", mutations::mutations),
];

/// Whether something is missing for a campaign, and what.
type Missing = fn() -> Option<&'static str>;

/// The test run repeats the same, so that it fails for what was changed and not by chance.
const SUITE_SEED: u64 = 20_250_307;

/// Title, campaign, rounds, what it needs: those of which a few rounds are quick.
const SUITE: [(&str, &str, Option<u64>, Missing); 6] = [
    ("持久性:随时杀进程", "ack", Some(4), || None),
    ("持久性:断电", "powercut", Some(4), loss::missing),
    ("持久性:逐次操作出错", "nth", Some(6), loss::missing),
    ("持久性:磁盘满与落盘失败", "faults", Some(1), loss::missing),
    ("持久性:放回旧副本", "rollback", Some(1), || None),
    ("持久性:四个节点同写", "race", Some(10), || None),
];

impl Options {
    fn parse(words: &[String]) -> Result<Self> {
        let mut options =
            Self { seed: 0, rounds: None, is_short: false, sabotage: None, is_built: false };
        let mut seed = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().context(USAGE);
            match word.as_str() {
                "--seed" => seed = Some(value()?.parse().context("种子须为数字")?),
                "--rounds" => options.rounds = Some(value()?.parse().context("轮数须为数字")?),
                "--sabotage" => options.sabotage = Some(value()?.clone()),
                "--short" => options.is_short = true,
                _ => bail!("{USAGE}"),
            }
        }
        options.seed = seed.unwrap_or_else(fresh_seed);
        Ok(options)
    }

    /// As asked, or what is usual in this form.
    fn rounds(&self, short: u64, long: u64) -> u64 {
        self.rounds.unwrap_or(if self.is_short { short } else { long })
    }

    /// The line that does the same again.
    fn again(&self, name: &str) -> String {
        let mut line = format!("cargo xtask prove {name} --seed {}", self.seed);
        if let Some(rounds) = self.rounds {
            line.push_str(&format!(" --rounds {rounds}"));
        }
        if self.is_short {
            line.push_str(" --short");
        }
        if let Some(step) = &self.sabotage {
            line.push_str(&format!(" --sabotage {step}"));
        }
        line
    }
}

/// Another one each time, short enough to be typed.
fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 32
}

/// `prove CAMPAIGN …`.
///
/// # Errors
/// Wrong use, or a fault of the campaign itself.
pub(crate) fn prove(repo: &Repo, arguments: &[String]) -> Result<ExitCode> {
    let [name, rest @ ..] = arguments else { bail!("{USAGE}") };
    if name == "suite" && rest.is_empty() {
        let build = ["build", "--quiet", "--workspace", "--bins"];
        command::run(&mut command::cargo(repo.root(), build))?;
        let mut steps = Steps::new();
        suite(repo, &mut steps);
        return steps.finish().map(|()| ExitCode::SUCCESS);
    }
    let options = Options::parse(rest)?;
    Ok(match run(repo, name, &options)? {
        Verdict::Holds => ExitCode::SUCCESS,
        Verdict::Broken => ExitCode::FAILURE,
        Verdict::CannotRun => ExitCode::from(CANNOT_RUN),
    })
}

/// The short forms, on programs that are built, each a step of the test run. What this machine
/// cannot do is said there.
pub(crate) fn suite(repo: &Repo, steps: &mut Steps) {
    for (title, name, rounds, missing) in SUITE {
        if let Some(why) = missing() {
            steps.left_out(title, why);
            continue;
        }
        let (sabotage, is_short, is_built) = (None, true, true);
        let options = Options { seed: SUITE_SEED, rounds, is_short, sabotage, is_built };
        steps.run(title, || match run(repo, name, &options)? {
            Verdict::Holds => Ok(()),
            Verdict::Broken => bail!("不成立"),
            Verdict::CannotRun => bail!("本机不能运行"),
        });
    }
}

/// How a campaign came out.
enum Verdict {
    Holds,
    Broken,
    CannotRun,
}

fn run(repo: &Repo, name: &str, options: &Options) -> Result<Verdict> {
    let found = CAMPAIGNS.iter().find(|(known, _)| *known == name);
    let Some((_, campaign)) = found else { bail!("{USAGE}") };
    let again = options.again(name);
    eprintln!("== {again}");
    let watch = Stopwatch::start();
    let found = match campaign(repo, options).with_context(|| format!("未能做完:{again}"))? {
        Ended::CannotRun(why) => {
            eprintln!("未运行:{why}\n{again}");
            return Ok(Verdict::CannotRun);
        }
        Ended::Ran(found) => found,
    };
    found.tell();
    let holds = found.broken.is_empty();
    let verdict = if holds { "成立" } else { "不成立" };
    let (rounds, faults, lasted) = (found.rounds, found.faults, for_people(watch.elapsed()));
    eprintln!(
        "{name}:{verdict};种子 {},{rounds} 轮,{faults} 个故障,用时 {lasted}\n{again}",
        options.seed
    );
    Ok(if holds { Verdict::Holds } else { Verdict::Broken })
}

impl Found {
    fn tell(&self) {
        for note in &self.notes {
            eprintln!("· {note}");
        }
        for what in self.broken.iter().take(SHOWN) {
            eprintln!("✗ {what}");
        }
        if self.broken.len() > SHOWN {
            eprintln!("…… 共 {} 处", self.broken.len());
        }
    }
}
