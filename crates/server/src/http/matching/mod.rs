//! Matching recordings to on-site work.

pub(crate) mod see;
pub(crate) mod sentences;
pub(crate) mod write;
