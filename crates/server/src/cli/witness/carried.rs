//! Leaves and reports as files, where no line may connect a log and its mirror.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::{App, MirrorCarried};
use ledger::RecountResult;

use super::super::say;

/// Longest answer, in bytes: a recount, and two notes.
const MAX_ANSWER_BYTES: u64 = 512 * 1024;

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
