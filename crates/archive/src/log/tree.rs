//! One tree, computed anew from the bottom and compared with what is stored and signed.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use ledger::{
    Checkpoint, Frontier, Hash, HashReader, TILE_WIDTH, TileAt, TileLevels, TreeHash,
    complete_hashes, hash_to_base64, root_at, tiles_of_level,
};

use super::folder::Folder;
use crate::report::{DefectCode, Findings};

const WIDTH: usize = 256;

pub(super) struct TreeCheck<H> {
    /// Before every path: nothing, or `sm3/`.
    prefix: &'static str,
    head: Option<Checkpoint>,
    /// Of the leaves where they are there, else of the stored leaf hashes.
    tree: Frontier<H>,
    levels: TileLevels<H>,
    /// The stored leaf hashes where they are not those of the leaves.
    other: Option<Other<H>>,
    /// The stored hashes of the last tile.
    last: Vec<Hash>,
    sizes: BTreeSet<u64>,
    roots: BTreeMap<u64, Hash>,
    has_leaves: bool,
    has_tiles: bool,
    is_broken: bool,
}

/// The tree of the stored leaf hashes, from the first that differs on.
struct Other<H> {
    first: u64,
    tree: Frontier<H>,
    /// Roots of whole tiles that differ.
    tiles: BTreeMap<u64, Hash>,
}

/// What a tree proved.
pub(super) struct Found {
    pub(super) size: u64,
    pub(super) proven: String,
    /// The root at each size that was asked for.
    pub(super) roots: BTreeMap<u64, Hash>,
}

impl<H: TreeHash> TreeCheck<H> {
    pub(super) fn new(prefix: &'static str, head: Option<Checkpoint>, sizes: Vec<u64>) -> Self {
        let mut check = Self {
            prefix,
            head,
            tree: Frontier::new(),
            levels: TileLevels::default(),
            other: None,
            last: Vec::new(),
            sizes: sizes.into_iter().collect(),
            roots: BTreeMap::new(),
            has_leaves: true,
            has_tiles: true,
            is_broken: false,
        };
        check.note_root();
        check
    }

    pub(super) fn size(&self) -> u64 {
        self.head.as_ref().map_or(0, |head| head.size)
    }

    /// Whether no tile after this one can add anything.
    pub(super) fn is_over(&self, index: u64) -> bool {
        self.is_broken || self.size() <= index.saturating_add(1).saturating_mul(TILE_WIDTH)
    }

