//! Tokens of a real authority: `openssl ts`.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod flips;
