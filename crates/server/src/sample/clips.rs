//! Short field clips, made by ffmpeg: a moving picture with sound, a size a phone could send.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use terms::Timestamp;
use tokio::process::Command;

const NO_FFMPEG: &str = "没有找到 ffmpeg，请先安装：apt-get install -y ffmpeg";

/// One clip to make.
pub(super) struct Clip {
    /// File name, as a recorder would give it.
    pub(super) name: &'static str,
    /// When it starts.
    pub(super) from: Timestamp,
    /// How long it lasts.
    pub(super) seconds: u32,
    /// H.265 instead of H.264.
    pub(super) is_h265: bool,
    /// The picture is black from and until these seconds, as in a pocket.
    pub(super) black_s: Option<(u32, u32)>,
}

/// What is said at the start, where ffmpeg has a voice; it speaks English only.
const SAID: &str = "Good morning. We are officers of the market bureau. This inspection is being \
    recorded. Please show us your licence.";

/// Bytes of a clip that stands in where nothing can make one: so many for each second.
const PLAIN_BYTES: usize = 16 * 1024;

/// Says what to install where nothing can make clips.
pub(super) async fn need_ffmpeg() -> anyhow::Result<()> {
    if has_ffmpeg().await { Ok(()) } else { bail!(NO_FFMPEG) }
}

async fn has_ffmpeg() -> bool {
    Command::new("ffmpeg").arg("-version").output().await.is_ok()
}

/// Makes a clip; its container says when it was recorded, as a recorder's does. Without ffmpeg it is
/// bytes that no player knows, which are kept all the same.
pub(super) async fn make(folder: &Path, clip: &Clip) -> anyhow::Result<PathBuf> {
    let path = folder.join(clip.name);
    if !has_ffmpeg().await {
        let length = usize::try_from(clip.seconds)?.saturating_mul(PLAIN_BYTES);
        let bytes: Vec<u8> = clip.name.bytes().cycle().take(length).collect();
        tokio::fs::write(&path, bytes).await?;
        return Ok(path);
    }
    let picture = format!("testsrc2=size=480x270:rate=10:duration={}", clip.seconds);
    let (sound, filter) = if has_voice().await? {
        let filter = format!("adelay=4000:all=1,apad=whole_dur={}", clip.seconds);
        (format!("flite=text='{SAID}':voice=slt"), filter)
    } else {
        (format!("sine=frequency=330:duration={}", clip.seconds), "anull".to_owned())
    };
    let shade = match clip.black_s {
        Some((from, to)) => format!("drawbox=c=black:t=fill:enable='between(t,{from},{to})'"),
        None => "null".to_owned(),
    };
    let codec = if clip.is_h265 { "libx265" } else { "libx264" };
    let created = format!("creation_time={}", clip.from);
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", &picture])
        .args(["-f", "lavfi", "-i", &sound, "-c:v", codec, "-preset", "ultrafast", "-crf", "34"])
        .args(["-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "32k", "-metadata", &created])
        .args(["-filter:v", &shade, "-filter:a", &filter]);
    if clip.is_h265 {
        command.args(["-x265-params", "log-level=error", "-tag:v", "hvc1"]);
    }
    let run = command.arg(&path).stdin(Stdio::null()).status().await;
    let status = run.context(NO_FFMPEG)?;
    if !status.success() {
        bail!("ffmpeg 未能生成样例视频 {}", clip.name);
    }
    Ok(path)
}

/// Whether this ffmpeg was built with a voice.
async fn has_voice() -> anyhow::Result<bool> {
    let asked = Command::new("ffmpeg").args(["-loglevel", "error", "-filters"]).output().await;
    let told = asked.context(NO_FFMPEG)?;
    Ok(String::from_utf8_lossy(&told.stdout).contains(" flite "))
}

/// Cuts the end off, as a recorder does when its battery dies.
pub(super) async fn cut_short(path: &Path) -> anyhow::Result<()> {
    let bytes = tokio::fs::read(path).await?;
    let kept = bytes.get(..bytes.len() * 7 / 10).unwrap_or_default();
    tokio::fs::write(path, kept).await?;
    Ok(())
}
