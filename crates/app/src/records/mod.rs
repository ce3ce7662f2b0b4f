//! Text records: drafting, signing, sending back, correcting, voiding; and their page images.

mod image;
mod voiding;
mod write;

pub use write::DraftRecord;
