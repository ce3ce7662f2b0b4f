//! Two runs of ffprobe: what the header says, then every packet's time.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use crate::described::{Described, MAX_STREAMS, Seen, conclude, note};
use crate::ending::{Look, look};
use crate::sandbox::{Allowance, Files};
use crate::tool::{Ran, Tools};
use crate::{Container, Limits, Partial, Probe, ProbeFailure, TruncatedWhy};

/// Length of the header's description in characters.
const MAX_DESCRIPTION: usize = 1 << 20;

/// Looks, asks for the header, then for every packet.
pub(crate) async fn probe(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
) -> Result<Probe, ProbeFailure> {
    let seen = look_at(path).await?;
    let container = openable(&seen)?;
    let input = absolute(path)?;
    let files = Files { input, output: None };
    let allowance = Allowance {
        cpu: limits.base.saturating_add(per_mib(limits.probe_per_mib, seen.size_bytes)),
        memory_bytes: limits.memory_bytes,
        output_bytes: limits.output_bytes,
    };
    let (described, estimated) = describe(tools, container, &files, allowance, &seen).await?;
    let packets = if container.is_picture() {
        BTreeMap::new()
    } else {
        packets(tools, container, &files, allowance).await?
    };
    conclude(tools, container, &seen, &described, estimated, &packets)
}

/// The blocking look at the file's own structure.
pub(crate) async fn look_at(path: &Path) -> Result<Look, ProbeFailure> {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || look(&path)).await;
    let looked = looked.map_err(|error| ProbeFailure::io("read the file")(error.into()))?;
    looked.map_err(ProbeFailure::io("read the file"))
}

/// The container, or why it is not worth starting a tool.
pub(crate) fn openable(seen: &Look) -> Result<Container, ProbeFailure> {
    if seen.size_bytes == 0 {
        return Err(ProbeFailure::Empty);
    }
    let container = seen.container.ok_or(ProbeFailure::NotMedia)?;
    match seen.truncated {
        Some(why) if !seen.playable => Err(too_short(container, seen, why)),
        _ => Ok(container),
    }
}

/// For a file that is too broken to be opened.
pub(crate) fn too_short(container: Container, seen: &Look, why: TruncatedWhy) -> ProbeFailure {
    let known = Partial { container, size_bytes: seen.size_bytes, why };
    ProbeFailure::Truncated { known }
}

/// The tools run in `/`, so paths are given from the root.
pub(crate) fn absolute(path: &Path) -> Result<std::path::PathBuf, ProbeFailure> {
    path.canonicalize().map_err(ProbeFailure::io("find the file"))
}

/// `time` for each begun MiB.
pub(crate) fn per_mib(time: std::time::Duration, size_bytes: u64) -> std::time::Duration {
    time.saturating_mul(u32::try_from(size_bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX))
}

/// What both tools get before the input: our demuxer, files only, one thread.
pub(crate) fn input_args(container: Container, files: &Files, tools: &Tools) -> Vec<OsString> {
    let mut args: Vec<OsString> =
        ["-protocol_whitelist", "file,pipe", "-f", container.demuxer(), "-i"]
            .map(OsString::from)
            .to_vec();
    args.push(files.input_name(tools.sandbox));
    args
}

/// The header; and whether the length is only an estimate from the bit rate.
async fn describe(
    tools: &Tools,
    container: Container,
    files: &Files,
    allowance: Allowance,
    seen: &Look,
) -> Result<(Described, bool), ProbeFailure> {
    const WANTED: &str = "format=duration:format_tags=creation_time,com.apple.quicktime.creationdate,location,com.apple.quicktime.location.ISO6709\
        :stream=index,codec_type,codec_name,width,height,avg_frame_rate,channels,nb_frames\
        :stream_disposition=attached_pic:stream_tags=creation_time";
    let mut args: Vec<OsString> =
        ["-v", "warning", "-hide_banner", "-of", "json", "-show_entries", WANTED]
            .map(OsString::from)
            .to_vec();
    args.extend(input_args(container, files, tools));
    let mut text = String::new();
    let ran = tools.run(&tools.ffprobe, args, files, allowance, |line| {
        text.push_str(line);
        if text.len() > MAX_DESCRIPTION { Err(ProbeFailure::OverLimits) } else { Ok(()) }
    });
    let ran = ran.await?;
    if !ran.status.success() {
        return Err(match seen.truncated {
            Some(why) => too_short(container, seen, why),
            None if ran.said.contains("Invalid data") => ProbeFailure::NotMedia,
            None => failed(&ran),
        });
    }
    let described: Described = serde_json::from_str(&text).map_err(|_| failed(&ran))?;
    Ok((described, ran.said.contains("Estimating duration")))
}

pub(crate) fn failed(ran: &Ran) -> ProbeFailure {
    ProbeFailure::ToolFailed { status: ran.status.to_string(), said: ran.said.clone() }
}

/// Reads every packet without decoding it.
async fn packets(
    tools: &Tools,
    container: Container,
    files: &Files,
    allowance: Allowance,
) -> Result<BTreeMap<u32, Seen>, ProbeFailure> {
    const WANTED: &str = "packet=stream_index,pts_time,duration_time";
    let mut args: Vec<OsString> =
        ["-v", "error", "-hide_banner", "-of", "csv=p=0", "-show_entries", WANTED]
            .map(OsString::from)
            .to_vec();
    args.extend(input_args(container, files, tools));
    let mut streams = BTreeMap::new();
    let ran = tools.run(&tools.ffprobe, args, files, allowance, |line| {
        note(&mut streams, line);
        if streams.len() > MAX_STREAMS { Err(ProbeFailure::TooBig) } else { Ok(()) }
    });
    let ran = ran.await?;
    if ran.status.success() { Ok(streams) } else { Err(failed(&ran)) }
}
