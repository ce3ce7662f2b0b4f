//! The ledger against its golden vectors, against independent implementations, and against noise.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod leaf;
#[cfg(test)]
mod mirror;
#[cfg(test)]
mod note;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod slip;
#[cfg(test)]
mod sm2;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod witness;
