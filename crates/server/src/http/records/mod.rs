//! Text records of a case.

pub(crate) mod page;
pub(crate) mod write;
