//! Clips and stills: parts of a recording as files of their own, made by ffmpeg with arguments of a
//! closed form. The recording itself is only read.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use terms::Digest;

use crate::ffprobe::{absolute, input_args, look_at, openable, per_mib};
use crate::picture::{beginning, fresh, make};
use crate::sandbox::{Allowance, Files};
use crate::tool::Tools;
use crate::{Container, Limits, ProbeFailure};

/// Both sides even, as H.264 wants them; else the picture keeps its size.
const SCALE: &str = "scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p";
/// Largest second of a clip: twice what a camera writes at its best.
const CLIP_BYTES_PER_S: u64 = 8 << 20;
/// How far before a moment its picture is looked for: the picture that is shown at a moment began
/// before it, and cameras that watch a room may take one every few seconds.
const LEADS_MS: [u64; 3] = [1_000, 10_000, 60_000];

/// What a clip is cut from, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Where it begins, in milliseconds of playing time.
    pub from_ms: u64,
    /// Where it ends.
    pub to_ms: u64,
    /// SHA-256 of the recording, for the remark in the file.
    pub of: Digest,
}

/// A stretch as MP4, with a remark that it is a derivative.
pub(crate) async fn clip(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    cut: Cut,
    out: &Path,
    mut done: impl FnMut(u64),
) -> Result<(), ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    let files = Files { input: absolute(path)?, output: Some(fresh(out).await?) };
    let lasts_ms = cut.to_ms.saturating_sub(cut.from_ms);
    let seconds = lasts_ms.div_ceil(1000);
    let per_second =
        limits.cut_per_second.saturating_mul(u32::try_from(seconds).unwrap_or(u32::MAX));
    let cpu = pass(limits, container, seen.size_bytes).saturating_add(per_second);
    let output_bytes = limits.output_bytes.saturating_add(seconds.saturating_mul(CLIP_BYTES_PER_S));
    let allowance = Allowance { cpu, memory_bytes: limits.memory_bytes, output_bytes };
    let mut args = beginning();
    // Else a file with nothing but its index would pass for a clip.
    args.extend(["-abort_on", "empty_output"].map(OsString::from));
    args.extend(input_from(container, &files, tools, cut.from_ms));
    args.extend(["-t".into(), format!("{lasts_ms}ms").into()]);
    args.extend(["-map", "0:V:0?", "-map", "0:a:0?"].map(OsString::from));
    // `-t` counts from the first picture, which may begin a little after the cut does.
    let until = until(container, cut.from_ms, cut.to_ms);
    args.extend(["-vf".into(), format!("{until},{SCALE}").into()]);
    args.extend(unmarked());
    args.extend(["-metadata".into(), format!("comment={}", remark(cut)).into()]);
    args.extend(["-c:v", "libx264", "-preset", "veryfast"].map(OsString::from));
    args.extend(["-crf", "18", "-threads", "1", "-g", "50"].map(OsString::from));
    args.extend(["-c:a", "aac", "-b:a", "128k", "-flags:v", "+bitexact"].map(OsString::from));
    args.extend(["-progress", "pipe:1", "-nostats"].map(OsString::from));
    args.extend(["-movflags", "+faststart", "-f", "mp4"].map(OsString::from));
    let line = |line: &str| {
        if let Some(at_us) = line.strip_prefix("out_time_us=").and_then(|us| us.parse().ok()) {
            let at_us: u64 = at_us;
            done((at_us / 1000).min(lasts_ms));
        }
        Ok(())
    };
    make(tools, args, files, allowance, out, line).await
}

/// The picture that is shown at a moment, at its own size, as JPEG.
pub(crate) async fn still(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    at_ms: u64,
    out: &Path,
) -> Result<(), ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    let one = |wanted| picture(tools, limits, path, (container, seen.size_bytes), wanted, out);
    for lead_ms in LEADS_MS {
        let wanted = Wanted::LastUpTo { from_ms: at_ms.saturating_sub(lead_ms), at_ms };
        match one(wanted).await {
            // None began in that time: look farther back.
            Err(ProbeFailure::NoPicture) => {}
            made => return made,
        }
    }
    // The first picture of all may begin a little after the sound.
    one(Wanted::FirstFrom { at_ms }).await
}

