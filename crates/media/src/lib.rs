//! Looks inside recordings with ffprobe and ffmpeg as limited child processes.
//!
//! Media bytes are hostile: our own look at the first bytes chooses the demuxer, and the tools run
//! with limits on processor time, memory, output and wall time, reading files only; where the
//! kernel allows it also in a bubblewrap sandbox without network, that sees the one input and the
//! one output. A failure here says something about the recording and never changes it: the
//! original is kept and flagged.
//!
//! Who can change it: it stores nothing.

mod config;
mod container;
mod content;
mod cut;
mod described;
mod ending;
mod facts;
mod failure;
mod ffprobe;
mod observe;
mod picture;
mod sandbox;
mod tool;

use std::path::Path;
use std::sync::Arc;

pub use config::{Config, Limits};
pub use container::Container;
pub use content::{Seen, Stretch};
pub use cut::Cut;
pub use facts::{Partial, Position, Probe, StreamFact, StreamKind, TruncatedWhy};
pub use failure::ProbeFailure;
pub use observe::Tracks;
pub use sandbox::Sandbox;

use self::tool::Tools;

/// The door to ffprobe and ffmpeg. Cheap to clone; found once, at start.
#[derive(Debug, Clone)]
pub struct Media {
    tools: Arc<Result<Tools, &'static str>>,
    limits: Limits,
}

impl Media {
    /// Looks for the tools and tries which sandbox works here. A missing tool is no error: then
    /// every call answers [`ProbeFailure::ToolMissing`].
    pub async fn new(config: &Config) -> Self {
        let tools = Arc::new(Tools::find(config).await);
        Self { tools, limits: config.limits }
    }

    /// The version ffprobe tells, or the name of the missing tool.
    ///
    /// # Errors
    /// [`ProbeFailure::ToolMissing`].
    pub fn version(&self) -> Result<&str, ProbeFailure> {
        self.tools().map(|tools| tools.version.as_str())
    }

    /// What surrounds the tools here.
    ///
    /// # Errors
    /// [`ProbeFailure::ToolMissing`].
    pub fn sandbox(&self) -> Result<Sandbox, ProbeFailure> {
        self.tools().map(|tools| tools.sandbox)
    }

    /// What a recording is and whether it ends where it says. Reads the whole file once.
    ///
    /// # Errors
    /// See [`ProbeFailure`]. None of them is a reason to refuse the recording.
    pub async fn probe(&self, path: &Path) -> Result<Probe, ProbeFailure> {
        ffprobe::probe(self.tools()?, &self.limits, path).await
    }

    /// One still picture at `at_ms` from the start, JPEG, at most 640 wide, without metadata, to
    /// `out`, which is made or replaced.
    ///
    /// # Errors
    /// [`ProbeFailure::NoPicture`] if there is none at or after that time; see [`ProbeFailure`].
    pub async fn poster(&self, path: &Path, at_ms: u64, out: &Path) -> Result<(), ProbeFailure> {
        picture::poster(self.tools()?, &self.limits, path, at_ms, out).await
    }

    /// A small copy that any browser plays, to `out`, which is made or replaced: MP4 with its index
    /// in front, H.264 baseline at most 480 lines and 15 pictures a second, AAC mono, no metadata.
    /// Of a recording without pictures it holds the sound alone.
    ///
    /// # Errors
    /// [`ProbeFailure::NoPicture`] if there is neither picture nor sound; see [`ProbeFailure`].
    pub async fn preview(&self, path: &Path, out: &Path) -> Result<(), ProbeFailure> {
        picture::preview(self.tools()?, &self.limits, path, out).await
    }

    /// A stretch of a recording as a file of its own, to `out`, which is made or replaced: MP4 with
    /// its index in front, pictures at their own size as H.264, sound as AAC, no metadata but a
    /// remark that it is a derivative and of what. `done` hears how many milliseconds are written.
    /// The same recording, place and tool give the same bytes.
    ///
    /// # Errors
    /// [`ProbeFailure::NoPicture`] if there is neither picture nor sound; see [`ProbeFailure`].
    pub async fn clip(
        &self,
        path: &Path,
        cut: Cut,
        out: &Path,
        done: impl FnMut(u64),
    ) -> Result<(), ProbeFailure> {
        cut::clip(self.tools()?, &self.limits, path, cut, out, done).await
    }

    /// The picture that a player shows at `at_ms`, at its own size, JPEG without metadata, to `out`,
    /// which is made or replaced.
    ///
    /// # Errors
    /// [`ProbeFailure::NoPicture`] if there is none; see [`ProbeFailure`].
    pub async fn still(&self, path: &Path, at_ms: u64, out: &Path) -> Result<(), ProbeFailure> {
        cut::still(self.tools()?, &self.limits, path, at_ms, out).await
    }

    /// What seems to be seen and heard where: black, covered, dark or frozen pictures, silence,
    /// speech. Proposals for people. Decodes the whole file once; `scratch` is made or replaced and
    /// then holds the sound, 32 kB a second.
    ///
    /// # Errors
    /// See [`ProbeFailure`].
    pub async fn observe(
        &self,
        path: &Path,
        tracks: Tracks,
        scratch: &Path,
    ) -> Result<Vec<Stretch>, ProbeFailure> {
        observe::observe(self.tools()?, &self.limits, path, tracks, scratch).await
    }

    fn tools(&self) -> Result<&Tools, ProbeFailure> {
        self.tools.as_ref().as_ref().map_err(|tool| ProbeFailure::ToolMissing { tool })
    }
}
