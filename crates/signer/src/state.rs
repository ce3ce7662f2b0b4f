//! What was signed last: one size and root for each tree.

use std::fmt;
use std::path::Path;

use ledger::{
    Hash, KeyName, MAX_TREE_SIZE, Sha256Tree, Sm3Tree, TreeHash as _, hash_from_base64,
    hash_to_base64,
};

use crate::fault::SignerFault;
use crate::files;

pub(crate) const FILE: &str = "state";
const HEADER: &str = "liuhen-signer-state/v1";

/// Size and root of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl TreeHead {
    /// Reads `size root`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (size, root) = text.split_once(' ')?;
        let number: u64 = size.parse().ok()?;
        let is_plain = number <= MAX_TREE_SIZE && number.to_string() == size;
        is_plain.then_some(Self { size: number, root: hash_from_base64(root).ok()? })
    }
}

impl fmt::Display for TreeHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.size, hash_to_base64(&self.root))
    }
}

/// The heads that were signed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// Of the SHA-256 tree.
    pub sha256: TreeHead,
    /// Of the SM3 tree.
    pub sm3: TreeHead,
}

impl Heads {
    /// Those of a log that was never signed.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            sha256: TreeHead { size: 0, root: Sha256Tree::empty_root() },
            sm3: TreeHead { size: 0, root: Sm3Tree::empty_root() },
        }
    }

    pub(crate) fn store(&self, folder: &Path, origin: &KeyName) -> Result<(), SignerFault> {
        let Self { sha256, sm3 } = self;
        let text = format!("{HEADER}\n{origin}\nsha256 {sha256}\nsm3 {sm3}\n");
        files::replace(folder, FILE, &text)
    }

    pub(crate) fn load(folder: &Path, origin: &KeyName) -> Result<Self, SignerFault> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(SignerFault::NoState { path: folder.to_owned() });
        }
        let text = files::read(&path)?;
        let lines: Vec<&str> = text.split('\n').collect();
        let read = match lines.as_slice() {
            [HEADER, name, sha256, sm3, ""] if *name == origin.as_str() => {
                let head = |line: &str, tree| TreeHead::parse(line.strip_prefix(tree)?);
                head(sha256, "sha256 ").zip(head(sm3, "sm3 "))
            }
            _ => None,
        };
        let (sha256, sm3) = read
            .ok_or_else(|| SignerFault::malformed(&path, "not the state of this log's signer"))?;
        Ok(Self { sha256, sm3 })
    }
}
