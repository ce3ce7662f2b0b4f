//! Text records of a case.

pub(crate) mod page;
pub(crate) mod voiding;
pub(crate) mod write;
