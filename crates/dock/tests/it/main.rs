//! The station's program against the real server, over a line that breaks.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.
#![expect(clippy::print_stdout, reason = "how well the clips were matched must be seen")]

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod campaign;
#[cfg(test)]
mod card;
#[cfg(test)]
mod clearing;
#[cfg(test)]
mod demonstration;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod world;