    const fn name(&self) -> &'static str {
        if self.prefix.is_empty() { "SHA-256" } else { "SM3" }
    }

    fn path(&self, tile: TileAt) -> String {
        format!("{}tile/{}", self.prefix, tile.path())
    }

    /// Takes the leaves of a tile, its stored hashes, or both.
    pub(super) fn tile(
        &mut self,
        index: u64,
        leaves: Option<&[Vec<u8>]>,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) {
        let width = self.size().saturating_sub(index.saturating_mul(TILE_WIDTH)).min(TILE_WIDTH);
        if width == 0 || self.is_broken {
            return;
        }
        let tile = TileAt { level: 0, index, width };
        let count = usize::try_from(width).unwrap_or(WIDTH);
        let stored = self.stored(tile, folder, findings);
        let leaves = leaves.and_then(|leaves| leaves.get(..count));
        let hashes = match (leaves, &stored) {
            (Some(leaves), _) => leaves.iter().map(|leaf| H::leaf_hash(leaf)).collect(),
            (None, Some(stored)) => stored.clone(),
            (None, None) => {
                findings.defect(DefectCode::MemberMissing, &self.path(tile), "缺少这一片哈希。");
                self.is_broken = true;
                return;
            }
        };
        self.has_leaves &= leaves.is_some();
        self.has_tiles &= stored.is_some();
        let stored = stored.unwrap_or_else(|| hashes.clone());
        self.take(tile, &hashes, &stored);
        self.last = stored;
    }

    fn take(&mut self, tile: TileAt, hashes: &[Hash], stored: &[Hash]) {
        for (hash, kept) in hashes.iter().zip(stored) {
            if hash != kept && self.other.is_none() {
                let (first, tree) = (self.tree.size(), self.tree.clone());
                self.other = Some(Other { first, tree, tiles: BTreeMap::new() });
            }
            if let Some(other) = &mut self.other {
                other.tree.push(*kept);
            }
            self.tree.push(*hash);
            self.levels.push(*hash);
            self.note_root();
        }
        if let Some(other) = self.other.as_mut().filter(|_| hashes != stored)
            && tile.width == TILE_WIDTH
        {
            other.tiles.insert(tile.index, root_of::<H>(stored));
        }
    }

    fn note_root(&mut self) {
        let size = self.tree.size();
        if self.sizes.contains(&size) {
            self.roots.insert(size, self.tree.root());
        }
    }

    /// The hashes of a tile; of a whole one where the log grew since.
    fn stored(
        &self,
        tile: TileAt,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) -> Option<Vec<Hash>> {
        let whole = TileAt { width: TILE_WIDTH, ..tile };
        for found in [tile, whole] {
            let path = self.path(found);
            let Some(bytes) = folder.bytes(&path, findings) else { continue };
            let (hashes, rest) = bytes.as_chunks::<32>();
            if !rest.is_empty() || u64::try_from(hashes.len()) != Ok(found.width) {
                findings.defect(DefectCode::Form, &path, "不是这么多个哈希。");
                return None;
            }
            let count = usize::try_from(tile.width).unwrap_or(WIDTH);
            return hashes.get(..count).map(<[Hash]>::to_vec);
        }
        None
    }

    /// Compares roots, and names the first thing that differs. `leaves` is where leaves stand.
    pub(super) fn conclude(
        &mut self,
        leaves: &str,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) -> Option<Found> {
        let head = self.head.clone()?;
        if self.is_broken || self.tree.size() != head.size {
            return None;
        }
        let stored = self.upper(folder, findings);
        if !self.has_tiles {
            findings.warn(format!("{} 树的哈希瓦片不全,由叶直接重算。", self.name()));
        }
        if self.tree.root() == head.root {
            self.blame_tiles(&stored, findings);
            let of = if self.has_leaves { "叶" } else { "叶的哈希" };
            let proven = format!(
                "{} 树:由全部 {} 条{of}重算的根哈希与检查点所签的一致。",
                self.name(),
                head.size
            );
            return Some(Found { size: head.size, proven, roots: std::mem::take(&mut self.roots) });
        }
        self.blame(&head, leaves, &stored, findings);
        None
    }

    /// The leaves are those that were signed: whatever else differs was altered.
    fn blame_tiles(&self, stored: &Upper, findings: &mut Findings) {
        if let Some(other) = &self.other {
            let tile = self.tile_of(other.first);
            let what = format!("其中第 {} 条的哈希与检查点所签的不符,已被改动。", other.first);
            findings.defect(DefectCode::MemberAltered, &self.path(tile), what);
        }
        for (level, hashes) in (1_u32..).zip(&stored.levels) {
            let computed = self.levels.level(level);
            let differs = hashes.iter().zip(computed).position(|(a, b)| a != b);
            if let Some(place) = differs.and_then(|place| u64::try_from(place).ok()) {
                let tile = tile_at(self.size(), level, place);
                let what = format!("其中第 {place} 个哈希与由叶重算的不符,已被改动。");
                findings.defect(DefectCode::MemberAltered, &self.path(tile), what);
            }
        }
    }

    /// The root does not come out: which of leaves, tiles and head was altered.
    fn blame(&self, head: &Checkpoint, leaves: &str, stored: &Upper, findings: &mut Findings) {
        if let Some(other) = self.other.as_ref().filter(|other| other.tree.root() == head.root) {
            let what = format!("第 {} 条与检查点所签的不符,已被改动。", other.first);
            return findings.defect(DefectCode::MemberAltered, leaves, what);
        }
        let edge = Edge { upper: stored, last: &self.last, size: head.size };
        if stored.is_whole && root_at::<H, _>(head.size, &edge).ok() == Some(head.root) {
            // The hashes at the right edge are those that were signed: down from there.
            if let Some(tile) = self.disagreement(stored, true) {
                let span = TILE_WIDTH.saturating_pow(tile.level + 1);
                let first = tile.index.saturating_mul(span);
                let what = format!(
                    "与上一层的哈希不符,已被改动:第 {first} 条到第 {} 条不能证明。",
                    first.saturating_add(span).min(head.size).saturating_sub(1)
                );
                findings.defect(DefectCode::MemberAltered, &self.path(tile), what);
            }
            if let Some(other) = &self.other {
                let what = format!("第 {} 条与哈希瓦片不符。", other.first);
                findings.defect(DefectCode::MemberAltered, leaves, what);
            }
            return;
        }
        let what = format!(
            "重算的根哈希是 {},与检查点所签的 {} 不符。",
            hash_to_base64(&self.tree.root()),
            hash_to_base64(&head.root)
        );
        findings.defect(DefectCode::ProofWrong, &format!("{}checkpoint", self.prefix), what);
        if let Some(other) = &self.other {
            let what = format!("第 {} 条起,叶与哈希瓦片彼此不符。", other.first);
            findings.defect(DefectCode::MemberAltered, leaves, what);
        }
        if let Some(tile) = self.disagreement(stored, false) {
            let what = "与上一层的哈希彼此不符。";
            findings.defect(DefectCode::MemberAltered, &self.path(tile), what);
        }
    }

    /// The first whole tile whose root is not what the level above says, from the top or bottom.
    fn disagreement(&self, stored: &Upper, from_top: bool) -> Option<TileAt> {
        let levels = u32::try_from(stored.levels.len()).unwrap_or(0);
        let at = |level: u32| {
            let above = stored.level(level + 1);
            let index = match level {
                0 => above.iter().zip(0_u64..).position(|(hash, index)| {
                    self.tile_root(index).is_some_and(|root| root != *hash)
                }),
                _ => {
                    let (tiles, _) = stored.level(level).as_chunks::<WIDTH>();
                    above.iter().zip(tiles).position(|(hash, tile)| root_of::<H>(tile) != *hash)
                }
            };
            let index = u64::try_from(index?).ok()?;
            Some(TileAt { level, index, width: TILE_WIDTH })
        };
        if from_top { (0..levels).rev().find_map(at) } else { (0..levels).find_map(at) }
    }

    /// Root of a whole tile of stored leaf hashes.
    fn tile_root(&self, index: u64) -> Option<Hash> {
        let differing = self.other.as_ref().and_then(|other| other.tiles.get(&index));
        let place = usize::try_from(index).ok()?;
        differing.or_else(|| self.levels.level(1).get(place)).copied()
    }

    fn tile_of(&self, n: u64) -> TileAt {
        tile_at(self.size(), 0, n)
    }

    /// The stored hashes above the leaves.
    fn upper(&self, folder: &mut Folder<'_>, findings: &mut Findings) -> Upper {
        let mut upper = Upper { levels: Vec::new(), is_whole: true };
        let size = self.size();
        for level in (1..).take_while(|level| complete_hashes(size, *level) > 0) {
            let mut hashes = Vec::new();
            for tile in tiles_of_level(size, level) {
                match self.stored(tile, folder, findings) {
                    Some(stored) => hashes.extend(stored),
                    None => {
                        upper.is_whole = false;
                        if !self.has_leaves {
                            let what = "缺少这一片哈希。";
                            findings.defect(DefectCode::MemberMissing, &self.path(tile), what);
                        }
                        break;
                    }
                }
            }
            upper.levels.push(hashes);
        }
        upper
    }
}

