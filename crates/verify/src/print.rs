//! The report, for people and for programs.

use std::io::{self, Write};

use archive::{BoundSeen, Report, TimeBoxSeen};

/// One JSON object, the fields of [`Report`].
pub(crate) fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report).map_err(io::Error::from)?;
    writeln!(out)
}

/// The verdict first, then what it rests on, then what is wrong.
pub(crate) fn text(report: &Report, verdict: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{verdict}")?;
    report.proven.iter().try_for_each(|what| writeln!(out, "已证明:{what}"))?;
    if report.files > 0 {
        let (files, bytes, facts) = (report.files, report.bytes, report.facts);
        writeln!(out, "核对了 {files} 个文件、{bytes} 字节、{facts} 条事实。")?;
    }
    if let Some(package) = &report.package {
        writeln!(out, "案卷包:{package}")?;
    }
    if let Some(log) = &report.log {
        writeln!(out, "日志:{},共 {} 条,根哈希 {}", log.origin, log.size, log.root)?;
    }
    for witness in &report.witnesses {
        writeln!(out, "见证:{},{}", witness.name, witness.at)?;
    }
    for one in report.times.iter().flat_map(|times| &times.boxes) {
        writeln!(out, "时间:{}", time_box(one))?;
    }
    for defect in &report.defects {
        match defect.file.as_str() {
            "" => writeln!(out, "问题:{}", defect.what)?,
            file => writeln!(out, "问题:{file}:{}", defect.what)?,
        }
    }
    if report.more_defects > 0 {
        writeln!(out, "问题:另有 {} 处,不再列出。", report.more_defects)?;
    }
    report.warnings.iter().try_for_each(|warning| writeln!(out, "提示:{warning}"))
}

fn time_box(one: &TimeBoxSeen) -> String {
    let which = if one.first == one.last {
        format!("事实 {}", one.first)
    } else {
        format!("事实 {} 至 {} 中的 {} 条", one.first, one.last, one.facts)
    };
    let side = |bound: &Option<BoundSeen>, word: &str| match bound {
        Some(bound) => format!("{word} {}({})", bound.at.to_china_rfc3339(), bound.by),
        None => format!("{word}:没有外部时钟"),
    };
    format!("{which},{},{}", side(&one.not_before, "不早于"), side(&one.not_after, "不晚于"))
}
