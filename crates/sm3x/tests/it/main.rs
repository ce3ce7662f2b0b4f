//! The published vectors, and every unit of this machine against the `sm3` crate.

mod differential;
mod streams;
mod vectors;
