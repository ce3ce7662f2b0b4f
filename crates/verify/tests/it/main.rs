//! The real program, run on real files.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod heads;
#[cfg(test)]
mod log_folder;
#[cfg(test)]
mod original;
#[cfg(test)]
mod package;
#[cfg(test)]
mod program;
#[cfg(test)]
mod receipt;
