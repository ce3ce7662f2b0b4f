//! The signer: what it signs, what it refuses and keeps, and what a crash leaves.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod crash;
#[cfg(test)]
mod keeper;
#[cfg(test)]
mod log;
#[cfg(test)]
mod noise;
#[cfg(test)]
mod pkcs11;
#[cfg(test)]
mod recover;
#[cfg(test)]
mod socket;
