//! Oversight (Arts. 26, 27): violations and plans of inspection.

pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod plans;
pub(crate) mod raise;
pub(crate) mod step;
