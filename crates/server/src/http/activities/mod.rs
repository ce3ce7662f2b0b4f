//! On-site work.

pub(crate) mod page;
pub(crate) mod step;
