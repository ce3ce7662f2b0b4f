//! Answers, crashes, many at a time, gossip, and old copies put back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger::{
    AddCheckpoint, Checkpoint, Evidence, Fetched, Hash, HashReader as _, KeyName, LogSigner,
    Sha256Tree, SignedNote, Sm2LogSigner, Sm3Tree, TreeHash as _, consistency_proof, cosigned_at,
    new_tile_hashes, origin_hash, root_at,
};
use witness::{Answer, Heard, OpenError, Settled, Sibling, Standing, Witness};

const ORIGIN: &str = "log.example/330106/1";

fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

fn hash() -> String {
    origin_hash(&KeyName::parse(ORIGIN).unwrap())
}

fn tree(size: u64, fork: u64) -> Fetched {
    let mut hashes = Fetched::default();
    for n in 0..size {
        let leaf = if n >= fork { format!("other {n}") } else { n.to_string() };
        hashes.insert(0, n, Sha256Tree::leaf_hash(leaf.as_bytes()));
    }
    for tile in new_tile_hashes::<Sha256Tree, _>(0, size, &hashes).unwrap() {
        hashes.insert(tile.level, tile.index, tile.hash);
    }
    hashes
}

fn root(size: u64, tree: &Fetched) -> Hash {
    root_at::<Sha256Tree, _>(size, tree).unwrap()
}

fn note(size: u64, tree: &Fetched) -> SignedNote {
    log().sign(size, root(size, tree))
}

fn request(old: u64, new: u64, tree: &Fetched) -> String {
    let proof = consistency_proof::<Sha256Tree, _>(old, new, tree).unwrap();
    AddCheckpoint { old, proof, note: note(new, tree) }.to_string()
}

