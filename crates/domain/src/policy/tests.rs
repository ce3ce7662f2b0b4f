//! Given what the log says of the policy, when the server starts, then a fact or none.

use terms::{Digest, Digests, Sm3Digest};

use super::*;

fn policy(byte: u8) -> PolicyText {
    PolicyText {
        text: format!("quorum {byte}\n"),
        digests: Digests {
            sha256: Digest::from_bytes([byte; 32]),
            sm3: Sm3Digest::from_bytes([byte; 32]),
            size_bytes: 9,
        },
    }
}

/// Starts once with each of these, and answers what was written.
fn started(found: &[Option<u8>]) -> Vec<Event> {
    let mut facts: Vec<Event> = Vec::new();
    for one in found {
        facts.extend(decide_policy(in_force(&facts), one.map(policy)).into_events());
    }
    facts
}

fn adopted(byte: u8) -> Event {
    let PolicyText { text, digests } = policy(byte);
    Event::Adopted { text, digests }
}

#[test]
fn the_same_policy_is_written_down_once() {
    assert_eq!(started(&[Some(1), Some(1), Some(1)]), [adopted(1)]);
}

#[test]
fn another_policy_is_a_fact_and_so_is_the_return_to_the_first() {
    assert_eq!(started(&[Some(1), Some(2), Some(1)]), [adopted(1), adopted(2), adopted(1)]);
}

#[test]
fn a_policy_that_is_taken_away_is_a_fact_once() {
    assert_eq!(started(&[Some(1), None, None]), [adopted(1), Event::Dropped {}]);
    assert_eq!(started(&[Some(1), None, Some(1)]), [adopted(1), Event::Dropped {}, adopted(1)]);
}

#[test]
fn who_never_had_a_policy_writes_nothing() {
    assert_eq!(started(&[None, None]), []);
}