/// Which picture.
enum Wanted {
    /// The last that began from then up to that moment.
    LastUpTo { from_ms: u64, at_ms: u64 },
    /// The first that began at that moment or later.
    FirstFrom { at_ms: u64 },
}

async fn picture(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    (container, size_bytes): (Container, u64),
    wanted: Wanted,
    out: &Path,
) -> Result<(), ProbeFailure> {
    let files = Files { input: absolute(path)?, output: Some(fresh(out).await?) };
    let allowance = Allowance {
        cpu: pass(limits, container, size_bytes),
        memory_bytes: limits.memory_bytes,
        output_bytes: limits.output_bytes,
    };
    let (from_ms, take) = match wanted {
        // A picture that begins at the very moment is taken too. Each takes the place of the one
        // before, so that the last remains.
        Wanted::LastUpTo { from_ms, at_ms } => {
            let until = until(container, from_ms, at_ms.saturating_add(1));
            (from_ms, ["-vf".to_owned(), until])
        }
        Wanted::FirstFrom { at_ms } => (at_ms, ["-frames:v".to_owned(), "1".to_owned()]),
    };
    let mut args = beginning();
    args.extend(input_from(container, &files, tools, from_ms));
    args.extend(take.map(OsString::from));
    args.extend(["-map", "0:V:0"].map(OsString::from));
    args.extend(unmarked());
    args.extend(["-c:v", "mjpeg", "-q:v", "2", "-flags:v", "+bitexact"].map(OsString::from));
    args.extend([each_as_it_is(&tools.version), "passthrough"].map(OsString::from));
    args.extend(["-f", "image2", "-update", "1"].map(OsString::from));
    make(tools, args, files, allowance, out, |_| Ok(())).await
}

/// Nothing of what the recording says of itself, and nothing that differs from run to run.
fn unmarked() -> Vec<OsString> {
    ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        .map(OsString::from)
        .to_vec()
}

/// Up to version 5 the tool calls it otherwise.
fn each_as_it_is(version: &str) -> &'static str {
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major < 6) { "-vsync" } else { "-fps_mode" }
}

/// What a player shows of the file's origin, wherever it went.
fn remark(cut: Cut) -> String {
    let Cut { from_ms, to_ms, of } = cut;
    format!("衍生件，不是原件。原件SHA-256 {of}，第{from_ms}至{to_ms}毫秒")
}

/// Whether the tool finds the key picture before a place by itself. In a transport stream it lands
/// in the middle and shows nothing until the next one, so there all is read from the beginning.
const fn can_seek(container: Container) -> bool {
    !matches!(container, Container::MpegTs)
}

/// The input from a place on.
fn input_from(container: Container, files: &Files, tools: &Tools, from_ms: u64) -> Vec<OsString> {
    let seek = ["-ss".into(), format!("{from_ms}ms").into()];
    let input = input_args(container, files, tools);
    if can_seek(container) {
        seek.into_iter().chain(input).collect()
    } else {
        input.into_iter().chain(seek).collect()
    }
}

/// The filter that ends with the last picture that begins before a place.
fn until(container: Container, from_ms: u64, to_ms: u64) -> String {
    let end_ms = if can_seek(container) { to_ms.saturating_sub(from_ms) } else { to_ms };
    format!("trim=end={}.{:03}", end_ms / 1000, end_ms % 1000)
}

/// A pass over the input.
fn pass(limits: &Limits, container: Container, size_bytes: u64) -> Duration {
    let per = if can_seek(container) { limits.probe_per_mib } else { limits.preview_per_mib };
    limits.base.saturating_add(per_mib(per, size_bytes))
}
