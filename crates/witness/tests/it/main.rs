//! A witness on a real folder: what it answers, what survives, and what it refuses to forget.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod memory;
#[cfg(test)]
mod mirror;
