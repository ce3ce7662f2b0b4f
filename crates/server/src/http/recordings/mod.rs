//! Recordings.

pub(crate) mod bytes;
pub(crate) mod excerpts;
pub(crate) mod page;
pub(crate) mod review;
pub(crate) mod write;
