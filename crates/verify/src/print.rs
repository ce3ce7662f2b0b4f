//! The report, for people and for programs.

use std::io::{self, Write};

use archive::Report;

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
