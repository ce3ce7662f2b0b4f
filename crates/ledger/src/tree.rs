//! The RFC 6962 hash tree: hashes of leaves and nodes, and the frontier that grows by appending.

use std::marker::PhantomData;

use sha2::Digest as _;

/// A node of the tree: 32 bytes, whatever the hash.
pub type Hash = [u8; 32];

/// Most leaves a tree may have: indices are written as JSON integers, exact below 2^53.
pub const MAX_TREE_SIZE: u64 = (1 << 53) - 1;

const LEAF_PREFIX: [u8; 1] = [0];
const NODE_PREFIX: [u8; 1] = [1];
const HASH_BYTES: usize = 32;
const SIZE_BYTES: usize = 8;

/// The hash a tree is built with. The shape is always RFC 6962.
pub trait TreeHash {
    /// Hash of the concatenated parts.
    fn of(parts: &[&[u8]]) -> Hash;

    /// Hash of a leaf's exact stored bytes.
    fn leaf_hash(leaf: &[u8]) -> Hash {
        Self::of(&[&LEAF_PREFIX, leaf])
    }

    /// Hash of an inner node.
    fn node_hash(left: &Hash, right: &Hash) -> Hash {
        Self::of(&[&NODE_PREFIX, left, right])
    }

    /// Root of the tree without leaves.
    fn empty_root() -> Hash {
        Self::of(&[])
    }
}

/// SHA-256: the tree that C2SP tools read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sha256Tree;

/// SM3 over the same leaves, for the commercial-cryptography profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sm3Tree;

impl TreeHash for Sha256Tree {
    fn of(parts: &[&[u8]]) -> Hash {
        let mut hasher = sha2::Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }
}

impl TreeHash for Sm3Tree {
    fn of(parts: &[&[u8]]) -> Hash {
        let mut hasher = sm3::Sm3::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }
}

/// Why stored bytes are not a frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// The length does not fit the size written in front.
    #[error("a frontier of that size has another length")]
    Length,
    /// More leaves than [`MAX_TREE_SIZE`].
    #[error("the frontier counts more leaves than a tree may have")]
    TooLarge,
}

/// The right edge of a tree: the roots of its complete subtrees, largest first.
///
/// All that is needed to append a leaf and to know the root; at most 53 hashes.
pub struct Frontier<H> {
    size: u64,
    peaks: Vec<Hash>, // INVARIANT: one per set bit of `size`, highest bit first
    hash: PhantomData<fn() -> H>,
}

impl<H: TreeHash> Frontier<H> {
    /// The frontier of the tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new(), hash: PhantomData }
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash ([`TreeHash::leaf_hash`]).
    pub fn push(&mut self, leaf_hash: Hash) {
        let mut node = leaf_hash;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = H::node_hash(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold_peaks::<H>(&self.peaks).unwrap_or_else(H::empty_root)
    }

    /// Compact form: size as eight big-endian bytes, then the peaks. 8 to 1704 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        self.peaks.iter().for_each(|peak| bytes.extend_from_slice(peak));
        bytes
    }

    /// Reads the compact form back. The hashes are taken as they are: compare [`Self::root`].
    ///
    /// # Errors
    /// [`FrontierError`] if length and size do not agree.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, rest) = bytes.split_first_chunk::<SIZE_BYTES>().ok_or(FrontierError::Length)?;
        let size = u64::from_be_bytes(*size);
        if size > MAX_TREE_SIZE {
            return Err(FrontierError::TooLarge);
        }
        let (peaks, rest) = rest.as_chunks::<HASH_BYTES>();
        if !rest.is_empty() || usize::try_from(size.count_ones()) != Ok(peaks.len()) {
            return Err(FrontierError::Length);
        }
        Ok(Self { size, peaks: peaks.to_vec(), hash: PhantomData })
    }
}

/// Root over complete subtrees, largest first; `None` if there are none.
pub(crate) fn fold_peaks<H: TreeHash>(peaks: &[Hash]) -> Option<Hash> {
    let (last, rest) = peaks.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| H::node_hash(left, &right)))
}

impl<H: TreeHash> Default for Frontier<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> Clone for Frontier<H> {
    fn clone(&self) -> Self {
        Self { size: self.size, peaks: self.peaks.clone(), hash: PhantomData }
    }
}

impl<H> PartialEq for Frontier<H> {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && self.peaks == other.peaks
    }
}

impl<H> Eq for Frontier<H> {}

impl<H> std::fmt::Debug for Frontier<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frontier").field("size", &self.size).finish_non_exhaustive()
    }
}
