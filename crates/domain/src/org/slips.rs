//! Whether an agency gives parties a slip with which they can check what was recorded about them.

use terms::{Timestamp, words};

words! {
    /// After which acts an agency gives slips.
    #[doc(alias = "查验单提供范围")]
    Slips {
        /// After none.
        Off = "off", "不提供";
        /// Where something was done by compulsion: the default.
        Compulsion = "compulsion", "行政强制时提供";
        /// After every on-site act and every service.
        Always = "always", "每次都提供";
    }
}

impl Slips {
    /// Whether a slip is given where somebody was compelled, or was not.
    #[must_use]
    pub const fn are_given(self, is_compulsion: bool) -> bool {
        match self {
            Self::Off => false,
            Self::Compulsion => is_compulsion,
            Self::Always => true,
        }
    }
}

/// What an agency chose, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipChoice {
    /// After which acts.
    pub slips: Slips,
    /// The written rule it rests on.
    pub basis: String,
    /// From when on.
    pub at: Timestamp,
}
