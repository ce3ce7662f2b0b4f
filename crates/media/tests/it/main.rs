//! Real tools on real clips, whole, cut short and hostile.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.
#![expect(clippy::print_stdout, reason = "what was not tested, and why, must be seen")]

#[cfg(test)]
mod content;
#[cfg(test)]
mod cutting;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod probing;
#[cfg(test)]
mod support;
