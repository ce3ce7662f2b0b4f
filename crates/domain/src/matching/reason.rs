//! Why a recording may belong to some work, as values: words are made of them where they are read.

use serde::{Deserialize, Serialize};
use terms::OfficerId;

use super::ClockBasis;

/// One thing that speaks for a candidate, or against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "snake_case")]
pub enum Reason {
    /// Whoever had the device takes part in the work.
    SameHolder {
        /// Who.
        officer: OfficerId,
    },
    /// The device changed hands near to it, and one of those who may have had it takes part.
    MaybeHolder {
        /// Who.
        officer: OfficerId,
    },
    /// The number in the name of the file is of somebody who takes part.
    SameCarrier {
        /// Who.
        officer: OfficerId,
    },
    /// Whoever brought it in takes part.
    SameDepositor {
        /// Who.
        officer: OfficerId,
    },
    /// Whoever had the device does not take part.
    OtherHolder {
        /// Who had it.
        officer: OfficerId,
    },
    /// So much of the recording lies between arrival and departure.
    Overlap {
        /// In percent.
        percent: u8,
    },
    /// It lies that long before arrival or after departure.
    Apart {
        /// In milliseconds.
        ms: i64,
        /// Before, not after.
        is_before: bool,
    },
    /// They have not left yet, or did not say so.
    StillThere,
    /// No arrival is noted; it lies about when the work was planned for.
    AboutPlanned {
        /// How far from it, in milliseconds.
        ms: i64,
    },
    /// When it was recorded is not known; the work was shortly before the deposit.
    TimeUnknown,
    /// How far apart the places are.
    Distance {
        /// In metres.
        metres: u64,
    },
    /// Other recordings of the same device hang on the work.
    SameDevice {
        /// How many.
        recordings: u32,
    },
    /// How its time is known, where that is weak.
    WeakClock {
        /// On what it rests.
        basis: ClockBasis,
        /// How far it may be off.
        slack_ms: i64,
    },
}

impl Reason {
    /// It speaks against the candidate, or weakens the rest.
    #[must_use]
    pub fn is_against(&self) -> bool {
        match self {
            Self::OtherHolder { .. } | Self::WeakClock { .. } | Self::TimeUnknown => true,
            Self::Distance { metres } => *metres > super::candidate::FAR_METRES,
            Self::SameHolder { .. }
            | Self::MaybeHolder { .. }
            | Self::SameCarrier { .. }
            | Self::SameDepositor { .. }
            | Self::Overlap { .. }
            | Self::Apart { .. }
            | Self::StillThere
            | Self::AboutPlanned { .. }
            | Self::SameDevice { .. } => false,
        }
    }
}

/// On what a link rested when it was made: by the machine, or by a person who took a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// How strong the candidate was, 0 to 1000.
    pub score: u16,
    /// What spoke for it and against it.
    pub reasons: Vec<Reason>,
}
