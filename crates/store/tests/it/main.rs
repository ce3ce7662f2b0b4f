//! The store against real databases: everything runs on SQLite and on PostgreSQL.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod appending;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod many_at_once;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod other_lists;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod work;
