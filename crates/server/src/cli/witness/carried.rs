//! Leaves and reports as files, where no line may connect a log and its mirror.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::{App, MirrorCarried};
use ledger::{CARRIED_HEADER, Recount, RecountResult, Recounted};
use serde_json::json;
use witness::{Carried, Unfit};

use super::super::say;
use super::disc::write_new;
use super::{State, mirror, now};

/// Longest answer, in bytes: a recount, and two notes.
const MAX_ANSWER_BYTES: u64 = 512 * 1024;

/// Whether a file is for or from a mirror.
pub(super) fn is_one(path: &Path) -> anyhow::Result<bool> {
    let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let mut begins = Vec::new();
    let length = u64::try_from(CARRIED_HEADER.len())?;
    file.take(length).read_to_end(&mut begins)?;
    Ok(begins == CARRIED_HEADER.as_bytes())
}

/// Writes leaves and reports for a mirror: beside the name first, so that a file of that name is whole.
pub(super) async fn export(
    app: &App,
    name: &str,
    from: Option<u64>,
    out: &Path,
) -> anyhow::Result<ExitCode> {
    if out.try_exists()? {
        bail!("文件 {} 已经存在，不覆盖", out.display());
    }
    let mut beside = out.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    let file = File::create(beside).with_context(|| format!("不能写 {}", beside.display()))?;
    let mut file = BufWriter::new(file);
    let Some(written) = app.write_mirror_file(name, from, &mut file).await? else {
        bail!("策略中没有镜像“{name}”");
    };
    file.flush()?;
    file.get_ref().sync_all()?;
    std::fs::rename(beside, out).with_context(|| format!("不能改名为 {}", out.display()))?;
    let leaves = written.to - written.from;
    say(&format!(
        "已写出 {}：检查点 {} 条，其中第 {} 条起的 {leaves} 条叶子，{} 份日报；请送交 {name}",
        out.display(),
        written.to,
        written.from,
        written.reports
    ));
    Ok(ExitCode::SUCCESS)
}

/// Takes leaves and reports, and writes the answer.
pub(super) fn import(
    place: &State,
    path: &Path,
    out: &Path,
    is_json: bool,
) -> anyhow::Result<ExitCode> {
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

/// Takes a mirror's answer.
pub(super) async fn import_response(
    app: &App,
    name: &str,
    path: &Path,
) -> anyhow::Result<ExitCode> {
    let file = File::open(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_ANSWER_BYTES).read_to_end(&mut bytes)?;
    let (text, is_taken) = match app.take_mirror_answer(name, &bytes).await? {
        MirrorCarried::Kept { size, recount, is_audited } => {
            let mut text = format!("镜像已保存到 {size} 条");
            if let Some(recount) = &recount {
                let equal = recount.reports.iter();
                let equal = equal.filter(|it| it.result == RecountResult::Equal).count();
                text += &format!("；{} 份日报，{equal} 份相符", recount.reports.len());
            }
            let signed = if is_audited { "复算已签名" } else { "复算没有签名" };
            (format!("{text}；{signed}"), true)
        }
        MirrorCarried::Told { size, next } => (
            format!("镜像见证到 {size} 条，叶子保存到第 {next} 条（不含），请从那里重新导出"),
            false,
        ),
        MirrorCarried::Cut => ("答复文件不完整，尾部缺失；请重新复制".to_owned(), false),
        MirrorCarried::Damaged => ("答复文件在途中损坏或被改动；请重新复制".to_owned(), false),
        MirrorCarried::Old => ("这是旧答复，已经读入过更新的；没有改动任何内容".to_owned(), false),
        MirrorCarried::Nothing => {
            ("不是该镜像对本日志检查点的答复，或者签名不对".to_owned(), false)
        }
        MirrorCarried::UnknownMirror => bail!("策略中没有镜像“{name}”"),
    };
    say(&text);
    Ok(ExitCode::from(u8::from(!is_taken)))
}
