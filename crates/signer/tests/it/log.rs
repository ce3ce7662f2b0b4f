//! A log in memory, both trees of it, and a state folder.

use std::path::{Path, PathBuf};

use ledger::{
    Checkpoint, Fetched, Frontier, KeyName, Sha256Tree, Sm3Tree, TreeHash, consistency_proof,
};
use signer::{Config, Extension, Keeper, Secrets, SignRequest, Status, init};

pub(crate) const ORIGIN: &str = "liuhen.example/330106/1";

pub(crate) fn secrets() -> Secrets {
    Secrets { log: [7; 32], sm3: [8; 32] }
}

/// A folder with a state of a log that was never signed.
pub(crate) struct Place(pub(crate) tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        init(&place.state(), &Config::in_files(ORIGIN), secrets(), &[]).unwrap();
        place
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.0.path().join("state")
    }

    pub(crate) fn keeper(&self) -> Keeper {
        Keeper::open(&self.state()).unwrap()
    }

    pub(crate) fn evidence(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.state().join("evidence"));
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        files.map_or(Vec::new(), |files| files.map(|file| read(&file.unwrap().path())).collect())
    }
}

/// Leaves of one history; `fork` says from which leaf on it is another one.
#[derive(Clone, Copy)]
pub(crate) struct Log {
    pub(crate) fork: u64,
}

pub(crate) const ONE: Log = Log { fork: u64::MAX };

impl Log {
    fn leaf(self, n: u64) -> String {
        format!("{{\"n\":{n},\"v\":{}}}", u64::from(n >= self.fork))
    }

    fn extension<T: TreeHash>(self, origin: KeyName, old: u64, size: u64) -> Extension {
        let (mut fetched, mut frontier) = (Fetched::default(), Frontier::<T>::new());
        for n in 0..size {
            let hash = T::leaf_hash(self.leaf(n).as_bytes());
            fetched.insert(0, n, hash);
            frontier.push(hash);
            if (n + 1) % 256 == 0 {
                let first = n - 255;
                let mut tile = Frontier::<T>::new();
                for n in first..=n {
                    tile.push(T::leaf_hash(self.leaf(n).as_bytes()));
                }
                fetched.insert(1, n / 256, tile.root());
            }
        }
        let proof = consistency_proof::<T, _>(old.min(size), size, &fetched).unwrap();
        let head = Checkpoint { origin, size, root: frontier.root() };
        Extension { old, proof, head }
    }

    /// What the log would ask for after `old` was signed.
    pub(crate) fn request(self, old: u64, size: u64) -> SignRequest {
        let origin = KeyName::parse(ORIGIN).unwrap();
        SignRequest {
            sha256: self.extension::<Sha256Tree>(origin.clone(), old, size),
            sm3: self.extension::<Sm3Tree>(origin.sm3().unwrap(), old, size),
        }
    }
}

/// Admits and signs, as the socket does.
pub(crate) fn sign(keeper: &mut Keeper, request: &SignRequest) -> signer::Signed {
    let admitted = keeper.admit(request).unwrap();
    keeper.sign(&admitted).unwrap()
}

pub(crate) fn sizes(status: &Status) -> (u64, u64) {
    (status.heads.sha256.size, status.heads.sm3.size)
}
