//! Text records: drafting, signing, sending back, correcting; and their page images.

mod image;
mod write;

pub use write::DraftRecord;
