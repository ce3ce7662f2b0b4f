//! Making a witness, telling it whom to know, and looking at what it knows.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::Args;
use serde_json::json;
use witness::{LogStatus, MemberError, Standing};

use crate::{State, now, say, secret, time, told};

#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    place: State,
    /// 见证方名称，写进每个签名，不能有空格和加号
    #[arg(long)]
    name: String,
    /// 另存各日志大小的目录，宜在另一块磁盘；不写时在见证方目录旁
    #[arg(long)]
    sizes: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Init {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let folder = self.place.state;
        let beside = || {
            let mut name = folder.file_name().unwrap_or_default().to_owned();
            name.push("-sizes");
            folder.with_file_name(name)
        };
        let sizes = self.sizes.unwrap_or_else(beside);
        let made = witness::init(&folder, &sizes, &self.name, secret()?, secret()?);
        let key = made.with_context(|| {
            format!(
                "未建立：名称须无空格和加号，目录 {} 与 {} 须从未用过",
                folder.display(),
                sizes.display()
            )
        })?;
        if self.json {
            say(&json!({ "vkey": key.to_string(), "state": folder, "sizes": sizes }).to_string());
        } else {
            say(&format!("已建立见证方。公钥（写进各日志的策略）：\n{key}"));
            say("见证方目录不要做备份后恢复：退回旧副本的，私钥即作废。");
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub(crate) struct AddLog {
    #[command(flatten)]
    place: State,
    /// 日志公钥（名称+编号+密钥）
    vkey: String,
    /// 日志的公开读取地址，如 https://主机/log；核对分叉时用
    #[arg(long)]
    url: Option<String>,
}

impl AddLog {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let added = witness::add_log(&self.place.state, &self.vkey, self.url.as_deref());
        let key = member(added)?;
        say(&format!("已登记日志 {}；正在运行的见证服务十秒内生效", key.name()));
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub(crate) struct AddSibling {
    #[command(flatten)]
    place: State,
    /// 在本机使用的名称
    name: String,
    /// 同级见证方的公钥
    vkey: String,
    /// 同级见证方的地址
    url: String,
}

impl AddSibling {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let Self { place, name, vkey, url } = self;
        member(witness::add_sibling(&place.state, &name, &vkey, &url))?;
        say(&format!("已登记同级见证方 {name}"));
        Ok(ExitCode::SUCCESS)
    }
}

fn member<T>(added: Result<T, MemberError>) -> anyhow::Result<T> {
    added.map_err(|error| match error {
        MemberError::Key => anyhow!("公钥不正确：应为“名称+编号+密钥”一行，且种类相符"),
        MemberError::List(cause) => {
            anyhow!(cause).context("未登记：名称或公钥已在册，或者地址中有空格")
        }
        MemberError::Open(cause) => match told::<()>(Err(cause)) {
            Err(error) => error,
            Ok(()) => anyhow!("未登记"),
        },
        MemberError::Fault(cause) => anyhow!(cause).context("不能写入见证方目录"),
    })
}

#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    place: State,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let witness = told(witness::Witness::open_to_read(&self.place.state))?;
        let logs = witness.status(now()).context("不能读取见证方目录")?;
        let keys = witness.mirror_keys();
        if self.json {
            let rows: Vec<_> = logs.iter().map(row).collect();
            let mirror = keys.as_ref().map(|keys| keys.mirror.to_string());
            let auditor = keys.as_ref().map(|keys| keys.auditor.to_string());
            let vkey = witness.key().to_string();
            say(&json!({ "vkey": vkey, "mirror": mirror, "auditor": auditor, "logs": rows })
                .to_string());
        } else {
            say(&format!("见证方 {}", witness.key()));
            if let Some(keys) = keys {
                say(&format!("镜像 {}\n复算 {}", keys.mirror, keys.auditor));
            }
            logs.iter().for_each(tell);
        }
        let is_disputed = |log: &LogStatus| {
            let recount = log.mirror.as_ref().and_then(|mirror| mirror.recount.as_ref());
            recount.is_some_and(|it| it.reports.iter().any(|one| one.is_open_dispute()))
        };
        let is_bad = logs.iter().any(|log| match log.standing {
            Standing::Waiting | Standing::Consistent => is_disputed(log),
            Standing::Unproven | Standing::Refused | Standing::Convicted => true,
        });
        Ok(ExitCode::from(u8::from(is_bad)))
    }
}

const fn words(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Waiting => ("waiting", "尚未见证"),
        Standing::Consistent => ("consistent", "一致"),
        Standing::Unproven => {
            ("unproven", "UNPROVEN：同级见证方见过的检查点，日志超过 24 小时未能证明")
        }
        Standing::Refused => ("refused", "曾有请求与见证过的历史不符，已拒绝并留存"),
        Standing::Convicted => ("convicted", "日志签过两份矛盾的历史，证据已留存"),
    }
}

fn row(log: &LogStatus) -> serde_json::Value {
    let doubts = log.doubts.iter();
    let doubts: Vec<_> = doubts
        .map(|doubt| json!({ "sibling": doubt.sibling, "since": time(doubt.since) }))
        .collect();
    json!({
        "origin": log.origin, "size": log.size, "cosigned_at": log.cosigned_at.map(time),
        "standing": words(log.standing).0, "doubts": doubts, "kept": log.kept,
        "mirror": log.mirror.as_ref().map(|mirror| json!({
            "size": mirror.size, "held": mirror.held,
            "recount": mirror.recount.as_ref().map(crate::mirror::row),
        })),
    })
}

fn tell(log: &LogStatus) {
    let at = log.cosigned_at.map_or_else(|| "从未".to_owned(), time);
    say(&format!("{}\t{} 条\t末次见证 {at}\t{}", log.origin, log.size, words(log.standing).1));
    for doubt in &log.doubts {
        say(&format!("  待证明：{} 自 {} 起", doubt.sibling, time(doubt.since)));
    }
    if let Some(mirror) = &log.mirror {
        say(&format!("  镜像：已保存 {} 条，声明到第 {} 条", mirror.held, mirror.size));
        mirror.recount.iter().for_each(crate::mirror::tell);
    }
    log.kept.iter().for_each(|path| say(&format!("  留存：{path}")));
}
