//! The agency's AV recording list (Art. 16): which on-site work is recorded, and how.

mod event;
mod state;

pub use event::Event;
pub use state::{ListRow, Mode, RecordingList, adopt};