/// The stored levels above the leaves, from level 1 on.
struct Upper {
    levels: Vec<Vec<Hash>>,
    is_whole: bool,
}

impl Upper {
    fn level(&self, level: u32) -> &[Hash] {
        let place = usize::try_from(level).ok().and_then(|level| level.checked_sub(1));
        place.and_then(|place| self.levels.get(place)).map_or(&[], Vec::as_slice)
    }
}

/// The hashes of which the stored tree's root is made.
struct Edge<'a> {
    upper: &'a Upper,
    last: &'a [Hash],
    size: u64,
}

impl HashReader for Edge<'_> {
    type Error = Infallible;

    fn tile_hashes(&self, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, Infallible> {
        let (hashes, first) = if level == 0 {
            let begin = self.size.saturating_sub(1) / TILE_WIDTH * TILE_WIDTH;
            (self.last, first.saturating_sub(begin))
        } else {
            (self.upper.level(level), first)
        };
        let from = usize::try_from(first).unwrap_or(usize::MAX);
        let count = usize::try_from(count).unwrap_or(0);
        Ok(hashes.iter().skip(from).take(count).copied().collect())
    }
}

fn root_of<H: TreeHash>(hashes: &[Hash]) -> Hash {
    let mut tree = Frontier::<H>::new();
    hashes.iter().for_each(|hash| tree.push(*hash));
    tree.root()
}

/// The tile of a log in which a hash of a level stands.
fn tile_at(size: u64, level: u32, place: u64) -> TileAt {
    let index = place / TILE_WIDTH;
    let there = complete_hashes(size, level).saturating_sub(index.saturating_mul(TILE_WIDTH));
    TileAt { level, index, width: there.min(TILE_WIDTH) }
}
