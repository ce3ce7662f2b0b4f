//! Why a recording could not be looked into.

use std::io;
use std::time::Duration;

use crate::Partial;

/// Why a recording could not be looked into. Never a reason to refuse the original.
#[derive(Debug, thiserror::Error)]
pub enum ProbeFailure {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// The first bytes are of nothing we open, or the demuxer finds nothing in it.
    #[error("not a recording that can be opened")]
    NotMedia,
    /// Cut so short that nothing can be played.
    #[error("cut short: {known:?}")]
    Truncated {
        /// What is known all the same.
        known: Partial,
    },
    /// Wall time was over; the tool was killed.
    #[error("stopped after {after:?}")]
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The tool used up its processor time, memory or output, or answered too much.
    #[error("stopped at its limits")]
    OverLimits,
    /// More than 64 streams, a side over 8192 pixels, or longer than 24 hours.
    #[error("larger than what is looked into")]
    TooBig,
    /// No picture there, or nothing to play.
    #[error("no picture there")]
    NoPicture,
    /// A tool is not installed.
    #[error("{tool} is missing")]
    ToolMissing {
        /// Its name.
        tool: &'static str,
    },
    /// The tool failed in another way.
    #[error("the tool ended with {status}: {said}")]
    ToolFailed {
        /// How it ended.
        status: String,
        /// The end of what it said, control characters removed.
        said: String,
    },
    /// The file or the tool cannot be used.
    #[error("cannot {doing}")]
    Io {
        /// The operation, as a verb.
        doing: &'static str,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl ProbeFailure {
    pub(crate) const fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }
}
