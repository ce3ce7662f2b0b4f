//! `liuhen red-team`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;

use super::open::font_folders;
use super::say;
use crate::red_team::{self, Alarm, Place, Report};

/// Attacks a sample store of its own and tells which alarm noticed what.
#[derive(Args)]
pub(crate) struct RedTeam {
    /// 数据目录：在其中的 red-team 目录里演练，结果显示在存证中心；不接触其中的业务数据
    #[arg(long, conflicts_with = "out")]
    data: Option<PathBuf>,
    /// 在这个目录里演练并保存结果；都不写时用临时目录，不保存
    #[arg(long)]
    out: Option<PathBuf>,
    /// 关掉一项报警再演练，用来证明结果会变红；可以多次给出
    #[arg(long, value_name = "ALARM", value_parser = alarm)]
    without: Vec<Alarm>,
    /// 字体目录；不写时按数据目录和 LIUHEN_FONTS 找
    #[arg(long)]
    fonts: Vec<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    /// 标准输入关闭时结束（由服务启动时用）
    #[arg(long, hide = true)]
    until_input_ends: bool,
}

fn alarm(word: &str) -> Result<Alarm, String> {
    let known = || Alarm::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join("、");
    Alarm::parse(word).ok_or_else(|| format!("没有这项报警；有：{}", known()))
}

impl RedTeam {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        if self.until_input_ends {
            std::thread::spawn(end_with_input);
        }
        let passing = std::env::temp_dir().join(format!("liuhen-red-team-{}", std::process::id()));
        let (place, data) = match (&self.data, &self.out) {
            (Some(data), _) => (Place::in_data(data), data.clone()),
            (None, Some(out)) => (Place::at(out), out.clone()),
            (None, None) => (Place::at(&passing), passing.clone()),
        };
        if self.data.as_ref().is_some_and(|data| !data.is_dir()) {
            bail!("没有这个数据目录：{}", data.display());
        }
        let fonts = if self.fonts.is_empty() { font_folders(&data) } else { self.fonts };
        let ended = attack(&place, &fonts, &self.without).await;
        if passing.exists() {
            std::fs::remove_dir_all(&passing).context("不能删除临时目录")?;
        }
        let report = ended?;
        if self.json {
            say(&serde_json::to_string(&report)?);
        } else {
            say_all(&report);
        }
        Ok(if report.is_accounted_for { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Whoever started it is gone. What it leaves is removed when the place is taken next.
fn end_with_input() {
    // An end is an end, whether told or broken.
    drop(std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()));
    std::process::exit(3);
}

async fn attack(place: &Place, fonts: &[PathBuf], without: &[Alarm]) -> anyhow::Result<Report> {
    let held = place.take().context("不能使用演练目录")?;
    let held = held.context("已有一次演练正在进行，请等它结束")?;
    red_team::run(&held, fonts, without).await
}

fn say_all(report: &Report) {
    let control = &report.control;
    if control.is_clean {
        say(&format!("对照  {}项报警都没有响（{}毫秒）", control.asked, control.took_ms));
    }
    for one in &control.alarms {
        say(&format!("对照  误报  {}：{}", one.title, one.sentence));
    }
    for (number, row) in (1..).zip(&report.rows) {
        let verdict = if row.is_found { "已发现" } else { "未发现" };
        say(&format!("{number:>2}  {verdict}  {}（{}）", row.title, row.power_text));
        say(&format!("      做法  {}", row.done));
        for one in &row.alarms {
            say(&format!(
                "      {}  {}（用时{}毫秒；{}）",
                one.title, one.sentence, one.took_ms, one.period
            ));
        }
        say(&format!("      局限  {}", row.limit));
    }
    say("本系统单独查不出的：");
    for one in &report.beyond {
        say(&format!("  · {one}"));
    }
    say(&format!(
        "{}种攻击，发现{}种，用时{}秒，程序版本{}",
        report.attacks,
        report.found,
        report.took_ms / 1_000,
        report.version
    ));
}
