//! The agency's AV recording list (Art. 16): which on-site work is recorded, and how.
//!
//! A version is drafted, laid before the superior agency, commented on, approved by the agency's
//! own head, and in force from a day on; the version before it ends by itself.

mod command;
mod compare;
mod event;
pub mod import;
mod replay;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Around, Command, adopt, decide, following, unanswered};
pub use compare::{Alarm, Change, Diff, Field, alarms, diff, fellows, keep_ids};
pub use event::{Event, Explained};
pub use replay::{Demand, demand};
pub use state::{
    Answer, Comment, InForce, ListRow, MAX_CELL_CHARS, MAX_ITEM_CHARS, MAX_REMARK_CHARS,
    MAX_REMARKS, MAX_ROWS, Mode, RecordingList, Remark, Standing, Status, in_force, succeeded_on,
};
