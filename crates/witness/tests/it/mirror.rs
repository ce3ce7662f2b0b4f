//! Leaves kept on a real folder: what a crash leaves, many at a time, and what is lost.

use std::path::PathBuf;
use std::sync::Arc;

use ledger::{
    AddCheckpoint, EntryPackage, Fetched, LogSigner, Sha256Tree, TreeHash as _, UploadHead,
    consistency_proof, new_tile_hashes, origin_hash, packages, root_at, subtree_proof,
};
use witness::{Answer, Entries, OpenError, Witness};

const ORIGIN: &str = "log.example/330106/1";

fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

fn hash() -> String {
    origin_hash(log().verifier_key().name())
}

fn leaf(n: u64) -> Vec<u8> {
    format!("leaf {n}").into_bytes()
}

fn tree(size: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..size {
        hashes.insert(0, n, Sha256Tree::leaf_hash(&leaf(n)));
    }
    for tile in new_tile_hashes::<Sha256Tree, _>(0, size, &hashes).unwrap() {
        hashes.insert(tile.level, tile.index, tile.hash);
    }
    hashes
}

fn package(start: u64, end: u64, place: usize, tree: &Fetched) -> EntryPackage {
    let range = packages(start, end).nth(place).unwrap();
    let proof = subtree_proof::<Sha256Tree, _>((range.border, range.end), end, tree).unwrap();
    EntryPackage { range, entries: (range.start..range.end).map(leaf).collect(), proof }
}

struct Place {
    room: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { room: tempfile::tempdir().unwrap() };
        let second = place.room.path().join("sizes");
        witness::init(&place.folder(), &second, "city", [1; 32], [2; 32]).unwrap();
        witness::add_log(&place.folder(), &log().verifier_key().to_string(), None).unwrap();
        witness::init_mirror(&place.folder(), [[4; 32], [5; 32]]).unwrap();
        place
    }

    fn folder(&self) -> PathBuf {
        self.room.path().join("state")
    }

    fn bundle(&self, index: u64) -> PathBuf {
        let log = self.folder().join("mirror").join(hash());
        log.join(format!("leaves/000000000/{index:03}"))
    }

    fn open(&self) -> Witness {
        Witness::open(&self.folder()).unwrap()
    }
}

fn cosign(witness: &Witness, old: u64, new: u64, tree: &Fetched) {
    let proof = consistency_proof::<Sha256Tree, _>(old, new, tree).unwrap();
    let note = log().sign(new, root_at::<Sha256Tree, _>(new, tree).unwrap());
    let answer = witness.add_checkpoint(&AddCheckpoint { old, proof, note }.to_string(), 1);
    assert!(matches!(answer, Answer::Cosigned(_)), "{answer:?}");
}

fn head(start: u64, end: u64) -> UploadHead {
    let origin = log().verifier_key().name().clone();
    UploadHead { origin, start, end, ticket: Vec::new() }
}

/// Hands over all packages from a leaf on.
fn hand(witness: &Witness, start: u64, end: u64, tree: &Fetched) -> Entries {
    let mut upload = match witness.begin_upload(&head(start, end)) {
        Ok(upload) => upload,
        Err(answer) => return answer,
    };
    for place in 0..packages(start, end).count() {
        if let Err(answer) = witness.take_package(&mut upload, &package(start, end, place, tree)) {
            return answer;
        }
    }
    witness.end_upload(&upload, true, 7)
}

fn held(witness: &Witness) -> (u64, u64) {
    let status = witness.mirror_status(&hash()).unwrap().unwrap();
    (status.size, status.held)
}

