//! Making a mirror, recounting what it keeps, and giving leaves back.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use domain::report::WrongReport;
use ledger::{KeyName, Recount, RecountResult, Recounted, indicator, origin_hash};
use serde_json::json;
use witness::Witness;

use crate::{State, now, say, secret, time, told};

#[derive(Args)]
pub(crate) struct Mirror {
    #[command(flatten)]
    place: State,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Mirror {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let keys = told(witness::init_mirror(&self.place.state, [secret()?, secret()?]))?;
        let (mirror, auditor) = (keys.mirror.to_string(), keys.auditor.to_string());
        if self.json {
            say(&json!({ "mirror": mirror, "auditor": auditor }).to_string());
        } else {
            say("已建立镜像；正在运行的见证服务须重新启动。公钥（写进各日志的策略）：");
            say(&format!("镜像 {mirror}\n复算 {auditor}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Which log of a witness.
#[derive(Args)]
struct Which {
    #[command(flatten)]
    place: State,
    /// 日志名称（origin）；只登记了一个日志的可以不写
    #[arg(long)]
    log: Option<String>,
}

impl Which {
    fn open(&self) -> anyhow::Result<(Witness, String)> {
        let witness = told(Witness::open_to_read(&self.place.state))?;
        if witness.mirror_keys().is_none() {
            bail!("这里没有镜像；请先用 liuhen witness mirror 建立");
        }
        let logs = witness.logs();
        let hash = match (&self.log, logs.as_slice()) {
            (Some(name), _) => {
                origin_hash(&KeyName::parse(name).map_err(|_| anyhow!("日志名称不正确"))?)
            }
            (None, [(hash, _)]) => hash.clone(),
            (None, _) => bail!("登记了多个日志或者没有登记，请用 --log 写明名称"),
        };
        if !logs.iter().any(|(known, _)| *known == hash) {
            bail!("没有登记这个日志");
        }
        Ok((witness, hash))
    }
}

#[derive(Args)]
pub(crate) struct Again {
    #[command(flatten)]
    which: Which,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Again {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let (witness, hash) = self.which.open()?;
        let recount = witness.recount(&hash, now());
        let recount = recount.context("镜像中的叶子与检查点不符，或者不能读取；没有复算")?;
        let Some(recount) = recount else { bail!("还没有完整的镜像") };
        if self.json {
            say(&row(&recount).to_string());
        } else {
            tell(&recount);
        }
        Ok(ExitCode::from(u8::from(recount.reports.iter().any(|one| one.is_open_dispute()))))
    }
}

pub(crate) fn row(recount: &Recount) -> serde_json::Value {
    let reports = recount.reports.iter().map(|one| {
        let differences = one.differences.iter().map(|differs| {
            json!({
                "indicator": differs.indicator, "told": differs.told,
                "recounted": differs.recounted, "leaf": differs.leaf,
            })
        });
        json!({
            "leaf": one.leaf, "day": one.day, "from": one.from, "to": one.to,
            "result": one.result.as_str(), "differences": differences.collect::<Vec<_>>(),
            "superseded": one.superseded.as_ref().map(|it| json!({ "by": it.by, "why": it.why })),
        })
    });
    json!({
        "size": recount.size, "held": recount.held, "at": time(recount.at),
        "superseded": superseded(recount).count(), "reports": reports.collect::<Vec<_>>(),
    })
}

pub(crate) fn tell(recount: &Recount) {
    let equal = recount.reports.iter().filter(|one| one.result == RecountResult::Equal).count();
    say(&format!(
        "复算 {}：前 {} 条叶子，{} 份日报，{equal} 份相符",
        time(recount.at),
        recount.size,
        recount.reports.len()
    ));
    let count = superseded(recount).count();
    if count > 0 {
        say(&format!("  注意：有 {count} 份日报被下级更正过，原报告和更正报告都在："));
    }
    let is_told = |one: &&Recounted| one.result != RecountResult::Equal || one.superseded.is_some();
    recount.reports.iter().filter(is_told).for_each(tell_one);
}

fn superseded(recount: &Recount) -> impl Iterator<Item = &Recounted> {
    recount.reports.iter().filter(|one| one.superseded.is_some())
}

fn tell_one(one: &Recounted) {
    let what = match one.result {
        RecountResult::Equal => "相符",
        RecountResult::Waiting => "日报正文尚未送到",
        RecountResult::Unreadable => "日报正文无法读取，或者与叶子所记不符",
        RecountResult::Gap => "没有接着上一份日报，或者统计了其后的叶子",
        RecountResult::Differs => "与复算不符",
    };
    let instead = one.superseded.as_ref().map(|it| {
        let why = match WrongReport::parse(&it.why) {
            Some(why) => why.zh(),
            None => &it.why,
        };
        format!("；已由第 {} 条叶子的更正报告取代，理由：{why}", it.by)
    });
    let instead = instead.unwrap_or_default();
    say(&format!("  {} 的日报（第 {} 条叶子）：{what}{instead}", one.day, one.leaf));
    for differs in &one.differences {
        let name = indicator(&differs.indicator).map_or(differs.indicator.as_str(), |it| it.name);
        say(&format!(
            "    {name}：报 {}，复算 {}，自第 {} 条叶子起不同",
            differs.told, differs.recounted, differs.leaf
        ));
    }
}

#[derive(Args)]
pub(crate) struct LeavesOut {
    #[command(flatten)]
    which: Which,
    /// 第一条叶子的编号（从 0 起）
    #[arg(long)]
    from: u64,
    /// 到这一条为止（不含）；不写时到最后一条
    #[arg(long)]
    to: Option<u64>,
    /// 写到这个文件，一行一条，逐字节与原叶子相同（不覆盖已有文件）
    #[arg(long)]
    out: PathBuf,
}

impl LeavesOut {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let (witness, hash) = self.which.open()?;
        let held = witness.mirror_status(&hash).context("不能读取镜像")?;
        let held = held.map_or(0, |status| status.held);
        let to = self.to.unwrap_or(held);
        if self.from > to || to > held {
            bail!("镜像有第 0 到 {held} 条（不含 {held}），没有所要的范围");
        }
        let out = &self.out;
        let mut file =
            File::create_new(out).with_context(|| format!("不能新建文件 {}", out.display()))?;
        let mut next = self.from;
        while next < to {
            let leaves = witness.mirrored_leaves(&hash, next).context("不能读取镜像")?;
            let left = usize::try_from(to - next).unwrap_or(usize::MAX);
            for leaf in leaves.iter().take(left) {
                file.write_all(leaf)?;
                file.write_all(b"\n")?;
                next += 1;
            }
            if leaves.is_empty() {
                bail!("镜像缺第 {next} 条");
            }
        }
        file.sync_all()?;
        say(&format!("已写出第 {} 到 {to} 条（不含 {to}）：{}", self.from, out.display()));
        Ok(ExitCode::SUCCESS)
    }
}
