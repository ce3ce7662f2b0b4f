//! Requests and answers as files, where no line may connect a log and its witness: the body of the
//! request and of the reply, byte for byte; for a mirror with the leaves themselves.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use ledger::{CARRIED_HEADER, Recount, Recounted};
use serde_json::json;
use witness::{Answer, Carried, Unfit};

use crate::{State, mirror, now, say};

/// Longest file: as long as a request over HTTP.
const MAX_FILE_BYTES: u64 = 64 * 1024;

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    place: State,
    /// 请求文件（*.witreq、*.mirreq）
    file: PathBuf,
    /// 答复写到这个文件（*.witresp、*.mirresp，不覆盖已有文件）
    #[arg(long)]
    out: PathBuf,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if is_for_mirror(&self.file)? {
            return import(&self.place, &self.file, &self.out, self.json);
        }
        let request = read_text(&self.file)?;
        let witness = self.place.open()?;
        let answer = witness.add_checkpoint(&request, now());
        let (status, _, body) = answer.http();
        let told = match &answer {
            Answer::Cosigned(_) => "已见证".to_owned(),
            Answer::Conflict(size) => {
                format!("上次见证的是 {size} 条：请日志一方读入答复后重新导出")
            }
            Answer::Malformed => "不是请求文件，或者大小倒退".to_owned(),
            Answer::UnknownLog => "没有登记这个日志".to_owned(),
            Answer::NotSigned => "不是该日志的公钥签的".to_owned(),
            Answer::Forked(Some(path)) => {
                format!("拒绝：日志签过两份矛盾的历史，证据 {}", path.display())
            }
            Answer::Forked(None) => "拒绝：与先前见证的历史不一致，请求已留存".to_owned(),
            Answer::Fault(_) | Answer::Uncertain => bail!("不能写入见证方目录，没有签名"),
        };
        if matches!(answer, Answer::Cosigned(_) | Answer::Conflict(_)) {
            write_new(&self.out, body.as_bytes())?;
        }
        if self.json {
            say(&json!({ "status": status, "told": told }).to_string());
        } else {
            say(&told);
        }
        Ok(ExitCode::from(u8::from(status != 200)))
    }
}

/// Takes leaves and reports, and writes the answer.
fn import(place: &State, path: &Path, out: &Path, is_json: bool) -> anyhow::Result<ExitCode> {
    if out.try_exists()? {
        bail!("文件 {} 已经存在，不覆盖", out.display());
    }
    let mut file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let witness = place.open()?;
    let carried = witness.carry(&mut file, path, now());
    let carried = carried.context("不能读写；已保存的叶子都核对过，可以再次读入同一文件")?;
    let (is_taken, text, answer, recount) = match carried {
        Carried::Taken { size, recount, answer } => {
            (true, format!("已保存全部 {size} 条叶子"), Some(answer), recount)
        }
        Carried::Refused { why, answer } => (false, why_not(&why), answer, None),
    };
    if let Some(answer) = &answer {
        write_new(out, answer)?;
    }
    let is_disputed = |recount: &Recount| recount.reports.iter().any(Recounted::is_open_dispute);
    let is_disputed = recount.as_ref().is_some_and(is_disputed);
    if is_json {
        let recount = recount.as_ref().map(mirror::row);
        let told = json!({ "taken": is_taken, "told": text, "answered": answer.is_some(), "recount": recount });
        say(&told.to_string());
    } else {
        say(&text);
        recount.iter().for_each(mirror::tell);
        if answer.is_some() {
            say(&format!("答复已写到 {}，请交还日志一方", out.display()));
        }
    }
    Ok(ExitCode::from(u8::from(!is_taken || is_disputed)))
}

fn why_not(why: &Unfit) -> String {
    match why {
        Unfit::Malformed => "拒绝：不是送交镜像的文件，或者各部分不属于同一次导出".to_owned(),
        Unfit::Cut => "拒绝：文件不完整，尾部缺失；请重新复制".to_owned(),
        Unfit::Damaged => "拒绝：文件在途中损坏或被改动，与末行的摘要不符；请重新复制".to_owned(),
        Unfit::UnknownLog(origin) => format!("拒绝：没有登记日志 {origin}"),
        Unfit::NoMirror => "拒绝：这里没有镜像；请先用 liuhen witness mirror 建立".to_owned(),
        Unfit::NotSigned => "拒绝：检查点不是该日志的公钥签的".to_owned(),
        Unfit::Old(size) => {
            format!("拒绝：这是旧文件，此后已见证到 {size} 条；没有改动任何内容")
        }
        Unfit::Elsewhere(size) => {
            format!("拒绝：文件不是接着已见证的 {size} 条导出的；请日志一方读入答复后重新导出")
        }
        Unfit::Gap { from, next } => format!(
            "拒绝：文件从第 {from} 条开始，这里还缺第 {next} 条；请日志一方读入答复后重新导出"
        ),
        Unfit::Unproven(from, to) => format!(
            "拒绝：第 {from} 到 {to} 条（不含 {to}）之间的叶子与检查点不符，被改动、增删或调换；一条也没有保存"
        ),
        Unfit::NoSuchReport(leaf) => {
            format!("拒绝：文件里有第 {leaf} 条的日报，但那条叶子不是日报")
        }
        Unfit::OtherReport(leaf) => format!("拒绝：日报正文与第 {leaf} 条叶子所记的摘要不符"),
        Unfit::Forked(Some(path)) => {
            format!("拒绝：日志签过两份矛盾的历史，证据 {}", path.display())
        }
        Unfit::Forked(None) => "拒绝：与先前见证的历史不一致，请求已留存".to_owned(),
        Unfit::Uncertain => "拒绝：先前一次写盘不确定，请重新执行".to_owned(),
    }
}

/// Whether a file is for or from a mirror.
///
/// # Errors
/// It does not read.
pub fn is_for_mirror(path: &Path) -> anyhow::Result<bool> {
    let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let mut begins = Vec::new();
    let length = u64::try_from(CARRIED_HEADER.len())?;
    file.take(length).read_to_end(&mut begins)?;
    Ok(begins == CARRIED_HEADER.as_bytes())
}

/// Reads a request or an answer of at most 64 KiB.
///
/// # Errors
/// It does not read, is no text or is longer.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let mut text = String::new();
    let read = file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text);
    if read.with_context(|| format!("{} 不是文本文件", path.display()))? > 64 * 1024 {
        bail!("{} 过长，不是见证文件", path.display());
    }
    Ok(text)
}

/// Writes a file that was not there, durably.
///
/// # Errors
/// It is there, or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file =
        File::create_new(path).with_context(|| format!("不能新建文件 {}", path.display()))?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