struct Place {
    room: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { room: tempfile::tempdir().unwrap() };
        place.init(1);
        witness::add_log(&place.folder(), &log().verifier_key().to_string(), None).unwrap();
        place
    }

    fn init(&self, seed: u8) {
        let name = format!("witness.example/{seed}");
        witness::init(&self.folder(), &self.second(), &name, [seed; 32], [seed; 32]).unwrap();
    }

    fn folder(&self) -> PathBuf {
        self.room.path().join("state")
    }

    fn second(&self) -> PathBuf {
        self.room.path().join("sizes")
    }

    fn open(&self) -> Witness {
        Witness::open(&self.folder()).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

fn cosigned(answer: &Answer) -> String {
    let Answer::Cosigned(lines) = answer else { panic!("not cosigned: {answer:?}") };
    lines.clone()
}

#[test]
fn a_head_is_kept_before_the_answer_and_read_again() {
    let (place, ours) = (Place::new(), tree(20, 20));
    let witness = place.open();
    assert_eq!(witness.checkpoint(&hash()), None);
    let lines = cosigned(&witness.add_checkpoint(&request(0, 3, &ours), 100));
    let kept = witness.checkpoint(&hash()).unwrap();
    assert_eq!(kept, format!("{}{lines}", note(3, &ours)));
    let key = witness.key().clone();
    assert_eq!(cosigned_at(&SignedNote::parse(&kept).unwrap(), &key), Ok(100));
    // The reply was lost, or the program died after the write: the log is told, asks again, and
    // gets a cosignature of the same head.
    drop(witness);
    let witness = place.open();
    assert_eq!(witness.checkpoint(&hash()), Some(kept));
    let answer = witness.add_checkpoint(&request(0, 3, &ours), 101).http();
    assert_eq!(answer, (409, "text/x.tlog.size", "3\n".to_owned()));
    cosigned(&witness.add_checkpoint(&request(3, 3, &ours), 102));
    cosigned(&witness.add_checkpoint(&request(3, 17, &ours), 103));
    let status = witness.status(104).unwrap();
    assert_eq!((status[0].size, status[0].cosigned_at), (17, Some(103)));
    assert_eq!(status[0].standing, Standing::Consistent);
}

#[test]
fn each_status_code_by_a_minimal_request() {
    let (place, ours) = (Place::new(), tree(20, 20));
    let witness = place.open();
    let status = |body: &str| witness.add_checkpoint(body, 1).http().0;
    let other_log = LogSigner::from_seed("log.example/2", [3; 32]).unwrap();
    let of = |old, signer: &LogSigner| AddCheckpoint {
        old,
        proof: vec![],
        note: signer.sign(3, root(3, &ours)),
    };
    assert_eq!(status("x"), 400);
    assert_eq!(status(&of(0, &other_log).to_string()), 404);
    let stranger = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap();
    assert_eq!(status(&of(0, &stranger).to_string()), 403);
    assert_eq!(status(&of(4, &log()).to_string()), 400);
    assert_eq!(status(&of(1, &log()).to_string()), 409);
    assert_eq!(status(&request(0, 3, &ours)), 200);
    assert_eq!(status(&request(3, 9, &tree(20, 1))), 422);
    assert_eq!(status(&request(3, 9, &ours)), 200);
}

#[test]
fn many_at_a_time_with_shuffled_sizes_never_roll_back() {
    let (place, ours) = (Place::new(), Arc::new(tree(101, 101)));
    let witness = Arc::new(place.open());
    let threads: Vec<_> = (0..100_u64)
        .map(|n| {
            let (witness, ours) = (Arc::clone(&witness), Arc::clone(&ours));
            std::thread::spawn(move || {
                let new = (n * 37) % 100 + 1;
                let mut old = 0;
                let mut accepted = Vec::new();
                while old <= new {
                    let answer = witness.add_checkpoint(&request(old, new, &ours), n + 1);
                    if let Answer::Conflict(told) = answer {
                        assert!(told > old || old == 0, "rolled back to {told}");
                        old = told;
                        continue;
                    }
                    assert!(matches!(answer, Answer::Cosigned(_)), "{answer:?}");
                    accepted.push((old, new));
                    break;
                }
                accepted
            })
        })
        .collect();
    let mut accepted: Vec<_> =
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    // Each acceptance starts where another one ended: one chain, upwards.
    accepted.sort_unstable();
    let mut at = 0;
    for (old, new) in accepted {
        assert_eq!(old, at);
        at = new;
    }
    let kept = witness.checkpoint(&hash()).unwrap();
    let note = SignedNote::parse(&kept).unwrap();
    let kept = Checkpoint::parse(note.text()).unwrap();
    assert_eq!((kept.size, kept.root), (100, root(100, &ours)));
}

#[test]
fn a_month_away_is_one_request() {
    let (place, ours) = (Place::new(), tree(70_000, 70_000));
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(0, 300, &ours), 1));
    let late = request(300, 69_999, &ours);
    assert!(late.lines().count() < 64 + 8);
    cosigned(&witness.add_checkpoint(&late, 2));
}

#[test]
fn a_fork_is_kept_and_as_evidence_where_the_request_convicts() {
    let place = Place::new();
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(0, 5, &tree(9, 9)), 1));
    let Answer::Forked(Some(path)) = witness.add_checkpoint(&request(5, 9, &tree(9, 2)), 2) else {
        panic!("no evidence");
    };
    let evidence = Evidence::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    evidence.convicts(log().verifier_key()).unwrap();
    assert_eq!(evidence.found_by.as_str(), "witness.example/1");
    cosigned_at(&evidence.first, witness.key()).unwrap();
    assert_eq!(witness.status(3).unwrap()[0].standing, Standing::Convicted);
    // The head did not move.
    cosigned(&witness.add_checkpoint(&request(5, 8, &tree(9, 9)), 3));
}

