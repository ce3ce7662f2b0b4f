//! What is shown: lines for people, JSON for programs.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::import::{Fate, Summary};
use crate::journal::ClipKey;
use crate::layout::{Layouts, Named};
use crate::progress::size;
use crate::queue::Standing;
use crate::receipt;

/// Shows lines; one that nobody reads any more is an error, so that it does not look like success.
pub(crate) fn lines(lines: impl IntoIterator<Item = String>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}").context("无法输出")?;
    }
    out.flush().context("无法输出")
}

/// Shows a value.
pub(crate) fn value(value: &Value) -> Result<()> {
    lines([serde_json::to_string_pretty(value)?])
}

/// Shows what a round came to.
pub(crate) fn summary(summary: &Summary, is_json: bool) -> Result<()> {
    if is_json {
        return value(&serde_json::to_value(summary)?);
    }
    let mut shown = Vec::new();
    for file in &summary.files {
        if file.why.is_none() && file.flags.is_empty() {
            continue;
        }
        let why = file.why.clone().into_iter();
        let why: Vec<String> = why.chain(file.flags.iter().map(|&flag| flag.to_owned())).collect();
        let sign = match file.fate {
            Fate::Deposited | Fate::Cleared => "✓",
            Fate::Kept => "!",
            Fate::Pulled => "✗",
            Fate::Waiting => "…",
        };
        shown.push(format!("{sign} {} {}：{}", file.slot, file.path, why.join("；")));
    }
    let count = |fate| summary.count(fate);
    shown.push(format!(
        "共 {} 个文件：入库 {}，入库并清空 {}，待处理 {}，没有读完 {}，等待线路 {}；非音像 {} 个未动",
        summary.files.len(),
        count(Fate::Deposited),
        count(Fate::Cleared),
        count(Fate::Kept),
        count(Fate::Pulled),
        count(Fate::Waiting),
        summary.others.len(),
    ));
    if let Some(ms) = summary.station_ahead_ms {
        let way = if ms < 0 { "慢" } else { "快" };
        shown.push(format!("本站时钟比服务器{way} {} 毫秒", ms.unsigned_abs()));
    }
    if summary.untold > 0 {
        shown.push(format!("{} 个清空凭据还没有报到服务器，下次接通时补报", summary.untold));
    }
    lines(shown)
}

/// Shows the queue.
pub(crate) fn status<'a>(
    clips: impl Iterator<Item = (&'a ClipKey, &'a Standing)>,
    is_json: bool,
) -> Result<()> {
    if is_json {
        let clips: Vec<Value> = clips.map(|(key, standing)| clip(key, standing)).collect();
        return value(&json!({ "clips": clips }));
    }
    let mut shown = Vec::new();
    let mut total = 0;
    for (key, standing) in clips {
        total += 1;
        let why = standing.kept.as_ref().map(|why| format!("（{why}）")).unwrap_or_default();
        let word = standing.zh();
        let bytes = size(key.size);
        shown.push(format!("{word}  {}  {}  {bytes}{why}", key.device, key.path));
    }
    shown.push(format!("共 {total} 个文件"));
    lines(shown)
}

fn clip(key: &ClipKey, standing: &Standing) -> Value {
    json!({
        "device": key.device,
        "slot": standing.slot,
        "path": key.path,
        "size_bytes": key.size,
        "standing": standing.zh(),
        "flags": standing.flags,
        "sha256": standing.digests.map(|digests| digests.sha256),
        "sm3": standing.digests.map(|digests| digests.sm3.to_string()),
        "upload_id": standing.upload,
        "deposited_at": standing.deposited_at.map(|at| at.to_china_rfc3339()),
        "kept": standing.kept,
        "cleared_at": standing.cleared_at.map(|at| at.to_china_rfc3339()),
    })
}

/// Shows receipts and proofs of clearing; writes the receipts to a folder where that is wanted.
pub(crate) fn receipts<'a>(
    clips: impl Iterator<Item = (&'a ClipKey, &'a Standing)>,
    out: Option<&Path>,
    is_json: bool,
) -> Result<()> {
    let mut found = Vec::new();
    for (key, standing) in clips {
        let Some(note) = &standing.receipt else { continue };
        if let Some(folder) = out {
            std::fs::create_dir_all(folder).context("无法建立目录")?;
            let name = standing.upload.as_deref().unwrap_or("unnamed");
            let path = folder.join(format!("{name}.receipt"));
            std::fs::write(&path, note).with_context(|| format!("无法写 {}", path.display()))?;
        }
        found.push((key, standing, note));
    }
    if is_json {
        let receipts: Vec<Value> = found
            .iter()
            .map(|(key, standing, note)| {
                let mut value = clip(key, standing);
                if let Some(fields) = value.as_object_mut() {
                    fields.insert("receipt".to_owned(), json!(note));
                    let digest = receipt::digest_of(note).to_string();
                    fields.insert("receipt_sha256".to_owned(), json!(digest));
                }
                value
            })
            .collect();
        return value(&json!({ "receipts": receipts }));
    }
    let line = |(key, standing, note): &(&ClipKey, &Standing, &String)| {
        let cleared = match standing.cleared_at {
            Some(at) => format!("，{} 已从设备删除", at.to_chinese_minute()),
            None => String::new(),
        };
        let digest = receipt::digest_of(note);
        format!("{}  {}  回执 {digest}{cleared}", key.device, key.path)
    };
    let mut shown: Vec<String> = found.iter().map(line).collect();
    shown.push(format!("共 {} 份回执", found.len()));
    lines(shown)
}

/// Shows the layouts.
pub(crate) fn layouts(layouts: &Layouts, is_json: bool) -> Result<()> {
    if is_json {
        let all = layouts
            .iter()
            .map(|it| json!({ "id": it.id, "title": it.title, "verified": it.is_verified }));
        return value(&json!({ "layouts": all.collect::<Vec<_>>() }));
    }
    lines(layouts.iter().map(|layout| {
        let verified = if layout.is_verified { "已核对" } else { "未与实物核对" };
        format!("{}  {}  {verified}", layout.id, layout.title)
    }))
}

/// Shows what names say.
pub(crate) fn named(found: &[(String, Named)], is_json: bool) -> Result<()> {
    if is_json {
        let all = found.iter().map(|(path, named)| json!({ "path": path, "named": named }));
        return value(&json!({ "paths": all.collect::<Vec<_>>() }));
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    lines(found.iter().map(|(path, named)| match &named.layout {
        None => format!("{path}：不符合任何规则"),
        Some(layout) => format!(
            "{path}：{layout}，设备 {}，人员 {}，时间 {}，流水 {}{}",
            text(&named.serial),
            text(&named.person),
            named.said_at.map_or_else(|| "—".to_owned(), |at| at.to_china_rfc3339()),
            named.number.map_or_else(|| "—".to_owned(), |number| number.to_string()),
            if named.is_important { "，重要" } else { "" }
        ),
    }))
}
