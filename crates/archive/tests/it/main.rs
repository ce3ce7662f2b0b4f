//! Packages written, damaged in every way, and verified.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod bagit;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod flips;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod log_folder;
#[cfg(test)]
mod long;
#[cfg(test)]
mod original;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod slip;
#[cfg(test)]
mod sm3;
#[cfg(test)]
mod stamps;
#[cfg(test)]
mod times;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod writing;