#[test]
fn an_old_copy_put_back_refuses_for_ever() {
    let (place, ours) = (Place::new(), tree(20, 20));
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(0, 3, &ours), 1));
    drop(witness);
    let backup = place.room.path().join("backup");
    copy(&place.folder(), &backup);
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(3, 9, &ours), 2));
    drop(witness);
    let newest = place.room.path().join("newest");
    copy(&place.folder(), &newest);
    for state in [&backup, &newest, &backup] {
        std::fs::remove_dir_all(place.folder()).unwrap();
        copy(state, &place.folder());
        // Once it was retired, not even the right copy helps.
        let refused = Witness::open(&place.folder()).err().unwrap();
        assert!(matches!(refused, OpenError::Retired(_)), "{refused:?}");
    }
    assert!(witness::add_log(&place.folder(), "x", None).is_err());
}

#[test]
fn without_all_that_init_made_it_does_not_start() {
    let place = Place::new();
    let second = place.room.path().join("away");
    std::fs::rename(place.second(), &second).unwrap();
    assert!(matches!(Witness::open(&place.folder()), Err(OpenError::SecondPlace(_))));
    std::fs::rename(&second, place.second()).unwrap();
    let witness = place.open();
    assert!(matches!(Witness::open(&place.folder()), Err(OpenError::Locked(_))));
    drop(witness);
    let heads = place.folder().join("heads");
    std::fs::remove_dir_all(&heads).unwrap();
    assert!(matches!(Witness::open(&place.folder()), Err(OpenError::NotMade(_))));
    assert!(matches!(Witness::open(place.room.path()), Err(OpenError::NotMade(_))));
    // A place in use is not made again.
    let again = witness::init(&place.folder(), &place.second(), "w/2", [2; 32], [2; 32]);
    assert!(matches!(again, Err(OpenError::Retired(_))));
}

#[test]
fn a_head_that_was_lost_or_changed_counts_as_forgotten() {
    for change in ["", "x", "cut"] {
        let (place, ours) = (Place::new(), tree(20, 20));
        let witness = place.open();
        cosigned(&witness.add_checkpoint(&request(0, 9, &ours), 1));
        drop(witness);
        let path = place.folder().join("heads").join(hash());
        let text = std::fs::read_to_string(&path).unwrap();
        let text = if change == "cut" { &text[..text.len() - 9] } else { change };
        std::fs::write(&path, text).unwrap();
        assert!(matches!(Witness::open(&place.folder()), Err(OpenError::Retired(_))));
    }
}

#[test]
fn a_log_added_while_it_runs_may_ask_and_nothing_is_forgotten() {
    let (place, ours) = (Place::new(), tree(20, 20));
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(0, 9, &ours), 1));
    let second = LogSigner::from_seed("log.example/2", [5; 32]).unwrap();
    witness::add_log(&place.folder(), &second.verifier_key().to_string(), Some("http://log/"))
        .unwrap();
    witness.reload().unwrap();
    let ask = AddCheckpoint { old: 0, proof: vec![], note: second.sign(1, root(1, &ours)) };
    cosigned(&witness.add_checkpoint(&ask.to_string(), 2));
    assert_eq!(witness.add_checkpoint(&request(0, 9, &ours), 3).http().0, 409);
    assert_eq!(witness.status(4).unwrap().len(), 2);
    let again = witness::add_log(&place.folder(), &second.verifier_key().to_string(), None);
    assert!(again.is_err());
}

#[test]
fn a_list_read_again_while_logs_ask_forgets_nothing() {
    let (place, ours) = (Place::new(), tree(60, 60));
    let witness = Arc::new(place.open());
    let reader = {
        let (witness, folder) = (Arc::clone(&witness), place.folder());
        std::thread::spawn(move || {
            let vkey = log().verifier_key().to_string();
            for round in 0..200 {
                // The log leaves the list, comes back, and comes back at another address.
                let text = match round % 3 {
                    0 => "quorum none\n".to_owned(),
                    1 => format!("log {vkey}\nquorum none\n"),
                    _ => format!("log {vkey} http://log/{round}\nquorum none\n"),
                };
                std::fs::write(folder.join("policy"), text).unwrap();
                witness.reload().unwrap();
            }
            std::fs::write(folder.join("policy"), format!("log {vkey}\nquorum none\n")).unwrap();
            witness.reload().unwrap();
        })
    };
    let mut size = 0;
    while size < 60 {
        let answer = witness.add_checkpoint(&request(size, size + 1, &ours), 1);
        let is_right = matches!(answer, Answer::Cosigned(_) | Answer::UnknownLog);
        assert!(is_right, "at {size}: {answer:?}");
        size += u64::from(matches!(answer, Answer::Cosigned(_)));
        // Never again from where it was before.
        if size > 0 {
            let back = witness.add_checkpoint(&request(0, 1, &ours), 1).http();
            assert!(back.0 == 404 || back.2 == format!("{size}\n"), "{back:?}");
        }
    }
    reader.join().unwrap();
    assert_eq!(witness.add_checkpoint(&request(0, 1, &ours), 1).http().2, "60\n");
}

