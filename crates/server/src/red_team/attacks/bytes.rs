//! Attacks on bytes: in the vault, and on their way there.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use app::archive::digests_of;
use app::{App, BeginUpload, Call, Context, Sender};

use super::super::sample::{Clip, Victim};
use super::super::target::{About, Done};

fn about(clip: &Clip) -> About {
    About::File(clip.place())
}

/// Originals are read-only: another file takes the name.
fn overwrite(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::remove_file(path)?;
    fs::write(path, bytes)?;
    Ok(())
}

pub(super) fn flip(on: &Victim) -> anyhow::Result<Done> {
    let [clip, _] = &on.known.clips;
    let mut bytes = fs::read(on.original(clip))?;
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).context("空文件")? ^= 1;
    overwrite(&on.original(clip), &bytes)?;
    Ok(Done::one(format!("第一段录像第{middle}字节翻转一位，长度不变"), about(clip)))
}

pub(super) fn swap(on: &Victim) -> anyhow::Result<Done> {
    let [one, other] = &on.known.clips;
    let (first, second) = (fs::read(on.original(one))?, fs::read(on.original(other))?);
    overwrite(&on.original(one), &second)?;
    overwrite(&on.original(other), &first)?;
    let what = "两段录像互换文件名，数据库不动".to_owned();
    Ok(Done { what, hit: vec![about(one), about(other)] })
}

pub(super) fn cut(on: &Victim) -> anyhow::Result<Done> {
    let [_, clip] = &on.known.clips;
    let bytes = fs::read(on.original(clip))?;
    let kept = bytes.len() * 2 / 3;
    overwrite(&on.original(clip), bytes.get(..kept).unwrap_or_default())?;
    let what = format!("第二段录像{}字节只留前{kept}字节", bytes.len());
    Ok(Done::one(what, about(clip)))
}

pub(super) fn delete(on: &Victim) -> anyhow::Result<Done> {
    let [clip, _] = &on.known.clips;
    fs::remove_file(on.original(clip))?;
    Ok(Done::one("第一段录像的文件从原件库删除", about(clip)))
}

/// The middle is black now; vault and rows agree with each other.
pub(super) async fn replace(on: &Victim) -> anyhow::Result<Done> {
    let [clip, _] = &on.known.clips;
    let mut bytes = fs::read(on.original(clip))?;
    let (from, to) = (bytes.len() / 3, bytes.len() * 2 / 3);
    bytes.get_mut(from..to).context("空文件")?.fill(0);
    let digests = digests_of(&bytes);
    let place = Clip { id: clip.id, digests }.place();
    let path = on.stored(&place);
    fs::create_dir_all(path.parent().context("没有目录")?)?;
    fs::write(&path, &bytes)?;
    fs::remove_file(on.original(clip))?;
    let (id, intruder) = (clip.id.to_string(), on.scratch().break_in().await?);
    intruder.set_digests(&id, &digests, &place).await?;
    intruder.leave().await;
    let what = "第一段录像中间三分之一抹去，以新摘要存放；录像和存储两张表都改成新摘要";
    Ok(Done::one(what, About::Row("recording_row".to_owned(), id)))
}

/// The station declared what it read; other bytes arrive.
pub(super) async fn swap_in_transit(on: &Victim) -> anyhow::Result<Done> {
    let [clip, _] = &on.known.clips;
    let mut bytes = fs::read(on.original(clip))?;
    bytes.reverse(); // a file that is not there yet
    let declared = digests_of(&bytes).sha256;
    *bytes.first_mut().context("空文件")? ^= 1;
    let app = App::open(&on.config(), Context::system()).await?;
    let officer = on.known.officer;
    let new = BeginUpload {
        size_bytes: u64::try_from(bytes.len())?,
        file_name: "DSJ_0004_12_0930.mp4".to_owned(),
        activity: None,
        declared: Some(declared),
        claimed_at: None,
        device: None,
        description: domain::recording::Description::default(),
    };
    let upload = app.begin_upload(&Call::by(officer), new).await?;
    let body = futures_util::stream::iter([Ok(bytes::Bytes::from(bytes))]);
    app.append_upload(Sender::Officer(officer), upload, 0, None, Box::pin(body)).await??;
    app.run_pending_jobs().await?;
    app.close().await;
    let what = "发送方申报了摘要，途中换成同样长的另一个文件，全部送达";
    Ok(Done::one(what, About::Upload(upload.to_string())))
}
