//! The published vectors, and every unit of this machine against the `sm3` crate.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod differential;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod vectors;