fn sibling() -> Sibling {
    let key = ledger::Cosigner::from_seed("witness.example/2", [2; 32]).unwrap();
    Sibling { name: "w2".into(), key: key.verifier_key().clone(), url: "http://w2".into() }
}

#[test]
fn gossip_convicts_at_once_where_the_sizes_are_equal() {
    let place = Place::new();
    let witness = place.open();
    let (ours, other) = (tree(9, 9), tree(9, 8));
    cosigned(&witness.add_checkpoint(&request(0, 9, &ours), 1));
    let hear = |text: &str| witness.hear(&sibling(), &hash(), text, 2).unwrap();
    assert!(matches!(hear(&note(9, &ours).to_string()), Heard::Same));
    assert!(matches!(hear("x"), Heard::Nothing));
    let stranger = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap();
    assert!(matches!(hear(&stranger.sign(9, [1; 32]).to_string()), Heard::Nothing));
    let Heard::Convicted(path) = hear(&note(9, &other).to_string()) else { panic!() };
    let evidence = Evidence::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    evidence.convicts(log().verifier_key()).unwrap();
}

/// The tiles as a log with that tree serves them.
fn read_tiles(witness: &Witness, text: &str, head: &str, tree: &Fetched) -> Fetched {
    let mut read = Fetched::default();
    for tile in witness.tiles_to_settle(&hash(), text, head).unwrap() {
        let range = tile.range();
        let hashes = tree.tile_hashes(range.level, range.first, range.count).unwrap();
        assert!(read.insert_tile(tile, &hashes.concat()));
    }
    read
}

#[test]
fn gossip_of_other_sizes_is_settled_by_the_log_itself() {
    for (size, theirs) in [(8, 11), (5, 300), (300, 8), (9, 2)] {
        let place = Place::new();
        let witness = place.open();
        let (ours, other) = (tree(400, 400), tree(400, 1));
        cosigned(&witness.add_checkpoint(&request(0, size, &ours), 1));
        let settle = |text: &str, head: &str, tree: &Fetched| {
            assert!(matches!(witness.hear(&sibling(), &hash(), text, 2).unwrap(), Heard::Ask));
            let tiles = read_tiles(&witness, text, head, tree);
            witness.settle(&sibling(), (&hash(), text), head, &tiles, 3).unwrap()
        };
        // An honest log clears the doubt.
        let good = note(theirs, &ours).to_string();
        let head = note(400, &ours).to_string();
        assert!(matches!(settle(&good, &head, &ours), Settled::Agreed));
        assert_eq!(witness.status(4).unwrap()[0].doubts, []);
        // Tiles that are not those of its head prove nothing.
        assert!(matches!(settle(&good, &head, &other), Settled::Unproven));
        assert_eq!(witness.status(4).unwrap()[0].doubts.len(), 1);
        // Whichever of its two trees it shows, the other head convicts it.
        let fork = note(theirs, &other).to_string();
        for tree in [&ours, &other] {
            let head = note(400, tree).to_string();
            let Settled::Convicted(paths) = settle(&fork, &head, tree) else { panic!() };
            for path in paths {
                let text = std::fs::read_to_string(path).unwrap();
                Evidence::parse(&text).unwrap().convicts(log().verifier_key()).unwrap();
            }
        }
        assert_eq!(witness.status(4).unwrap()[0].standing, Standing::Convicted);
    }
}

