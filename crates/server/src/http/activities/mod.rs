//! On-site work.

pub(crate) mod deposit;
pub(crate) mod gaps;
pub(crate) mod page;
pub(crate) mod step;
pub(crate) mod team;
