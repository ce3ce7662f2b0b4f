//! What is signed and what is refused.

use ledger::{Policy, open_checkpoint};
use signer::{Keeper, Refusal, RefusedBy, SignRequest, SignerFault};

use crate::log::{Log, ONE, Place, sign, sizes};

fn refusal(keeper: &mut Keeper, request: &SignRequest) -> Refusal {
    match keeper.admit(request).unwrap_err() {
        RefusedBy::Rule(refusal) => refusal,
        RefusedBy::Fault(fault) => panic!("{fault}"),
    }
}

#[test]
fn what_extends_is_signed_in_both_trees() {
    let place = Place::new();
    let mut keeper = place.keeper();
    let status = keeper.status().unwrap();
    let mut old = 0;
    for size in [1, 2, 255, 256, 257, 600] {
        let signed = sign(&mut keeper, &ONE.request(old, size));
        let (sha256, _) = open_checkpoint(&signed.sha256.to_string(), &status.log).unwrap();
        let (sm3, _) = open_checkpoint(&signed.sm3.to_string(), &status.sm3).unwrap();
        assert_eq!((sha256.size, sm3.size), (size, size));
        assert_ne!(sha256.root, sm3.root);
        old = size;
    }
    assert_eq!(sizes(&keeper.status().unwrap()), (600, 600));
    assert!(place.evidence().is_empty());
    let policy = format!("log {}\nlog {}\nquorum none\n", status.log, status.sm3);
    Policy::parse(&policy).unwrap();
}

#[test]
fn the_same_head_again_gives_the_same_signatures() {
    let place = Place::new();
    let mut keeper = place.keeper();
    let first = sign(&mut keeper, &ONE.request(0, 9));
    assert_eq!(sign(&mut keeper, &ONE.request(9, 9)), first);
    drop(keeper);
    let mut keeper = place.keeper();
    assert_eq!(sign(&mut keeper, &ONE.request(9, 9)), first);
}

#[test]
fn every_second_history_is_refused_and_kept() {
    let place = Place::new();
    let mut keeper = place.keeper();
    sign(&mut keeper, &ONE.request(0, 40));
    let mut kept = 0;
    for fork in 0..40 {
        let forked = Log { fork };
        for size in [40, 41, 64] {
            let wanted = if size == 40 { Refusal::OtherRoot } else { Refusal::NotExtending };
            assert_eq!(refusal(&mut keeper, &forked.request(40, size)), wanted, "{fork} {size}");
            kept += 1;
            assert_eq!(place.evidence().len(), kept);
        }
    }
    assert_eq!(refusal(&mut keeper, &ONE.request(40, 39)), Refusal::Smaller);
    assert_eq!(refusal(&mut keeper, &ONE.request(40, 39)), Refusal::Smaller);
    assert_eq!(place.evidence().len(), kept + 1, "the same request is kept once");
    let smaller = place.evidence().into_iter().find(|text| text.contains("refused smaller"));
    assert!(smaller.unwrap().contains(&ONE.request(40, 39).to_string()));
    assert_eq!(sizes(&keeper.status().unwrap()), (40, 40));
    sign(&mut keeper, &ONE.request(40, 41));
}

#[test]
fn a_fork_of_one_tree_alone_stops_both() {
    let place = Place::new();
    let mut keeper = place.keeper();
    sign(&mut keeper, &ONE.request(0, 5));
    let (mut one, two) = (ONE.request(5, 8), Log { fork: 3 }.request(5, 8));
    one.sm3 = two.sm3;
    assert_eq!(refusal(&mut keeper, &one), Refusal::NotExtending);
    assert_eq!(sizes(&keeper.status().unwrap()), (5, 5));
}

#[test]
fn who_does_not_know_what_was_signed_is_told_and_nothing_is_kept() {
    let place = Place::new();
    let mut keeper = place.keeper();
    sign(&mut keeper, &ONE.request(0, 9));
    for (old, size) in [(0, 9), (8, 12), (10, 12), (0, 3)] {
        assert_eq!(refusal(&mut keeper, &ONE.request(old, size)), Refusal::OldDiffers);
    }
    let mut other = ONE.request(9, 12);
    other.sha256.head.origin = ledger::KeyName::parse("liuhen.example/330106/2").unwrap();
    assert_eq!(refusal(&mut keeper, &other), Refusal::OtherLog);
    let mut swapped = ONE.request(9, 12);
    std::mem::swap(&mut swapped.sha256, &mut swapped.sm3);
    assert_eq!(refusal(&mut keeper, &swapped), Refusal::OtherLog);
    assert!(place.evidence().is_empty());
}

#[test]
fn one_process_at_a_time_has_the_state() {
    let place = Place::new();
    let keeper = place.keeper();
    let second = Keeper::open(&place.state()).unwrap_err();
    assert!(matches!(second, SignerFault::Locked { .. }), "{second}");
    drop(keeper);
    place.keeper();
}

#[test]
fn a_write_that_fails_signs_nothing_and_the_next_one_starts_from_the_disk() {
    let place = Place::new();
    let mut keeper = place.keeper();
    sign(&mut keeper, &ONE.request(0, 4));
    // A folder where the new state is to be written: root passes by permissions, but not by this.
    let obstacle = place.state().join("state.new");
    std::fs::create_dir(&obstacle).unwrap();
    let failed = keeper.admit(&ONE.request(4, 6)).unwrap_err();
    assert!(matches!(failed, RefusedBy::Fault(SignerFault::File { .. })), "{failed}");
    std::fs::remove_dir(&obstacle).unwrap();
    assert_eq!(sizes(&keeper.status().unwrap()), (4, 4));
    sign(&mut keeper, &ONE.request(4, 6));
}