#[test]
fn a_log_that_shows_nothing_is_in_doubt_after_a_day() {
    let place = Place::new();
    let witness = place.open();
    let ours = tree(20, 20);
    cosigned(&witness.add_checkpoint(&request(0, 9, &ours), 1));
    let standing = |now| witness.status(now).unwrap()[0].standing;
    for now in [100, 3_700, 86_400] {
        let heard = witness.hear(&sibling(), &hash(), &note(12, &ours).to_string(), now).unwrap();
        assert!(matches!(heard, Heard::Ask));
    }
    assert_eq!(standing(86_499), Standing::Consistent);
    assert_eq!(standing(86_500), Standing::Unproven);
}

#[test]
fn a_request_with_any_character_left_out_or_changed_moves_nothing() {
    let (place, ours) = (Place::new(), tree(20, 20));
    let witness = place.open();
    cosigned(&witness.add_checkpoint(&request(0, 9, &ours), 1));
    let kept = witness.checkpoint(&hash());
    let good: Vec<char> = request(9, 17, &ours).chars().collect();
    for at in 0..good.len() {
        for other in [None, Some('\n'), Some('9'), Some('—'), Some('\0')] {
            let mut changed = good.clone();
            changed.splice(at..=at, other);
            let changed: String = changed.into_iter().collect();
            if changed == request(9, 17, &ours) {
                continue;
            }
            let answer = witness.add_checkpoint(&changed, 2).http().0;
            assert!((400..500).contains(&answer), "{answer} for {changed}");
            assert_eq!(witness.checkpoint(&hash()), kept, "{changed}");
        }
    }
}

/// The SM3 tree is a log of its own: another key, another memory, the same verbs.
#[test]
fn the_sm3_tree_is_witnessed_as_a_log_of_its_own() {
    let place = Place::new();
    let signer = Sm2LogSigner::from_secret(ORIGIN, [5; 32]).unwrap();
    let key = signer.verifier_key();
    witness::add_log(&place.folder(), &key.to_string(), None).unwrap();
    let of = |size: u64, fork: u64| {
        let mut tree = Fetched::default();
        for n in 0..size {
            let leaf = if n >= fork { format!("other {n}") } else { n.to_string() };
            tree.insert(0, n, Sm3Tree::leaf_hash(leaf.as_bytes()));
        }
        tree
    };
    let request = |old: u64, new: u64, tree: &Fetched| {
        let note = signer.sign(new, key.kind().root_at(new, tree).unwrap()).unwrap();
        let proof = key.kind().consistency_proof(old, new, tree).unwrap();
        AddCheckpoint { old, proof, note }.to_string()
    };
    let witness = place.open();
    let of_sha256 = self::request(0, 3, &tree(3, 3));
    cosigned(&witness.add_checkpoint(&of_sha256, 1));
    let (ours, other) = (of(9, 9), of(9, 2));
    let lines = cosigned(&witness.add_checkpoint(&request(0, 5, &ours), 2));
    let kept = witness.checkpoint(&origin_hash(key.name())).unwrap();
    assert!(kept.ends_with(&lines));
    assert_eq!(cosigned_at(&SignedNote::parse(&kept).unwrap(), witness.key()), Ok(2));
    let Answer::Forked(Some(path)) = witness.add_checkpoint(&request(5, 9, &other), 3) else {
        panic!("no evidence");
    };
    let evidence = Evidence::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    evidence.convicts(key).unwrap();
    assert!(evidence.convicts(log().verifier_key()).is_err());
    cosigned(&witness.add_checkpoint(&request(5, 9, &ours), 4));
    let sizes = witness.status(5).unwrap().into_iter().map(|log| (log.origin, log.size));
    let mut sizes: Vec<_> = sizes.collect();
    sizes.sort();
    assert_eq!(sizes, [(ORIGIN.to_owned(), 3), (format!("{ORIGIN}/sm3"), 9)]);
}
