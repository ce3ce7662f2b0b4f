//! What ffprobe said, and what follows from it.

use std::collections::BTreeMap;

use serde::Deserialize;
use terms::ClaimedTime;

use crate::ending::Look;
use crate::ffprobe::too_short;
use crate::tool::Tools;
use crate::{Container, Position, Probe, ProbeFailure, StreamFact, StreamKind, TruncatedWhy};

/// A body camera has two streams; beyond this it is an attack.
pub(crate) const MAX_STREAMS: usize = 64;
/// Pixels of a side.
const MAX_SIDE: u32 = 8192;
/// A day.
const MAX_LASTED_MS: u64 = 24 * 3_600_000;
/// Claimed and measured length may differ so much, and by one part in a hundred: the last
/// picture's own length and rounding.
const SLACK_MS: u64 = 2000;

/// The header as ffprobe writes it.
#[derive(Deserialize)]
pub(crate) struct Described {
    #[serde(default)]
    streams: Vec<DescribedStream>,
    #[serde(default)]
    format: DescribedFormat,
}

#[derive(Deserialize, Default)]
struct DescribedFormat {
    duration: Option<String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct DescribedStream {
    index: u32,
    codec_type: Option<String>,
    codec_name: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    avg_frame_rate: Option<String>,
    channels: Option<u32>,
    nb_frames: Option<String>,
    #[serde(default)]
    disposition: BTreeMap<String, u32>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

/// What the packets of one stream tell.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    packets: u64,
    from_ms: i64,
    to_ms: i64,
}

/// Puts the header, the packets and the file's own structure together.
pub(crate) fn conclude(
    tools: &Tools,
    container: Container,
    seen: &Look,
    described: &Described,
    estimated: bool,
    packets: &BTreeMap<u32, Seen>,
) -> Result<Probe, ProbeFailure> {
    if described.streams.len() > MAX_STREAMS {
        return Err(ProbeFailure::TooBig);
    }
    if described.streams.is_empty() {
        return Err(match seen.truncated {
            Some(why) => too_short(container, seen, why),
            None => ProbeFailure::NotMedia,
        });
    }
    let streams: Vec<StreamFact> =
        described.streams.iter().map(|stream| fact(stream, packets)).collect();
    let too_wide = |stream: &StreamFact| {
        matches!(stream.kind, StreamKind::Video { width, height, .. }
            if width.max(height) > MAX_SIDE)
    };
    let claimed = described.format.duration.as_deref().and_then(milliseconds);
    let claimed_lasted_ms = claimed
        .and_then(|ms| u64::try_from(ms).ok())
        .filter(|_| !estimated && !container.is_picture());
    let lasted_ms = played(described, &streams, packets);
    let longest = lasted_ms.max(claimed_lasted_ms).unwrap_or(0);
    if streams.iter().any(too_wide) || longest > MAX_LASTED_MS {
        return Err(ProbeFailure::TooBig);
    }
    let truncated = seen
        .truncated
        .or_else(|| packets_missing(described, packets))
        .or_else(|| ends_early(claimed_lasted_ms, lasted_ms));
    Ok(Probe {
        container,
        lasted_ms,
        claimed_lasted_ms,
        claimed_start: claimed_start(described),
        position: position(described),
        streams,
        truncated,
        tool_version: tools.version.clone(),
        sandbox: tools.sandbox,
    })
}

fn fact(stream: &DescribedStream, packets: &BTreeMap<u32, Seen>) -> StreamFact {
    let is_cover = stream.disposition.get("attached_pic").is_some_and(|set| *set != 0);
    let kind = match stream.codec_type.as_deref() {
        Some("video") if !is_cover => StreamKind::Video {
            width: stream.width.unwrap_or(0),
            height: stream.height.unwrap_or(0),
            fps_milli: stream.avg_frame_rate.as_deref().and_then(per_thousand_seconds),
        },
        Some("audio") => StreamKind::Audio { channels: stream.channels.unwrap_or(0) },
        _ => StreamKind::Other,
    };
    let name = stream.codec_name.as_deref().unwrap_or("unknown");
    let codec = name.chars().filter(char::is_ascii_graphic).take(32).collect();
    let lasted_ms = packets.get(&stream.index).and_then(|seen| span(seen.from_ms, seen.to_ms));
    StreamFact { kind, codec, lasted_ms }
}

/// `30000/1001` as pictures in a thousand seconds.
fn per_thousand_seconds(text: &str) -> Option<u32> {
    let (pictures, seconds) = text.split_once('/')?;
    let (pictures, seconds) = (pictures.parse::<u64>().ok()?, seconds.parse::<u64>().ok()?);
    let rate = pictures.checked_mul(1000)?.checked_div(seconds)?;
    u32::try_from(rate).ok().filter(|rate| *rate > 0)
}

fn span(from_ms: i64, to_ms: i64) -> Option<u64> {
    to_ms.checked_sub(from_ms).and_then(|ms| u64::try_from(ms).ok())
}

/// From the first picture or sound to the end of the last.
fn played(
    described: &Described,
    facts: &[StreamFact],
    packets: &BTreeMap<u32, Seen>,
) -> Option<u64> {
    let all = described.streams.iter().zip(facts);
    let ends = all
        .filter(|(_, fact)| fact.kind != StreamKind::Other && fact.lasted_ms.is_some())
        .filter_map(|(stream, _)| packets.get(&stream.index))
        .map(|seen| (seen.from_ms, seen.to_ms))
        .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    ends.and_then(|(from, to)| span(from, to))
}

/// Fewer packets than the index lists, beyond the few that an edit list may hide.
fn packets_missing(described: &Described, packets: &BTreeMap<u32, Seen>) -> Option<TruncatedWhy> {
    let misses = |stream: &DescribedStream| {
        let listed = stream.nb_frames.as_deref()?.parse::<u64>().ok()?;
        let there = packets.get(&stream.index).map_or(0, |seen| seen.packets);
        let allowed = (listed / 50).max(5);
        (there.saturating_add(allowed) < listed).then_some(())
    };
    described
        .streams
        .iter()
        .any(|stream| misses(stream).is_some())
        .then_some(TruncatedWhy::PacketsMissing)
}

fn ends_early(claimed_ms: Option<u64>, lasted_ms: Option<u64>) -> Option<TruncatedWhy> {
    let (claimed, lasted) = (claimed_ms?, lasted_ms?);
    let slack = SLACK_MS.saturating_add(claimed / 100);
    (lasted.saturating_add(slack) < claimed).then_some(TruncatedWhy::EndsEarly)
}

fn claimed_start(described: &Described) -> Option<ClaimedTime> {
    let of = |tags: &BTreeMap<String, String>| {
        ["com.apple.quicktime.creationdate", "creation_time"]
            .iter()
            .find_map(|tag| tags.get(*tag)?.parse().ok())
    };
    let streams = || described.streams.iter().find_map(|stream| of(&stream.tags));
    of(&described.format.tags).or_else(streams).map(ClaimedTime::new)
}

/// Where it was recorded, as cameras and phones write it (ISO 6709): `+30.2741+120.1551/`.
fn position(described: &Described) -> Option<Position> {
    let tags = &described.format.tags;
    let said = ["com.apple.quicktime.location.ISO6709", "location"];
    let said = said.iter().find_map(|tag| tags.get(*tag))?;
    let signs = said.char_indices().filter(|(_, c)| matches!(c, '+' | '-'));
    let starts: Vec<usize> = signs.map(|(at, _)| at).take(3).collect();
    let [from, middle, rest @ ..] = starts.as_slice() else { return None };
    let end = rest.first().copied().or_else(|| said.find('/')).unwrap_or(said.len());
    let lat_e6 = degrees_e6(said.get(*from..*middle)?)?;
    let lon_e6 = degrees_e6(said.get(*middle..end)?)?;
    Some(Position { lat_e6, lon_e6 })
}

/// Degrees with a sign, in millionths; what is finer is cut off.
fn degrees_e6(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let whole: i32 = whole.parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(part.parse().ok()?)?.checked_mul(sign)
}

/// One line of the packet list: stream, time, length. Lines without a stream are not packets.
pub(crate) fn note(streams: &mut BTreeMap<u32, Seen>, line: &str) {
    let mut fields = line.split(',');
    let Some(Ok(index)) = fields.next().map(str::parse::<u32>) else { return };
    let at = fields.next().and_then(milliseconds);
    let lasts = fields.next().and_then(milliseconds).unwrap_or(0);
    let none = Seen { packets: 0, from_ms: i64::MAX, to_ms: i64::MIN };
    let seen = streams.entry(index).or_insert(none);
    seen.packets = seen.packets.saturating_add(1);
    if let Some(at) = at {
        seen.from_ms = seen.from_ms.min(at);
        seen.to_ms = seen.to_ms.max(at.saturating_add(lasts.max(0)));
    }
}

/// `-1.023000` seconds as milliseconds, cut; `None` for `N/A` and the like.
fn milliseconds(text: &str) -> Option<i64> {
    let (negative, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim()),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let ms = whole.parse::<u32>().ok().map(i64::from)? * 1000
        + digits.parse::<u32>().ok().map(i64::from)?;
    Some(if negative { -ms } else { ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_whole_milliseconds() {
        for (text, ms) in [
            ("0.000000", Some(0)),
            ("12.345678", Some(12_345)),
            ("-0.023", Some(-23)),
            ("7", Some(7000)),
            ("1.5", Some(1500)),
            ("N/A", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(milliseconds(text), ms, "{text}");
        }
    }

    #[test]
    fn rates_that_divide_by_zero_are_unknown() {
        assert_eq!(per_thousand_seconds("30000/1001"), Some(29_970));
        assert_eq!(per_thousand_seconds("0/0"), None);
        assert_eq!(per_thousand_seconds("25"), None);
    }

    #[test]
    fn lines_that_are_no_packets_are_passed_over() {
        let mut streams = BTreeMap::new();
        for line in ["0,1.000000,0.040000", "", "x,1,1", "0,N/A,N/A", "0,0.5,0.1,side"] {
            note(&mut streams, line);
        }
        let seen = streams.get(&0).unwrap();
        assert_eq!((seen.packets, seen.from_ms, seen.to_ms), (3, 500, 1040));
    }

    fn told(text: &str) -> Option<(i32, i32)> {
        let tags = BTreeMap::from([("location".to_owned(), text.to_owned())]);
        let format = DescribedFormat { duration: None, tags };
        position(&Described { streams: Vec::new(), format }).map(|at| (at.lat_e6, at.lon_e6))
    }

    #[test]
    fn places_are_read_as_devices_write_them() {
        assert_eq!(told("+30.2741+120.1551/"), Some((30_274_100, 120_155_100)));
        assert_eq!(told("+30.27410012+120.15510099+012.3/"), Some((30_274_100, 120_155_100)));
        assert_eq!(told("-33.5-070.25"), Some((-33_500_000, -70_250_000)));
        for odd in ["", "/", "+30.2741", "30.2+120.1", "+3027.41+12015.5/", "+3a.2+1/"] {
            assert_eq!(told(odd), None, "{odd}");
        }
    }
}
