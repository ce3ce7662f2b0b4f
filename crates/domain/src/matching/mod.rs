//! Which on-site work a recording belongs to (Arts. 3, 16, 23): candidates in order, each with its
//! reasons as values, and whether one of them is beyond doubt. A proposal is no fact; a link is.

mod candidate;
mod clip;
mod doubt;
mod reason;
#[cfg(test)]
mod tests;

pub use candidate::{Candidate, Matched, rank};
pub use clip::{Clip, Clock, ClockBasis, Earlier, Holder, Position, Work, clip_of};
pub use doubt::Doubt;
pub use reason::{Grounds, Reason};

use terms::words;

/// A recording that hangs on nothing this long after its deposit lies on somebody's desk, late. A
/// rule of the house, after the indicator of unlinked recordings; no law sets it.
pub const UNMATCHED_LIMIT_MS: i64 = 72 * 3_600_000;

words! {
    /// How much of the linking an agency leaves to the machine.
    Level {
        /// Nothing is proposed.
        Off = "off", "关闭";
        /// Candidates are proposed, people link.
        Propose = "propose", "建议";
        /// What is beyond doubt is linked, the rest is proposed.
        Link = "link", "无歧义时关联";
    }
}
