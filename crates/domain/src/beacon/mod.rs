//! Time from outside: what clocks that are not ours said of the log, written into the log itself.

mod command;
mod event;
#[cfg(test)]
mod tests;

pub use command::{
    BEACON_EVERY_MS, CosignedHead, LastBeacon, MAX_IDLE_BEACONS, StampedHead, decide_beacon,
    decide_stamp, is_stamp_due, stream,
};
pub use event::Event;
