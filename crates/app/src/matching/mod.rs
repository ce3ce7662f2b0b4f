//! Matching recordings to on-site work: what the machine proposes is computed when it is asked for,
//! and kept nowhere; what it links is a fact.

mod run;
mod see;
mod write;

pub(crate) use run::told_by;
pub use see::{MatchSeen, MatchesSeen, Proposal};
pub use write::NonEnforcementStep;
