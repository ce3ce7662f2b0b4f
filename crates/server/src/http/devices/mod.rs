//! Devices (Arts. 7, 14, 20, 22): the register, who has which, upkeep, and what came from them.

pub(crate) mod at;
pub(crate) mod body;
pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod parts;
pub(crate) mod register;
pub(crate) mod step;
pub(crate) mod upkeep;
