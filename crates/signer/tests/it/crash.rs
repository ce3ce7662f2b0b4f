//! kill -9 between keeping and signing: what was kept is signed when it is asked for again, and
//! nothing else of that size ever is.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use signer::{Keeper, Refusal, RefusedBy};

use crate::log::{Log, ONE, Place, sign, sizes};

const STATE: &str = "LIUHEN_TEST_SIGNER_STATE";
const KEPT: &str = "LIUHEN_TEST_SIGNER_KEPT";

/// Not a test by itself: the process that is killed once it has kept a head and signed none.
#[test]
#[ignore = "started and killed by a_kill_between_keeping_and_signing_leaves_one_history"]
fn child_that_keeps_and_never_signs() {
    let Ok(state) = std::env::var(STATE) else { return };
    let mut keeper = Keeper::open(&PathBuf::from(state)).unwrap();
    let old = keeper.status().unwrap().heads.sha256.size;
    drop(keeper.admit(&ONE.request(old, old + 3)).unwrap());
    std::fs::write(std::env::var(KEPT).unwrap(), "").unwrap();
    std::thread::sleep(Duration::from_secs(600));
}

#[test]
fn a_kill_between_keeping_and_signing_leaves_one_history() {
    let place = Place::new();
    let kept = place.0.path().join("kept");
    for round in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_that_keeps_and_never_signs", "--ignored"])
            .env(STATE, place.state())
            .env(KEPT, &kept)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while !kept.exists() {
            assert!(child.try_wait().unwrap().is_none(), "the child ended");
            std::thread::sleep(Duration::from_millis(5));
        }
        std::fs::remove_file(&kept).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let (old, new) = (round * 3, round * 3 + 3);
        let mut keeper = place.keeper();
        assert_eq!(sizes(&keeper.status().unwrap()), (new, new));
        let retry = keeper.admit(&ONE.request(old, new)).unwrap_err();
        assert!(matches!(retry, RefusedBy::Rule(Refusal::OldDiffers)), "{retry}");
        let fork = keeper.admit(&Log { fork: 1 }.request(new, new)).unwrap_err();
        assert!(matches!(fork, RefusedBy::Rule(Refusal::OtherRoot)), "{fork}");
        let signed = sign(&mut keeper, &ONE.request(new, new));
        assert_eq!(sign(&mut keeper, &ONE.request(new, new)), signed);
    }
}
