//! The vault as its users see it: real folders, a real full disk, a real S3 server.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.
#![expect(clippy::as_conversions, reason = "sizes and offsets of tests are small")]
#![expect(clippy::print_stdout, reason = "what was not tested, and why, must be seen")]

#[cfg(test)]
mod blobs;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod deposit;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod heal;
#[cfg(test)]
mod memory;
#[cfg(feature = "s3")]
#[cfg(test)]
mod s3;
#[cfg(test)]
mod support;
#[cfg(test)]
mod upload;