#[test]
fn what_is_kept_is_there_again_whatever_a_crash_left() {
    let (place, tree) = (Place::new(), tree(600));
    let witness = place.open();
    cosign(&witness, 0, 600, &tree);
    let mut upload = witness.begin_upload(&head(0, 600)).unwrap();
    witness.take_package(&mut upload, &package(0, 600, 0, &tree)).unwrap();
    assert!(
        matches!(witness.end_upload(&upload, false, 7), Entries::More(info) if info.next == 256)
    );
    assert_eq!(held(&witness), (0, 256));
    drop(witness);
    // It died while it wrote the next one.
    std::fs::write(place.bundle(1).with_extension("new"), b"half of").unwrap();
    let witness = place.open();
    assert_eq!(held(&witness), (0, 256));
    assert!(matches!(hand(&witness, 256, 600, &tree), Entries::Kept(_)));
    assert_eq!(held(&witness), (600, 600));
    drop(witness);
    let witness = place.open();
    assert_eq!(held(&witness), (600, 600));
    let mut read = Vec::new();
    loop {
        let more = witness.mirrored_leaves(&hash(), u64::try_from(read.len()).unwrap()).unwrap();
        if more.is_empty() {
            break;
        }
        read.extend(more);
    }
    assert_eq!(read, (0..600).map(leaf).collect::<Vec<_>>());
    // The same head once more, with nothing to hand over: it says so again.
    assert!(matches!(hand(&witness, 600, 600, &tree), Entries::Kept(_)));
}

#[test]
fn what_was_lost_is_taken_again() {
    let (place, tree) = (Place::new(), tree(600));
    let witness = place.open();
    cosign(&witness, 0, 600, &tree);
    assert!(matches!(hand(&witness, 0, 600, &tree), Entries::Kept(_)));
    drop(witness);
    std::fs::remove_file(place.bundle(1)).unwrap();
    let witness = place.open();
    assert_eq!(held(&witness), (600, 256), "the first leaf that is not there");
    assert!(witness.recount(&hash(), 8).is_err(), "not on a part of them");
    assert!(matches!(hand(&witness, 256, 600, &tree), Entries::Kept(_)));
    assert_eq!(held(&witness), (600, 600));
    assert!(witness.recount(&hash(), 8).unwrap().unwrap().is_equal());
}

#[test]
fn leaves_of_another_log_do_not_enter() {
    let (place, tree) = (Place::new(), tree(600));
    let witness = place.open();
    cosign(&witness, 0, 600, &tree);
    let mut upload = witness.begin_upload(&head(0, 600)).unwrap();
    let mut forged = package(0, 600, 0, &tree);
    forged.entries[255][0] = b'L';
    let answer = witness.take_package(&mut upload, &forged);
    assert!(matches!(answer, Err(Entries::Unproven)), "{answer:?}");
    let mut unproven = package(0, 600, 0, &tree);
    unproven.proof[0][0] ^= 1;
    assert!(matches!(witness.take_package(&mut upload, &unproven), Err(Entries::Unproven)));
    // One leaf that is right does not carry the others.
    let mut short = package(0, 600, 0, &tree);
    short.entries.pop();
    assert!(matches!(witness.take_package(&mut upload, &short), Err(Entries::Unproven)));
    assert_eq!(held(&witness), (0, 0));
    assert!(!place.bundle(0).exists());
}

#[test]
fn many_at_a_time_keep_the_same_leaves() {
    let (place, tree) = (Place::new(), Arc::new(tree(2_000)));
    let witness = Arc::new(place.open());
    cosign(&witness, 0, 2_000, &tree);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (witness, tree) = (Arc::clone(&witness), Arc::clone(&tree));
            std::thread::spawn(move || hand(&witness, 0, 2_000, &tree))
        })
        .collect();
    for thread in threads {
        let answer = thread.join().unwrap();
        assert!(matches!(answer, Entries::Kept(_)), "{answer:?}");
    }
    assert_eq!(held(&witness), (2_000, 2_000));
    assert!(witness.recount(&hash(), 8).unwrap().unwrap().is_equal());
}

#[test]
fn a_mirror_is_made_once_and_ends_with_its_witness() {
    let (place, tree) = (Place::new(), tree(10));
    let again = witness::init_mirror(&place.folder(), [[6; 32], [7; 32]]);
    assert!(matches!(again, Err(OpenError::MirrorMade(_))));
    let witness = place.open();
    let keys = witness.mirror_keys().unwrap();
    let names = [keys.mirror.name().as_str(), keys.auditor.name().as_str()];
    assert_eq!(names, ["city/mirror", "city/auditor"]);
    cosign(&witness, 0, 10, &tree);
    drop(witness);
    std::fs::remove_file(place.folder().join("heads").join(hash())).unwrap();
    assert!(matches!(Witness::open(&place.folder()), Err(OpenError::Retired(_))));
    assert!(Witness::open(&place.folder()).is_err());
}
