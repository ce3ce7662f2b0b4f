//! Where the tools are and what they may use.

use std::path::PathBuf;
use std::time::Duration;

/// Where the tools are and what they may use.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folders in which `ffmpeg`, `ffprobe`, `prlimit`, `nice` and `bwrap` are looked for, in order.
    pub search: Vec<PathBuf>,
    /// What each run may use.
    pub limits: Limits,
    /// Try bubblewrap; if not, only the limits hold.
    pub bubblewrap: bool,
}

impl Default for Config {
    fn default() -> Self {
        let search = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).to_vec();
        Self { search, limits: Limits::default(), bubblewrap: true }
    }
}

/// What each run may use. Times grow with the input, since a pass over it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Processor time of a probe or a poster, whatever the size.
    pub base: Duration,
    /// Processor time in addition for each MiB of input of a probe.
    pub probe_per_mib: Duration,
    /// Processor time in addition for each MiB of input of a preview.
    pub preview_per_mib: Duration,
    /// Processor time in addition for each second of a clip.
    pub cut_per_second: Duration,
    /// Address space in bytes.
    pub memory_bytes: u64,
    /// Largest still in bytes; a preview may have this and twice its input, a clip this and 8 MiB a
    /// second.
    pub output_bytes: u64,
}

impl Default for Limits {
    /// 60 s and 0.05 s/MiB for a pass, 8 s/MiB for transcoding (low bitrates hold much picture in
    /// a MiB), 8 s for each second of a clip (four times what 4K takes), 2 GiB, 64 MiB. Wall time is twice the processor time.
    fn default() -> Self {
        Self {
            base: Duration::from_mins(1),
            probe_per_mib: Duration::from_millis(50),
            preview_per_mib: Duration::from_secs(8),
            cut_per_second: Duration::from_secs(8),
            memory_bytes: 2 << 30,
            output_bytes: 64 << 20,
        }
    }
}
