//! The archive desk and case files (Arts. 20, 21).

pub(crate) mod desk;
pub(crate) mod file;
