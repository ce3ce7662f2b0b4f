//! Posters and previews, made by ffmpeg.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::ffprobe::{absolute, failed, input_args, look_at, openable, per_mib};
use crate::sandbox::{Allowance, Files};
use crate::tool::Tools;
use crate::{Limits, ProbeFailure};

/// At most 640 wide; both sides even.
const POSTER_FILTER: &str = "scale=trunc(min(640\\,iw)/2)*2:-2";
/// The shorter side at most 480, both sides even, 15 pictures a second.
const PREVIEW_FILTER: &str = "fps=15,\
    scale=w='if(gt(iw,ih),-2,trunc(min(480,iw)/2)*2)':h='if(gt(iw,ih),trunc(min(480,ih)/2)*2,-2)',\
    format=yuv420p";

/// One still picture.
pub(crate) async fn poster(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    at_ms: u64,
    out: &Path,
) -> Result<(), ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    let files = Files { input: absolute(path)?, output: Some(fresh(out).await?) };
    let allowance = Allowance {
        cpu: limits.base.saturating_add(per_mib(limits.probe_per_mib, seen.size_bytes)),
        memory_bytes: limits.memory_bytes,
        output_bytes: limits.output_bytes,
    };
    let mut args = beginning();
    if !container.is_picture() {
        args.extend(["-ss".into(), format!("{at_ms}ms").into()]);
    }
    args.extend(input_args(container, &files, tools));
    args.extend(
        ["-map", "0:v:0", "-frames:v", "1", "-vf", POSTER_FILTER, "-map_metadata", "-1"]
            .map(OsString::from),
    );
    args.extend(["-c:v", "mjpeg", "-q:v", "4", "-f", "image2", "-update", "1"].map(OsString::from));
    make(tools, args, files, allowance, out, |_| Ok(())).await
}

/// A small copy for browsers.
pub(crate) async fn preview(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    out: &Path,
) -> Result<(), ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    let files = Files { input: absolute(path)?, output: Some(fresh(out).await?) };
    let allowance = Allowance {
        cpu: limits.base.saturating_add(per_mib(limits.preview_per_mib, seen.size_bytes)),
        memory_bytes: limits.memory_bytes,
        output_bytes: limits.output_bytes.saturating_add(seen.size_bytes.saturating_mul(2)),
    };
    let mut args = beginning();
    args.extend(input_args(container, &files, tools));
    args.extend(["-map", "0:V:0?", "-map", "0:a:0?", "-map_metadata", "-1"].map(OsString::from));
    args.extend(["-map_chapters", "-1", "-vf", PREVIEW_FILTER].map(OsString::from));
    args.extend(
        ["-c:v", "libx264", "-profile:v", "baseline", "-preset", "veryfast", "-crf", "28"]
            .map(OsString::from),
    );
    args.extend(["-threads", "1", "-g", "30", "-c:a", "aac", "-b:a", "64k"].map(OsString::from));
    args.extend(["-ac", "1", "-movflags", "+faststart", "-f", "mp4"].map(OsString::from));
    make(tools, args, files, allowance, out, |_| Ok(())).await
}

pub(crate) fn beginning() -> Vec<OsString> {
    ["-v", "error", "-hide_banner", "-nostdin", "-y", "-filter_threads", "1", "-threads", "1"]
        .map(OsString::from)
        .to_vec()
}

/// Runs ffmpeg and hands on what it says of its progress; on any failure the output is emptied away.
pub(crate) async fn make(
    tools: &Tools,
    mut args: Vec<OsString>,
    files: Files,
    allowance: Allowance,
    out: &Path,
    line: impl FnMut(&str) -> Result<(), ProbeFailure>,
) -> Result<(), ProbeFailure> {
    args.push(files.output_name(tools.sandbox));
    let made = async {
        let ran = tools.run(&tools.ffmpeg, args, &files, allowance, line).await?;
        let meta =
            tokio::fs::metadata(out).await.map_err(ProbeFailure::io("look at the output"))?;
        let has_none = [
            "matches no streams",
            "does not contain any stream",
            "Empty output",
            "nothing was encoded",
        ];
        if ran.status.success() && meta.len() > 0 {
            Ok(())
        } else if ran.status.success() || has_none.iter().any(|text| ran.said.contains(text)) {
            Err(ProbeFailure::NoPicture)
        } else {
            Err(failed(&ran))
        }
    };
    let made = made.await;
    if made.is_err() {
        tokio::fs::remove_file(out).await.map_err(ProbeFailure::io("remove the output"))?;
    }
    made
}

/// Makes the empty output, which alone the tool may write.
pub(crate) async fn fresh(out: &Path) -> Result<PathBuf, ProbeFailure> {
    let out = out.to_owned();
    let made = tokio::task::spawn_blocking(move || -> io::Result<PathBuf> {
        File::create(&out)?;
        out.canonicalize()
    });
    let made = made.await.map_err(|error| ProbeFailure::io("make the output")(error.into()))?;
    made.map_err(ProbeFailure::io("make the output"))
}
