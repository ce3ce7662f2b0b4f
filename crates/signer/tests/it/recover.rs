//! A state that was lost, and one that never was.

use signer::{Config, Keeper, Refusal, RefusedBy, SignerFault, init, recover};

use crate::log::{Log, ONE, ORIGIN, Place, secrets, sign, sizes};

#[test]
fn without_a_state_nothing_is_signed_until_it_is_recovered() {
    let place = Place::new();
    let mut keeper = place.keeper();
    let three = sign(&mut keeper, &ONE.request(0, 3));
    let nine = sign(&mut keeper, &ONE.request(3, 9));
    drop(keeper);
    std::fs::remove_file(place.state().join("state")).unwrap();
    let lost = Keeper::open(&place.state()).unwrap_err();
    assert!(matches!(lost, SignerFault::NoState { .. }), "{lost}");
    let nothing = recover(&place.state(), &[]).unwrap_err();
    assert!(matches!(nothing, SignerFault::NoNote), "{nothing}");
    let notes = [nine.sha256, three.sha256, nine.sm3].map(|note| note.to_string());
    let status = recover(&place.state(), &notes).unwrap();
    assert_eq!(sizes(&status), (9, 9));
    let mut keeper = place.keeper();
    let refused = keeper.admit(&Log { fork: 5 }.request(9, 12)).unwrap_err();
    assert!(matches!(refused, RefusedBy::Rule(Refusal::NotExtending)), "{refused}");
    sign(&mut keeper, &ONE.request(9, 12));
    // An older note never takes it back.
    drop(keeper);
    assert_eq!(sizes(&recover(&place.state(), &notes).unwrap()), (12, 12));
}

#[test]
fn a_log_signed_before_the_sm3_tree_begins_that_tree_anew() {
    let place = Place::new();
    let nine = sign(&mut place.keeper(), &ONE.request(0, 9));
    let moved = tempfile::tempdir().unwrap();
    let state = moved.path().join("state");
    let notes = [nine.sha256.to_string()];
    let status = init(&state, &Config::in_files(ORIGIN), secrets(), &notes).unwrap();
    assert_eq!(sizes(&status), (9, 0));
    let mut request = ONE.request(9, 12);
    request.sm3 = ONE.request(0, 12).sm3;
    let mut keeper = Keeper::open(&state).unwrap();
    sign(&mut keeper, &request);
    assert_eq!(sizes(&keeper.status().unwrap()), (12, 12));
}

#[test]
fn notes_that_are_not_this_logs_or_contradict_each_other_are_named() {
    let (place, other) = (Place::new(), tempfile::tempdir().unwrap());
    let nine = sign(&mut place.keeper(), &ONE.request(0, 9));
    let state = other.path().join("state");
    let stranger = signer::Secrets { log: [1; 32], ..secrets() };
    init(&state, &Config::in_files(ORIGIN), stranger, &[]).unwrap();
    let forged = sign(&mut Keeper::open(&state).unwrap(), &ONE.request(0, 9));
    let notes = [nine.sha256.to_string(), forged.sha256.to_string()];
    let error = recover(&place.state(), &notes).unwrap_err();
    assert!(matches!(error, SignerFault::Note { number: 2, .. }), "{error}");
    // The same key on another history: what a copied key file would do.
    let second = tempfile::tempdir().unwrap();
    let state = second.path().join("state");
    init(&state, &Config::in_files(ORIGIN), secrets(), &[]).unwrap();
    let fork = sign(&mut Keeper::open(&state).unwrap(), &Log { fork: 2 }.request(0, 9));
    let error = recover(&place.state(), &[fork.sha256.to_string()]).unwrap_err();
    assert!(matches!(error, SignerFault::Contradiction { size: 9 }), "{error}");
}

#[test]
fn a_state_is_made_once_and_its_files_are_ours_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let again = init(&place.state(), &Config::in_files(ORIGIN), secrets(), &[]).unwrap_err();
    assert!(matches!(again, SignerFault::AlreadyThere { .. }), "{again}");
    let mode = |name: &str| {
        let path = place.state().join(name);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode("."), 0o700);
    for name in ["log.key", "sm3.key", "state", "keys.toml"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
}

#[test]
fn a_state_that_was_cut_or_changed_is_not_believed() {
    let place = Place::new();
    sign(&mut place.keeper(), &ONE.request(0, 9));
    let path = place.state().join("state");
    let whole = std::fs::read_to_string(&path).unwrap();
    for end in 0..whole.len() {
        std::fs::write(&path, &whole[..end]).unwrap();
        assert!(Keeper::open(&place.state()).is_err(), "{end}");
    }
    std::fs::write(&path, whole.replace("sm3 9", "sm3 09")).unwrap();
    assert!(Keeper::open(&place.state()).is_err());
    std::fs::write(&path, &whole).unwrap();
    place.keeper();
}
