//! What must be on the machine: found, installed where we may, else said in one command.

pub(crate) mod fonts;
pub(crate) mod postgres;
pub(crate) mod programs;
pub(crate) mod python;
pub(crate) mod stamp;
pub(crate) mod web;
