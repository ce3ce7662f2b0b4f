//! Cases.

pub(crate) mod assign;
pub(crate) mod axis;
pub(crate) mod completeness;
pub(crate) mod hints;
pub(crate) mod integrity;
pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod premises;
mod process;
pub(crate) mod register;
pub(crate) mod trail;
pub(crate) mod waivers;
