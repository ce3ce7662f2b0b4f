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

/// 2026-01-01T00:00 in Shanghai is 16:00 UTC the day before.
#[test]
fn a_stamp_is_due_each_civil_day_and_only_where_something_was_written() {
    let midnight = Timestamp::from_ms(1_767_196_800_000);
    let last = |at: Timestamp| Some(LastBeacon { size: 5, at });
    let due = |last, has_news, size| is_stamp_due(last, has_news, size, midnight);
    assert!(due(None, true, 1), "the first one at once");
    assert!(!due(None, true, 0), "an empty log has nothing to stamp");
    assert!(due(last(midnight.plus_ms(-1)), true, 7), "a millisecond before is yesterday");
    assert!(!due(last(midnight), true, 7), "today there was one");
    assert!(!due(last(midnight.plus_ms(-1)), false, 7), "only beacons were written");
    assert!(!due(last(midnight.plus_ms(-1)), true, 5), "the same head");
    assert!(due(last(midnight.plus_ms(72 * HOUR)), true, 7), "a clock that was put back");
}
