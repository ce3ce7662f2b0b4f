//! One run of ffmpeg over pictures and sound of a recording.

use std::ffi::OsString;
use std::path::Path;

use crate::content::{SAMPLE_RATE, Stretch, Windows};
use crate::ffprobe::{absolute, failed, input_args, look_at, openable, per_mib};
use crate::picture::{beginning, fresh};
use crate::sandbox::{Allowance, Files};
use crate::tool::Tools;
use crate::{Limits, ProbeFailure};

/// Two pictures a second; what stands still for eight seconds; the brightness of small copies.
const FILTER: &str = "fps=2,setpts=PTS-STARTPTS,freezedetect=n=-60dB:d=8,scale=-2:120,\
    signalstats,metadata=mode=print:file=-";

/// What of a recording there is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracks {
    /// It shows moving pictures.
    pub pictures: bool,
    /// It plays sound.
    pub sound: bool,
    /// How long, in milliseconds, if known.
    pub lasted_ms: Option<u64>,
}

pub(crate) async fn observe(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    tracks: Tracks,
    scratch: &Path,
) -> Result<Vec<Stretch>, ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    if container.is_picture() || !(tracks.pictures || tracks.sound) {
        return Ok(Vec::new());
    }
    let output = if tracks.sound { Some(fresh(scratch).await?) } else { None };
    let files = Files { input: absolute(path)?, output };
    let sound_bytes = tracks.lasted_ms.unwrap_or_default().saturating_mul(32);
    let allowance = Allowance {
        cpu: limits.base.saturating_add(per_mib(limits.preview_per_mib, seen.size_bytes)),
        memory_bytes: limits.memory_bytes,
        output_bytes: limits.output_bytes.saturating_add(sound_bytes),
    };
    let mut args = beginning();
    args.extend(input_args(container, &files, tools));
    if tracks.pictures {
        args.extend(["-map", "0:V:0", "-vf", FILTER, "-f", "null", "-"].map(OsString::from));
    }
    if tracks.sound {
        args.extend(["-map", "0:a:0", "-ac", "1", "-ar"].map(OsString::from));
        args.extend([SAMPLE_RATE.to_string().into(), "-f".into(), "s16le".into()]);
        args.push(files.output_name(tools.sandbox));
    }
    let mut windows = Windows::default();
    let ran = tools.run(&tools.ffmpeg, args, &files, allowance, |line| windows.note(line)).await?;
    if !ran.status.success() {
        return Err(failed(&ran));
    }
    let heard = files.output;
    let lasted_ms = tracks.lasted_ms;
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<Stretch>> {
        if let Some(heard) = heard {
            windows.hear(&heard)?;
        }
        Ok(windows.stretches(lasted_ms))
    });
    let read = read.await.map_err(|error| ProbeFailure::io("hear the sound")(error.into()))?;
    read.map_err(ProbeFailure::io("hear the sound"))
}
