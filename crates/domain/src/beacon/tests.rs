//! Given the last beacon, when a head was cosigned, then a beacon or none.

use terms::{Digest, Digests, Sm3Digest, Timestamp};

use super::*;
use crate::Outcome;

const HOUR: i64 = 3_600_000;

fn head(size: u64) -> CosignedHead {
    CosignedHead {
        size,
        root: Digest::from_bytes([7; 32]),
        cosigned_at: Timestamp::from_ms(1_000),
        witnesses: vec!["city".to_owned()],
        note: "note".to_owned(),
        digests: Digests {
            sha256: Digest::from_bytes([1; 32]),
            sm3: Sm3Digest::from_bytes([2; 32]),
            size_bytes: 4,
        },
    }
}

fn last(size: u64) -> Option<LastBeacon> {
    Some(LastBeacon { size, at: Timestamp::from_ms(0) })
}

fn is_set(last: Option<LastBeacon>, is_idle: bool, size: u64, at: i64) -> bool {
    decide_beacon(last, is_idle, head(size), Timestamp::from_ms(at)) != Outcome::AlreadyDone
}

#[test]
fn the_first_cosigned_head_is_written_down_at_once() {
    assert!(is_set(None, false, 1, 0));
}

#[test]
fn an_hour_has_to_pass_and_the_head_has_to_be_newer() {
    assert!(is_set(last(5), false, 6, HOUR));
    assert!(!is_set(last(5), false, 6, HOUR - 1));
    assert!(!is_set(last(5), false, 5, 9 * HOUR), "nothing new was cosigned");
    assert!(!is_set(last(5), false, 4, 9 * HOUR), "an older head says nothing new");
}

#[test]
fn a_log_at_rest_gets_no_more() {
    assert!(!is_set(last(5), true, 6, HOUR));
}

#[test]
fn a_clock_that_was_put_back_does_not_stop_beacons() {
    assert!(is_set(last(5), false, 6, -HOUR));
    assert!(!is_set(last(5), false, 6, 1 - HOUR));
}
