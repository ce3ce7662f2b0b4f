//! Use cases on a real store in a temporary folder; clock and ids are driven by hand.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod beacons;
#[cfg(test)]
mod check;
#[cfg(test)]
mod county;
#[cfg(test)]
mod deposits;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod lapse;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod patrol;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod recompute;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod slow_line;
#[cfg(test)]
mod stamps;
#[cfg(test)]
mod world;
