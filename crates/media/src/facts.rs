//! What a probe found.

use serde::{Deserialize, Serialize};
use terms::ClaimedTime;

use crate::{Container, Sandbox};

/// A place on earth as a file tells it, in millionths of a degree; it may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Latitude, north positive.
    pub lat_e6: i32,
    /// Longitude, east positive.
    pub lon_e6: i32,
}

/// What a recording is, as far as its bytes tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// The container.
    pub container: Container,
    /// How long it plays, measured by its packets, in milliseconds. `None` for a picture.
    pub lasted_ms: Option<u64>,
    /// How long the container says it plays, in milliseconds, where it says so.
    pub claimed_lasted_ms: Option<u64>,
    /// When the device says the recording began (`creation_time`), where it says so.
    pub claimed_start: Option<ClaimedTime>,
    /// Where the device says it was, where it says so.
    pub position: Option<Position>,
    /// The streams in the container's order.
    pub streams: Vec<StreamFact>,
    /// Why it does not end where it should; `None` if it does.
    pub truncated: Option<TruncatedWhy>,
    /// What ffprobe called itself.
    pub tool_version: String,
    /// What surrounded the tool.
    pub sandbox: Sandbox,
}

impl Probe {
    /// It plays sound. Field work is recorded with sound; without it is worth a flag.
    #[must_use]
    pub fn has_sound(&self) -> bool {
        self.streams.iter().any(|stream| matches!(stream.kind, StreamKind::Audio { .. }))
    }

    /// It shows pictures.
    #[must_use]
    pub fn has_pictures(&self) -> bool {
        self.streams.iter().any(|stream| matches!(stream.kind, StreamKind::Video { .. }))
    }
}

/// One stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamFact {
    /// What it carries.
    pub kind: StreamKind,
    /// ffmpeg's name of the codec, e.g. `h264`, `hevc`, `aac`; at most 32 ASCII characters.
    pub codec: String,
    /// Time from the first packet to the end of the last, in milliseconds, where packets have times.
    pub lasted_ms: Option<u64>,
}

/// What a stream carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StreamKind {
    /// Moving pictures.
    Video {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Pictures in a thousand seconds on average, where it is known.
        fps_milli: Option<u32>,
    },
    /// Sound.
    Audio {
        /// Channels.
        channels: u32,
    },
    /// Subtitles, positions and whatever else.
    Other,
}

/// Why a recording does not end where it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TruncatedWhy {
    /// The last part of the container says it goes on beyond the end of the file.
    PartCutShort,
    /// The index without which an MP4 cannot be played is not there.
    IndexMissing,
    /// There are fewer packets than the index lists.
    PacketsMissing,
    /// The packets end well before the length that the container claims.
    EndsEarly,
    /// The file is no whole number of packets, or the end mark is missing.
    NoProperEnd,
}

/// What is known of a file that is too broken to be probed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// The container its first bytes tell.
    pub container: Container,
    /// Bytes that are there.
    pub size_bytes: u64,
    /// What is missing.
    pub why: TruncatedWhy,
}
